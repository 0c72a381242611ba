;; expect: trap TRAP_HOST
;; entry: run
;; input: 4
;; The first range of `event` reaches one byte or more beyond the memory.

(module
  (import "assent" "event" (func $event (param i32 i32 i32 i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (call $event (i32.const 65535) (i32.const 6) (i32.const 0) (i32.const 4))))
