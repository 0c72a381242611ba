;; expect: refused import
;; entry: run
;; `chain_id` with a parameter more than it takes.

(module
  (import "assent" "chain_id" (func $chain_id (param i32 i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (nop)))
