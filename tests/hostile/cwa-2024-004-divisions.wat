;; expect: trap TRAP_FUEL
;; entry: run
;; After CosmWasm's advisory CWA-2024-004: some operators took ten times as long as their price said. Here are the
;; slowest that a processor has, divisions whose operands are large and depend on one another, without end.

(module
  (memory (export "memory") 1 1)
  (func (export "run") (local $a i64)
    (local.set $a (i64.const 0x7fedcba987654321))
    (loop $again
      (local.set $a (i64.or (i64.const 0x4000000000000001)
        (i64.add (i64.div_s (i64.const 0x7fffffffffffffe7)
            (i64.or (i64.const 1) (i64.rem_u (local.get $a) (i64.const 0x12345))))
          (i64.div_u (local.get $a) (i64.const 3)))))
      (local.set $a (i64.or (i64.const 0x4000000000000001)
        (i64.rem_s (i64.const 0x7fffffffffffffe7) (local.get $a))))
      (br $again))))
