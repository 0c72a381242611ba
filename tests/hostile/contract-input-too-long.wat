;; expect: trap TRAP_INPUT
;; entry: run
;; input: 65537
;; More input than a call may have.

(module
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (nop)))
