;; expect: refused recursion
;; entry: run
;; An entry that calls itself.

(module
  (func $again (call $again))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (call $again)))
