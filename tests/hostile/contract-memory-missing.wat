;; expect: refused memory
;; A contract without a memory.

(module
  (func (export "run")))
