;; expect: trap TRAP_ENTRY
;; entry: run
;; The entry that is called is not exported.

(module
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "other")
    (nop)))
