;; expect: refused export
;; entry: run
;; An entry whose name looks like another.

(module
  (func (export "Run"))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (nop)))
