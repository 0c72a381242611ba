;; expect: trap TRAP_UNREACHABLE
;; entry: run
;; After CosmWasm's advisory CWA-2021-003: the text of an error held a trace of the stack, which was another on each
;; machine, and went into the result of the transaction. Here a contract traps far down, below functions with names.
;; What comes back is one number, and the whole limit is charged: nothing tells where or how deep it was.

(module
  (memory (export "memory") 1 1)
  (func (export "run") (call $ask (i32.const 6)))
  (func $ask (param $n i32) (call $look (i32.sub (local.get $n) (i32.const 1))))
  (func $look (param $n i32) (call $find (i32.sub (local.get $n) (i32.const 1))))
  (func $find (param $n i32) (call $compare (i32.sub (local.get $n) (i32.const 1))))
  (func $compare (param $n i32) (call $fail (i32.sub (local.get $n) (i32.const 1))))
  (func $fail (param $n i32)
    (if (i32.eq (local.get $n) (i32.const 2)) (then (unreachable)))))
