;; expect: refused export
;; entry: run
;; After CosmWasm's advisory CWA-2023-002: the host called the contract's export `allocate` for room to answer in, the
;; contract called the host from there, and so on until the host's own stack overflowed. Here is such an export, with
;; its type: entries take and give nothing, so that the module is refused.

(module
  (import "assent" "state_read" (func $state_read (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "short")
  (func $allocate (export "allocate") (param $size i32) (result i32)
    (call $state_read (i32.const 0) (i32.const 5) (i32.const 64) (local.get $size)))
  (func (export "run") (drop (call $allocate (i32.const 8)))))
