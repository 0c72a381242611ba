;; expect: trap TRAP_HOST
;; entry: run
;; input: 4
;; The first range of `abort` reaches one byte or more beyond the memory.

(module
  (import "assent" "abort" (func $abort (param i32 i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (call $abort (i32.const 65535) (i32.const 6))))
