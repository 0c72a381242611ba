;; expect: trap TRAP_FUEL
;; entry: run
;; input: 4
;; fuel: 1127
;; `input_read` costs one more than there is.

(module
  (import "assent" "input_read" (func $input_read (param i32 i32 i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (call $input_read (i32.const 64) (i32.const 0) (i32.const 4))))
