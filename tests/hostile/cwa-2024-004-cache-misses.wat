;; expect: trap TRAP_FUEL
;; entry: run
;; After CosmWasm's advisory CWA-2024-004, see cwa-2024-004-divisions.wat. Loads that depend on one another and jump
;; through the largest memory that is admitted, so that each misses every cache, without end.

(module
  (memory (export "memory") 512 512)
  (func (export "run") (local $at i32)
    (loop $again
      (local.set $at (i32.and (i32.const 0x1fffffc)
        (i32.add (i32.mul (local.get $at) (i32.const 1664525))
          (i32.add (i32.load (local.get $at)) (i32.const 1013904223)))))
      (i32.store (local.get $at) (i32.const 4))
      (br $again))))
