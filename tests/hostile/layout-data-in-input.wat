;; expect: refused layout
;; A segment ends one byte inside the input, which must be zero to begin with.

(module
  (memory (export "memory") 1 1)
  (global (export "input") i32 (i32.const 128))
  (global (export "input_capacity") i32 (i32.const 64))
  (global (export "output") i32 (i32.const 1024))
  (func $run (export "decide") (export "explain") (param $length i32) (result i32)
    (i32.const 0))
  (data (i32.const 127) "xy"))
