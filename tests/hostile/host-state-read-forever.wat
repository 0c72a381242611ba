;; expect: trap TRAP_FUEL
;; entry: run
;; input: 4
;; `state_read` again and again.

(module
  (import "assent" "state_read" (func $state_read (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (loop $again
      (drop (call $state_read (i32.const 0) (i32.const 5) (i32.const 64) (i32.const 8)))
      (br $again))))
