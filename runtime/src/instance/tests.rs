//! Fuel, warm and fresh instances, and what happens between host and contract.

use abi::host::HOST_FUNCTIONS;
use abi::limits::{CALL_BASE_FUEL, DECIDE_FUEL, FACT_BYTES, OUTPUT_BYTES, PAGE_FUEL};
use abi::{Fuel, OutcomeCode};

use super::*;
use crate::{Engine, FactAnswer, NoFacts, Optimisation};

/// A contract around `code`, which is the body of both entries.
fn module(code: &str) -> Vec<u8> {
    module_with(code, "")
}

/// The same with more functions.
fn module_with(code: &str, functions: &str) -> Vec<u8> {
    let text = format!(
        r#"(module
        (import "assent" "fact" (func $fact (param i32 i32 i32) (result i32)))
        (memory (export "memory") 2 2)
        (global (export "input") i32 (i32.const 0))
        (global (export "input_capacity") i32 (i32.const 64))
        (global (export "output") i32 (i32.const 1024))
        (func (export "decide") (export "explain") (param $length i32) (result i32)
            (local $i i32) {code})
        {functions}
        (data (i32.const 4096) "beginning"))"#
    );
    wat::parse_str(&text).unwrap_or_else(|error| panic!("{error}"))
}

fn instance(code: &str) -> Instance<NoFacts> {
    Engine::new()
        .unwrap()
        .admit(&module(code))
        .unwrap()
        .instance(NoFacts)
        .unwrap()
}

/// Loops as often as the first byte of input says, mixing the input into the output.
const WORK: &str = "
    (loop $again
        (i64.store (i32.const 1024) (i64.mul
            (i64.add (i64.load (i32.const 1024)) (i64.load (i32.const 0)))
            (i64.const 0x9e3779b97f4a7c15)))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br_if $again (i32.lt_u (local.get $i) (i32.load8_u (i32.const 0)))))
    (i32.const 8)";

#[test]
fn fuel_is_the_sum_of_what_ran_and_what_was_carried() {
    let mut instance = instance("(i32.const 3)");
    let call = instance
        .call(Entry::Decide, &[0; 5], Fuel(DECIDE_FUEL))
        .unwrap();
    // The engine takes one on entry; the constant and the end are one each.
    assert_eq!(
        call.fuel.total(),
        Fuel(CALL_BASE_FUEL + 2 * PAGE_FUEL + 5 + 3 + 1 + 1 + 1)
    );
    assert_eq!(call.outcome, Ok([0; 3].as_slice()));
}

#[test]
fn a_call_may_use_its_whole_limit_and_no_more() {
    for code in [
        "(i32.const 3)",
        WORK,
        "(drop (call $fact (i32.const 9) (i32.const 0) (i32.const 0))) (i32.const 0)",
    ] {
        let mut instance = instance(code);
        let input = [7; 8];
        let Fuel(used) = instance
            .call(Entry::Decide, &input, Fuel(DECIDE_FUEL))
            .unwrap()
            .fuel
            .total();
        for limit in [used, used + 1, u64::MAX] {
            let call = instance
                .fresh()
                .unwrap()
                .call(Entry::Decide, &input, Fuel(limit))
                .unwrap();
            assert!(
                call.outcome.is_ok() && call.fuel.total() == Fuel(used),
                "{code} {limit} {call:?}"
            );
        }
        for limit in [0, 1, CALL_BASE_FUEL, CALL_BASE_FUEL + 8, used / 2, used - 1] {
            let call = instance
                .fresh()
                .unwrap()
                .call(Entry::Decide, &input, Fuel(limit))
                .unwrap();
            assert_eq!(call.outcome, Err(OutcomeCode::TRAP_FUEL), "{code} {limit}");
            assert_eq!(call.fuel.total(), Fuel(limit));
        }
    }
}

