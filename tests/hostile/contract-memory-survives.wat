;; expect: output 01000000
;; entry: run
;; A call leaves something in the memory: the next does not see it.

(module
  (import "assent" "output" (func $output (param i32 i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (i32.store (i32.const 512) (i32.add (i32.load (i32.const 512)) (i32.const 1)))
    (call $output (i32.const 512) (i32.const 4))))
