;; expect: trap TRAP_HOST
;; entry: run
;; After CosmWasm's advisory CWA-2024-008: lengths that a contract had written into its memory, for signatures to be
;; verified, were added up without a check; the host panicked, and a panic was charged nothing. Here a length out of the
;; memory goes beyond every number of 32 bits: it is a trap, which costs the whole limit.

(module
  (import "assent" "ed25519_verify" (func $ed25519_verify (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "\ff\ff\ff\ff")
  (func (export "run")
    (drop (call $ed25519_verify (i32.const 64) (i32.const 65504) (i32.load (i32.const 0)) (i32.const 128)))))
