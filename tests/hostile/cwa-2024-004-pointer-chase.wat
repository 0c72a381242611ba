;; expect: trap TRAP_FUEL
;; entry: run
;; After CosmWasm's advisory CWA-2024-004, see cwa-2024-004-divisions.wat. As many cache misses as fuel can buy: the
;; memory becomes one ring of addresses in an order that no processor foresees, one for each 64 bytes, and is walked
;; along by 60 loads in a row, without end.

(module
  (memory (export "memory") 512 512)
  (func (export "run") (local $i i32) (local $at i32)
    (loop $fill
      (i32.store (i32.shl (local.get $i) (i32.const 6))
        (i32.shl (i32.and (i32.const 0x7ffff)
            (i32.add (i32.const 1013904223) (i32.mul (local.get $i) (i32.const 1664525))))
          (i32.const 6)))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $fill (i32.lt_u (local.get $i) (i32.const 0x80000))))
    (loop $walk
      local.get $at
        i32.load i32.load i32.load i32.load i32.load i32.load i32.load i32.load i32.load i32.load i32.load i32.load
        i32.load i32.load i32.load i32.load i32.load i32.load i32.load i32.load i32.load i32.load i32.load i32.load
        i32.load i32.load i32.load i32.load i32.load i32.load i32.load i32.load i32.load i32.load i32.load i32.load
        i32.load i32.load i32.load i32.load i32.load i32.load i32.load i32.load i32.load i32.load i32.load i32.load
        i32.load i32.load i32.load i32.load i32.load i32.load i32.load i32.load i32.load i32.load i32.load i32.load
      local.set $at
      (br $walk))))
