;; Printed by contracts/build from what NAME.ts compiles to.
(module
  (type (;0;) (func (param i32)))
  (type (;1;) (func (param i32 i32)))
  (type (;2;) (func))
  (type (;3;) (func (param i32 i32 i32 i32)))
  (type (;4;) (func (result i64)))
  (type (;5;) (func (param i32 i32 i32 i32) (result i32)))
  (type (;6;) (func (param i32 i32 i32)))
  (type (;7;) (func (result i32)))
  (import "assent" "output" (func (;0;) (type 1) (param i32 i32)))
  (import "assent" "caller_key" (func (;1;) (type 0) (param i32)))
  (import "assent" "abort" (func (;2;) (type 1) (param i32 i32)))
  (import "assent" "state_write" (func (;3;) (type 3) (param i32 i32 i32 i32)))
  (import "assent" "state_read" (func (;4;) (type 5) (param i32 i32 i32 i32) (result i32)))
  (import "assent" "input_read" (func (;5;) (type 6) (param i32 i32 i32)))
  (import "assent" "input_length" (func (;6;) (type 7) (result i32)))
  (import "assent" "event" (func (;7;) (type 3) (param i32 i32 i32 i32)))
  (memory (;0;) 1 1)
  (export "add" (func 11))
  (export "count" (func 10))
  (export "memory" (memory 0))
  (func (;8;) (type 0) (param i32)
    call 6
    local.get 0
    i32.ne
    if ;; label = @1
      i32.const 1029
      i32.const 9
      call 2
      unreachable
    end
    i32.const 1048
    i32.const 0
    local.get 0
    call 5
  )
  (func (;9;) (type 4) (result i64)
    i32.const 1052
    i32.const 12142
    i32.store16
    i32.const 1054
    call 1
    i32.const 1052
    i32.const 34
    i32.const 1120
    i32.const 8
    call 4
    drop
    i32.const 1120
    i64.load
  )
  (func (;10;) (type 2)
    i32.const 0
    call 8
    call 9
    drop
    i32.const 1120
    i32.const 8
    call 0
  )
  (func (;11;) (type 2)
    (local i64)
    i32.const 4
    call 8
    call 9
    local.tee 0
    local.get 0
    i32.const 1048
    i64.load32_u
    i64.add
    local.tee 0
    i64.gt_u
    if ;; label = @1
      i32.const 1038
      i32.const 8
      call 2
      unreachable
    end
    i32.const 1120
    local.get 0
    i64.store
    i32.const 1052
    i32.const 34
    i32.const 1120
    i32.const 8
    call 3
    i32.const 1088
    call 1
    i32.const 1024
    i32.const 5
    i32.const 1088
    i32.const 40
    call 7
    i32.const 1120
    i32.const 8
    call 0
  )
  (data (;0;) (i32.const 1024) "added")
  (data (;1;) (i32.const 1029) "bad_input")
  (data (;2;) (i32.const 1038) "too_much")
)
