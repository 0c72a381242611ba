;; expect: refused import
;; A clock of the system interface.

(module
  (import "wasi_snapshot_preview1" "clock_time_get" (func (param i32 i64 i32) (result i32)))
  (memory (export "memory") 1 1)
  (global (export "input") i32 (i32.const 0))
  (global (export "input_capacity") i32 (i32.const 64))
  (global (export "output") i32 (i32.const 1024))
  (func $run (export "decide") (export "explain") (param $length i32) (result i32)
    (i32.const 0)))
