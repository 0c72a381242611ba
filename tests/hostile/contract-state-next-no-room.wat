;; expect: trap TRAP_HOST
;; entry: run
;; A key longer than there is room for.

(module
  (import "assent" "state_next" (func $state_next (param i32 i32 i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (drop (call $state_next (i32.const 0) (i32.const 1) (i32.const 0) (i32.const 0) (i32.const 64) (i32.const 4)))))
