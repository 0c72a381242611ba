;; expect: refused export
;; Nothing to call.

(module
  (memory (export "memory") 1 1))
