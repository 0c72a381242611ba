;; expect: trap TRAP_FUEL
;; entry: run
;; input: 4
;; fuel: 1123
;; `abort` costs one more than there is.

(module
  (import "assent" "abort" (func $abort (param i32 i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (call $abort (i32.const 15) (i32.const 6))))
