;; expect: trap TRAP_FUEL
;; entry: run
;; input: 4
;; fuel: 1123
;; `chain_id` costs one more than there is.

(module
  (import "assent" "chain_id" (func $chain_id (param i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (call $chain_id (i32.const 64))))
