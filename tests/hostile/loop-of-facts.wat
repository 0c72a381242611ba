;; expect: trap TRAP_FUEL
;; Asking the host without an end.

(module
  (import "assent" "fact" (func $fact (param i32 i32 i32) (result i32)))
  (memory (export "memory") 1 1)
  (global (export "input") i32 (i32.const 0))
  (global (export "input_capacity") i32 (i32.const 64))
  (global (export "output") i32 (i32.const 1024))
  (func $run (export "decide") (export "explain") (param $length i32) (result i32)
    (loop $again
      (drop (call $fact (i32.const 1) (i32.const 2048) (i32.const 64)))
      (br $again))
    (i32.const 0)))
