;; expect: trap TRAP_HOST
;; entry: run
;; input: 4
;; The first range of `blake3` reaches one byte or more beyond the memory.

(module
  (import "assent" "blake3" (func $blake3 (param i32 i32 i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (call $blake3 (i32.const 65535) (i32.const 8) (i32.const 64))))
