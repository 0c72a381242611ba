;; expect: refused import
;; entry: run
;; `blake3` with a parameter more than it takes.

(module
  (import "assent" "blake3" (func $blake3 (param i32 i32 i32 i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (nop)))
