;; CosmWasm's: the five counters of five.wat, behind the same interface as cosmwasm_counter.wat; the event holds one
;; attribute of fixed text.
(module
  (import "env" "db_read" (func $db_read (param i32) (result i32)))
  (import "env" "db_write" (func $db_write (param i32 i32)))
  (memory (export "memory") 1)
  (global $next (mut i32) (i32.const 4096))

  (data (i32.const 16) "abcde")
  (data (i32.const 32) "\10\00\00\00\01\00\00\00\01\00\00\00")       ;; region of the key, whose offset moves
  (data (i32.const 48) "\50\00\00\00\08\00\00\00\08\00\00\00")       ;; region of the value at 80
  (data (i32.const 96) "{\22ok\22:{\22messages\22:[],\22attributes\22:[],\22events\22:[{\22type\22:\22sum\22,\22attributes\22:[{\22key\22:\22value\22,\22value\22:\22one of 8\22}]}],\22data\22:null}}")
  (data (i32.const 64) "\60\00\00\00\7e\00\00\00\7e\00\00\00")       ;; region of that response, 126 bytes

  (func (export "interface_version_8"))

  (func (export "allocate") (param $size i32) (result i32) (local $region i32)
    (local.set $region (global.get $next))
    (global.set $next
      (i32.and (i32.add (i32.add (local.get $region) (local.get $size)) (i32.const 19)) (i32.const -8)))
    (i32.store (local.get $region) (i32.add (local.get $region) (i32.const 12)))
    (i32.store offset=4 (local.get $region) (local.get $size))
    (i32.store offset=8 (local.get $region) (i32.const 0))
    (local.get $region))
  (func (export "deallocate") (param i32)
    (global.set $next (i32.const 4096)))

  (func $key (param $at i32)
    (i32.store (i32.const 32) (i32.add (i32.const 16) (local.get $at))))
  (func $value (param $at i32) (result i64) (local $region i32)
    (call $key (local.get $at))
    (local.set $region (call $db_read (i32.const 32)))
    (if (result i64) (local.get $region)
      (then (i64.load (i32.load (local.get $region))))
      (else (i64.const 0))))

  (func (export "instantiate") (param i32 i32 i32) (result i32)
    (i32.const 64))
  (func (export "execute") (param i32 i32 i32) (result i32)
    (i64.store (i32.const 80)
      (i64.add (i64.const 1)
        (i64.add (call $value (i32.const 0))
          (i64.add (call $value (i32.const 1))
            (i64.add (call $value (i32.const 2))
              (i64.add (call $value (i32.const 3)) (call $value (i32.const 4))))))))
    (call $key (i32.const 0))
    (call $db_write (i32.const 32) (i32.const 48))
    (call $key (i32.const 1))
    (call $db_write (i32.const 32) (i32.const 48))
    (i32.const 64)))
