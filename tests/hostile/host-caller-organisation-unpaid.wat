;; expect: trap TRAP_FUEL
;; entry: run
;; input: 4
;; fuel: 1232
;; `caller_organisation` costs one more than there is.

(module
  (import "assent" "caller_organisation" (func $caller_organisation (param i32 i32) (result i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (drop (call $caller_organisation (i32.const 64) (i32.const 16)))))
