;; expect: trap TRAP_HOST
;; entry: run
;; input: 4
;; The first range of `caller_key` would end inside the memory if addresses wrapped around.

(module
  (import "assent" "caller_key" (func $caller_key (param i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (call $caller_key (i32.const -16))))
