;; expect: trap TRAP_HOST
;; entry: run
;; input: 4
;; The second range of `state_next` reaches one byte or more beyond the memory.

(module
  (import "assent" "state_next" (func $state_next (param i32 i32 i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (drop (call $state_next (i32.const 0) (i32.const 1) (i32.const 65535) (i32.const 2) (i32.const 64) (i32.const 8)))))
