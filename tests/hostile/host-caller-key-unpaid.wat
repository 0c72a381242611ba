;; expect: trap TRAP_FUEL
;; entry: run
;; input: 4
;; fuel: 1123
;; `caller_key` costs one more than there is.

(module
  (import "assent" "caller_key" (func $caller_key (param i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (call $caller_key (i32.const 64))))
