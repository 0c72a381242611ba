;; expect: trap TRAP_LIMIT
;; entry: run
;; `state_write` of a key that is one byte too long.

(module
  (import "assent" "state_write" (func $state_write (param i32 i32 i32 i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (call $state_write (i32.const 0) (i32.const 129) (i32.const 64) (i32.const 8))))
