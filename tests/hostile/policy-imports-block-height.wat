;; expect: refused import
;; A policy that imports `block_height`, which is for other contracts.

(module
  (import "assent" "block_height" (func $block_height (result i64)))
  (memory (export "memory") 1 1)
  (global (export "input") i32 (i32.const 0))
  (global (export "input_capacity") i32 (i32.const 64))
  (global (export "output") i32 (i32.const 1024))
  (func (export "decide") (export "explain") (param i32) (result i32)
    (i32.const 0)))
