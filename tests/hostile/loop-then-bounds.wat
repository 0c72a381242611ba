;; expect: trap TRAP_MEMORY
;; fuel: 20000000
;; A long loop that ends out of bounds: generators differ in the fuel that they count, not in what is charged.

(module
  (memory (export "memory") 1 1)
  (global (export "input") i32 (i32.const 0))
  (global (export "input_capacity") i32 (i32.const 64))
  (global (export "output") i32 (i32.const 1024))
  (func $run (export "decide") (export "explain") (param $length i32) (result i32)
    (local $i i32)
    (loop $again
      (br_if $again (i32.lt_u
        (local.tee $i (i32.add (local.get $i) (i32.const 1)))
        (i32.const 1000000))))
    (i32.load (i32.const 65536))))
