;; Printed by contracts/build from what NAME.c compiles to.
(module $counter
  (type (;0;) (func (param i32)))
  (type (;1;) (func (param i32 i32 i32 i32) (result i32)))
  (type (;2;) (func (param i32 i32 i32 i32)))
  (type (;3;) (func (param i32 i32)))
  (type (;4;) (func (result i32)))
  (type (;5;) (func (param i32 i32 i32)))
  (type (;6;) (func))
  (import "assent" "caller_key" (func $assent_caller_key (;0;) (type 0) (param i32)))
  (import "assent" "state_read" (func $assent_state_read (;1;) (type 1) (param i32 i32 i32 i32) (result i32)))
  (import "assent" "state_write" (func $assent_state_write (;2;) (type 2) (param i32 i32 i32 i32)))
  (import "assent" "event" (func $assent_event (;3;) (type 2) (param i32 i32 i32 i32)))
  (import "assent" "output" (func $assent_output (;4;) (type 3) (param i32 i32)))
  (import "assent" "abort" (func $assent_abort (;5;) (type 3) (param i32 i32)))
  (import "assent" "input_length" (func $assent_input_length (;6;) (type 4) (result i32)))
  (import "assent" "input_read" (func $assent_input_read (;7;) (type 5) (param i32 i32 i32)))
  (memory (;0;) 1 1)
  (global $__stack_pointer (;0;) (mut i32) i32.const 8192)
  (export "memory" (memory 0))
  (export "add" (func $add))
  (export "count" (func $count))
  (func $add (;8;) (type 6)
    (local i32 i64 i64 i32)
    global.get $__stack_pointer
    i32.const 16
    i32.sub
    local.tee 0
    global.set $__stack_pointer
    local.get 0
    i32.const 12
    i32.add
    i32.const 4
    call $take_input
    i32.const 8219
    call $assent_caller_key
    i32.const 8217
    i32.const 34
    i32.const 8288
    i32.const 8
    call $assent_state_read
    drop
    i32.const 0
    i32.const 0
    i64.load offset=8288
    local.tee 1
    local.get 0
    i64.load32_u offset=12
    i64.add
    local.tee 2
    i64.store offset=8288
    block ;; label = @1
      local.get 2
      local.get 1
      i64.lt_u
      br_if 0 (;@1;)
      i32.const 8217
      i32.const 34
      i32.const 8288
      i32.const 8
      call $assent_state_write
      i32.const -32
      local.set 3
      loop ;; label = @2
        local.get 3
        i32.const 8288
        i32.add
        local.get 3
        i32.const 8251
        i32.add
        i32.load8_u
        i32.store8
        local.get 3
        i32.const 1
        i32.add
        local.tee 3
        br_if 0 (;@2;)
      end
      i32.const 8211
      i32.const 5
      i32.const 8256
      i32.const 40
      call $assent_event
      i32.const 8288
      i32.const 8
      call $assent_output
      local.get 0
      i32.const 16
      i32.add
      global.set $__stack_pointer
      return
    end
    i32.const 8202
    i32.const 8
    call $assent_abort
    unreachable
  )
  (func $take_input (;9;) (type 3) (param i32 i32)
    block ;; label = @1
      call $assent_input_length
      local.get 1
      i32.eq
      br_if 0 (;@1;)
      i32.const 8192
      i32.const 9
      call $assent_abort
      unreachable
    end
    local.get 0
    i32.const 0
    local.get 1
    call $assent_input_read
  )
  (func $count (;10;) (type 6)
    i32.const 0
    i32.const 0
    call $take_input
    i32.const 8219
    call $assent_caller_key
    i32.const 8217
    i32.const 34
    i32.const 8288
    i32.const 8
    call $assent_state_read
    drop
    i32.const 8288
    i32.const 8
    call $assent_output
  )
  (data $.rodata (;0;) (i32.const 8192) "bad_input\00too_much\00added\00")
  (data $.data (;1;) (i32.const 8217) "n/\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00")
)
