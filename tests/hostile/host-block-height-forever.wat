;; expect: trap TRAP_FUEL
;; entry: run
;; `block_height` again and again.

(module
  (import "assent" "block_height" (func $block_height (result i64)))
  (memory (export "memory") 1 1)
  (func (export "run")
    (loop $again
      (drop (call $block_height))
      (br $again))))
