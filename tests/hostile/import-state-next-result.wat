;; expect: refused import
;; entry: run
;; `state_next` with another result than it gives.

(module
  (import "assent" "state_next" (func $state_next (param i32 i32 i32 i32 i32 i32) (result i64)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (nop)))
