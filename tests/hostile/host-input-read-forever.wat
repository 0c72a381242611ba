;; expect: trap TRAP_FUEL
;; entry: run
;; input: 4
;; `input_read` again and again.

(module
  (import "assent" "input_read" (func $input_read (param i32 i32 i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (loop $again
      (call $input_read (i32.const 64) (i32.const 0) (i32.const 4))
      (br $again))))
