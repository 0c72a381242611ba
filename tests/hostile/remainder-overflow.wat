;; expect: output 00
;; The remainder that some processors trap on is zero.

(module
  (memory (export "memory") 1 1)
  (global (export "input") i32 (i32.const 0))
  (global (export "input_capacity") i32 (i32.const 64))
  (global (export "output") i32 (i32.const 1024))
  (func $run (export "decide") (export "explain") (param $length i32) (result i32)
    (i32.add
      (i32.rem_s (i32.const 0x80000000) (i32.sub (local.get $length) (i32.const 1)))
      (i32.const 1))))
