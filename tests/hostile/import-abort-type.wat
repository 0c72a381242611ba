;; expect: refused import
;; entry: run
;; `abort` with a parameter more than it takes.

(module
  (import "assent" "abort" (func $abort (param i32 i32 i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (nop)))
