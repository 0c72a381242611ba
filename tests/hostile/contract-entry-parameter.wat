;; expect: refused export
;; entry: run
;; An entry that takes a value.

(module
  (func (export "second") (param i32))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (nop)))
