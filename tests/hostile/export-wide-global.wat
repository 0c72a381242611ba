;; expect: refused export
;; A place of 64 bits.

(module
  (memory (export "memory") 1 1)
  (global (export "input") i32 (i32.const 0))
  (global (export "input_capacity") i32 (i32.const 64))
  (global (export "output") i64 (i64.const 1024))
  (func $run (export "decide") (export "explain") (param $length i32) (result i32)
    (i32.const 0)))
