;; expect: trap TRAP_HOST
;; entry: run
;; A topic that is not a name.

(module
  (import "assent" "event" (func $event (param i32 i32 i32 i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (call $event (i32.const 21) (i32.const 8) (i32.const 0) (i32.const 4))))
