;; expect: trap TRAP_HOST
;; entry: run
;; input: 4
;; The first range of `event` would end inside the memory if addresses wrapped around.

(module
  (import "assent" "event" (func $event (param i32 i32 i32 i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (call $event (i32.const -4) (i32.const 8) (i32.const 0) (i32.const 4))))
