;; expect: abort name_1
;; entry: run
;; What it put out before it gave up is forgotten.

(module
  (import "assent" "output" (func $output (param i32 i32)))
  (import "assent" "abort" (func $abort (param i32 i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (call $output (i32.const 0) (i32.const 4))
    (call $abort (i32.const 15) (i32.const 6))))
