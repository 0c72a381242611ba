;; expect: trap TRAP_FUEL
;; entry: run
;; fuel: 60000
;; A hash of the whole memory costs more than there is.

(module
  (import "assent" "blake3" (func $blake3 (param i32 i32 i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (call $blake3 (i32.const 0) (i32.const 65504) (i32.const 64))))
