;; expect: output 01000000
;; entry: run
;; A key of small order signs whatever one likes, by ZIP-215: a contract must take keys from those it trusts.

(module
  (import "assent" "ed25519_verify" (func $ed25519_verify (param i32 i32 i32 i32) (result i32)))
  (import "assent" "output" (func $output (param i32 i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "shortoverbrokenname_1Bad NameRiverside")
  (func (export "run")
    (i32.store (i32.const 512) (call $ed25519_verify (i32.const 1024) (i32.const 0) (i32.const 8) (i32.const 2048)))
    (call $output (i32.const 512) (i32.const 4))))
