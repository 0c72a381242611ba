;; expect: trap TRAP_LIMIT
;; entry: run
;; One key, written with more bytes than a call may write in all.

(module
  (import "assent" "state_write" (func $state_write (param i32 i32 i32 i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (local $i i32)
    (loop $again
      (call $state_write (i32.const 0) (i32.const 5) (i32.const 0) (i32.const 65536))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $again (i32.lt_u (local.get $i) (i32.const 4))))))