#[test]
fn the_charge_is_told_by_what_it_was_for() {
    let row = &HOST_FUNCTIONS[0];
    let asks = "(drop (call $fact (i32.const 9) (i32.const 0) (i32.const 0))) (i32.const 5)";
    let mut asking = instance(asks);
    for _ in 0..2 {
        let fuel = asking.call(Entry::Decide, &[7; 8], Fuel(DECIDE_FUEL));
        let fuel = fuel.unwrap().fuel;
        let parts = (fuel.entering, fuel.input, fuel.host, fuel.output);
        let entering = asking.module().entering_fuel();
        assert_eq!(parts, (entering, 8, row.fuel_base, 5));
        assert!(fuel.code > 0 && fuel.forfeited == 0);
        assert_eq!(
            fuel.total(),
            Fuel(entering + 8 + row.fuel_base + 5 + fuel.code)
        );
    }
    let mut trapping = instance("(unreachable)");
    let call = trapping.call(Entry::Decide, &[7; 8], Fuel(DECIDE_FUEL));
    let forfeited = FuelUse {
        forfeited: DECIDE_FUEL,
        ..FuelUse::default()
    };
    assert_eq!(call.unwrap().fuel, forfeited);
}

#[test]
fn result_and_fuel_are_the_same_on_both_code_generators_and_on_every_run() {
    let engines = [Optimisation::Speed, Optimisation::Off].map(|o| Engine::with(o).unwrap());
    let mut instances = engines.map(|engine| {
        engine
            .admit(&module(WORK))
            .unwrap()
            .instance(NoFacts)
            .unwrap()
    });
    for seed in 0..=255_u8 {
        let input = [seed, seed ^ 0x5a, 3, 4, 5, 6, 7, 8];
        let mut results = Vec::new();
        for instance in &mut instances {
            for _ in 0..2 {
                let fresh = instance.fresh().unwrap();
                let call = fresh
                    .call(Entry::Explain, &input, Fuel(DECIDE_FUEL))
                    .unwrap();
                results.push((call.outcome.unwrap().to_vec(), call.fuel.total()));
            }
        }
        assert!(
            results.windows(2).all(|pair| pair[0] == pair[1]),
            "{seed}: {results:?}"
        );
    }
}

#[test]
fn fuel_does_not_depend_on_how_the_memory_was_made_ready() {
    let mut warm = instance("(i32.const 0)");
    let first = warm
        .call(Entry::Decide, &[], Fuel(DECIDE_FUEL))
        .unwrap()
        .fuel
        .total();
    let again = warm
        .call(Entry::Decide, &[], Fuel(DECIDE_FUEL))
        .unwrap()
        .fuel
        .total();
    let fresh = warm
        .fresh()
        .unwrap()
        .call(Entry::Decide, &[], Fuel(DECIDE_FUEL))
        .unwrap()
        .fuel
        .total();
    assert_eq!([first, again], [fresh, fresh]);
}

#[test]
fn a_trapped_instance_is_as_fresh() {
    // Writes everywhere it can, and traps when the input is not empty.
    let mut instance = instance(
        "(loop $again
            (i32.store8 (local.get $i) (i32.const 170))
            (local.set $i (i32.add (local.get $i) (i32.const 1)))
            (br_if $again (i32.lt_u (local.get $i) (i32.const 131072))))
        (i32.div_u (i32.const 0) (i32.eqz (local.get $length)))",
    );
    let untouched = instance.memory().unwrap().to_vec();
    assert_eq!(&untouched[4096..4105], b"beginning");
    let call = instance
        .call(Entry::Decide, &[1; 64], Fuel(DECIDE_FUEL))
        .unwrap();
    assert_eq!(call.outcome, Err(OutcomeCode::TRAP_ARITHMETIC));
    assert!(instance.memory().unwrap() == untouched);

    // A call that returns leaves its marks, until the instance is made fresh.
    assert!(
        instance
            .call(Entry::Decide, &[], Fuel(DECIDE_FUEL))
            .unwrap()
            .outcome
            .is_ok()
    );
    assert!(instance.memory().unwrap().iter().all(|byte| *byte == 170));
    assert!(instance.fresh().unwrap().memory().unwrap() == untouched);
}

