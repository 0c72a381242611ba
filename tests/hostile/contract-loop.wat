;; expect: trap TRAP_FUEL
;; entry: run
;; It never ends.

(module
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (loop $again (br $again))))
