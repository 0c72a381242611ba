;; expect: trap TRAP_HOST
;; entry: run
;; input: 4
;; The first range of `output` reaches one byte or more beyond the memory.

(module
  (import "assent" "output" (func $output (param i32 i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (call $output (i32.const 65535) (i32.const 4))))
