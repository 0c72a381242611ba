;; expect: trap TRAP_LIMIT
;; entry: run
;; More output than a call may have.

(module
  (import "assent" "output" (func $output (param i32 i32)))
  (memory (export "memory") 2 2)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (call $output (i32.const 0) (i32.const 65537))))
