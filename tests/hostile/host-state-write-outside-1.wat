;; expect: trap TRAP_HOST
;; entry: run
;; input: 4
;; The first range of `state_write` reaches one byte or more beyond the memory.

(module
  (import "assent" "state_write" (func $state_write (param i32 i32 i32 i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (call $state_write (i32.const 65535) (i32.const 5) (i32.const 64) (i32.const 8))))
