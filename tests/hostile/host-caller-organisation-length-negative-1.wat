;; expect: trap TRAP_HOST
;; entry: run
;; input: 4
;; The first length of `caller_organisation` is negative, which is to say four thousand million.

(module
  (import "assent" "caller_organisation" (func $caller_organisation (param i32 i32) (result i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (drop (call $caller_organisation (i32.const 16) (i32.const -1)))))
