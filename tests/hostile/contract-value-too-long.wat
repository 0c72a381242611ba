;; expect: trap TRAP_LIMIT
;; entry: run
;; A value that is one byte too long.

(module
  (import "assent" "state_write" (func $state_write (param i32 i32 i32 i32)))
  (memory (export "memory") 2 2)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (call $state_write (i32.const 0) (i32.const 5) (i32.const 0) (i32.const 65537))))
