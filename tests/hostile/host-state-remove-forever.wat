;; expect: trap TRAP_FUEL
;; entry: run
;; input: 4
;; `state_remove` again and again.

(module
  (import "assent" "state_remove" (func $state_remove (param i32 i32) (result i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (loop $again
      (drop (call $state_remove (i32.const 0) (i32.const 5)))
      (br $again))))
