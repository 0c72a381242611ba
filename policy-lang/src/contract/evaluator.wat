;; The evaluator of every policy contract: one fixed piece of code over tables.
;;
;; `contract/layout.rs` writes the tables and sets the constants below; nothing here depends on a
;; policy. All numbers are little-endian. The pictures:
;;
;;   set        u32 n | n × (u32 lo, u32 hi)                 ids lo..=hi, ascending
;;   rule       8 bytes: shape | period or 0
;;   shape      28 bytes: flags (1 = may, 2 = exact) | actions set | data set | purposes set |
;;              conditions or 0 | overridden rules or 0 | those conditions that the index does not
;;              tell, or 0; rules that are alike share one
;;   period     i64 first instant | i64 first instant after
;;   conditions u32 parts | each: u32 words | words (see $part)
;;   list       u32 n | n × u32
;;   atom       8 bytes: combinations of wildcards, one bit each | list of its may rules
;;   classes    u32 for each id: its class, from 1
;;   wildcards  for each combination, the i64 bits of a key that are left
;;   index      displacements: u16 for each bucket
;;              places of 12 bytes: i64 key, 0 for none | u32 rule, or 2^31 + address of a list
;;   collected  u32 n | n × u32, when n is 16 or less
;;              u32 n | u32 bytes | a bit for every rule, from the lowest, when it is more
;;
;; An atom is one way to say who somebody is: anyone, a party, a role, a role of a party, … A rule
;; stands in the index once for each of its atoms and each class of actions, categories, purposes and
;; custodians it is about, or under a wildcard where those are many or all. The index may offer a rule
;; that does not apply, never miss one that does: $judge has the last word. Of an exact rule it
;; has less to say: whoever asks for one action and one category and is led to it is in its sets.
;;
;; What a decision writes lies below a power of two, and every address that is computed is cut down to
;; $scratch, one less: so admission sees where all stores of $decide fall, and the memory is put back by
;; writing zeros there. No address of this code is changed by it. Reasons are written beyond.
;;
;; Values of conditions: 0 no, 1 not known, 2 yes; so "and" is the least, "or" the greatest.
(module $policy
  (import "assent" "fact"
    (func $fact (param $id i32) (param $to i32) (param $capacity i32) (result i32)))

  (memory $memory (export "memory") 1 1)

  (global $input (export "input") i32 (i32.const 0))
  (global $input_capacity (export "input_capacity") i32 (i32.const 0))
  (global $output (export "output") i32 (i32.const 0))
  (global $scratch i32 (i32.const 0))
  (global $bitmap_bytes i32 (i32.const 0))
  (global $may i32 (i32.const 0))
  (global $may_not i32 (i32.const 0))
  (global $few i32 (i32.const 0))
  (global $memo i32 (i32.const 0))
  (global $visited i32 (i32.const 0))
  (global $stack i32 (i32.const 0))
  (global $facts i32 (i32.const 0))
  (global $facts_capacity i32 (i32.const 0))
  (global $rules i32 (i32.const 0))
  (global $action_classes i32 (i32.const 0))
  (global $action_count i32 (i32.const 0))
  (global $category_classes i32 (i32.const 0))
  (global $category_count i32 (i32.const 0))
  (global $purpose_classes i32 (i32.const 0))
  (global $purpose_count i32 (i32.const 0))
  (global $custodian_classes i32 (i32.const 0))
  (global $custodian_count i32 (i32.const 0))
  (global $atoms i32 (i32.const 0))
  (global $party_atoms i32 (i32.const 0))
  (global $party_count i32 (i32.const 0))
  (global $role_atoms i32 (i32.const 0))
  (global $role_count i32 (i32.const 0))
  (global $practitioner_atoms i32 (i32.const 0))
  (global $practitioner_count i32 (i32.const 0))
  (global $patient_atoms i32 (i32.const 0))
  (global $guardian_atoms i32 (i32.const 0))
  (global $pairs i32 (i32.const 0))
  (global $role_shift i64 (i64.const 0))
  (global $category_shift i64 (i64.const 0))
  (global $action_shift i64 (i64.const 0))
  (global $custodian_shift i64 (i64.const 0))
  (global $atom_shift i64 (i64.const 0))
  (global $wildcards i32 (i32.const 0))
  (global $displacements i32 (i32.const 0))
  (global $bucket_shift i64 (i64.const 0))
  (global $places i32 (i32.const 0))
  (global $places_count i64 (i64.const 0))
  (global $multiplier i64 (i64.const 0))
  (global $fact_defaults i32 (i32.const 0))

  ;; The memo, overwritten by $decide in every call:
  ;;   +0 treats: 0 1 2, 3 not asked yet | +4 consents: 3 not asked yet, else the value of
  ;;   "has consented" | +8 the value of "has refused" | +12 address of the actions asked for |
  ;;   +16 of the categories | +20 of their end | +24 i64 the value that $value found |
  ;;   +32 i64 what is the same in all keys: the classes of purpose and custodian |
  ;;   +40 bytes of the lists of atoms visited |
  ;;   +44 2 when one action and one category are asked for, else 0

  ;; Whether `id` is in `set`.
  (func $in_set (param $set i32) (param $id i32) (result i32)
    (local $end i32)
    (local.set $end (call $set_end (local.get $set)))
    (local.set $set (i32.add (local.get $set) (i32.const 4)))
    (block $no
      (loop $next
        (br_if $no (i32.ge_u (local.get $set) (local.get $end)))
        (if (i32.and
              (i32.le_u (i32.load (local.get $set)) (local.get $id))
              (i32.ge_u (i32.load offset=4 (local.get $set)) (local.get $id)))
          (then (return (i32.const 1))))
        (local.set $set (i32.add (local.get $set) (i32.const 8)))
        (br $next)))
    (i32.const 0))

  ;; The address after `set`.
  (func $set_end (param $set i32) (result i32)
    (i32.add
      (i32.add (local.get $set) (i32.const 4))
      (i32.shl (i32.load (local.get $set)) (i32.const 3))))

  ;; The ids at `at`..`end` against `set`: all of them for `may` = 1, any of them for `may` = 0.
  (func $matches (param $may i32) (param $set i32) (param $at i32) (param $end i32) (result i32)
    (local $in i32)
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $in (call $in_set (local.get $set) (i32.load (local.get $at))))
        (if (i32.ne (local.get $in) (local.get $may)) (then (return (local.get $in))))
        (local.set $at (i32.add (local.get $at) (i32.const 4)))
        (br $next)))
    (local.get $may))

  (func $purpose (result i32) (i32.load offset=16 (global.get $input)))
  (func $now (result i64) (i64.load offset=32 (global.get $input)))
  (func $actions (result i32) (i32.load offset=12 (global.get $memo)))
  (func $categories (result i32) (i32.load offset=16 (global.get $memo)))
  (func $asked_end (result i32) (i32.load offset=20 (global.get $memo)))

  ;; Facts -----------------------------------------------------------------------------------

  ;; Whether the requester treats the patient.
  (func $treats (result i32)
    (local $value i32)
    (local.set $value (i32.load (global.get $memo)))
    (if (i32.eq (local.get $value) (i32.const 3))
      (then
        (local.set $value (i32.const 1))
        (if (i32.eq
              (call $fact (i32.const 1) (global.get $facts) (global.get $facts_capacity))
              (i32.const 4))
          (then
            (local.set $value
              (i32.shl (i32.ne (i32.load (global.get $facts)) (i32.const 0)) (i32.const 1)))))
        (i32.store (global.get $memo) (local.get $value))))
    (local.get $value))

  ;; Reads the patient's consents once; sets "has consented" and "has refused".
  (func $read_consents
    (local $length i32)
    (local $at i32)
    (local $left i32)
    (local $granted i32)
    (local $refused i32)
    (if (i32.ne (i32.load offset=4 (global.get $memo)) (i32.const 3)) (then (return)))
    (local.set $length
      (call $fact (i32.const 2) (global.get $facts) (global.get $facts_capacity)))
    (if (i32.lt_s (local.get $length) (i32.const 4))
      (then
        (i32.store offset=4 (global.get $memo) (i32.const 1))
        (i32.store offset=8 (global.get $memo) (i32.const 1))
        (return)))
    (local.set $left (i32.load (global.get $facts)))
    (local.set $at (i32.add (global.get $facts) (i32.const 4)))
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $left)))
        (if (call $consent_covers (local.get $at))
          (then
            (if (i32.load offset=4 (local.get $at))
              (then (local.set $granted (i32.const 2)))
              (else (local.set $refused (i32.const 2))))))
        (local.set $at (i32.add (local.get $at) (i32.load (local.get $at))))
        (local.set $left (i32.sub (local.get $left) (i32.const 1)))
        (br $next)))
    (i32.store offset=4 (global.get $memo)
      (select (i32.const 0) (local.get $granted) (local.get $refused)))
    (i32.store offset=8 (global.get $memo) (local.get $refused)))

  ;; Whether the consent at `at` is live and covers (grants) or overlaps (refusals) the request.
  (func $consent_covers (param $at i32) (result i32)
    (local $may i32)
    (local $left i32)
    (local $subject i32)
    (local $about i32)
    (local.set $may (i32.load offset=4 (local.get $at)))
    (if (i32.or
          (i64.lt_s (call $now) (i64.load offset=8 (local.get $at)))
          (i64.ge_s (call $now) (i64.load offset=16 (local.get $at))))
      (then (return (i32.const 0))))
    (local.set $left (i32.load offset=24 (local.get $at)))
    (local.set $at (i32.add (local.get $at) (i32.const 28)))
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $left)))
        (local.set $subject (local.get $at))
        (local.set $about (i32.or (local.get $about) (call $is_subject (local.get $subject))))
        (local.set $at
          (call $set_end (call $set_end (i32.add (local.get $subject) (i32.const 4)))))
        (local.set $left (i32.sub (local.get $left) (i32.const 1)))
        (br $next)))
    (if (i32.eqz (local.get $about)) (then (return (i32.const 0))))
    (if (i32.eqz
          (call $matches (local.get $may) (local.get $at) (call $actions) (call $categories)))
      (then (return (i32.const 0))))
    (local.set $at (call $set_end (local.get $at)))
    (if (i32.eqz
          (call $matches (local.get $may) (local.get $at) (call $categories) (call $asked_end)))
      (then (return (i32.const 0))))
    (local.set $at (call $set_end (local.get $at)))
    (if (i32.eqz (call $in_set (local.get $at) (call $purpose))) (then (return (i32.const 0))))
    (i32.gt_u (call $narrowings (call $set_end (local.get $at))) (local.get $may)))

  ;; The least value of the clauses that narrow a consent's data; yes when there are none.
  (func $narrowings (param $at i32) (result i32)
    (local $left i32)
    (local $least i32)
    (local.set $least (i32.const 2))
    (local.set $left (i32.load (local.get $at)))
    (local.set $at (i32.add (local.get $at) (i32.const 4)))
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $left)))
        (local.set $least
          (call $join (i32.const 16) (local.get $least) (call $narrowed (local.get $at))))
        (local.set $at
          (call $set_end (call $set_end (i32.add (local.get $at) (i32.const 4)))))
        (local.set $left (i32.sub (local.get $left) (i32.const 1)))
        (br $next)))
    (local.get $least))

  ;; Whether a consent's subject (tag, parties, roles) is the requester.
  (func $is_subject (param $subject i32) (result i32)
    (local $tag i32)
    (local $parties i32)
    (local $flags i32)
    (local.set $tag (i32.load (local.get $subject)))
    (local.set $parties (i32.add (local.get $subject) (i32.const 4)))
    (local.set $flags (i32.load offset=4 (global.get $input)))
    (if (i32.eqz (local.get $tag)) (then (return (i32.const 1))))
    (if (i32.eq (local.get $tag) (i32.const 4))
      (then
        (return
          (call $in_set (local.get $parties) (i32.load offset=12 (global.get $input))))))
    (if (i32.eq (local.get $tag) (i32.const 5))
      (then (return (i32.and (local.get $flags) (i32.const 1)))))
    (if (i32.eq (local.get $tag) (i32.const 6))
      (then (return (i32.and (i32.shr_u (local.get $flags) (i32.const 1)) (i32.const 1)))))
    (if (i32.and (local.get $tag) (i32.const 1))
      (then
        (if (i32.eqz (call $in_set (local.get $parties) (i32.load offset=8 (global.get $input))))
          (then (return (i32.const 0))))))
    (if (i32.and (local.get $tag) (i32.const 2))
      (then
        (return
          (call $matches
            (i32.const 0)
            (call $set_end (local.get $parties))
            (i32.add (global.get $input) (i32.const 80))
            (call $actions)))))
    (i32.const 1))

  ;; Conditions ------------------------------------------------------------------------------

  ;; The value of the part at `at`: words in postfix order. The low 8 bits are the operation, the
  ;; high 24 what it needs:
  ;;   1 consented, 2 refused, 3 treats, 4 a reason is given, 5 age under, 6 age at least (years),
  ;;   7 deceased, 8 time between (12 bits from, 12 bits to), 9 weekday, 10 fewer than, 11 compare
  ;;   and 12 narrowed (address / 8 of the table), 15 signed (the form's number), 16 and, 17 or, 18 not
  ;;   fewer than: u32 counter | u32 limit
  ;;   compare:    u32 fact | u32 comparison | u32 other fact or -1 | unused | i64 value
  ;;   narrowed:   see $narrowed
  (func $part (param $at i32) (result i32)
    (local $end i32)
    (local $top i32)
    (local $word i32)
    (local.set $top (global.get $stack))
    (local.set $end
      (i32.add
        (i32.add (local.get $at) (i32.const 4))
        (i32.shl (i32.load (local.get $at)) (i32.const 2))))
    (local.set $at (i32.add (local.get $at) (i32.const 4)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $word (i32.load (local.get $at)))
        (if (i32.lt_u (i32.and (local.get $word) (i32.const 255)) (i32.const 16))
          (then
            (local.set $top (i32.add (local.get $top) (i32.const 1)))
            (i32.store8 (i32.and (local.get $top) (global.get $scratch))
              (call $known (local.get $word))))
          (else
            (if (i32.eq (local.get $word) (i32.const 18))
              (then
                (i32.store8 (i32.and (local.get $top) (global.get $scratch))
                  (i32.sub (i32.const 2) (i32.load8_u (local.get $top)))))
              (else
                (local.set $top (i32.sub (local.get $top) (i32.const 1)))
                (i32.store8 (i32.and (local.get $top) (global.get $scratch))
                  (call $join
                    (local.get $word)
                    (i32.load8_u (local.get $top))
                    (i32.load8_u offset=1 (local.get $top))))))))
        (local.set $at (i32.add (local.get $at) (i32.const 4)))
        (br $next)))
    (i32.load8_u (local.get $top)))

  ;; "and" (16) or "or" (17) of two values.
  (func $join (param $word i32) (param $a i32) (param $b i32) (result i32)
    (select
      (local.get $a)
      (local.get $b)
      (i32.eq
        (i32.lt_u (local.get $a) (local.get $b))
        (i32.eq (local.get $word) (i32.const 16)))))

  ;; The value of one known condition.
  (func $known (param $word i32) (result i32)
    (local $operation i32)
    (local $operand i32)
    (local.set $operation (i32.and (local.get $word) (i32.const 255)))
    (local.set $operand (i32.shr_u (local.get $word) (i32.const 8)))
    (if (i32.gt_u (local.get $operation) (i32.const 9))
      (then
        (if (i32.eq (local.get $operation) (i32.const 15))
          (then (return (call $attested (i32.add (i32.const 0x3000) (local.get $operand))))))
        (local.set $operand (i32.shl (local.get $operand) (i32.const 3)))
        (if (i32.eq (local.get $operation) (i32.const 10))
          (then (return (call $fewer (local.get $operand)))))
        (if (i32.eq (local.get $operation) (i32.const 12))
          (then (return (call $narrowed (local.get $operand)))))
        (return (call $compare (local.get $operand)))))
    (if (i32.eq (local.get $operation) (i32.const 9))
      (then (return (call $truth (i32.lt_u (i32.load offset=44 (global.get $input)) (i32.const 5))))))
    (if (i32.eq (local.get $operation) (i32.const 8))
      (then (return (call $truth (call $is_between (local.get $operand))))))
    (if (i32.eq (local.get $operation) (i32.const 7)) (then (return (call $attested (i32.const 4)))))
    (if (i32.gt_u (local.get $operation) (i32.const 4))
      (then (return (call $age (local.get $operation) (local.get $operand)))))
    (if (i32.eq (local.get $word) (i32.const 3)) (then (return (call $treats))))
    (if (i32.eq (local.get $word) (i32.const 4))
      (then
        (return
          (i32.and
            (i32.shr_u (i32.load offset=4 (global.get $input)) (i32.const 1))
            (i32.const 2)))))
    (call $read_consents)
    (select
      (i32.load offset=4 (global.get $memo))
      (i32.load offset=8 (global.get $memo))
      (i32.eq (local.get $word) (i32.const 1))))

  ;; 2 for what holds, 0 for what does not.
  (func $truth (param $holds i32) (result i32)
    (i32.shl (local.get $holds) (i32.const 1)))

  ;; Fetches a fact of 4 bytes; whether it is known.
  (func $fetch (param $id i32) (result i32)
    (i32.eq
      (call $fact (local.get $id) (global.get $facts) (global.get $facts_capacity))
      (i32.const 4)))

  ;; Whether the patient's age is under (5) or at least (6) so many years. The years between two
  ;; packed dates are their difference divided by 512, rounded down.
  (func $age (param $operation i32) (param $years i32) (result i32)
    (local $is_under i32)
    (if (i32.eqz (call $fetch (i32.const 3))) (then (return (i32.const 1))))
    (local.set $is_under
      (i32.lt_s
        (i32.shr_s
          (i32.sub (i32.load offset=48 (global.get $input)) (i32.load (global.get $facts)))
          (i32.const 9))
        (local.get $years)))
    (call $truth
      (i32.eq (local.get $is_under) (i32.eq (local.get $operation) (i32.const 5)))))

  ;; The value of a fact that is yes or no.
  (func $attested (param $id i32) (result i32)
    (if (i32.eqz (call $fetch (local.get $id))) (then (return (i32.const 1))))
    (call $truth (i32.ne (i32.load (global.get $facts)) (i32.const 0))))

  ;; Whether the minute of the day is in `from`..`to`, over midnight when `to` is the earlier.
  (func $is_between (param $times i32) (result i32)
    (local $from i32)
    (local $to i32)
    (local $late i32)
    (local $early i32)
    (local.set $from (i32.and (local.get $times) (i32.const 4095)))
    (local.set $to (i32.shr_u (local.get $times) (i32.const 12)))
    (local.set $late (i32.ge_u (i32.load offset=40 (global.get $input)) (local.get $from)))
    (local.set $early (i32.lt_u (i32.load offset=40 (global.get $input)) (local.get $to)))
    (select
      (i32.and (local.get $late) (local.get $early))
      (i32.or (local.get $late) (local.get $early))
      (i32.le_u (local.get $from) (local.get $to))))

  ;; Whether a counter stands below its limit.
  (func $fewer (param $at i32) (result i32)
    (if (i32.eqz (call $fetch (i32.add (i32.const 0x2000) (i32.load (local.get $at)))))
      (then (return (i32.const 1))))
    (call $truth
      (i32.lt_u (i32.load (global.get $facts)) (i32.load offset=4 (local.get $at)))))

  ;; Finds the value of a declared fact, or the one that stands for it; whether there is one.
  (func $value (param $fact i32) (result i32)
    (local $default i32)
    (if (i32.eq
          (call $fact (i32.add (i32.const 0x1000) (local.get $fact)) (global.get $facts)
            (global.get $facts_capacity))
          (i32.const 8))
      (then
        (i64.store offset=24 (global.get $memo) (i64.load (global.get $facts)))
        (return (i32.const 1))))
    (local.set $default
      (i32.add (global.get $fact_defaults) (i32.shl (local.get $fact) (i32.const 4))))
    (i64.store offset=24 (global.get $memo) (i64.load offset=8 (local.get $default)))
    (i32.load (local.get $default)))

  ;; Compares a fact with a value or with another fact.
  ;;   0 is, 1 is not, 2 under, 3 at most, 4 over, 5 at least
  (func $compare (param $at i32) (result i32)
    (local $left i64)
    (local $right i64)
    (local $comparison i32)
    (local $holds i32)
    (if (i32.eqz (call $value (i32.load (local.get $at)))) (then (return (i32.const 1))))
    (local.set $left (i64.load offset=24 (global.get $memo)))
    (local.set $right (i64.load offset=16 (local.get $at)))
    (if (i32.ne (i32.load offset=8 (local.get $at)) (i32.const -1))
      (then
        (if (i32.eqz (call $value (i32.load offset=8 (local.get $at))))
          (then (return (i32.const 1))))
        (local.set $right (i64.load offset=24 (global.get $memo)))))
    (local.set $comparison (i32.load offset=4 (local.get $at)))
    (local.set $holds
      (select
        (i64.lt_s (local.get $left) (local.get $right))
        (i64.gt_s (local.get $left) (local.get $right))
        (i32.or
          (i32.eq (local.get $comparison) (i32.const 2))
          (i32.eq (local.get $comparison) (i32.const 5)))))
    (if (i32.lt_u (local.get $comparison) (i32.const 2))
      (then (local.set $holds (i64.eq (local.get $left) (local.get $right)))))
    ;; 1, 3 and 5 are the opposites of 0, 4 and 2.
    (call $truth
      (i32.xor (local.get $holds) (i32.and (local.get $comparison) (i32.const 1)))))

  ;; Whether what is said of the data is what a clause that narrows it says:
  ;;   u32 a place in the input | set of what stands there | set of what stands in the word after it
  ;; -1 is not stated.
  (func $narrowed (param $at i32) (result i32)
    (local $place i32)
    (local.set $place (i32.add (global.get $input) (i32.load (local.get $at))))
    (local.set $at (i32.add (local.get $at) (i32.const 4)))
    (if (i32.eq (i32.load (local.get $place)) (i32.const -1)) (then (return (i32.const 1))))
    (call $truth
      (i32.or
        (call $in_set (local.get $at) (i32.load (local.get $place)))
        (call $in_set (call $set_end (local.get $at)) (i32.load offset=4 (local.get $place))))))

  ;; The least value of all parts; yes when there are none.
  (func $conditions (param $at i32) (result i32)
    (local $left i32)
    (local $least i32)
    (local $value i32)
    (local.set $least (i32.const 2))
    (if (i32.eqz (local.get $at)) (then (return (local.get $least))))
    (local.set $left (i32.load (local.get $at)))
    (local.set $at (i32.add (local.get $at) (i32.const 4)))
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $left)))
        (local.set $value (call $part (local.get $at)))
        (if (i32.lt_u (local.get $value) (local.get $least))
          (then (local.set $least (local.get $value))))
        (local.set $at (call $list_end (local.get $at)))
        (local.set $left (i32.sub (local.get $left) (i32.const 1)))
        (br $next)))
    (local.get $least))

  ;; The address after a list.
  (func $list_end (param $list i32) (result i32)
    (i32.add
      (i32.add (local.get $list) (i32.const 4))
      (i32.shl (i32.load (local.get $list)) (i32.const 2))))

  ;; Rules -----------------------------------------------------------------------------------

  ;; 0 when now is in `period`, 4 when it has not begun, 5 when it has ended.
  (func $period (param $period i32) (result i32)
    (if (i32.eqz (local.get $period)) (then (return (i32.const 0))))
    (if (i64.lt_s (call $now) (i64.load (local.get $period))) (then (return (i32.const 4))))
    (if (i64.ge_s (call $now) (i64.load offset=8 (local.get $period)))
      (then (return (i32.const 5))))
    (i32.const 0))

  (func $shape (param $number i32) (result i32)
    (i32.load (i32.add (global.get $rules) (i32.shl (local.get $number) (i32.const 3)))))

  (func $period_of (param $number i32) (result i32)
    (i32.load offset=4
      (i32.add (global.get $rules) (i32.shl (local.get $number) (i32.const 3)))))

  ;; Collects those rules of a list that apply.
  (func $judge_all (param $list i32)
    (local $end i32)
    (local.set $end (call $list_end (local.get $list)))
    (block $done
      (loop $next
        (local.set $list (i32.add (local.get $list) (i32.const 4)))
        (br_if $done (i32.ge_u (local.get $list) (local.get $end)))
        (call $judge (i32.load (local.get $list)))
        (br $next))))

  ;; Collects a rule, whose subject is the requester, if it applies. What is not known keeps a may
  ;; rule from applying and does not keep a may-not rule from it.
  (func $judge (param $number i32)
    (local $shape i32)
    (local $may i32)
    (local $period i32)
    (local $to i32)
    (local.set $period
      (i32.add (global.get $rules) (i32.shl (local.get $number) (i32.const 3))))
    (local.set $shape (i32.load (local.get $period)))
    (local.set $period (i32.load offset=4 (local.get $period)))
    (local.set $may (i32.and (i32.load (local.get $shape)) (i32.const 1)))
    ;; An exact rule for one action and one category has nothing to check in its sets.
    (if (i32.eqz
          (i32.and
            (i32.load (local.get $shape))
            (i32.load offset=44 (global.get $memo))))
      (then
        (if (i32.eqz (call $is_about (local.get $shape))) (then (return)))))
    (if (local.get $period)
      (then
        (if (i32.or
              (i64.lt_s (i64.load offset=32 (global.get $input)) (i64.load (local.get $period)))
              (i64.ge_s
                (i64.load offset=32 (global.get $input))
                (i64.load offset=8 (local.get $period))))
          (then (return)))))
    (if (i32.load offset=24 (local.get $shape))
      (then
        (if (i32.le_u
              (call $conditions (i32.load offset=24 (local.get $shape)))
              (local.get $may))
          (then (return)))))
    (local.set $to (select (global.get $may) (global.get $may_not) (local.get $may)))
    (if (i32.load (local.get $to))
      (then (call $add (local.get $to) (local.get $number)))
      (else
        (i32.store (i32.and (local.get $to) (global.get $scratch)) (i32.const 1))
        (i32.store offset=4 (i32.and (local.get $to) (global.get $scratch))
          (local.get $number)))))

  ;; Whether what is asked for is in the sets of a rule.
  (func $is_about (param $shape i32) (result i32)
    (local $may i32)
    (local.set $may (i32.and (i32.load (local.get $shape)) (i32.const 1)))
    (if (i32.eqz
          (call $matches
            (local.get $may)
            (i32.load offset=4 (local.get $shape))
            (call $actions)
            (call $categories)))
      (then (return (i32.const 0))))
    (if (i32.eqz
          (call $matches
            (local.get $may)
            (i32.load offset=8 (local.get $shape))
            (call $categories)
            (call $asked_end)))
      (then (return (i32.const 0))))
    (call $in_set (i32.load offset=12 (local.get $shape)) (call $purpose)))

  ;; Adds a rule to what is collected, once.
  (func $add (param $to i32) (param $number i32)
    (local $count i32)
    (local.set $count (i32.load (local.get $to)))
    (if (i32.gt_u (local.get $count) (i32.const 16))
      (then
        (if (call $mark (local.get $to) (local.get $number)) (then (return))))
      (else
        (if (call $is_listed (local.get $to) (local.get $number)) (then (return)))
        (if (i32.lt_u (local.get $count) (i32.const 16))
          (then
            (i32.store offset=4
              (i32.and
                (i32.add (local.get $to) (i32.shl (local.get $count) (i32.const 2)))
                (global.get $scratch))
              (local.get $number)))
          (else
            (call $spread (local.get $to))
            (drop (call $mark (local.get $to) (local.get $number)))))))
    (i32.store (i32.and (local.get $to) (global.get $scratch))
      (i32.add (local.get $count) (i32.const 1))))

  ;; Whether `number` is in the list.
  (func $is_listed (param $list i32) (param $number i32) (result i32)
    (local $end i32)
    (local.set $end (call $list_end (local.get $list)))
    (block $no
      (loop $next
        (local.set $list (i32.add (local.get $list) (i32.const 4)))
        (br_if $no (i32.ge_u (local.get $list) (local.get $end)))
        (if (i32.eq (i32.load (local.get $list)) (local.get $number))
          (then (return (i32.const 1))))
        (br $next)))
    (i32.const 0))

  ;; Makes bits of the list of 16 rules at `to`.
  (func $spread (param $to i32)
    (local $at i32)
    (local $end i32)
    (drop (call $copy (local.get $to) (global.get $few)))
    (i32.store offset=4 (i32.and (local.get $to) (global.get $scratch))
      (global.get $bitmap_bytes))
    (local.set $at (i32.add (local.get $to) (i32.const 8)))
    (local.set $end (i32.add (local.get $at) (global.get $bitmap_bytes)))
    (loop $next
      (i64.store (i32.and (local.get $at) (global.get $scratch)) (i64.const 0))
      (local.set $at (i32.add (local.get $at) (i32.const 8)))
      (br_if $next (i32.lt_u (local.get $at) (local.get $end))))
    (local.set $at (i32.add (global.get $few) (i32.const 4)))
    (local.set $end (call $list_end (global.get $few)))
    (loop $next
      (drop (call $mark (local.get $to) (i32.load (local.get $at))))
      (local.set $at (i32.add (local.get $at) (i32.const 4)))
      (br_if $next (i32.lt_u (local.get $at) (local.get $end)))))

  ;; Sets the bit of a rule; whether it was set before.
  (func $mark (param $to i32) (param $number i32) (result i32)
    (local $at i32)
    (local $byte i32)
    (local $bit i32)
    (local.set $at
      (i32.add
        (i32.add (local.get $to) (i32.const 8))
        (i32.shr_u (local.get $number) (i32.const 3))))
    (local.set $byte (i32.load8_u (local.get $at)))
    (local.set $bit (i32.shl (i32.const 1) (i32.and (local.get $number) (i32.const 7))))
    (i32.store8 (i32.and (local.get $at) (global.get $scratch))
      (i32.or (local.get $byte) (local.get $bit)))
    (i32.ne (i32.and (local.get $byte) (local.get $bit)) (i32.const 0)))

  ;; The address after what is collected.
  (func $collected_end (param $list i32) (result i32)
    (if (i32.gt_u (i32.load (local.get $list)) (i32.const 16))
      (then
        (return
          (i32.add
            (i32.add (local.get $list) (i32.const 8))
            (global.get $bitmap_bytes)))))
    (call $list_end (local.get $list)))

  ;; The first collected rule from number `from` on; -1 when there is none.
  (func $next (param $list i32) (param $from i32) (result i32)
    (if (i32.gt_u (i32.load (local.get $list)) (i32.const 16))
      (then (return (call $next_bit (i32.add (local.get $list) (i32.const 8)) (local.get $from)))))
    (call $next_few (local.get $list) (local.get $from)))

  (func $next_few (param $list i32) (param $from i32) (result i32)
    (local $end i32)
    (local $number i32)
    (local $least i32)
    (local.set $least (i32.const -1))
    (local.set $end (call $list_end (local.get $list)))
    (block $done
      (loop $next
        (local.set $list (i32.add (local.get $list) (i32.const 4)))
        (br_if $done (i32.ge_u (local.get $list) (local.get $end)))
        (local.set $number (i32.load (local.get $list)))
        (if (i32.and
              (i32.ge_u (local.get $number) (local.get $from))
              (i32.lt_u (local.get $number) (local.get $least)))
          (then (local.set $least (local.get $number))))
        (br $next)))
    (local.get $least))

  (func $next_bit (param $bits i32) (param $from i32) (result i32)
    (local $byte i32)
    (local $left i64)
    (local.set $byte (i32.shl (i32.shr_u (local.get $from) (i32.const 6)) (i32.const 3)))
    ;; In the first word, only the bits from `from` on.
    (local.set $left (i64.shl (i64.const -1) (i64.extend_i32_u (local.get $from))))
    (loop $next
      (if (i32.ge_u (local.get $byte) (global.get $bitmap_bytes))
        (then (return (i32.const -1))))
      (local.set $left
        (i64.and
          (local.get $left)
          (i64.load (i32.add (local.get $bits) (local.get $byte)))))
      (if (i64.eqz (local.get $left))
        (then
          (local.set $left (i64.const -1))
          (local.set $byte (i32.add (local.get $byte) (i32.const 8)))
          (br $next))))
    (i32.add
      (i32.shl (local.get $byte) (i32.const 3))
      (i32.wrap_i64 (i64.ctz (local.get $left)))))

  ;; Sorts what is collected: by insertion. Bits are in order.
  (func $sort (param $list i32)
    (local $at i32)
    (local $end i32)
    (local $hole i32)
    (local $number i32)
    (if (i32.gt_u (i32.load (local.get $list)) (i32.const 16)) (then (return)))
    (local.set $end (call $list_end (local.get $list)))
    (local.set $list (i32.add (local.get $list) (i32.const 4)))
    (local.set $at (i32.add (local.get $list) (i32.const 4)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $number (i32.load (local.get $at)))
        (local.set $hole (local.get $at))
        (block $placed
          (loop $shift
            (br_if $placed (i32.le_u (local.get $hole) (local.get $list)))
            (br_if $placed
              (i32.le_u
                (i32.load (i32.sub (local.get $hole) (i32.const 4)))
                (local.get $number)))
            (i32.store (i32.and (local.get $hole) (global.get $scratch))
              (i32.load (i32.sub (local.get $hole) (i32.const 4))))
            (local.set $hole (i32.sub (local.get $hole) (i32.const 4)))
            (br $shift)))
        (i32.store (i32.and (local.get $hole) (global.get $scratch)) (local.get $number))
        (local.set $at (i32.add (local.get $at) (i32.const 4)))
        (br $next))))

  ;; Index -----------------------------------------------------------------------------------

  ;; The place of `key`, or 0 when nothing stands under it. A key has a place of its own: the highest
  ;; bits of its product with the multiplier name its bucket, whose displacement sends it there.
  (func $find (param $key i64) (result i32)
    (local $product i64)
    (local $displacement i64)
    (local $place i32)
    (local.set $product (i64.mul (local.get $key) (global.get $multiplier)))
    (local.set $displacement
      (i64.load16_u
        (i32.add
          (global.get $displacements)
          (i32.shl
            (i32.wrap_i64 (i64.shr_u (local.get $product) (global.get $bucket_shift)))
            (i32.const 1)))))
    (local.set $product
      (i64.shr_u
        (i64.mul
          (i64.xor (local.get $product) (i64.shr_u (local.get $product) (i64.const 32)))
          (i64.add (global.get $multiplier) (i64.shl (local.get $displacement) (i64.const 1))))
        (i64.const 32)))
    (local.set $place
      (i32.add
        (global.get $places)
        (i32.mul
          (i32.wrap_i64
            (i64.shr_u
              (i64.mul (local.get $product) (global.get $places_count))
              (i64.const 32)))
          (i32.const 12))))
    (select
      (local.get $place)
      (i32.const 0)
      (i64.eq (i64.load (local.get $place)) (local.get $key))))

  ;; Considers the rules of the atoms of a list about any pair of an action and a category asked
  ;; for: looks up each combination of wildcards that an atom's rules use. Keeps the list for
  ;; $collect_near. The key without wildcards is, from the highest bit, the atom and the classes of
  ;; custodian, action, category and purpose. An id that no table has is a trap.
  (func $visit (param $list i32)
    (local $atoms i32)
    (local $combinations i32)
    (local $left i32)
    (local $action i32)
    (local $category i32)
    (local $place i32)
    (local $found i32)
    (local $key i64)
    (i32.store
      (i32.and
        (i32.add (global.get $visited) (i32.load offset=40 (global.get $memo)))
        (global.get $scratch))
      (local.get $list))
    (i32.store offset=40 (global.get $memo)
      (i32.add (i32.load offset=40 (global.get $memo)) (i32.const 4)))
    (local.set $atoms (i32.load (local.get $list)))
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $atoms)))
        (local.set $atoms (i32.sub (local.get $atoms) (i32.const 1)))
        (local.set $list (i32.add (local.get $list) (i32.const 4)))
        (local.set $combinations
          (i32.load
            (i32.add
              (global.get $atoms)
              (i32.shl (i32.load (local.get $list)) (i32.const 3)))))
        (br_if $next (i32.eqz (local.get $combinations)))
        (local.set $action (i32.load offset=12 (global.get $memo)))
        (loop $actions
          (if (i32.ge_u (i32.load (local.get $action)) (global.get $action_count))
            (then (unreachable)))
          (local.set $category (i32.load offset=16 (global.get $memo)))
          (loop $categories
            (if (i32.ge_u (i32.load (local.get $category)) (global.get $category_count))
              (then (unreachable)))
            (local.set $key
              (i64.or
                (i64.or
                  (i64.shl (i64.load32_u (local.get $list)) (global.get $atom_shift))
                  (i64.shl
                    (i64.load32_u
                      (i32.add
                        (global.get $action_classes)
                        (i32.shl (i32.load (local.get $action)) (i32.const 2))))
                    (global.get $action_shift)))
                (i64.or
                  (i64.shl
                    (i64.load32_u
                      (i32.add
                        (global.get $category_classes)
                        (i32.shl (i32.load (local.get $category)) (i32.const 2))))
                    (global.get $category_shift))
                  (i64.load offset=32 (global.get $memo)))))
            (local.set $left (local.get $combinations))
            (loop $combinations
              (local.set $place
                (call $find
                  (i64.and
                    (local.get $key)
                    (i64.load
                      (i32.add
                        (global.get $wildcards)
                        (i32.shl (i32.ctz (local.get $left)) (i32.const 3)))))))
              (if (local.get $place)
                (then
                  (local.set $found (i32.load offset=8 (local.get $place)))
                  (if (i32.ge_s (local.get $found) (i32.const 0))
                    (then (call $judge (local.get $found)))
                    (else (call $judge_all (i32.and (local.get $found) (i32.const 0x7fffffff)))))))
              (local.set $left
                (i32.and (local.get $left) (i32.sub (local.get $left) (i32.const 1))))
              (br_if $combinations (local.get $left)))
            (local.set $category (i32.add (local.get $category) (i32.const 4)))
            (br_if $categories
              (i32.lt_u (local.get $category) (i32.load offset=20 (global.get $memo)))))
          (local.set $action (i32.add (local.get $action) (i32.const 4)))
          (br_if $actions
            (i32.lt_u (local.get $action) (i32.load offset=16 (global.get $memo)))))
        (br $next))))

  ;; Subjects --------------------------------------------------------------------------------

  ;; Visits the atoms of the requester but for those of the party acted for.
  (func $visit_others
    (local $role i32)
    (local $flags i32)
    (local.set $flags (i32.load offset=4 (global.get $input)))
    (call $visit_entry (global.get $practitioner_atoms) (global.get $practitioner_count)
      (i32.load offset=12 (global.get $input)))
    (if (i32.and (local.get $flags) (i32.const 1))
      (then (call $visit (global.get $patient_atoms))))
    (if (i32.and (local.get $flags) (i32.const 2))
      (then (call $visit (global.get $guardian_atoms))))
    (local.set $role (i32.add (global.get $input) (i32.const 80)))
    (block $done
      (loop $next
        (br_if $done
          (i32.ge_u (local.get $role) (i32.load offset=12 (global.get $memo))))
        (call $visit_entry (global.get $role_atoms) (global.get $role_count)
          (i32.load (local.get $role)))
        (call $visit_pair (i32.load (local.get $role)) (i32.load offset=8 (global.get $input)))
        (local.set $role (i32.add (local.get $role) (i32.const 4)))
        (br $next))))

  ;; The atoms of a role of a party, which stand in the index, too.
  (func $visit_pair (param $role i32) (param $party i32)
    (local $place i32)
    (if (i32.or (i32.eqz (local.get $party)) (i32.eqz (global.get $pairs)))
      (then (return)))
    (local.set $place
      (call $find
        (i64.or
          (i64.shl (i64.extend_i32_u (local.get $role)) (global.get $role_shift))
          (i64.extend_i32_u (local.get $party)))))
    (if (local.get $place)
      (then (call $visit (i32.load offset=8 (local.get $place))))))

  ;; The atoms under `number` of a table of lists, if there are any. A number beyond the table is a
  ;; trap: what is about it could be a refusal.
  (func $visit_entry (param $table i32) (param $count i32) (param $number i32)
    (local $list i32)
    (if (i32.ge_u (local.get $number) (local.get $count)) (then (unreachable)))
    (local.set $list
      (i32.load (i32.add (local.get $table) (i32.shl (local.get $number) (i32.const 2)))))
    (if (i32.load (local.get $list)) (then (call $visit (local.get $list)))))

  ;; Goes through the lists of atoms that were visited and collects all their may rules where those that
  ;; refuse were, which have been copied to the output.
  (func $collect_near
    (local $at i32)
    (local $end i32)
    (local $list i32)
    (local $left i32)
    (local.set $at (global.get $visited))
    (local.set $end (i32.add (local.get $at) (i32.load offset=40 (global.get $memo))))
    (i32.store (global.get $may_not) (i32.const 0))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $list (i32.load (local.get $at)))
        (local.set $left (i32.load (local.get $list)))
        (block $last
          (loop $atoms
            (br_if $last (i32.eqz (local.get $left)))
            (local.set $left (i32.sub (local.get $left) (i32.const 1)))
            (local.set $list (i32.add (local.get $list) (i32.const 4)))
            (call $add_all
              (i32.load offset=4
                (i32.add
                  (global.get $atoms)
                  (i32.shl (i32.load (local.get $list)) (i32.const 3)))))
            (br $atoms)))
        (local.set $at (i32.add (local.get $at) (i32.const 4)))
        (br $next))))

  ;; Adds the rules of a list to the near ones.
  (func $add_all (param $list i32)
    (local $end i32)
    (local.set $end (call $list_end (local.get $list)))
    (block $done
      (loop $next
        (local.set $list (i32.add (local.get $list) (i32.const 4)))
        (br_if $done (i32.ge_u (local.get $list) (local.get $end)))
        (call $add (global.get $may_not) (i32.load (local.get $list)))
        (br $next))))

  ;; Decisions -------------------------------------------------------------------------------

  ;; Adds the custodian's class to what is the same in all keys. One that is not stated has the last.
  (func $add_custodian
    (local $custodian i32)
    (local $last i32)
    (local.set $custodian (i32.load offset=64 (global.get $input)))
    (local.set $last (i32.sub (global.get $custodian_count) (i32.const 1)))
    (if (i32.eq (local.get $custodian) (i32.const -1))
      (then (local.set $custodian (local.get $last)))
      (else
        (if (i32.ge_u (local.get $custodian) (local.get $last)) (then (unreachable)))))
    (i64.store offset=32 (global.get $memo)
      (i64.or
        (i64.load offset=32 (global.get $memo))
        (i64.shl
          (i64.load32_u
            (i32.add
              (global.get $custodian_classes)
              (i32.shl (local.get $custodian) (i32.const 2))))
          (global.get $custodian_shift)))))

  ;; Collects at `to` those rules that refuse and are not overridden.
  (func $override (param $to i32)
    (local $number i32)
    (i32.store (i32.and (local.get $to) (global.get $scratch)) (i32.const 0))
    (block $done
      (loop $next
        (local.set $number (call $next (global.get $may_not) (local.get $number)))
        (br_if $done (i32.eq (local.get $number) (i32.const -1)))
        (if (i32.eqz (call $is_overridden (local.get $number)))
          (then (call $add (local.get $to) (local.get $number))))
        (local.set $number (i32.add (local.get $number) (i32.const 1)))
        (br $next))))

  ;; Whether a rule that allows overrides rule `number`.
  (func $is_overridden (param $number i32) (result i32)
    (local $by i32)
    (block $no
      (loop $next
        (local.set $by (call $next (global.get $may) (local.get $by)))
        (br_if $no (i32.eq (local.get $by) (i32.const -1)))
        (if (call $overrides (local.get $by) (local.get $number))
          (then (return (i32.const 1))))
        (local.set $by (i32.add (local.get $by) (i32.const 1)))
        (br $next)))
    (i32.const 0))

  ;; Whether rule `by` overrides rule `number`.
  (func $overrides (param $by i32) (param $number i32) (result i32)
    (local $overridden i32)
    (local.set $overridden (i32.load offset=20 (call $shape (local.get $by))))
    (if (i32.eqz (local.get $overridden)) (then (return (i32.const 0))))
    (call $is_listed (local.get $overridden) (local.get $number)))

  ;; The decision about the input of `length` bytes; returns the output's length. The may rules are
  ;; collected where they are read; when rules refuse, those take their place. Behind the rules
  ;; that allow stand those that they override.
  (func $decide (export "decide") (param $length i32) (result i32)
    (local $at i32)
    (local $party i32)
    (local $end i32)
    ;; Forget the last call. An input that lies about its length or its purpose is a trap.
    (i32.store (global.get $memo) (i32.const 3))
    (i32.store offset=4 (global.get $memo) (i32.const 3))
    (local.set $at
      (i32.add
        (i32.add (global.get $input) (i32.const 80))
        (i32.shl (i32.load offset=20 (global.get $input)) (i32.const 2))))
    (i32.store offset=12 (global.get $memo) (local.get $at))
    (local.set $at
      (i32.add (local.get $at) (i32.shl (i32.load offset=24 (global.get $input)) (i32.const 2))))
    (i32.store offset=16 (global.get $memo) (local.get $at))
    (local.set $at
      (i32.add (local.get $at) (i32.shl (i32.load offset=28 (global.get $input)) (i32.const 2))))
    (i32.store offset=20 (global.get $memo) (local.get $at))
    (if (i32.or
          (i32.ne (local.get $at) (i32.add (global.get $input) (local.get $length)))
          (i32.ge_u (i32.load offset=16 (global.get $input)) (global.get $purpose_count)))
      (then (unreachable)))
    (i64.store offset=32 (global.get $memo)
      (i64.load32_u
        (i32.add
          (global.get $purpose_classes)
          (i32.shl (i32.load offset=16 (global.get $input)) (i32.const 2)))))
    (if (global.get $custodian_count) (then (call $add_custodian)))
    (i32.store offset=44 (global.get $memo)
      (i32.shl
        (i32.and
          (i32.eq (i32.load offset=24 (global.get $input)) (i32.const 1))
          (i32.eq (i32.load offset=28 (global.get $input)) (i32.const 1)))
        (i32.const 1)))
    (i32.store offset=40 (global.get $memo) (i32.const 0))
    (i32.store (global.get $may) (i32.const 0))
    (i32.store (global.get $may_not) (i32.const 0))
    (local.set $party (i32.load offset=8 (global.get $input)))
    (if (i32.ge_u (local.get $party) (global.get $party_count)) (then (unreachable)))
    (call $visit
      (i32.load
        (i32.add (global.get $party_atoms) (i32.shl (local.get $party) (i32.const 2)))))
    ;; Patient or guardian, a declared practitioner, or roles.
    (if (i32.or
          (i32.or
            (i32.and (i32.load offset=4 (global.get $input)) (i32.const 3))
            (i32.load offset=12 (global.get $input)))
          (i32.load offset=20 (global.get $input)))
      (then (call $visit_others)))
    (if (i32.load (global.get $may_not))
      (then
        (local.set $end (call $collected_end (global.get $may)))
        (call $override (local.get $end))
        (if (i32.load (local.get $end))
          (then
            (i32.store (global.get $output) (i32.const 2))
            (return
              (i32.sub (call $copy (local.get $end) (global.get $may)) (global.get $output)))))
        (call $sort (global.get $may_not))))
    (if (i32.eqz (i32.load (global.get $may)))
      (then
        (i32.store (global.get $output) (i32.const 3))
        (return (i32.const 8))))
    (i32.store (global.get $output) (i32.const 1))
    (local.set $end (i32.add (global.get $may) (i32.const 8)))
    (if (i32.gt_u (i32.load (global.get $may)) (i32.const 1))
      (then
        (call $sort (global.get $may))
        (local.set $end (call $collected_end (global.get $may)))))
    (if (i32.load (global.get $may_not))
      (then
        (return
          (i32.sub (call $copy (global.get $may_not) (local.get $end)) (global.get $output)))))
    (i32.store (i32.and (local.get $end) (global.get $scratch)) (i32.const 0))
    (i32.sub (i32.add (local.get $end) (i32.const 4)) (global.get $output)))

  ;; Copies what is collected; returns the address after the copy.
  (func $copy (param $list i32) (param $to i32) (result i32)
    (local $end i32)
    (local.set $end (call $collected_end (local.get $list)))
    (loop $next
      (i32.store (i32.and (local.get $to) (global.get $scratch))
        (i32.load (local.get $list)))
      (local.set $to (i32.add (local.get $to) (i32.const 4)))
      (local.set $list (i32.add (local.get $list) (i32.const 4)))
      (br_if $next (i32.lt_u (local.get $list) (local.get $end))))
    (local.get $to))

  ;; Reasons ---------------------------------------------------------------------------------

  ;; The decision with the failing clauses of the nearest rules; returns the output's length.
  (func $explain (export "explain") (param $length i32) (result i32)
    (local $to i32)
    (local $start i32)
    (local.set $start (i32.add (global.get $output) (call $decide (local.get $length))))
    (local.set $to (i32.add (local.get $start) (i32.const 4)))
    (if (i32.ne (i32.load (global.get $output)) (i32.const 1))
      (then (local.set $to (call $report_nearest (local.get $to)))))
    (i32.store (local.get $start)
      (i32.div_u
        (i32.sub (i32.sub (local.get $to) (local.get $start)) (i32.const 4))
        (i32.const 12)))
    (i32.sub (local.get $to) (global.get $output)))

  ;; Reports the rules with the fewest failing clauses, 16 at the most.
  (func $report_nearest (param $to i32) (result i32)
    (local $at i32)
    (local $end i32)
    (call $collect_near)
    (call $choose_nearest)
    (local.set $at (i32.add (global.get $few) (i32.const 4)))
    (local.set $end (call $list_end (global.get $few)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $to (call $report (i32.load (local.get $at)) (local.get $to)))
        (local.set $at (i32.add (local.get $at) (i32.const 4)))
        (br $next)))
    (local.get $to))

  ;; Lists the first 16 of the near rules with the fewest failing clauses: whenever one has fewer than
  ;; those before, the list begins anew. Rules that are out of the question are not listed.
  (func $choose_nearest
    (local $number i32)
    (local $fewest i32)
    (local $failures i32)
    (local $count i32)
    (local.set $fewest (i32.const 99))
    (block $done
      (loop $next
        (local.set $number (call $next (global.get $may_not) (local.get $number)))
        (br_if $done (i32.eq (local.get $number) (i32.const -1)))
        (local.set $failures (call $failures (local.get $number)))
        (if (i32.lt_u (local.get $failures) (local.get $fewest))
          (then
            (local.set $fewest (local.get $failures))
            (local.set $count (i32.const 0))))
        (if (i32.and
              (i32.eq (local.get $failures) (local.get $fewest))
              (i32.lt_u (local.get $count) (i32.const 16)))
          (then
            (i32.store offset=4
              (i32.add (global.get $few) (i32.shl (local.get $count) (i32.const 2)))
              (local.get $number))
            (local.set $count (i32.add (local.get $count) (i32.const 1)))))
        (local.set $number (i32.add (local.get $number) (i32.const 1)))
        (br $next)))
    (i32.store (global.get $few) (local.get $count)))

  ;; How many clauses of a may rule fail. 100 when it is out of the question: of a refused request
  ;; only rules that override a refusing one count.
  (func $failures (param $number i32) (result i32)
    (local $shape i32)
    (local.set $shape (call $shape (local.get $number)))
    (if (i32.eq (i32.load (global.get $output)) (i32.const 2))
      (then
        (if (i32.eqz (call $overrides_any (local.get $number)))
          (then (return (i32.const 100))))))
    (i32.add
      (i32.add
        (i32.add
          (i32.eqz
            (call $matches (i32.const 1) (i32.load offset=4 (local.get $shape)) (call $actions)
              (call $categories)))
          (i32.eqz
            (call $matches (i32.const 1) (i32.load offset=8 (local.get $shape))
              (call $categories) (call $asked_end))))
        (i32.eqz (call $in_set (i32.load offset=12 (local.get $shape)) (call $purpose))))
      (i32.add
        (i32.ne (call $period (call $period_of (local.get $number))) (i32.const 0))
        (i32.ne (call $conditions (i32.load offset=16 (local.get $shape))) (i32.const 2)))))

  ;; Whether a rule overrides any that refuses; those stand in the output.
  (func $overrides_any (param $number i32) (result i32)
    (local $refusing i32)
    (block $no
      (loop $next
        (local.set $refusing (call $next (global.get $may) (local.get $refusing)))
        (br_if $no (i32.eq (local.get $refusing) (i32.const -1)))
        (if (call $overrides (local.get $number) (local.get $refusing))
          (then (return (i32.const 1))))
        (local.set $refusing (i32.add (local.get $refusing) (i32.const 1)))
        (br $next)))
    (i32.const 0))

  ;; Writes the failing clauses of a rule; returns the address after them.
  ;;   1 action, 2 data, 3 purpose, 4 not begun, 5 ended, 6 condition is no, 7 is not known
  (func $report (param $number i32) (param $to i32) (result i32)
    (local $shape i32)
    (local $clause i32)
    (local.set $shape (call $shape (local.get $number)))
    (local.set $to
      (call $report_asked (local.get $number) (i32.const 1) (i32.load offset=4 (local.get $shape))
        (call $actions) (call $categories) (local.get $to)))
    (local.set $to
      (call $report_asked (local.get $number) (i32.const 2) (i32.load offset=8 (local.get $shape))
        (call $categories) (call $asked_end) (local.get $to)))
    (if (i32.eqz (call $in_set (i32.load offset=12 (local.get $shape)) (call $purpose)))
      (then
        (local.set $to
          (call $reason (local.get $to) (local.get $number) (i32.const 3) (i32.const 0)))))
    (local.set $clause (call $period (call $period_of (local.get $number))))
    (if (local.get $clause)
      (then
        (local.set $to
          (call $reason (local.get $to) (local.get $number) (local.get $clause)
            (i32.const 0)))))
    (call $report_conditions (local.get $number) (i32.load offset=16 (local.get $shape))
      (local.get $to)))

  ;; Writes a reason for each id at `at`..`end` that is not in `set`.
  (func $report_asked (param $number i32) (param $clause i32) (param $set i32) (param $at i32)
    (param $end i32) (param $to i32) (result i32)
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (if (i32.eqz (call $in_set (local.get $set) (i32.load (local.get $at))))
          (then
            (local.set $to
              (call $reason (local.get $to) (local.get $number) (local.get $clause)
                (i32.load (local.get $at))))))
        (local.set $at (i32.add (local.get $at) (i32.const 4)))
        (br $next)))
    (local.get $to))

  ;; Writes a reason for each part of a condition that is no, then for each that is not known.
  (func $report_conditions (param $number i32) (param $conditions i32) (param $to i32)
    (result i32)
    (if (i32.eqz (local.get $conditions)) (then (return (local.get $to))))
    (call $report_parts (local.get $number) (local.get $conditions) (i32.const 1)
      (call $report_parts (local.get $number) (local.get $conditions) (i32.const 0)
        (local.get $to))))

  ;; Writes a reason for each part whose value is `value`.
  (func $report_parts (param $number i32) (param $conditions i32) (param $value i32)
    (param $to i32) (result i32)
    (local $at i32)
    (local $part i32)
    (local.set $at (i32.add (local.get $conditions) (i32.const 4)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $part) (i32.load (local.get $conditions))))
        (if (i32.eq (call $part (local.get $at)) (local.get $value))
          (then
            (local.set $to
              (call $reason (local.get $to) (local.get $number)
                (i32.add (i32.const 6) (local.get $value)) (local.get $part)))))
        (local.set $at (call $list_end (local.get $at)))
        (local.set $part (i32.add (local.get $part) (i32.const 1)))
        (br $next)))
    (local.get $to))

  ;; Writes one reason.
  (func $reason (param $to i32) (param $number i32) (param $clause i32) (param $detail i32)
    (result i32)
    (i32.store (local.get $to) (local.get $number))
    (i32.store offset=4 (local.get $to) (local.get $clause))
    (i32.store offset=8 (local.get $to) (local.get $detail))
    (i32.add (local.get $to) (i32.const 12)))
)
