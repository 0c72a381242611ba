;; expect: trap TRAP_HOST
;; entry: run
;; An event without a topic.

(module
  (import "assent" "event" (func $event (param i32 i32 i32 i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (call $event (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 4))))
