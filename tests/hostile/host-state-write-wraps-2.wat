;; expect: trap TRAP_HOST
;; entry: run
;; input: 4
;; The second range of `state_write` would end inside the memory if addresses wrapped around.

(module
  (import "assent" "state_write" (func $state_write (param i32 i32 i32 i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (call $state_write (i32.const 0) (i32.const 5) (i32.const -4) (i32.const 8))))