#[test]
fn what_code_input_and_host_left_is_put_back_wherever_it_lies() {
    // In a memory of two pages that begins as zeros but for the data at 4,096.
    let low = "(i32.store offset=8 (i32.and (local.get $length) (i32.const 1023)) (i32.const -1))";
    let asks = |address: u32| {
        format!("(drop (call $fact (i32.const 7) (i32.const {address}) (i32.const 100)))")
    };
    let wiped = [
        low.into(),
        asks(2_000),
        asks(3_996),
        asks(4_105),
        asks(100_000),
        String::new(),
    ];
    let on_both_sides = asks(2_000) + &asks(100_000);
    let anew = [asks(3_997), asks(4_000), asks(4_104), on_both_sides];
    let cases = wiped.iter().map(|code| (code, true));
    for (code, is_wiped) in cases.chain(anew.iter().map(|code| (code, false))) {
        let module = module(&format!("{low} {code} (i32.const 0)"));
        let module = Engine::new().unwrap().admit(&module).unwrap();
        let mut instance = module.instance(Counting::default()).unwrap();
        instance.host_mut().unwrap().answer = vec![5; 100];
        let untouched = instance.memory().unwrap().to_vec();
        for length in [64, 3, 0] {
            let call = instance.call(Entry::Decide, &vec![9; length], Fuel(DECIDE_FUEL));
            assert!(call.unwrap().outcome.is_ok(), "{code}");
            assert!(instance.memory().unwrap() != untouched);
        }
        let found = instance.live.as_mut().unwrap().wipe(&module).unwrap();
        assert_eq!(found, is_wiped, "{code}");
        assert_eq!(instance.memory().unwrap() == untouched, is_wiped, "{code}");
        assert!(instance.fresh().unwrap().memory().unwrap() == untouched);
    }
}

/// The code stores nowhere near it.
#[test]
fn an_input_is_put_back_where_nothing_else_was_written() {
    let module = Engine::new()
        .unwrap()
        .admit(&module("(i32.const 0)"))
        .unwrap();
    let mut instance = module.instance(NoFacts).unwrap();
    let untouched = instance.memory().unwrap().to_vec();
    for length in [64, 2, 1] {
        let call = instance.call(Entry::Decide, &vec![9; length], Fuel(DECIDE_FUEL));
        assert!(call.unwrap().outcome.is_ok());
        assert!(instance.live.as_mut().unwrap().wipe(&module).unwrap());
        assert!(instance.memory().unwrap() == untouched, "{length}");
    }
}

#[test]
fn an_output_ends_where_the_memory_and_the_limit_end() {
    let pages = 18;
    let outcome = |output: u64, length: u64| {
        let text = format!(
            r#"(module
            (memory (export "memory") {pages} {pages})
            (global (export "input") i32 (i32.const 0))
            (global (export "input_capacity") i32 (i32.const 64))
            (global (export "output") i32 (i32.const {output}))
            (func (export "decide") (export "explain") (param i32) (result i32)
                (i32.const {length})))"#
        );
        let module = Engine::new().unwrap().admit(&wat::parse_str(text).unwrap());
        let mut instance = module.unwrap().instance(NoFacts).unwrap();
        let call = instance.call(Entry::Decide, &[], Fuel(u64::MAX)).unwrap();
        call.outcome.map(|output| output.len() as u64)
    };
    let refused = Err(OutcomeCode::TRAP_OUTPUT);
    assert_eq!(outcome(64, OUTPUT_BYTES), Ok(OUTPUT_BYTES));
    assert_eq!(outcome(64, OUTPUT_BYTES + 1), refused);
    let end = pages << 16;
    assert_eq!(outcome(end - 8, 8), Ok(8));
    assert_eq!(outcome(end - 8, 9), refused);
    assert_eq!(outcome(64, u64::from(u32::MAX)), refused);
}

/// Answers with so many bytes.
struct Long(u64);

impl FactSource for Long {
    fn fact(&mut self, _id: u32, out: &mut Vec<u8>) -> Result<FactAnswer, Fault> {
        out.resize(self.0 as usize, 5);
        Ok(FactAnswer::Known)
    }
}

