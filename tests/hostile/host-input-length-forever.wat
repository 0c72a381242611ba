;; expect: trap TRAP_FUEL
;; entry: run
;; `input_length` again and again.

(module
  (import "assent" "input_length" (func $input_length (result i32)))
  (memory (export "memory") 1 1)
  (func (export "run")
    (loop $again
      (drop (call $input_length))
      (br $again))))
