;; expect: trap TRAP_HOST
;; entry: run
;; input: 4
;; The first range of `input_read` reaches one byte or more beyond the memory.

(module
  (import "assent" "input_read" (func $input_read (param i32 i32 i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (call $input_read (i32.const 65535) (i32.const 0) (i32.const 4))))
