;; expect: trap TRAP_HOST
;; entry: run
;; input: 4
;; The first range of `state_read` would end inside the memory if addresses wrapped around.

(module
  (import "assent" "state_read" (func $state_read (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (drop (call $state_read (i32.const -4) (i32.const 8) (i32.const 64) (i32.const 8)))))
