;; expect: trap TRAP_HOST
;; entry: run
;; input: 4
;; The first length of `output` is negative, which is to say four thousand million.

(module
  (import "assent" "output" (func $output (param i32 i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (call $output (i32.const 16) (i32.const -1))))
