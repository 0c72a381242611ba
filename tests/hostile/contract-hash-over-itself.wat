;; expect: output af1349b9
;; entry: run
;; The hash is written over what is hashed.

(module
  (import "assent" "blake3" (func $blake3 (param i32 i32 i32)))
  (import "assent" "output" (func $output (param i32 i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (call $blake3 (i32.const 0) (i32.const 0) (i32.const 0))
    (call $output (i32.const 0) (i32.const 4))))
