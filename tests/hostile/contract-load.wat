;; expect: trap TRAP_MEMORY
;; entry: run
;; It reads beyond its memory.

(module
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (drop (i32.load (i32.const 65533)))))
