;; expect: output 01000000
;; entry: run
;; A call leaves something in a global: the next does not see it.

(module
  (import "assent" "output" (func $output (param i32 i32)))
  (global $g (mut i32) (i32.const 0))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (global.set $g (i32.add (global.get $g) (i32.const 1)))
    (i32.store (i32.const 512) (global.get $g))
    (call $output (i32.const 512) (i32.const 4))))
