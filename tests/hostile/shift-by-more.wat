;; expect: output 0100
;; Shifts take the count modulo the width.

(module
  (memory (export "memory") 1 1)
  (global (export "input") i32 (i32.const 0))
  (global (export "input_capacity") i32 (i32.const 64))
  (global (export "output") i32 (i32.const 1024))
  (func $run (export "decide") (export "explain") (param $length i32) (result i32)
    (i32.store8 (i32.const 1024) (i32.shl (i32.const 1) (i32.add (local.get $length) (i32.const 32))))
    (i32.const 2)))