#[test]
fn a_fact_is_as_long_as_the_limit_and_no_longer() {
    let code = format!("(call $fact (i32.const 1) (i32.const 0) (i32.const {FACT_BYTES})) drop");
    let text = format!(
        r#"(module
        (import "assent" "fact" (func $fact (param i32 i32 i32) (result i32)))
        (memory (export "memory") 3 3)
        (global (export "input") i32 (i32.const 0))
        (global (export "input_capacity") i32 (i32.const 64))
        (global (export "output") i32 (i32.const 1024))
        (func (export "decide") (export "explain") (param i32) (result i32) {code} (i32.const 0)))"#
    );
    let module = Engine::new().unwrap().admit(&wat::parse_str(text).unwrap());
    let module = module.unwrap();
    let answered = |bytes: u64| {
        let mut instance = module.instance(Long(bytes)).unwrap();
        let call = instance.call(Entry::Decide, &[], Fuel(DECIDE_FUEL));
        call.map(|call| call.outcome.is_ok())
    };
    assert!(answered(FACT_BYTES).unwrap());
    for bytes in [FACT_BYTES + 1, FACT_BYTES + 2] {
        let fault = answered(bytes).unwrap_err();
        assert!(matches!(fault, Fault::FactTooLong(found) if found as u64 == bytes));
    }
}

#[test]
fn memory_that_goes_back_to_the_pool_is_clean_for_the_next_contract() {
    let engine = Engine::new().unwrap();
    let dirty = engine
        .admit(&module(
            "(loop $again
                (i64.store (local.get $i) (i64.const -1))
                (local.set $i (i32.add (local.get $i) (i32.const 8)))
                (br_if $again (i32.lt_u (local.get $i) (i32.const 131072))))
            (i32.const 0)",
        ))
        .unwrap();
    let clean = engine.admit(&module("(i32.const 0)")).unwrap();
    for _ in 0..50 {
        let mut instance = dirty.instance(NoFacts).unwrap();
        assert!(
            instance
                .call(Entry::Decide, &[], Fuel(DECIDE_FUEL))
                .unwrap()
                .outcome
                .is_ok()
        );
        drop(instance);
        let instance = clean.instance(NoFacts).unwrap();
        let memory = instance.memory().unwrap();
        assert!(
            memory[..4096]
                .iter()
                .chain(&memory[4105..])
                .all(|byte| *byte == 0)
        );
    }
}

#[test]
fn input_written_in_place_is_the_same_as_input_copied() {
    let mut instance = instance(WORK);
    let copied = instance
        .call(Entry::Decide, &[9; 16], Fuel(DECIDE_FUEL))
        .unwrap();
    let copied = (copied.outcome.unwrap().to_vec(), copied.fuel.total());
    let in_place = |room: &mut [u8]| {
        assert_eq!(room.len(), 64);
        room[..16].fill(9);
        16
    };
    let written = instance
        .fresh()
        .unwrap()
        .call_with(Entry::Decide, Fuel(DECIDE_FUEL), in_place);
    let written = written.unwrap();
    assert_eq!(
        (written.outcome.unwrap().to_vec(), written.fuel.total()),
        copied
    );
    for length in [65, usize::MAX] {
        let call = instance
            .call_with(Entry::Decide, Fuel(DECIDE_FUEL), |_| length)
            .unwrap();
        assert_eq!(call.outcome, Err(OutcomeCode::TRAP_INPUT));
        assert_eq!(call.fuel.total(), Fuel(DECIDE_FUEL));
    }
}

#[test]
fn behind_a_shorter_input_nothing_is_left_of_a_longer_one() {
    let mut instance = instance("(i32.const 0)");
    for (length, byte) in [(64, 9), (3, 7), (40, 5), (0, 0), (10, 1)] {
        let call = instance.call(Entry::Decide, &vec![byte; length], Fuel(DECIDE_FUEL));
        assert!(call.unwrap().outcome.is_ok());
        let (own, behind) = instance.memory().unwrap()[..64].split_at(length);
        assert!(own.iter().all(|found| *found == byte), "{length}");
        assert!(behind.iter().all(|found| *found == 0), "{length}");
    }
}

/// Counts what it is asked.
#[derive(Default)]
struct Counting {
    asked: Vec<u32>,
    answer: Vec<u8>,
}

