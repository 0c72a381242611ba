;; expect: output 00
;; entry: run
;; After CosmWasm's advisory CWA-2023-002, see cwa-2023-002-allocate.wat. The same with entries of the type that is
;; admitted: each would mark the memory at 128 and ask the host again. The host calls nothing but the entry that it was
;; asked for: answers go where the contract says, and the mark is not there.

(module
  (import "assent" "state_read" (func $state_read (param i32 i32 i32 i32) (result i32)))
  (import "assent" "output" (func $output (param i32 i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "short")
  (func $ask (drop (call $state_read (i32.const 0) (i32.const 5) (i32.const 64) (i32.const 8))))
  (func (export "allocate") (i32.store8 (i32.const 128) (i32.const 1)) (call $ask))
  (func (export "deallocate") (i32.store8 (i32.const 128) (i32.const 2)) (call $ask))
  (func (export "run") (call $ask) (call $output (i32.const 128) (i32.const 1))))
