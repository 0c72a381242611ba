;; expect: trap TRAP_HOST
;; Room for a fact that reaches one byte past the memory, whether the fact fills it or not.

(module
  (import "assent" "fact" (func $fact (param i32 i32 i32) (result i32)))
  (memory (export "memory") 1 1)
  (global (export "input") i32 (i32.const 0))
  (global (export "input_capacity") i32 (i32.const 64))
  (global (export "output") i32 (i32.const 1024))
  (func $run (export "decide") (export "explain") (param $length i32) (result i32)
    (call $fact (i32.const 1) (i32.const 65533) (i32.const 4))))
