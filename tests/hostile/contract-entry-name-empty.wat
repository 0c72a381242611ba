;; expect: refused export
;; entry: run
;; An entry without a name.

(module
  (func (export ""))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (nop)))
