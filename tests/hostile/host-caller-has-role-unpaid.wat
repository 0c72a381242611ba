;; expect: trap TRAP_FUEL
;; entry: run
;; input: 4
;; fuel: 1228
;; `caller_has_role` costs one more than there is.

(module
  (import "assent" "caller_has_role" (func $caller_has_role (param i32 i32) (result i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (drop (call $caller_has_role (i32.const 0) (i32.const 5)))))
