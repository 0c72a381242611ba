;; expect: trap TRAP_FUEL
;; entry: run
;; `block_time` again and again.

(module
  (import "assent" "block_time" (func $block_time (result i64)))
  (memory (export "memory") 1 1)
  (func (export "run")
    (loop $again
      (drop (call $block_time))
      (br $again))))
