;; expect: refused import
;; entry: run
;; `state_remove` with another result than it gives.

(module
  (import "assent" "state_remove" (func $state_remove (param i32 i32) (result i64)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (nop)))
