;; expect: trap TRAP_FUEL
;; entry: run
;; input: 4
;; `blake3` again and again.

(module
  (import "assent" "blake3" (func $blake3 (param i32 i32 i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (loop $again
      (call $blake3 (i32.const 0) (i32.const 8) (i32.const 64))
      (br $again))))
