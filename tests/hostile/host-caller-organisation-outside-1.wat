;; expect: trap TRAP_HOST
;; entry: run
;; input: 4
;; The first range of `caller_organisation` reaches one byte or more beyond the memory.

(module
  (import "assent" "caller_organisation" (func $caller_organisation (param i32 i32) (result i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (drop (call $caller_organisation (i32.const 65535) (i32.const 16)))))
