;; expect: trap TRAP_FUEL
;; entry: run
;; input: 4
;; `caller_has_role` again and again.

(module
  (import "assent" "caller_has_role" (func $caller_has_role (param i32 i32) (result i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (loop $again
      (drop (call $caller_has_role (i32.const 0) (i32.const 5)))
      (br $again))))
