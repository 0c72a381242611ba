;; expect: output ffffffff
;; A fact that is not known is -1 and nothing is written.

(module
  (import "assent" "fact" (func $fact (param i32 i32 i32) (result i32)))
  (memory (export "memory") 1 1)
  (global (export "input") i32 (i32.const 0))
  (global (export "input_capacity") i32 (i32.const 64))
  (global (export "output") i32 (i32.const 1024))
  (func $run (export "decide") (export "explain") (param $length i32) (result i32)
    (i32.store (i32.const 1024) (call $fact (i32.const 2) (i32.const 2048) (i32.const 4)))
    (i32.const 4)))
