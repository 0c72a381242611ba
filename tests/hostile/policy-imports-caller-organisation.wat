;; expect: refused import
;; A policy that imports `caller_organisation`, which is for other contracts.

(module
  (import "assent" "caller_organisation" (func $caller_organisation (param i32 i32) (result i32)))
  (memory (export "memory") 1 1)
  (global (export "input") i32 (i32.const 0))
  (global (export "input_capacity") i32 (i32.const 64))
  (global (export "output") i32 (i32.const 1024))
  (func (export "decide") (export "explain") (param i32) (result i32)
    (i32.const 0)))
