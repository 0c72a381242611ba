;; expect: refused import
;; entry: run
;; `caller_organisation` with a parameter more than it takes.

(module
  (import "assent" "caller_organisation" (func $caller_organisation (param i32 i32 i32) (result i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (nop)))
