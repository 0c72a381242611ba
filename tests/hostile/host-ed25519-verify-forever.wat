;; expect: trap TRAP_FUEL
;; entry: run
;; input: 4
;; `ed25519_verify` again and again.

(module
  (import "assent" "ed25519_verify" (func $ed25519_verify (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (loop $again
      (drop (call $ed25519_verify (i32.const 0) (i32.const 64) (i32.const 8) (i32.const 128)))
      (br $again))))
