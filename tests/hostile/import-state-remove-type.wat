;; expect: refused import
;; entry: run
;; `state_remove` with a parameter more than it takes.

(module
  (import "assent" "state_remove" (func $state_remove (param i32 i32 i32) (result i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (nop)))
