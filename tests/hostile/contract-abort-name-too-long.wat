;; expect: trap TRAP_LIMIT
;; entry: run
;; An abort with a name that is one byte too long.

(module
  (import "assent" "abort" (func $abort (param i32 i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (call $abort (i32.const 64) (i32.const 33))))
