;; Printed by contracts/build from what break-glass-review.c compiles to.
(module $break-glass-review
  (type (;0;) (func (param i32 i32) (result i32)))
  (type (;1;) (func (param i32 i32 i32 i32)))
  (type (;2;) (func (param i32 i32)))
  (type (;3;) (func (result i32)))
  (type (;4;) (func (param i32 i32 i32)))
  (type (;5;) (func (param i32 i32 i32 i32) (result i32)))
  (type (;6;) (func (result i64)))
  (type (;7;) (func (param i32)))
  (type (;8;) (func (param i32 i32 i32 i32 i32 i32) (result i32)))
  (type (;9;) (func (param i32 i32 i32) (result i32)))
  (type (;10;) (func))
  (import "assent" "caller_has_role" (func $assent_caller_has_role (;0;) (type 0) (param i32 i32) (result i32)))
  (import "assent" "state_write" (func $assent_state_write (;1;) (type 1) (param i32 i32 i32 i32)))
  (import "assent" "event" (func $assent_event (;2;) (type 1) (param i32 i32 i32 i32)))
  (import "assent" "abort" (func $assent_abort (;3;) (type 2) (param i32 i32)))
  (import "assent" "input_length" (func $assent_input_length (;4;) (type 3) (result i32)))
  (import "assent" "input_read" (func $assent_input_read (;5;) (type 4) (param i32 i32 i32)))
  (import "assent" "caller_organisation" (func $assent_caller_organisation (;6;) (type 0) (param i32 i32) (result i32)))
  (import "assent" "blake3" (func $assent_blake3 (;7;) (type 4) (param i32 i32 i32)))
  (import "assent" "state_read" (func $assent_state_read (;8;) (type 5) (param i32 i32 i32 i32) (result i32)))
  (import "assent" "block_time" (func $assent_block_time (;9;) (type 6) (result i64)))
  (import "assent" "caller_key" (func $assent_caller_key (;10;) (type 7) (param i32)))
  (import "assent" "state_remove" (func $assent_state_remove (;11;) (type 0) (param i32 i32) (result i32)))
  (import "assent" "output" (func $assent_output (;12;) (type 2) (param i32 i32)))
  (import "assent" "state_next" (func $assent_state_next (;13;) (type 8) (param i32 i32 i32 i32 i32 i32) (result i32)))
  (memory (;0;) 1 1)
  (global $__stack_pointer (;0;) (mut i32) i32.const 8192)
  (export "memory" (memory 0))
  (export "configure" (func $configure))
  (export "open" (func $open))
  (export "approve" (func $approve))
  (export "object" (func $object))
  (export "escalate" (func $escalate))
  (export "look_up" (func $look_up))
  (export "pending" (func $pending))
  (export "overdue" (func $overdue))
  (func $memcpy (;14;) (type 9) (param i32 i32 i32) (result i32)
    (local i32)
    block ;; label = @1
      local.get 2
      i32.eqz
      br_if 0 (;@1;)
      local.get 0
      local.set 3
      loop ;; label = @2
        local.get 3
        local.get 1
        i32.load8_u
        i32.store8
        local.get 1
        i32.const 1
        i32.add
        local.set 1
        local.get 3
        i32.const 1
        i32.add
        local.set 3
        local.get 2
        i32.const -1
        i32.add
        local.tee 2
        br_if 0 (;@2;)
      end
    end
    local.get 0
  )
  (func $memset (;15;) (type 9) (param i32 i32 i32) (result i32)
    (local i32)
    block ;; label = @1
      local.get 2
      i32.eqz
      br_if 0 (;@1;)
      local.get 0
      local.set 3
      loop ;; label = @2
        local.get 3
        local.get 1
        i32.store8
        local.get 3
        i32.const 1
        i32.add
        local.set 3
        local.get 2
        i32.const -1
        i32.add
        local.tee 2
        br_if 0 (;@2;)
      end
    end
    local.get 0
  )
  (func $configure (;16;) (type 10)
    (local i32 i32)
    global.get $__stack_pointer
    i32.const 80
    i32.sub
    local.tee 0
    global.set $__stack_pointer
    local.get 0
    i32.const 76
    i32.add
    local.tee 1
    i32.const 4
    call $take_input
    block ;; label = @1
      block ;; label = @2
        i32.const 8264
        i32.const 15
        call $assent_caller_has_role
        i32.eqz
        br_if 0 (;@2;)
        local.get 0
        i32.const 44
        i32.add
        call $take_organisation
        local.get 0
        i32.load offset=76
        i32.const -91
        i32.add
        i32.const -91
        i32.le_u
        br_if 1 (;@1;)
        local.get 0
        i32.const 10
        i32.add
        i32.const 10
        i32.add
        local.get 0
        i32.const 52
        i32.add
        i64.load align=4
        i64.store align=2
        local.get 0
        i32.const 28
        i32.add
        local.get 0
        i32.const 60
        i32.add
        i64.load align=4
        i64.store align=2
        local.get 0
        i32.const 36
        i32.add
        local.get 0
        i32.const 68
        i32.add
        i64.load align=4
        i64.store align=2
        local.get 0
        i32.const 12131
        i32.store16 offset=10
        local.get 0
        local.get 0
        i64.load offset=44 align=4
        i64.store offset=12 align=2
        local.get 0
        i32.const 10
        i32.add
        i32.const 34
        local.get 1
        i32.const 4
        call $assent_state_write
        i32.const 8403
        i32.const 10
        local.get 0
        i32.const 44
        i32.add
        i32.const 36
        call $assent_event
        local.get 0
        i32.const 80
        i32.add
        global.set $__stack_pointer
        return
      end
      i32.const 8280
      i32.const 11
      call $assent_abort
      unreachable
    end
    i32.const 8214
    i32.const 8
    call $assent_abort
    unreachable
  )
  (func $take_input (;17;) (type 2) (param i32 i32)
    block ;; label = @1
      call $assent_input_length
      local.get 1
      i32.eq
      br_if 0 (;@1;)
      i32.const 8204
      i32.const 9
      call $assent_abort
      unreachable
    end
    local.get 0
    i32.const 0
    local.get 1
    call $assent_input_read
  )
  (func $take_organisation (;18;) (type 7) (param i32)
    (local i32)
    block ;; label = @1
      i32.const 8448
      i32.const 128
      call $assent_caller_organisation
      local.tee 1
      br_if 0 (;@1;)
      i32.const 8330
      i32.const 15
      call $assent_abort
      unreachable
    end
    i32.const 8448
    local.get 1
    local.get 0
    call $assent_blake3
  )
  (func $open (;19;) (type 10)
    (local i32 i64 i64 i32 i32 i32 i32 i32 i32 i32 i64 i64)
    global.get $__stack_pointer
    i32.const 496
    i32.sub
    local.tee 0
    global.set $__stack_pointer
    local.get 0
    i32.const 392
    i32.add
    i32.const 104
    call $take_input
    block ;; label = @1
      block ;; label = @2
        block ;; label = @3
          block ;; label = @4
            i32.const 8196
            i32.const 7
            call $assent_caller_has_role
            i32.eqz
            br_if 0 (;@4;)
            local.get 0
            i32.const 88
            i32.add
            local.get 0
            i32.const 400
            i32.add
            i64.load
            i64.store align=2
            local.get 0
            i32.const 96
            i32.add
            local.get 0
            i32.const 408
            i32.add
            i64.load
            i64.store align=2
            local.get 0
            i32.const 104
            i32.add
            local.get 0
            i32.const 416
            i32.add
            i64.load
            i64.store align=2
            local.get 0
            i32.const 12146
            i32.store16 offset=78
            local.get 0
            local.get 0
            i64.load offset=392
            i64.store offset=80 align=2
            local.get 0
            i32.const 78
            i32.add
            i32.const 34
            local.get 0
            i32.const 216
            i32.add
            i32.const 176
            call $assent_state_read
            i32.const -1
            i32.ne
            br_if 1 (;@3;)
            call $assent_block_time
            local.set 1
            local.get 0
            i64.load offset=488
            local.tee 2
            local.get 1
            i64.gt_s
            br_if 2 (;@2;)
            local.get 0
            i32.const 176
            i32.add
            local.get 0
            i32.const 392
            i32.add
            i32.const 56
            i32.add
            i64.load
            i64.store
            local.get 0
            i32.const 168
            i32.add
            local.get 0
            i32.const 392
            i32.add
            i32.const 48
            i32.add
            i64.load
            i64.store
            local.get 0
            i32.const 152
            i32.add
            i32.const 8
            i32.add
            local.get 0
            i32.const 392
            i32.add
            i32.const 40
            i32.add
            i64.load
            i64.store
            local.get 0
            i32.const 152
            i32.add
            i32.const 40
            i32.add
            local.tee 3
            local.get 0
            i32.const 464
            i32.add
            local.tee 4
            i64.load
            i64.store
            local.get 0
            i32.const 152
            i32.add
            i32.const 48
            i32.add
            local.tee 5
            local.get 0
            i32.const 472
            i32.add
            local.tee 6
            i64.load
            i64.store
            local.get 0
            i32.const 152
            i32.add
            i32.const 56
            i32.add
            local.tee 7
            local.get 0
            i32.const 480
            i32.add
            local.tee 8
            i64.load
            i64.store
            local.get 0
            local.get 0
            i64.load offset=424
            i64.store offset=152
            local.get 0
            local.get 0
            i64.load offset=456
            i64.store offset=184
            local.get 0
            i32.const 12131
            i32.store16 offset=78
            local.get 0
            i32.const 88
            i32.add
            local.tee 9
            local.get 4
            i64.load
            i64.store align=2
            local.get 0
            i32.const 96
            i32.add
            local.tee 4
            local.get 6
            i64.load
            i64.store align=2
            local.get 0
            i32.const 104
            i32.add
            local.tee 6
            local.get 8
            i64.load
            i64.store align=2
            local.get 0
            local.get 0
            i64.load offset=456
            i64.store offset=80 align=2
            local.get 0
            i32.const 1
            i32.store
            local.get 0
            i32.const 78
            i32.add
            i32.const 34
            local.get 0
            i32.const 4
            call $assent_state_read
            drop
            local.get 0
            i64.load32_u
            i64.const 86400
            i64.mul
            local.tee 10
            i64.const 0
            i64.lt_s
            local.get 1
            local.get 10
            i64.add
            local.tee 10
            local.get 1
            i64.lt_s
            i32.ne
            br_if 3 (;@1;)
            local.get 0
            i32.const 310
            i32.add
            i32.const 0
            i32.store16
            local.get 0
            i32.const 0
            i32.store offset=306 align=2
            local.get 0
            i32.const 328
            i32.add
            i32.const 0
            i32.const 64
            call $memset
            drop
            local.get 0
            i32.const 216
            i32.add
            local.get 0
            i32.const 152
            i32.add
            i32.const 64
            call $memcpy
            drop
            local.get 0
            i64.const 0
            i64.store offset=320
            local.get 0
            i64.const 0
            i64.store offset=312
            local.get 0
            i32.const 0
            i32.store16 offset=304
            local.get 0
            local.get 1
            i64.store offset=288
            local.get 0
            local.get 2
            i64.store offset=280
            local.get 0
            local.get 10
            i64.store offset=296
            local.get 9
            local.get 3
            i64.load
            i64.store align=2
            local.get 4
            local.get 5
            i64.load
            i64.store align=2
            local.get 6
            local.get 7
            i64.load
            i64.store align=2
            local.get 0
            i32.const 12132
            i32.store16 offset=78
            local.get 0
            local.get 0
            i64.load offset=184
            i64.store offset=80 align=2
            local.get 0
            i64.const 0
            i64.store offset=112 align=2
            local.get 10
            i64.const -9223372036854775808
            i64.xor
            local.set 10
            local.get 0
            i32.const 78
            i32.add
            i32.const 34
            i32.add
            local.set 4
            i64.const 56
            local.set 1
            loop ;; label = @5
              local.get 4
              local.get 10
              local.get 1
              i64.shr_u
              i64.store8
              local.get 4
              i32.const 1
              i32.add
              local.set 4
              local.get 1
              i64.const -8
              i64.add
              local.tee 1
              i64.const -8
              i64.ne
              br_if 0 (;@5;)
            end
            local.get 0
            i32.const 144
            i32.add
            local.get 0
            i32.const 392
            i32.add
            i32.const 24
            i32.add
            local.tee 4
            i64.load
            local.tee 1
            i64.store align=2
            local.get 0
            i32.const 136
            i32.add
            local.get 0
            i32.const 392
            i32.add
            i32.const 16
            i32.add
            local.tee 6
            i64.load
            local.tee 10
            i64.store align=2
            local.get 0
            i32.const 128
            i32.add
            local.get 0
            i32.const 392
            i32.add
            i32.const 8
            i32.add
            local.tee 8
            i64.load
            local.tee 2
            i64.store align=2
            local.get 0
            local.get 0
            i64.load offset=392
            local.tee 11
            i64.store offset=120 align=2
            local.get 0
            i32.const 10
            i32.add
            local.get 2
            i64.store align=2
            local.get 0
            i32.const 18
            i32.add
            local.get 10
            i64.store align=2
            local.get 0
            i32.const 26
            i32.add
            local.get 1
            i64.store align=2
            local.get 0
            i32.const 12146
            i32.store16
            local.get 0
            local.get 11
            i64.store offset=2 align=2
            local.get 0
            i32.const 34
            local.get 0
            i32.const 216
            i32.add
            i32.const 176
            call $assent_state_write
            local.get 0
            i32.const 78
            i32.add
            i32.const 74
            i32.const 0
            i32.const 0
            call $assent_state_write
            local.get 0
            i32.const 24
            i32.add
            local.get 4
            i64.load
            i64.store
            local.get 0
            i32.const 16
            i32.add
            local.get 6
            i64.load
            i64.store
            local.get 0
            i32.const 8
            i32.add
            local.get 8
            i64.load
            i64.store
            local.get 0
            i32.const 40
            i32.add
            local.get 0
            i32.const 216
            i32.add
            i32.const 40
            i32.add
            i64.load
            i64.store
            local.get 0
            i32.const 48
            i32.add
            local.get 0
            i32.const 216
            i32.add
            i32.const 48
            i32.add
            i64.load
            i64.store
            local.get 0
            i32.const 56
            i32.add
            local.get 0
            i32.const 216
            i32.add
            i32.const 56
            i32.add
            i64.load
            i64.store
            local.get 0
            local.get 0
            i64.load offset=392
            i64.store
            local.get 0
            local.get 0
            i64.load offset=248
            i64.store offset=32
            local.get 0
            local.get 0
            i64.load offset=296
            i64.store offset=64
            i32.const 8422
            i32.const 6
            local.get 0
            i32.const 72
            call $assent_event
            local.get 0
            i32.const 496
            i32.add
            global.set $__stack_pointer
            return
          end
          i32.const 8192
          i32.const 11
          call $assent_abort
          unreachable
        end
        i32.const 8414
        i32.const 14
        call $assent_abort
        unreachable
      end
      i32.const 8358
      i32.const 8
      call $assent_abort
      unreachable
    end
    i32.const 8358
    i32.const 8
    call $assent_abort
    unreachable
  )
  (func $approve (;20;) (type 10)
    i32.const 2
    i32.const 1
    i32.const 5
    i32.const 8367
    call $decide
  )
  (func $decide (;21;) (type 1) (param i32 i32 i32 i32)
    (local i32 i32 i32 i64 i64 i64 i64)
    global.get $__stack_pointer
    i32.const 368
    i32.sub
    local.tee 4
    global.set $__stack_pointer
    local.get 4
    i32.const 263
    i32.add
    i32.const 65
    call $take_input
    block ;; label = @1
      block ;; label = @2
        block ;; label = @3
          block ;; label = @4
            local.get 4
            i32.load8_u offset=295
            local.tee 5
            local.get 1
            i32.lt_u
            br_if 0 (;@4;)
            local.get 5
            local.get 2
            i32.gt_u
            br_if 0 (;@4;)
            local.get 4
            i32.const 263
            i32.add
            local.get 4
            i32.const 80
            i32.add
            call $take_undecided
            local.get 4
            i32.const 24
            i32.add
            local.get 4
            i32.const 263
            i32.add
            i32.const 24
            i32.add
            i64.load align=1
            i64.store
            local.get 4
            i32.const 16
            i32.add
            local.get 4
            i32.const 263
            i32.add
            i32.const 16
            i32.add
            i64.load align=1
            i64.store
            local.get 4
            i32.const 8
            i32.add
            local.get 4
            i32.const 263
            i32.add
            i32.const 8
            i32.add
            i64.load align=1
            i64.store
            local.get 4
            local.get 4
            i64.load offset=263 align=1
            i64.store
            local.get 4
            i32.const 32
            i32.add
            call $assent_caller_key
            local.get 4
            i32.const 64
            local.get 4
            i32.const 80
            i32.add
            i32.const 112
            i32.add
            call $assent_blake3
            block ;; label = @5
              i32.const 8264
              i32.const 15
              call $assent_caller_has_role
              local.tee 6
              br_if 0 (;@5;)
              i32.const 8234
              i32.const 16
              call $assent_caller_has_role
              i32.eqz
              br_if 2 (;@3;)
            end
            local.get 4
            i32.const 80
            i32.add
            call $refuse_other_organisation
            i32.const 0
            local.set 1
            block ;; label = @5
              loop ;; label = @6
                local.get 4
                i32.const 80
                i32.add
                local.get 1
                i32.add
                local.tee 2
                i32.const 112
                i32.add
                i32.load8_u
                local.get 2
                i32.load8_u
                i32.ne
                local.tee 5
                br_if 1 (;@5;)
                local.get 1
                i32.const 31
                i32.ne
                local.set 2
                local.get 1
                i32.const 1
                i32.add
                local.set 1
                local.get 2
                br_if 0 (;@6;)
              end
            end
            local.get 5
            i32.eqz
            br_if 2 (;@2;)
            block ;; label = @5
              local.get 6
              br_if 0 (;@5;)
              local.get 4
              i32.load8_u offset=168
              i32.const 255
              i32.and
              i32.const 1
              i32.eq
              br_if 4 (;@1;)
            end
            local.get 4
            local.get 0
            i32.store8 offset=168
            local.get 4
            local.get 4
            i32.load8_u offset=295
            i32.store8 offset=169
            call $assent_block_time
            local.set 7
            local.get 4
            i32.const 232
            i32.add
            local.get 4
            i32.const 304
            i32.add
            i64.load align=1
            i64.store
            local.get 4
            i32.const 240
            i32.add
            local.get 4
            i32.const 312
            i32.add
            i64.load align=1
            i64.store
            local.get 4
            i32.const 248
            i32.add
            local.get 4
            i32.const 320
            i32.add
            i64.load align=1
            i64.store
            local.get 4
            local.get 7
            i64.store offset=184
            local.get 4
            local.get 4
            i64.load offset=296 align=1
            i64.store offset=224
            local.get 4
            i32.const 10
            i32.add
            local.get 4
            i32.const 120
            i32.add
            i64.load
            i64.store align=2
            local.get 4
            i32.const 18
            i32.add
            local.get 4
            i32.const 128
            i32.add
            i64.load
            i64.store align=2
            local.get 4
            i32.const 26
            i32.add
            local.get 4
            i32.const 136
            i32.add
            i64.load
            i64.store align=2
            local.get 4
            i32.const 12132
            i32.store16
            local.get 4
            local.get 4
            i64.load offset=112
            i64.store offset=2 align=2
            local.get 4
            i64.const 0
            i64.store offset=34 align=2
            local.get 4
            i64.load offset=160
            i64.const -9223372036854775808
            i64.xor
            local.set 8
            local.get 4
            i32.const 34
            i32.add
            local.set 1
            i64.const 56
            local.set 7
            loop ;; label = @5
              local.get 1
              local.get 8
              local.get 7
              i64.shr_u
              i64.store8
              local.get 1
              i32.const 1
              i32.add
              local.set 1
              local.get 7
              i64.const -8
              i64.add
              local.tee 7
              i64.const -8
              i64.ne
              br_if 0 (;@5;)
            end
            local.get 4
            i32.const 66
            i32.add
            local.get 4
            i32.const 263
            i32.add
            i32.const 24
            i32.add
            local.tee 1
            i64.load align=1
            local.tee 7
            i64.store align=2
            local.get 4
            i32.const 58
            i32.add
            local.get 4
            i32.const 263
            i32.add
            i32.const 16
            i32.add
            local.tee 2
            i64.load align=1
            local.tee 8
            i64.store align=2
            local.get 4
            i32.const 50
            i32.add
            local.get 4
            i32.const 263
            i32.add
            i32.const 8
            i32.add
            local.tee 5
            i64.load align=1
            local.tee 9
            i64.store align=2
            local.get 4
            local.get 4
            i64.load offset=263 align=1
            local.tee 10
            i64.store offset=42 align=2
            local.get 4
            i32.const 338
            i32.add
            local.get 9
            i64.store align=2
            local.get 4
            i32.const 346
            i32.add
            local.get 8
            i64.store align=2
            local.get 4
            i32.const 354
            i32.add
            local.get 7
            i64.store align=2
            local.get 4
            i32.const 12146
            i32.store16 offset=328
            local.get 4
            local.get 10
            i64.store offset=330 align=2
            local.get 4
            i32.const 328
            i32.add
            i32.const 34
            local.get 4
            i32.const 80
            i32.add
            i32.const 176
            call $assent_state_write
            local.get 4
            i32.const 74
            call $assent_state_remove
            drop
            local.get 4
            i64.load offset=160
            local.set 7
            local.get 4
            i64.load offset=184
            local.set 8
            local.get 4
            i32.const 328
            i32.add
            i32.const 24
            i32.add
            local.get 1
            i64.load align=1
            i64.store
            local.get 4
            i32.const 328
            i32.add
            i32.const 16
            i32.add
            local.get 2
            i64.load align=1
            i64.store
            local.get 4
            i32.const 328
            i32.add
            i32.const 8
            i32.add
            local.get 5
            i64.load align=1
            i64.store
            local.get 4
            local.get 4
            i64.load offset=263 align=1
            i64.store offset=328
            local.get 4
            local.get 8
            local.get 7
            i64.gt_s
            i32.store8 offset=361
            local.get 4
            local.get 4
            i32.load8_u offset=295
            i32.store8 offset=360
            local.get 3
            i32.const 8
            local.get 4
            i32.const 328
            i32.add
            i32.const 34
            call $assent_event
            local.get 4
            i32.const 368
            i32.add
            global.set $__stack_pointer
            return
          end
          i32.const 8300
          i32.const 10
          call $assent_abort
          unreachable
        end
        i32.const 8251
        i32.const 12
        call $assent_abort
        unreachable
      end
      i32.const 8223
      i32.const 10
      call $assent_abort
      unreachable
    end
    i32.const 8280
    i32.const 11
    call $assent_abort
    unreachable
  )
  (func $take_undecided (;22;) (type 2) (param i32 i32)
    (local i32)
    global.get $__stack_pointer
    i32.const 48
    i32.sub
    local.tee 2
    global.set $__stack_pointer
    local.get 2
    i32.const 24
    i32.add
    local.get 0
    i32.const 8
    i32.add
    i64.load align=1
    i64.store align=2
    local.get 2
    i32.const 32
    i32.add
    local.get 0
    i32.const 16
    i32.add
    i64.load align=1
    i64.store align=2
    local.get 2
    i32.const 40
    i32.add
    local.get 0
    i32.const 24
    i32.add
    i64.load align=1
    i64.store align=2
    local.get 2
    i32.const 12146
    i32.store16 offset=14
    local.get 2
    local.get 0
    i64.load align=1
    i64.store offset=16 align=2
    block ;; label = @1
      block ;; label = @2
        local.get 2
        i32.const 14
        i32.add
        i32.const 34
        local.get 1
        i32.const 176
        call $assent_state_read
        i32.const -1
        i32.eq
        br_if 0 (;@2;)
        local.get 1
        i32.load8_u offset=88
        i32.const 2
        i32.ge_u
        br_if 1 (;@1;)
        local.get 2
        i32.const 48
        i32.add
        global.set $__stack_pointer
        return
      end
      i32.const 8292
      i32.const 7
      call $assent_abort
      unreachable
    end
    i32.const 8429
    i32.const 15
    call $assent_abort
    unreachable
  )
  (func $refuse_other_organisation (;23;) (type 7) (param i32)
    (local i32 i32 i32 i32 i32)
    global.get $__stack_pointer
    i32.const 32
    i32.sub
    local.tee 1
    global.set $__stack_pointer
    local.get 0
    i32.const 32
    i32.add
    local.set 2
    local.get 1
    call $take_organisation
    i32.const 0
    local.set 0
    block ;; label = @1
      loop ;; label = @2
        local.get 1
        local.get 0
        i32.add
        i32.load8_u
        local.tee 3
        local.get 2
        local.get 0
        i32.add
        i32.load8_u
        local.tee 4
        i32.ne
        br_if 1 (;@1;)
        local.get 0
        i32.const 31
        i32.ne
        local.set 5
        local.get 0
        i32.const 1
        i32.add
        local.set 0
        local.get 5
        br_if 0 (;@2;)
      end
    end
    block ;; label = @1
      local.get 3
      local.get 4
      i32.eq
      br_if 0 (;@1;)
      i32.const 8311
      i32.const 18
      call $assent_abort
      unreachable
    end
    local.get 1
    i32.const 32
    i32.add
    global.set $__stack_pointer
  )
  (func $object (;24;) (type 10)
    i32.const 3
    i32.const 16
    i32.const 21
    i32.const 8376
    call $decide
  )
  (func $escalate (;25;) (type 10)
    (local i32)
    global.get $__stack_pointer
    i32.const 256
    i32.sub
    local.tee 0
    global.set $__stack_pointer
    local.get 0
    i32.const 190
    i32.add
    i32.const 32
    call $take_input
    local.get 0
    i32.const 190
    i32.add
    local.get 0
    i32.const 8
    i32.add
    call $take_undecided
    block ;; label = @1
      block ;; label = @2
        block ;; label = @3
          block ;; label = @4
            i32.const 8196
            i32.const 7
            call $assent_caller_has_role
            br_if 0 (;@4;)
            i32.const 8264
            i32.const 15
            call $assent_caller_has_role
            i32.eqz
            br_if 1 (;@3;)
            local.get 0
            i32.const 8
            i32.add
            call $refuse_other_organisation
          end
          local.get 0
          i32.load8_u offset=96
          i32.const 1
          i32.eq
          br_if 1 (;@2;)
          call $assent_block_time
          local.get 0
          i64.load offset=88
          i64.le_s
          br_if 2 (;@1;)
          local.get 0
          i32.const 1
          i32.store8 offset=96
          local.get 0
          call $assent_block_time
          i64.store offset=104
          local.get 0
          i32.const 232
          i32.add
          local.get 0
          i32.const 198
          i32.add
          i64.load align=1
          i64.store align=2
          local.get 0
          i32.const 240
          i32.add
          local.get 0
          i32.const 206
          i32.add
          i64.load align=1
          i64.store align=2
          local.get 0
          i32.const 248
          i32.add
          local.get 0
          i32.const 214
          i32.add
          i64.load align=1
          i64.store align=2
          local.get 0
          i32.const 12146
          i32.store16 offset=222
          local.get 0
          local.get 0
          i64.load offset=190 align=1
          i64.store offset=224 align=2
          local.get 0
          i32.const 222
          i32.add
          i32.const 34
          local.get 0
          i32.const 8
          i32.add
          i32.const 176
          call $assent_state_write
          i32.const 8393
          i32.const 9
          local.get 0
          i32.const 190
          i32.add
          i32.const 32
          call $assent_event
          local.get 0
          i32.const 256
          i32.add
          global.set $__stack_pointer
          return
        end
        i32.const 8280
        i32.const 11
        call $assent_abort
        unreachable
      end
      i32.const 8385
      i32.const 17
      call $assent_abort
      unreachable
    end
    i32.const 8346
    i32.const 11
    call $assent_abort
    unreachable
  )
  (func $look_up (;26;) (type 10)
    (local i32)
    global.get $__stack_pointer
    i32.const 256
    i32.sub
    local.tee 0
    global.set $__stack_pointer
    local.get 0
    i32.const 190
    i32.add
    i32.const 32
    call $take_input
    local.get 0
    i32.const 232
    i32.add
    local.get 0
    i32.const 198
    i32.add
    i64.load align=1
    i64.store align=2
    local.get 0
    i32.const 240
    i32.add
    local.get 0
    i32.const 206
    i32.add
    i64.load align=1
    i64.store align=2
    local.get 0
    i32.const 248
    i32.add
    local.get 0
    i32.const 214
    i32.add
    i64.load align=1
    i64.store align=2
    local.get 0
    i32.const 12146
    i32.store16 offset=222
    local.get 0
    local.get 0
    i64.load offset=190 align=1
    i64.store offset=224 align=2
    block ;; label = @1
      local.get 0
      i32.const 222
      i32.add
      i32.const 34
      local.get 0
      i32.const 8
      i32.add
      i32.const 176
      call $assent_state_read
      i32.const -1
      i32.ne
      br_if 0 (;@1;)
      i32.const 8292
      i32.const 7
      call $assent_abort
      unreachable
    end
    local.get 0
    i32.const 8
    i32.add
    i32.const 176
    call $assent_output
    local.get 0
    i32.const 256
    i32.add
    global.set $__stack_pointer
  )
  (func $pending (;27;) (type 10)
    i32.const 0
    call $list_queue
  )
  (func $list_queue (;28;) (type 7) (param i32)
    (local i32 i32 i32 i32 i32 i32 i64)
    global.get $__stack_pointer
    i32.const 448
    i32.sub
    local.tee 1
    global.set $__stack_pointer
    block ;; label = @1
      block ;; label = @2
        block ;; label = @3
          call $assent_input_length
          local.tee 2
          i32.const 36
          i32.eq
          br_if 0 (;@3;)
          local.get 2
          i32.const 76
          i32.ne
          br_if 1 (;@2;)
        end
        i32.const 0
        local.set 3
        local.get 1
        i32.const 336
        i32.add
        i32.const 0
        local.get 2
        call $assent_input_read
        local.get 1
        i32.load offset=368
        local.tee 4
        i32.const 101
        i32.ge_u
        br_if 1 (;@1;)
        local.get 1
        i32.const 272
        i32.add
        local.get 1
        i32.const 336
        i32.add
        i32.const 8
        i32.add
        i64.load align=4
        i64.store align=2
        local.get 1
        i32.const 280
        i32.add
        local.get 1
        i32.const 336
        i32.add
        i32.const 16
        i32.add
        i64.load align=4
        i64.store align=2
        local.get 1
        i32.const 288
        i32.add
        local.get 1
        i32.const 336
        i32.add
        i32.const 24
        i32.add
        i64.load align=4
        i64.store align=2
        local.get 1
        i32.const 12132
        i32.store16 offset=262
        local.get 1
        local.get 1
        i64.load offset=336 align=4
        i64.store offset=264 align=2
        local.get 1
        i32.const 262
        i32.add
        i32.const 34
        i32.add
        local.get 1
        i32.const 372
        i32.add
        i32.const 40
        call $memcpy
        local.set 5
        local.get 1
        i32.const 188
        i32.add
        local.get 1
        i32.const 262
        i32.add
        i32.const 74
        call $memcpy
        drop
        block ;; label = @3
          local.get 4
          i32.eqz
          br_if 0 (;@3;)
          i32.const 0
          local.set 6
          i32.const 74
          i32.const 0
          local.get 2
          i32.const 76
          i32.eq
          select
          local.set 2
          local.get 1
          i32.const 416
          i32.add
          local.set 3
          local.get 1
          i32.const 304
          i32.add
          local.set 4
          block ;; label = @4
            loop ;; label = @5
              local.get 1
              i32.const 188
              i32.add
              i32.const 34
              local.get 1
              i32.const 262
              i32.add
              local.get 2
              local.get 1
              i32.const 262
              i32.add
              i32.const 74
              call $assent_state_next
              i32.const -1
              i32.eq
              br_if 1 (;@4;)
              block ;; label = @6
                local.get 0
                i32.eqz
                br_if 0 (;@6;)
                i64.const 0
                local.set 7
                i32.const 0
                local.set 2
                loop ;; label = @7
                  local.get 7
                  i64.const 8
                  i64.shl
                  local.get 5
                  local.get 2
                  i32.add
                  i64.load8_u
                  i64.or
                  local.set 7
                  local.get 2
                  i32.const 1
                  i32.add
                  local.tee 2
                  i32.const 8
                  i32.ne
                  br_if 0 (;@7;)
                end
                local.get 7
                i64.const -9223372036854775808
                i64.xor
                call $assent_block_time
                i64.ge_s
                br_if 2 (;@4;)
              end
              local.get 3
              local.get 4
              i64.load align=2
              i64.store align=2
              local.get 3
              i32.const 8
              i32.add
              local.get 4
              i32.const 8
              i32.add
              i64.load align=2
              i64.store align=2
              local.get 3
              i32.const 16
              i32.add
              local.get 4
              i32.const 16
              i32.add
              i64.load align=2
              i64.store align=2
              local.get 3
              i32.const 24
              i32.add
              local.get 4
              i32.const 24
              i32.add
              i64.load align=2
              i64.store align=2
              local.get 1
              i32.const 12146
              i32.store16 offset=414
              local.get 1
              i32.const 414
              i32.add
              i32.const 34
              local.get 1
              i32.const 8
              i32.add
              i32.const 176
              call $assent_state_read
              drop
              local.get 6
              i32.const 41
              i32.mul
              local.tee 2
              i32.const 8576
              i32.add
              local.get 5
              i32.const 40
              call $memcpy
              drop
              local.get 2
              i32.const 8616
              i32.add
              local.get 1
              i32.load8_u offset=96
              i32.store8
              i32.const 74
              local.set 2
              local.get 6
              i32.const 1
              i32.add
              local.tee 6
              local.get 1
              i32.load offset=368
              i32.lt_u
              br_if 0 (;@5;)
            end
          end
          local.get 6
          i32.const 41
          i32.mul
          local.set 3
        end
        i32.const 8576
        local.get 3
        call $assent_output
        local.get 1
        i32.const 448
        i32.add
        global.set $__stack_pointer
        return
      end
      i32.const 8204
      i32.const 9
      call $assent_abort
      unreachable
    end
    i32.const 8204
    i32.const 9
    call $assent_abort
    unreachable
  )
  (func $overdue (;29;) (type 10)
    i32.const 1
    call $list_queue
  )
  (data $.rodata (;0;) (i32.const 8192) "not_gateway\00bad_input\00bad_days\00own_access\00privacy_reviewer\00not_reviewer\00privacy_officer\00not_officer\00unknown\00bad_reason\00other_organisation\00no_organisation\00not_overdue\00bad_time\00approved\00objected\00already_escalated\00configured\00already_opened\00already_decided\00")
)
