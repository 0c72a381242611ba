;; expect: trap TRAP_HOST
;; entry: run
;; input: 4
;; The third range of `ed25519_verify` reaches one byte or more beyond the memory.

(module
  (import "assent" "ed25519_verify" (func $ed25519_verify (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (drop (call $ed25519_verify (i32.const 0) (i32.const 64) (i32.const 8) (i32.const 65535)))))
