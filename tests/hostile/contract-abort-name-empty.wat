;; expect: trap TRAP_HOST
;; entry: run
;; An abort without a name.

(module
  (import "assent" "abort" (func $abort (param i32 i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (call $abort (i32.const 0) (i32.const 0))))
