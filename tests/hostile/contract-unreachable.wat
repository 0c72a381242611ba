;; expect: trap TRAP_UNREACHABLE
;; entry: run
;; It gives up.

(module
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (unreachable)))
