;; expect: trap TRAP_ARITHMETIC
;; entry: run
;; It divides by zero.

(module
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (drop (i32.div_u (i32.const 1) (i32.const 0)))))
