;; expect: refused export
;; entry: run
;; A contract that exports a global.

(module
  (global (export "g") i32 (i32.const 0))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (nop)))