impl FactSource for Counting {
    fn fact(&mut self, id: u32, out: &mut Vec<u8>) -> Result<FactAnswer, Fault> {
        assert!(out.is_empty());
        self.asked.push(id);
        out.extend(&self.answer);
        Ok(if self.answer.is_empty() {
            FactAnswer::Unknown
        } else {
            FactAnswer::Known
        })
    }
}

#[test]
fn facts_are_copied_charged_by_the_table_and_asked_of_the_same_host_after_a_trap() {
    let row = abi::host::HOST_FUNCTIONS
        .iter()
        .find(|row| row.name == "fact")
        .unwrap();
    let code =
        "(i32.store (i32.const 1024) (call $fact (i32.const 7) (i32.const 1028) (i32.const 100)))
        (i32.const 8)";
    let engine = Engine::new().unwrap();
    let mut instance = engine
        .admit(&module(code))
        .unwrap()
        .instance(Counting::default())
        .unwrap();
    let unknown = instance
        .call(Entry::Decide, &[], Fuel(DECIDE_FUEL))
        .unwrap();
    assert_eq!(
        unknown.outcome,
        Ok([255, 255, 255, 255, 0, 0, 0, 0].as_slice())
    );
    let Fuel(unknown) = unknown.fuel.total();
    assert!(unknown > CALL_BASE_FUEL + row.fuel_base);

    instance.host_mut().unwrap().answer = vec![5; 100];
    let known = instance
        .call(Entry::Decide, &[], Fuel(DECIDE_FUEL))
        .unwrap();
    assert_eq!(known.outcome, Ok([100, 0, 0, 0, 5, 5, 5, 5].as_slice()));
    assert_eq!(known.fuel.total(), Fuel(unknown + 100 * row.fuel_byte));

    instance.host_mut().unwrap().answer = vec![5; 101];
    let long = instance
        .call(Entry::Decide, &[], Fuel(DECIDE_FUEL))
        .unwrap();
    assert_eq!(long.outcome, Err(OutcomeCode::TRAP_HOST));
    assert_eq!(instance.host_mut().unwrap().asked, [7, 7, 7]);
}

/// Fails as often as it is asked.
struct Broken;

impl FactSource for Broken {
    fn fact(&mut self, _id: u32, _out: &mut Vec<u8>) -> Result<FactAnswer, Fault> {
        Err(Fault::host("a broken disk"))
    }
}

#[test]
fn a_fault_of_the_host_comes_back_as_it_is_and_ends_the_instance() {
    let code = "(call $fact (i32.const 1) (i32.const 0) (i32.const 4))";
    let engine = Engine::new().unwrap();
    let mut instance = engine
        .admit(&module(code))
        .unwrap()
        .instance(Broken)
        .unwrap();
    let fault = instance
        .call(Entry::Decide, &[], Fuel(DECIDE_FUEL))
        .unwrap_err();
    let Fault::Host(cause) = fault else {
        panic!("{fault}")
    };
    assert_eq!(cause.to_string(), "a broken disk");
    let again = instance.call(Entry::Decide, &[], Fuel(DECIDE_FUEL));
    assert!(matches!(again, Err(Fault::Gone)));
    assert!(matches!(instance.fresh().err(), Some(Fault::Gone)));
}

#[test]
fn one_module_serves_hosts_of_several_types() {
    let module = Engine::new()
        .unwrap()
        .admit(&module("(i32.const 0)"))
        .unwrap();
    let mut first = module.instance(NoFacts).unwrap();
    let mut second = module.instance(Counting::default()).unwrap();
    assert!(
        first
            .call(Entry::Decide, &[], Fuel(DECIDE_FUEL))
            .unwrap()
            .outcome
            .is_ok()
    );
    assert!(
        second
            .call(Entry::Decide, &[], Fuel(DECIDE_FUEL))
            .unwrap()
            .outcome
            .is_ok()
    );
}

