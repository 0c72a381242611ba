;; expect: abort name_1
;; entry: run
;; It writes, tells and gives up: nothing of it is kept.

(module
  (import "assent" "state_write" (func $state_write (param i32 i32 i32 i32)))
  (import "assent" "event" (func $event (param i32 i32 i32 i32)))
  (import "assent" "abort" (func $abort (param i32 i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (call $state_write (i32.const 0) (i32.const 5) (i32.const 64) (i32.const 8))
    (call $event (i32.const 15) (i32.const 6) (i32.const 0) (i32.const 4))
    (call $abort (i32.const 15) (i32.const 6))))
