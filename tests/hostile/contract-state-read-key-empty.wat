;; expect: trap TRAP_LIMIT
;; entry: run
;; `state_read` of a key without bytes.

(module
  (import "assent" "state_read" (func $state_read (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (drop (call $state_read (i32.const 0) (i32.const 0) (i32.const 64) (i32.const 8)))))
