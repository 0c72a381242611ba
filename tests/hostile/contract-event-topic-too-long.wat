;; expect: trap TRAP_LIMIT
;; entry: run
;; A topic that is one byte too long.

(module
  (import "assent" "event" (func $event (param i32 i32 i32 i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (call $event (i32.const 64) (i32.const 33) (i32.const 0) (i32.const 4))))
