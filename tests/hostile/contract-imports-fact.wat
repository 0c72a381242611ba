;; expect: refused import
;; entry: run
;; A contract that imports what is for policies alone.

(module
  (import "assent" "fact" (func (param i32 i32 i32) (result i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (nop)))
