;; expect: refused export
;; entry: run
;; An entry whose name would move the cursor of a terminal.

(module
  (func (export "\1b[2J"))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (nop)))
