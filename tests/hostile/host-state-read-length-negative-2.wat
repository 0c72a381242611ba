;; expect: trap TRAP_HOST
;; entry: run
;; input: 4
;; The second length of `state_read` is negative, which is to say four thousand million.

(module
  (import "assent" "state_read" (func $state_read (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (drop (call $state_read (i32.const 0) (i32.const 5) (i32.const 16) (i32.const -1)))))
