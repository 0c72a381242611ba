;; expect: trap TRAP_HOST
;; entry: run
;; input: 4
;; The first length of `blake3` is negative, which is to say four thousand million.

(module
  (import "assent" "blake3" (func $blake3 (param i32 i32 i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (call $blake3 (i32.const 16) (i32.const -1) (i32.const 64))))
