;; Printed by contracts/build from what research-cohort.c compiles to.
(module $research-cohort
  (type (;0;) (func (param i32 i32) (result i32)))
  (type (;1;) (func (param i32 i32 i32 i32) (result i32)))
  (type (;2;) (func (param i32 i32 i32 i32)))
  (type (;3;) (func (param i32 i32)))
  (type (;4;) (func (result i32)))
  (type (;5;) (func (param i32 i32 i32)))
  (type (;6;) (func (param i32)))
  (type (;7;) (func (result i64)))
  (type (;8;) (func))
  (import "assent" "caller_has_role" (func $assent_caller_has_role (;0;) (type 0) (param i32 i32) (result i32)))
  (import "assent" "state_read" (func $assent_state_read (;1;) (type 1) (param i32 i32 i32 i32) (result i32)))
  (import "assent" "state_write" (func $assent_state_write (;2;) (type 2) (param i32 i32 i32 i32)))
  (import "assent" "event" (func $assent_event (;3;) (type 2) (param i32 i32 i32 i32)))
  (import "assent" "abort" (func $assent_abort (;4;) (type 3) (param i32 i32)))
  (import "assent" "input_length" (func $assent_input_length (;5;) (type 4) (result i32)))
  (import "assent" "input_read" (func $assent_input_read (;6;) (type 5) (param i32 i32 i32)))
  (import "assent" "caller_key" (func $assent_caller_key (;7;) (type 6) (param i32)))
  (import "assent" "state_remove" (func $assent_state_remove (;8;) (type 0) (param i32 i32) (result i32)))
  (import "assent" "block_time" (func $assent_block_time (;9;) (type 7) (result i64)))
  (import "assent" "output" (func $assent_output (;10;) (type 3) (param i32 i32)))
  (memory (;0;) 1 1)
  (global $__stack_pointer (;0;) (mut i32) i32.const 8192)
  (export "memory" (memory 0))
  (export "configure" (func $configure))
  (export "enrol" (func $enrol))
  (export "withdraw" (func $withdraw))
  (export "publish" (func $publish))
  (export "counts" (func $counts))
  (export "look_up" (func $look_up))
  (func $configure (;11;) (type 8)
    (local i32)
    global.get $__stack_pointer
    i32.const 16
    i32.sub
    local.tee 0
    global.set $__stack_pointer
    local.get 0
    i32.const 8
    i32.add
    i32.const 8
    call $take_input
    block ;; label = @1
      block ;; label = @2
        block ;; label = @3
          block ;; label = @4
            i32.const 8321
            i32.const 12
            call $assent_caller_has_role
            i32.eqz
            br_if 0 (;@4;)
            i32.const 8424
            i32.const 1
            i32.const 8432
            i32.const 8
            call $assent_state_read
            i32.const -1
            i32.ne
            br_if 1 (;@3;)
            local.get 0
            i32.load offset=8
            i32.const -1001
            i32.add
            i32.const -997
            i32.le_u
            br_if 2 (;@2;)
            local.get 0
            i32.load offset=12
            i32.const -366
            i32.add
            i32.const -366
            i32.le_u
            br_if 3 (;@1;)
            i32.const 8424
            i32.const 1
            local.get 0
            i32.const 8
            i32.add
            i32.const 8
            call $assent_state_write
            i32.const 8371
            i32.const 10
            local.get 0
            i32.const 8
            i32.add
            i32.const 8
            call $assent_event
            local.get 0
            i32.const 16
            i32.add
            global.set $__stack_pointer
            return
          end
          i32.const 8309
          i32.const 11
          call $assent_abort
          unreachable
        end
        i32.const 8348
        i32.const 18
        call $assent_abort
        unreachable
      end
      i32.const 8334
      i32.const 13
      call $assent_abort
      unreachable
    end
    i32.const 8258
    i32.const 8
    call $assent_abort
    unreachable
  )
  (func $take_input (;12;) (type 3) (param i32 i32)
    block ;; label = @1
      call $assent_input_length
      local.get 1
      i32.eq
      br_if 0 (;@1;)
      i32.const 8212
      i32.const 9
      call $assent_abort
      unreachable
    end
    local.get 0
    i32.const 0
    local.get 1
    call $assent_input_read
  )
  (func $enrol (;13;) (type 8)
    (local i32 i32 i32 i32)
    global.get $__stack_pointer
    i32.const 144
    i32.sub
    local.tee 0
    global.set $__stack_pointer
    local.get 0
    i32.const 108
    i32.add
    i32.const 36
    call $take_input
    block ;; label = @1
      block ;; label = @2
        i32.const 8232
        i32.const 13
        call $assent_caller_has_role
        i32.eqz
        br_if 0 (;@2;)
        call $take_settings
        local.get 0
        i32.const 16
        i32.add
        local.get 0
        i32.const 116
        i32.add
        i64.load align=4
        i64.store align=2
        local.get 0
        i32.const 24
        i32.add
        local.get 0
        i32.const 124
        i32.add
        i64.load align=4
        i64.store align=2
        local.get 0
        i32.const 32
        i32.add
        local.get 0
        i32.const 132
        i32.add
        i64.load align=4
        i64.store align=2
        i32.const 0
        local.set 1
        local.get 0
        i32.const 0
        i32.store offset=72
        local.get 0
        i32.const 12144
        i32.store16 offset=6
        local.get 0
        local.get 0
        i64.load offset=108 align=4
        i64.store offset=8 align=2
        local.get 0
        i32.const 6
        i32.add
        i32.const 34
        local.get 0
        i32.const 72
        i32.add
        i32.const 36
        call $assent_state_read
        drop
        local.get 0
        i32.const 40
        i32.add
        call $assent_caller_key
        block ;; label = @3
          local.get 0
          i32.load offset=72
          local.tee 2
          i32.eqz
          br_if 0 (;@3;)
          local.get 0
          i32.const 76
          i32.add
          local.set 3
          block ;; label = @4
            loop ;; label = @5
              local.get 0
              i32.const 40
              i32.add
              local.get 1
              i32.add
              i32.load8_u
              local.get 3
              local.get 1
              i32.add
              i32.load8_u
              i32.ne
              br_if 1 (;@4;)
              local.get 1
              i32.const 1
              i32.add
              local.tee 1
              i32.const 32
              i32.eq
              br_if 2 (;@3;)
              br 0 (;@5;)
            end
          end
          i32.const 8246
          i32.const 11
          call $assent_abort
          unreachable
        end
        local.get 0
        i32.load offset=140
        local.tee 1
        local.get 2
        i32.const -1
        i32.xor
        i32.and
        local.tee 3
        i32.eqz
        br_if 1 (;@1;)
        local.get 0
        i32.const 84
        i32.add
        local.get 0
        i32.const 40
        i32.add
        i32.const 8
        i32.add
        i64.load align=1
        i64.store align=4
        local.get 0
        i32.const 92
        i32.add
        local.get 0
        i32.const 56
        i32.add
        i64.load align=1
        i64.store align=4
        local.get 0
        i32.const 100
        i32.add
        local.get 0
        i32.const 64
        i32.add
        i64.load align=1
        i64.store align=4
        local.get 0
        local.get 0
        i64.load offset=40 align=1
        i64.store offset=76 align=4
        local.get 0
        local.get 1
        local.get 2
        i32.or
        i32.store offset=72
        local.get 0
        i32.const 6
        i32.add
        i32.const 34
        local.get 0
        i32.const 72
        i32.add
        i32.const 36
        call $assent_state_write
        local.get 3
        i32.const 1
        call $count
        i32.const 8382
        i32.const 8
        local.get 0
        i32.const 108
        i32.add
        i32.const 32
        call $assent_event
        local.get 0
        i32.const 144
        i32.add
        global.set $__stack_pointer
        return
      end
      i32.const 8222
      i32.const 9
      call $assent_abort
      unreachable
    end
    i32.const 8409
    i32.const 14
    call $assent_abort
    unreachable
  )
  (func $take_settings (;14;) (type 8)
    block ;; label = @1
      i32.const 8424
      i32.const 1
      i32.const 8432
      i32.const 8
      call $assent_state_read
      i32.const -1
      i32.ne
      br_if 0 (;@1;)
      i32.const 8367
      i32.const 14
      call $assent_abort
      unreachable
    end
  )
  (func $count (;15;) (type 3) (param i32 i32)
    (local i32 i32 i32 i32)
    i32.const 8426
    i32.const 1
    i32.const 8584
    i32.const 256
    call $assent_state_read
    drop
    i32.const 0
    local.set 2
    i32.const -128
    local.set 3
    loop ;; label = @1
      block ;; label = @2
        local.get 0
        local.get 2
        i32.shr_u
        i32.const 1
        i32.and
        i32.eqz
        br_if 0 (;@2;)
        local.get 3
        i32.const 8712
        i32.add
        local.tee 4
        local.get 4
        i32.load
        local.get 1
        i32.add
        i32.store
        local.get 3
        i32.const 8840
        i32.add
        local.tee 4
        i32.load
        local.tee 5
        i32.const 999
        i32.gt_u
        br_if 0 (;@2;)
        local.get 4
        local.get 5
        i32.const 1
        i32.add
        i32.store
      end
      local.get 3
      i32.const 4
      i32.add
      local.set 3
      local.get 2
      i32.const 1
      i32.add
      local.tee 2
      i32.const 32
      i32.ne
      br_if 0 (;@1;)
    end
    i32.const 8426
    i32.const 1
    i32.const 8584
    i32.const 256
    call $assent_state_write
  )
  (func $withdraw (;16;) (type 8)
    (local i32 i32 i32)
    global.get $__stack_pointer
    i32.const 144
    i32.sub
    local.tee 0
    global.set $__stack_pointer
    local.get 0
    i32.const 108
    i32.add
    i32.const 36
    call $take_input
    local.get 0
    i32.const 16
    i32.add
    local.get 0
    i32.const 116
    i32.add
    i64.load align=4
    i64.store align=2
    local.get 0
    i32.const 24
    i32.add
    local.get 0
    i32.const 124
    i32.add
    i64.load align=4
    i64.store align=2
    local.get 0
    i32.const 32
    i32.add
    local.get 0
    i32.const 132
    i32.add
    i64.load align=4
    i64.store align=2
    i32.const 0
    local.set 1
    local.get 0
    i32.const 0
    i32.store offset=72
    local.get 0
    i32.const 12144
    i32.store16 offset=6
    local.get 0
    local.get 0
    i64.load offset=108 align=4
    i64.store offset=8 align=2
    local.get 0
    i32.const 6
    i32.add
    i32.const 34
    local.get 0
    i32.const 72
    i32.add
    i32.const 36
    call $assent_state_read
    drop
    block ;; label = @1
      block ;; label = @2
        block ;; label = @3
          local.get 0
          i32.load offset=72
          i32.eqz
          br_if 0 (;@3;)
          local.get 0
          i32.const 40
          i32.add
          call $assent_caller_key
          block ;; label = @4
            block ;; label = @5
              loop ;; label = @6
                local.get 0
                i32.const 40
                i32.add
                local.get 1
                i32.add
                i32.load8_u
                local.get 0
                i32.const 72
                i32.add
                local.get 1
                i32.add
                i32.const 4
                i32.add
                i32.load8_u
                i32.ne
                br_if 1 (;@5;)
                local.get 1
                i32.const 1
                i32.add
                local.tee 1
                i32.const 32
                i32.ne
                br_if 0 (;@6;)
              end
              i32.const 8232
              i32.const 13
              call $assent_caller_has_role
              br_if 1 (;@4;)
            end
            i32.const 8321
            i32.const 12
            call $assent_caller_has_role
            i32.eqz
            br_if 2 (;@2;)
          end
          local.get 0
          i32.load offset=72
          local.tee 2
          local.get 0
          i32.load offset=140
          i32.and
          local.tee 1
          i32.eqz
          br_if 2 (;@1;)
          local.get 0
          local.get 1
          local.get 2
          i32.xor
          i32.store offset=72
          block ;; label = @4
            block ;; label = @5
              local.get 1
              local.get 2
              i32.ne
              br_if 0 (;@5;)
              local.get 0
              i32.const 6
              i32.add
              i32.const 34
              call $assent_state_remove
              drop
              br 1 (;@4;)
            end
            local.get 0
            i32.const 6
            i32.add
            i32.const 34
            local.get 0
            i32.const 72
            i32.add
            i32.const 36
            call $assent_state_write
          end
          local.get 1
          i32.const -1
          call $count
          i32.const 8290
          i32.const 9
          local.get 0
          i32.const 108
          i32.add
          i32.const 32
          call $assent_event
          local.get 0
          i32.const 144
          i32.add
          global.set $__stack_pointer
          return
        end
        i32.const 8282
        i32.const 7
        call $assent_abort
        unreachable
      end
      i32.const 8246
      i32.const 11
      call $assent_abort
      unreachable
    end
    i32.const 8192
    i32.const 19
    call $assent_abort
    unreachable
  )
  (func $publish (;17;) (type 8)
    (local i64 i32 i64 i64 i32 i32)
    i32.const 0
    i32.const 0
    call $take_input
    block ;; label = @1
      block ;; label = @2
        i32.const 8321
        i32.const 12
        call $assent_caller_has_role
        i32.eqz
        br_if 0 (;@2;)
        call $take_settings
        i32.const 8425
        i32.const 1
        i32.const 8440
        i32.const 144
        call $assent_state_read
        drop
        i32.const 8426
        i32.const 1
        i32.const 8584
        i32.const 256
        call $assent_state_read
        drop
        call $assent_block_time
        local.set 0
        block ;; label = @3
          i32.const 0
          i32.load offset=8440
          local.tee 1
          i32.eqz
          br_if 0 (;@3;)
          local.get 0
          i32.const 0
          i64.load offset=8448
          local.tee 2
          i64.le_s
          local.get 0
          local.get 2
          i64.sub
          local.tee 3
          i32.const 0
          i64.load32_u offset=8436
          i64.const 86400
          i64.mul
          i64.lt_s
          local.get 2
          i64.const 0
          i64.gt_s
          local.get 3
          local.get 0
          i64.lt_s
          i32.xor
          select
          i32.const 1
          i32.eq
          br_if 2 (;@1;)
        end
        i32.const 0
        local.get 0
        i64.store offset=8448
        i32.const 0
        local.get 1
        i32.const 1
        i32.add
        i32.store offset=8440
        i32.const 0
        i32.const 0
        i32.load offset=8432
        local.tee 4
        i32.store offset=8444
        i32.const -128
        local.set 1
        loop ;; label = @3
          block ;; label = @4
            local.get 1
            i32.const 8840
            i32.add
            local.tee 5
            i32.load
            local.get 4
            i32.lt_u
            br_if 0 (;@4;)
            local.get 5
            i32.const 0
            i32.store
            local.get 1
            i32.const 8584
            i32.add
            local.get 1
            i32.const 8712
            i32.add
            i32.load
            local.tee 5
            local.get 5
            local.get 4
            i32.rem_u
            i32.sub
            i32.store
          end
          local.get 1
          i32.const 4
          i32.add
          local.tee 1
          br_if 0 (;@3;)
        end
        i32.const 8425
        i32.const 1
        i32.const 8440
        i32.const 144
        call $assent_state_write
        i32.const 8426
        i32.const 1
        i32.const 8584
        i32.const 256
        call $assent_state_write
        i32.const 8399
        i32.const 9
        i32.const 8440
        i32.const 4
        call $assent_event
        return
      end
      i32.const 8309
      i32.const 11
      call $assent_abort
      unreachable
    end
    i32.const 8300
    i32.const 8
    call $assent_abort
    unreachable
  )
  (func $counts (;18;) (type 8)
    i32.const 0
    i32.const 0
    call $take_input
    block ;; label = @1
      block ;; label = @2
        i32.const 8271
        i32.const 10
        call $assent_caller_has_role
        i32.eqz
        br_if 0 (;@2;)
        i32.const 8425
        i32.const 1
        i32.const 8440
        i32.const 144
        call $assent_state_read
        i32.const -1
        i32.eq
        br_if 1 (;@1;)
        i32.const 8440
        i32.const 144
        call $assent_output
        return
      end
      i32.const 8267
      i32.const 14
      call $assent_abort
      unreachable
    end
    i32.const 8391
    i32.const 17
    call $assent_abort
    unreachable
  )
  (func $look_up (;19;) (type 8)
    (local i32 i32)
    global.get $__stack_pointer
    i32.const 144
    i32.sub
    local.tee 0
    global.set $__stack_pointer
    local.get 0
    i32.const 112
    i32.add
    i32.const 32
    call $take_input
    local.get 0
    i32.const 20
    i32.add
    local.get 0
    i32.const 120
    i32.add
    i64.load align=1
    i64.store align=2
    local.get 0
    i32.const 28
    i32.add
    local.get 0
    i32.const 128
    i32.add
    i64.load align=1
    i64.store align=2
    local.get 0
    i32.const 36
    i32.add
    local.get 0
    i32.const 136
    i32.add
    i64.load align=1
    i64.store align=2
    i32.const 0
    local.set 1
    local.get 0
    i32.const 0
    i32.store offset=44
    local.get 0
    i32.const 12144
    i32.store16 offset=10
    local.get 0
    local.get 0
    i64.load offset=112 align=1
    i64.store offset=12 align=2
    local.get 0
    i32.const 10
    i32.add
    i32.const 34
    local.get 0
    i32.const 44
    i32.add
    i32.const 36
    call $assent_state_read
    drop
    block ;; label = @1
      local.get 0
      i32.load offset=44
      i32.eqz
      br_if 0 (;@1;)
      local.get 0
      i32.const 80
      i32.add
      call $assent_caller_key
      block ;; label = @2
        block ;; label = @3
          loop ;; label = @4
            local.get 0
            i32.const 80
            i32.add
            local.get 1
            i32.add
            i32.load8_u
            local.get 0
            i32.const 44
            i32.add
            local.get 1
            i32.add
            i32.const 4
            i32.add
            i32.load8_u
            i32.ne
            br_if 1 (;@3;)
            local.get 1
            i32.const 1
            i32.add
            local.tee 1
            i32.const 32
            i32.eq
            br_if 2 (;@2;)
            br 0 (;@4;)
          end
        end
        i32.const 8282
        i32.const 7
        call $assent_abort
        unreachable
      end
      local.get 0
      i32.const 44
      i32.add
      i32.const 4
      call $assent_output
      local.get 0
      i32.const 144
      i32.add
      global.set $__stack_pointer
      return
    end
    i32.const 8282
    i32.const 7
    call $assent_abort
    unreachable
  )
  (data $.rodata (;0;) (i32.const 8192) "nothing_to_withdraw\00bad_input\00not_agent\00patient_agent\00other_agent\00bad_days\00not_researcher\00unknown\00withdrawn\00too_soon\00not_steward\00data_steward\00bad_threshold\00already_configured\00not_configured\00enrolled\00nothing_published\00nothing_to_add\00ksn")
)
