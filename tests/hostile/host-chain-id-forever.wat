;; expect: trap TRAP_FUEL
;; entry: run
;; input: 4
;; `chain_id` again and again.

(module
  (import "assent" "chain_id" (func $chain_id (param i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (loop $again
      (call $chain_id (i32.const 64))
      (br $again))))
