;; expect: trap TRAP_LIMIT
;; entry: run
;; `state_remove` of a key without bytes.

(module
  (import "assent" "state_remove" (func $state_remove (param i32 i32) (result i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (drop (call $state_remove (i32.const 0) (i32.const 0)))))
