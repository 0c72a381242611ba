;; expect: trap TRAP_FUEL
;; fuel: 1000000
;; Output that the fuel does not pay for.

(module
  (memory (export "memory") 32 32)
  (global (export "input") i32 (i32.const 0))
  (global (export "input_capacity") i32 (i32.const 64))
  (global (export "output") i32 (i32.const 1024))
  (func $run (export "decide") (export "explain") (param $length i32) (result i32)
    (i32.const 1048576)))
