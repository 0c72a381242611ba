;; expect: refused operator
;; A bulk operator: generators charge it before or after they check bounds.

(module
  (memory (export "memory") 1 1)
  (global (export "input") i32 (i32.const 0))
  (global (export "input_capacity") i32 (i32.const 64))
  (global (export "output") i32 (i32.const 1024))
  (func $run (export "decide") (export "explain") (param $length i32) (result i32)
    (memory.copy (i32.const 0) (i32.const 1) (i32.const 2))
    (i32.const 0)))
