;; expect: refused import
;; entry: run
;; `output` with a parameter more than it takes.

(module
  (import "assent" "output" (func $output (param i32 i32 i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (nop)))
