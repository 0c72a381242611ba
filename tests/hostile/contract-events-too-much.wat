;; expect: trap TRAP_LIMIT
;; entry: run
;; An event with more bytes than those of a call may have.

(module
  (import "assent" "event" (func $event (param i32 i32 i32 i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (call $event (i32.const 15) (i32.const 6) (i32.const 0) (i32.const 16384))))
