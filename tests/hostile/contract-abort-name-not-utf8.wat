;; expect: trap TRAP_HOST
;; entry: run
;; An abort with bytes that are no text.

(module
  (import "assent" "abort" (func $abort (param i32 i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (i32.store (i32.const 64) (i32.const -1))
    (call $abort (i32.const 64) (i32.const 4))))
