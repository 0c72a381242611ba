;; expect: trap TRAP_ARITHMETIC
;; The remainder of a division by zero.

(module
  (memory (export "memory") 1 1)
  (global (export "input") i32 (i32.const 0))
  (global (export "input_capacity") i32 (i32.const 64))
  (global (export "output") i32 (i32.const 1024))
  (func $run (export "decide") (export "explain") (param $length i32) (result i32)
    (i32.wrap_i64 (i64.rem_s (i64.const 1) (i64.extend_i32_u (local.get $length))))))
