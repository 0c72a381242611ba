;; expect: trap TRAP_HOST
;; entry: run
;; input: 4
;; The first length of `state_remove` is negative, which is to say four thousand million.

(module
  (import "assent" "state_remove" (func $state_remove (param i32 i32) (result i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (drop (call $state_remove (i32.const 16) (i32.const -1)))))
