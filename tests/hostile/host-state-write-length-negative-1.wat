;; expect: trap TRAP_HOST
;; entry: run
;; input: 4
;; The first length of `state_write` is negative, which is to say four thousand million.

(module
  (import "assent" "state_write" (func $state_write (param i32 i32 i32 i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (call $state_write (i32.const 16) (i32.const -1) (i32.const 64) (i32.const 8))))
