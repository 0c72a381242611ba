;; expect: refused import
;; entry: run
;; A contract that would call another: nothing offers that.

(module
  (import "assent" "call" (func (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (nop)))
