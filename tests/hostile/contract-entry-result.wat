;; expect: refused export
;; entry: run
;; An entry that gives a value.

(module
  (func (export "second") (result i32) (i32.const 0))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (nop)))
