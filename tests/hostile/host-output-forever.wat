;; expect: trap TRAP_FUEL
;; entry: run
;; input: 4
;; `output` again and again.

(module
  (import "assent" "output" (func $output (param i32 i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (loop $again
      (call $output (i32.const 0) (i32.const 4))
      (br $again))))
