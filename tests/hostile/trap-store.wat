;; expect: trap TRAP_MEMORY
;; A store whose last byte is past the memory; what it wrote before is undone.

(module
  (memory (export "memory") 1 1)
  (global (export "input") i32 (i32.const 0))
  (global (export "input_capacity") i32 (i32.const 64))
  (global (export "output") i32 (i32.const 1024))
  (func $run (export "decide") (export "explain") (param $length i32) (result i32)
    (i32.store (i32.const 2048) (i32.const -1))
    (i64.store (i32.const 65529) (i64.const -1))
    (i32.const 0)))
