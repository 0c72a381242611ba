;; expect: abort name_1
;; entry: run
;; input: 4
;; `abort` again and again.

(module
  (import "assent" "abort" (func $abort (param i32 i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (loop $again
      (call $abort (i32.const 15) (i32.const 6))
      (br $again))))
