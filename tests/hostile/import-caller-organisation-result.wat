;; expect: refused import
;; entry: run
;; `caller_organisation` with another result than it gives.

(module
  (import "assent" "caller_organisation" (func $caller_organisation (param i32 i32) (result i64)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (nop)))
