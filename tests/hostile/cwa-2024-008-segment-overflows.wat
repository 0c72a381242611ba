;; expect: refused data
;; entry: run
;; After CosmWasm's advisory CWA-2024-008, see cwa-2024-008-length-overflows.wat. The same sum where a module is read:
;; the place of a data segment and its length go beyond every number of 32 bits.

(module
  (memory (export "memory") 1 1)
  (data (i32.const -1) "one byte, and more")
  (func (export "run")))
