;; expect: refused global
;; entry: run
;; A mutable global of a float type.

(module
  (global (mut f64) (f64.const 0))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (nop)))
