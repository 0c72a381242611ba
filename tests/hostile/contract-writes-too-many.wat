;; expect: trap TRAP_LIMIT
;; entry: run
;; One key more than a call may write.

(module
  (import "assent" "state_write" (func $state_write (param i32 i32 i32 i32)))
  (memory (export "memory") 1 1)
  (func (export "run")
    (local $i i32)
    (loop $again
      (i32.store (i32.const 64) (local.get $i))
      (call $state_write (i32.const 64) (i32.const 4) (i32.const 0) (i32.const 0))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $again (i32.lt_u (local.get $i) (i32.const 257))))))
