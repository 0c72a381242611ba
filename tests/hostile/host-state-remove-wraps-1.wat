;; expect: trap TRAP_HOST
;; entry: run
;; input: 4
;; The first range of `state_remove` would end inside the memory if addresses wrapped around.

(module
  (import "assent" "state_remove" (func $state_remove (param i32 i32) (result i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (drop (call $state_remove (i32.const -4) (i32.const 8)))))
