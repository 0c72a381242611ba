;; expect: output 0101010101010101
;; entry: run
;; Key and room overlap: the key is read first.

(module
  (import "assent" "state_read" (func $state_read (param i32 i32 i32 i32) (result i32)))
  (import "assent" "output" (func $output (param i32 i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (drop (call $state_read (i32.const 0) (i32.const 5) (i32.const 0) (i32.const 8)))
    (call $output (i32.const 0) (i32.const 8))))
