;; expect: trap TRAP_HOST
;; entry: run
;; input: 4
;; The second length of `ed25519_verify` is negative, which is to say four thousand million.

(module
  (import "assent" "ed25519_verify" (func $ed25519_verify (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (drop (call $ed25519_verify (i32.const 0) (i32.const 16) (i32.const -1) (i32.const 128)))))
