;; expect: refused import
;; entry: run
;; `state_read` with another result than it gives.

(module
  (import "assent" "state_read" (func $state_read (param i32 i32 i32 i32) (result i64)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (nop)))
