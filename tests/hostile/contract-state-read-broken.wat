;; expect: fault
;; entry: run
;; A state that fails is not the contract's failure.

(module
  (import "assent" "state_read" (func $state_read (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (drop (call $state_read (i32.const 9) (i32.const 6) (i32.const 64) (i32.const 8)))))
