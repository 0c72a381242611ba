;; expect: refused start
;; Code that would run before anything is charged.

(module
  (memory (export "memory") 1 1)
  (func $run (export "run"))
  (start $run))
