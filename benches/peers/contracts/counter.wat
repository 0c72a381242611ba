;; Ours, and wasmi's as well: reads a counter of eight bytes, adds one, writes it. A counter that is not there is zero.
(module
  (import "assent" "state_read" (func $read (param i32 i32 i32 i32) (result i32)))
  (import "assent" "state_write" (func $write (param i32 i32 i32 i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "n")
  (func (export "increment")
    (drop (call $read (i32.const 0) (i32.const 1) (i32.const 8) (i32.const 8)))
    (i64.store (i32.const 8) (i64.add (i64.load (i32.const 8)) (i64.const 1)))
    (call $write (i32.const 0) (i32.const 1) (i32.const 8) (i32.const 8))))
