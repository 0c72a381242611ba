;; expect: trap TRAP_HOST
;; entry: run
;; input: 4
;; The second length of `event` is negative, which is to say four thousand million.

(module
  (import "assent" "event" (func $event (param i32 i32 i32 i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (call $event (i32.const 15) (i32.const 6) (i32.const 16) (i32.const -1))))
