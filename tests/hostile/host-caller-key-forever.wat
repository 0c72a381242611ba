;; expect: trap TRAP_FUEL
;; entry: run
;; input: 4
;; `caller_key` again and again.

(module
  (import "assent" "caller_key" (func $caller_key (param i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (loop $again
      (call $caller_key (i32.const 64))
      (br $again))))
