;; expect: trap TRAP_HOST
;; entry: run
;; input: 4
;; The first range of `chain_id` reaches one byte or more beyond the memory.

(module
  (import "assent" "chain_id" (func $chain_id (param i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (call $chain_id (i32.const 65535))))
