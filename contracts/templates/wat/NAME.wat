;; NAME: a counter for each caller, to be replaced by your own contract.
;;
;;   entry   input               what it does
;;   add     a number, 4 bytes   adds it to the caller's count and puts out the new count, 8 bytes
;;   count   nothing             puts out the caller's count; can be called in a query
;;
;; State: at `n/` and the caller's key (34 bytes) the count, 8 bytes. Event: `added`, with key and count. Aborts:
;; `bad_input`, `too_much`. All numbers are little-endian.

(module $NAME
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
  (import "assent" "caller_key" (func $caller_key (param $pointer i32)))
  (import "assent" "abort" (func $abort (param $name i32) (param $name_length i32)))

  ;; One page of 64 KiB, and never more: the maximum must be said. Every call begins with the memory as it stands
  ;; here: nothing is kept in it, and nothing has to be cleaned up.
  (memory (export "memory") 1 1)

  ;; Words. A name is given to the host as its place and its length.
  (data (i32.const 0) "added")
  (data (i32.const 16) "bad_input")
  (data (i32.const 32) "too_much")

  ;; Places that the calls fill.
  ;;   64   the key: `n/` stands there from the beginning, the caller's key is put behind it at 66
  ;;   104  the input of `add`
  ;;   128  what the event tells: the caller's key, and behind it at 160 the count
  (data (i32.const 64) "n/")

  ;; Ends the call with a name. The host does not come back from `abort`; `unreachable` says so to the reader.
  (func $refuse (param $name i32) (param $length i32)
    (call $abort (local.get $name) (local.get $length))
    unreachable)

  ;; Another length was meant for something else.
  (func $take_input (param $length i32)
    (if (i32.ne (call $input_length) (local.get $length))
      (then (call $refuse (i32.const 16) (i32.const 9))))
    (call $input_read (i32.const 104) (i32.const 0) (local.get $length)))

  ;; Reads the caller's count to 160: where there is none, the host leaves the zeros there.
  (func $read_count
    (call $caller_key (i32.const 66))
    (drop (call $state_read (i32.const 64) (i32.const 34) (i32.const 160) (i32.const 8))))

  (func (export "add")
    (local $before i64)
    (local $after i64)
    (call $take_input (i32.const 4))
    (call $read_count)
    (local.set $before (i64.load (i32.const 160)))
    (local.set $after (i64.add (local.get $before) (i64.load32_u (i32.const 104))))
    ;; A sum that is less than what was added to has run over.
    (if (i64.lt_u (local.get $after) (local.get $before))
      (then (call $refuse (i32.const 32) (i32.const 8))))
    (i64.store (i32.const 160) (local.get $after))
    (call $state_write (i32.const 64) (i32.const 34) (i32.const 160) (i32.const 8))
    (call $caller_key (i32.const 128))
    (call $event (i32.const 0) (i32.const 5) (i32.const 128) (i32.const 40))
    (call $output (i32.const 160) (i32.const 8)))

  (func (export "count")
    (call $take_input (i32.const 0))
    (call $read_count)
    (call $output (i32.const 160) (i32.const 8))))
