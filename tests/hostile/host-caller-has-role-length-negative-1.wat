;; expect: trap TRAP_HOST
;; entry: run
;; input: 4
;; The first length of `caller_has_role` is negative, which is to say four thousand million.

(module
  (import "assent" "caller_has_role" (func $caller_has_role (param i32 i32) (result i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (drop (call $caller_has_role (i32.const 16) (i32.const -1)))))
