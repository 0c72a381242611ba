;; expect: trap TRAP_HOST
;; entry: run
;; input: 4
;; The first range of `caller_key` reaches one byte or more beyond the memory.

(module
  (import "assent" "caller_key" (func $caller_key (param i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (call $caller_key (i32.const 65535))))
