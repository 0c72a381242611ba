;; expect: trap TRAP_FUEL
;; entry: run
;; input: 4
;; `caller_organisation` again and again.

(module
  (import "assent" "caller_organisation" (func $caller_organisation (param i32 i32) (result i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (loop $again
      (drop (call $caller_organisation (i32.const 64) (i32.const 16)))
      (br $again))))
