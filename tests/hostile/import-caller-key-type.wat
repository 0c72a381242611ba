;; expect: refused import
;; entry: run
;; `caller_key` with a parameter more than it takes.

(module
  (import "assent" "caller_key" (func $caller_key (param i32 i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (nop)))
