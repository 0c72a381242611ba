;; expect: trap TRAP_FUEL
;; entry: run
;; input: 4
;; fuel: 5043
;; `state_remove` costs one more than there is.

(module
  (import "assent" "state_remove" (func $state_remove (param i32 i32) (result i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (drop (call $state_remove (i32.const 0) (i32.const 5)))))
