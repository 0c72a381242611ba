;; expect: refused operator
;; A call whose target is not known before it runs.

(module
  (memory (export "memory") 1 1)
  (global (export "input") i32 (i32.const 0))
  (global (export "input_capacity") i32 (i32.const 64))
  (global (export "output") i32 (i32.const 1024))
  (func $run (export "decide") (export "explain") (param $length i32) (result i32)
    (call_indirect (type 0) (i32.const 0) (i32.const 0))
    (drop)
    (i32.const 0)))
