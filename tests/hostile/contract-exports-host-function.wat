;; expect: refused export
;; entry: run
;; A contract that exports a function of the host.

(module
  (import "assent" "input_length" (func $input_length (result i32)))
  (export "length" (func $input_length))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (nop)))