#[test]
fn there_is_room_for_so_many_instances_and_dropping_one_makes_room() {
    let engine = Engine::new().unwrap();
    let module = engine.admit(&module("(i32.const 0)")).unwrap();
    let mut kept: Vec<_> = (0..engine.instances_max())
        .map(|_| module.instance(NoFacts).unwrap())
        .collect();
    assert!(matches!(
        module.instance(NoFacts).err(),
        Some(Fault::NoRoom)
    ));
    // A trap needs no second slot.
    let call = kept[0].call(Entry::Decide, &[], Fuel(0)).unwrap();
    assert_eq!(call.outcome, Err(OutcomeCode::TRAP_FUEL));
    drop(kept.pop());
    assert!(module.instance(NoFacts).is_ok());
}

#[test]
fn the_largest_frames_fit_the_stack() {
    // Values that stay needed across a call, as many as the limits let through: on the operand
    // stack and in locals along the deepest chain, and where the generator keeps what it knows.
    let operands = 60;
    let link = |i: usize| {
        let loads = (0..operands).map(|k| format!("(i64.load offset={} (local.get 0))", 8 * k));
        let call = if i < 31 {
            format!("(call $f{} (local.get 0))", i + 1)
        } else {
            String::new()
        };
        let sum = "(i64.xor)".repeat(operands - 1);
        format!(
            "(func $f{i} (param i32) (local {}) {} {call} {sum} (drop))",
            "i64 ".repeat(14),
            loads.collect::<String>()
        )
    };
    let chain = (1..32).map(link).collect::<String>();
    let known = |i: usize| {
        let value = |k: usize| {
            format!(
                "(i32.store (i32.const 2048) (i32.rem_u (local.get 0) (i32.const {})))",
                k + 64
            )
        };
        let values = (0..200).map(value).collect::<String>();
        let call = if i < 2 {
            format!("(call $f{} (local.get 0))", i + 1)
        } else {
            String::new()
        };
        format!("(func $f{i} (param i32) {values} {call} {values})")
    };
    let known = (1..3).map(known).collect::<String>();
    for functions in [chain, known] {
        let module = module_with("(call $f1 (local.get 0)) (i32.const 0)", &functions);
        for optimisation in [Optimisation::Speed, Optimisation::Off] {
            let module = Engine::with(optimisation).unwrap().admit(&module).unwrap();
            let mut instance = module.instance(NoFacts).unwrap();
            let call = instance
                .call(Entry::Decide, &[], Fuel(DECIDE_FUEL))
                .unwrap();
            assert_eq!(call.outcome, Ok([].as_slice()));
        }
    }
}

#[test]
fn modules_and_instances_may_be_used_by_other_threads() {
    fn is_shared<T: Send + Sync>() {}
    fn is_sent<T: Send>() {}
    is_shared::<Engine>();
    is_shared::<AdmittedModule>();
    is_sent::<Instance<NoFacts>>();
    let module = Engine::new().unwrap().admit(&module(WORK)).unwrap();
    let results: Vec<_> = std::thread::scope(|scope| {
        let run = || {
            let mut instance = module.instance(NoFacts).unwrap();
            instance
                .call(Entry::Decide, &[200; 64], Fuel(DECIDE_FUEL))
                .unwrap()
                .fuel
                .total()
        };
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(run)).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    });
    assert!(results.iter().all(|fuel| *fuel == results[0]));
}

#[test]
fn a_contract_that_counts_its_calls_is_not_pure_and_forgets_when_made_fresh() {
    let mut instance = instance(
        "(i32.store8 (i32.const 1024) (i32.add (i32.load8_u (i32.const 1024)) (i32.const 1)))
        (i32.const 1)",
    );
    assert!(!instance.module().is_pure());
    for expected in [1, 2, 3] {
        let call = instance
            .call(Entry::Decide, &[], Fuel(DECIDE_FUEL))
            .unwrap();
        assert_eq!(call.outcome, Ok([expected].as_slice()));
    }
    for _ in 0..3 {
        let fresh = instance.fresh().unwrap();
        let call = fresh.call(Entry::Decide, &[], Fuel(DECIDE_FUEL)).unwrap();
        assert_eq!(call.outcome, Ok([1].as_slice()));
    }
}
