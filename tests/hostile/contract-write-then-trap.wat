;; expect: trap TRAP_UNREACHABLE
;; entry: run
;; It writes, tells and fails: nothing of it is kept.

(module
  (import "assent" "state_write" (func $state_write (param i32 i32 i32 i32)))
  (import "assent" "event" (func $event (param i32 i32 i32 i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (call $state_write (i32.const 0) (i32.const 5) (i32.const 64) (i32.const 8))
    (call $event (i32.const 15) (i32.const 6) (i32.const 0) (i32.const 4))
    (unreachable)))
