;; A registry of record commitments, written by hand, to be read from top to bottom by those who write a contract.
;;
;; A commitment is 32 bytes: the hash of a record that is kept elsewhere. Whoever registers it says: "on this day
;; I had a record with this hash". Nothing of the record itself is here.
;;
;;   entry      input                              what it does
;;   register   commitment                         keeps it; only for callers with the role `registrar`
;;   look_up    commitment                         gives out its value
;;   withdraw   commitment                         removes it; only for the key that registered it
;;   list       count, then perhaps the last key   gives out the next keys, at most 100
;;
;; The state has one key for each commitment:
;;
;;   key    `r/`, then the commitment                                   34 bytes
;;   value  the block's time in seconds, little-endian (8 bytes),
;;          then the key of who registered it (32 bytes)                40 bytes
;;
;; A call that cannot be done is aborted with a name: `bad_input`, `not_registrar`, `already_registered`,
;; `unknown`, `not_owner`. After an abort the state is as it was, and the call costs what it used.

(module $registry
  ;; What the contract needs of the host, and no more: an import tells a reader what a contract can do at all.
  (import "assent" "input_length" (func $input_length (result i32)))
  (import "assent" "input_read" (func $input_read (param $pointer i32) (param $offset i32) (param $length i32)))
  (import "assent" "output" (func $output (param $pointer i32) (param $length i32)))
  (import "assent" "event"
    (func $event (param $topic i32) (param $topic_length i32) (param $data i32) (param $data_length i32)))
  (import "assent" "state_read"
    (func $state_read (param $key i32) (param $key_length i32) (param $pointer i32) (param $capacity i32) (result i32)))
  (import "assent" "state_write"
    (func $state_write (param $key i32) (param $key_length i32) (param $value i32) (param $value_length i32)))
  (import "assent" "state_remove" (func $state_remove (param $key i32) (param $key_length i32) (result i32)))
  (import "assent" "state_next"
    (func $state_next (param $prefix i32) (param $prefix_length i32) (param $after i32) (param $after_length i32)
      (param $pointer i32) (param $capacity i32) (result i32)))
  (import "assent" "block_time" (func $block_time (result i64)))
  (import "assent" "caller_key" (func $caller_key (param $pointer i32)))
  (import "assent" "caller_has_role" (func $caller_has_role (param $role i32) (param $role_length i32) (result i32)))
  (import "assent" "abort" (func $abort (param $name i32) (param $name_length i32)))

  ;; One page of 64 KiB, and never more: the maximum must be said. Every call begins with the memory as it stands
  ;; here, so nothing needs to be cleaned up, and nothing is kept in it: what is to be kept goes into the state.
  (memory (export "memory") 1 1)

  ;; Words. A name is given to the host as its place and its length.
  (data (i32.const 0) "registrar")
  (data (i32.const 16) "registered")
  (data (i32.const 32) "withdrawn")
  (data (i32.const 48) "not_registrar")
  (data (i32.const 64) "already_registered")
  (data (i32.const 96) "unknown")
  (data (i32.const 112) "not_owner")
  (data (i32.const 128) "bad_input")

  ;; Places that the calls fill.
  ;;   256  the key: `r/` stands there from the beginning, the commitment is put behind it at 258
  ;;   320  the value: the time at 320, the key of who registered at 328
  ;;   384  the key of the caller, to compare
  ;;   448  the input of `list`: the count at 448, the last key at 452
  ;;   512  the output of `list`: at most 100 keys of 34 bytes
  (data (i32.const 256) "r/")

  ;; Ends the call with a name. The host does not come back from `abort`; `unreachable` says so to the reader.
  (func $refuse (param $name i32) (param $length i32)
    (call $abort (local.get $name) (local.get $length))
    unreachable)

  ;; Puts the commitment behind `r/`. The length is checked first: an input of another length was meant for
  ;; something else.
  (func $take_commitment
    (if (i32.ne (call $input_length) (i32.const 32))
      (then (call $refuse (i32.const 128) (i32.const 9))))
    (call $input_read (i32.const 258) (i32.const 0) (i32.const 32)))

  ;; Reads the value of the commitment that was taken, to 320. All values have 40 bytes, since only `register`
  ;; writes them.
  (func $read_value
    (if (i32.eq
          (call $state_read (i32.const 256) (i32.const 34) (i32.const 320) (i32.const 40))
          (i32.const -1))
      (then (call $refuse (i32.const 96) (i32.const 7)))))

  (func (export "register")
    (call $take_commitment)
    ;; The host says what the caller is enrolled as. What a caller says of itself would be input.
    (if (i32.eqz (call $caller_has_role (i32.const 0) (i32.const 9)))
      (then (call $refuse (i32.const 48) (i32.const 13))))
    ;; With no room for the value, `state_read` tells its length alone: enough to know whether there is one.
    (if (i32.ne
          (call $state_read (i32.const 256) (i32.const 34) (i32.const 320) (i32.const 0))
          (i32.const -1))
      (then (call $refuse (i32.const 64) (i32.const 18))))
    (i64.store (i32.const 320) (call $block_time))
    (call $caller_key (i32.const 328))
    (call $state_write (i32.const 256) (i32.const 34) (i32.const 320) (i32.const 40))
    (call $event (i32.const 16) (i32.const 10) (i32.const 258) (i32.const 32)))

  ;; Writes nothing, so it can be called in a query.
  (func (export "look_up")
    (call $take_commitment)
    (call $read_value)
    (call $output (i32.const 320) (i32.const 40)))

  (func (export "withdraw")
    (call $take_commitment)
    (call $read_value)
    (call $caller_key (i32.const 384))
    (if (i32.eqz (call $is_owner))
      (then (call $refuse (i32.const 112) (i32.const 9))))
    (drop (call $state_remove (i32.const 256) (i32.const 34)))
    (call $event (i32.const 32) (i32.const 9) (i32.const 258) (i32.const 32)))

  ;; Whether the key in the value (at 328) is the caller's (at 384): four times eight bytes. Where they differ, the
  ;; exclusive or is not zero.
  (func $is_owner (result i32)
    (i64.eqz
      (i64.or
        (i64.or
          (i64.xor (i64.load (i32.const 328)) (i64.load (i32.const 384)))
          (i64.xor (i64.load (i32.const 336)) (i64.load (i32.const 392))))
        (i64.or
          (i64.xor (i64.load (i32.const 344)) (i64.load (i32.const 400)))
          (i64.xor (i64.load (i32.const 352)) (i64.load (i32.const 408)))))))

  ;; The input is a count of 4 bytes, little-endian, and behind it nothing (from the beginning) or a whole key (from
  ;; behind it). Whoever wants all keys asks again with the last one, until fewer come than were asked for.
  (func (export "list")
    (local $length i32)       ;; of the input
    (local $left i32)         ;; how many keys are still wanted
    (local $after i32)        ;; where the key before stands
    (local $after_length i32) ;; its length: 0 for the beginning
    (local $next i32)         ;; where the next key goes
    (local.set $length (call $input_length))
    (if (i32.eqz
          (i32.or
            (i32.eq (local.get $length) (i32.const 4))
            (i32.eq (local.get $length) (i32.const 38))))
      (then (call $refuse (i32.const 128) (i32.const 9))))
    (call $input_read (i32.const 448) (i32.const 0) (local.get $length))
    (local.set $left (i32.load (i32.const 448)))
    ;; Unsigned: a count with its highest bit set is a great one, not a negative one.
    (if (i32.gt_u (local.get $left) (i32.const 100))
      (then (call $refuse (i32.const 128) (i32.const 9))))
    (local.set $after (i32.const 452))
    (local.set $after_length (i32.sub (local.get $length) (i32.const 4)))
    (local.set $next (i32.const 512))
    (block $done
      (loop $keys
        (br_if $done (i32.eqz (local.get $left)))
        ;; The prefix is the `r/` at 256.
        (br_if $done
          (i32.eq
            (call $state_next (i32.const 256) (i32.const 2) (local.get $after) (local.get $after_length)
              (local.get $next) (i32.const 34))
            (i32.const -1)))
        ;; The key that was just found is the one that the next comes after.
        (local.set $after (local.get $next))
        (local.set $after_length (i32.const 34))
        (local.set $next (i32.add (local.get $next) (i32.const 34)))
        (local.set $left (i32.sub (local.get $left) (i32.const 1)))
        (br $keys)))
    (call $output (i32.const 512) (i32.sub (local.get $next) (i32.const 512)))))
