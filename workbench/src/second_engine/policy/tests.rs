//! Both engines come to the same, and the second one takes by our prices what is not an operator.

use std::collections::{BTreeMap, BTreeSet};

use abi::decision::Verdict;
use abi::limits::DECIDE_FUEL;
use abi::{Fuel, OutcomeCode};
use runtime::policy::Facts;
use runtime::{Engine, Entry, FactAnswer, FactSource, Fault, Given};
use wasmi::{Linker, Module, Store};

use super::{METERED, SecondEngine};
use crate::fixture::{contract, policy};
use crate::fuzz::entropy::seeded;
use crate::fuzz::policy::PolicyTarget;
use crate::trace::given;

/// Facts by their numbers.
#[derive(Clone, Default)]
struct Known(BTreeMap<u32, Vec<u8>>);

impl FactSource for Known {
    fn fact(&mut self, id: u32, out: &mut Vec<u8>) -> Result<FactAnswer, Fault> {
        // What was appended to an answer that is not known does not count.
        out.extend(self.0.get(&id).map_or(b"nothing".as_slice(), Vec::as_slice));
        Ok(match self.0.contains_key(&id) {
            true => FactAnswer::Known,
            false => FactAnswer::Unknown,
        })
    }
}

fn known() -> Known {
    let facts = [(1, b"\x01\0\0\0".as_slice()), (2, b"12345678"), (3, b"")];
    Known(facts.map(|(id, bytes)| (id, bytes.to_vec())).into())
}

/// A module of so many pages, whose two entries are `decide` and `explain`; 32 bytes of input fit at 64, data follow at
/// 112, and the output is at `output`.
fn module(pages: u64, output: u32, decide: &str, explain: &str) -> Vec<u8> {
    let text = format!(
        r#"(module
            (import "assent" "fact" (func $fact (param i32 i32 i32) (result i32)))
            (memory (export "memory") {pages} {pages})
            (global (export "input") i32 (i32.const 64))
            (global (export "input_capacity") i32 (i32.const 32))
            (global (export "output") i32 (i32.const {output}))
            (data (i32.const 112) "behind it")
            (func (export "decide") (param $length i32) (result i32) {decide})
            (func (export "explain") (param $length i32) (result i32) {explain}))"#
    );
    wat::parse_str(text).expect("a module")
}

/// Puts out the input's room, the data behind it and the input's length: 44 bytes.
const ECHO: &str = "
    (i64.store (i32.const 256) (i64.load (i32.const 64)))
    (i64.store (i32.const 264) (i64.load (i32.const 72)))
    (i64.store (i32.const 272) (i64.load (i32.const 80)))
    (i64.store (i32.const 280) (i64.load (i32.const 88)))
    (i64.store (i32.const 288) (i64.load (i32.const 112)))
    (i32.store (i32.const 296) (local.get $length))
    (i32.const 44)";

/// Asks for a fact as the input says, number, place and room, and puts out what it is told and 12 bytes from 260 on.
const ASK: &str = "
    (i64.store (i32.const 260) (i64.const 0))
    (i32.store (i32.const 268) (i32.const 0))
    (i32.store (i32.const 256) (call $fact
        (i32.load (i32.const 64)) (i32.load (i32.const 68)) (i32.load (i32.const 72))))
    (i32.const 16)";

/// What the runtime's engine comes to.
fn first(wasm: &[u8], entry: Entry, input: &[u8]) -> Result<Vec<u8>, OutcomeCode> {
    let engine = Engine::new().expect("an engine");
    let module = engine.admit(wasm).expect("it is admitted");
    let mut instance = module.instance(known()).expect("no fault");
    let call = instance.call(entry, input, Fuel(DECIDE_FUEL));
    call.expect("no fault").outcome.map(<[u8]>::to_vec)
}

#[test]
fn the_input_is_what_was_given_and_zeros_and_nothing_of_an_earlier_one() {
    let wasm = module(
        1,
        256,
        ECHO,
        "(i32.store8 (i32.const 256) (i32.const 7)) (i32.const 1)",
    );
    let mut second = SecondEngine::new(&wasm, known());
    for length in [32, 3, 33, 0, 31, 1, 32] {
        let input: Vec<u8> = (1..=length).collect();
        let expected = match length {
            33 => Err(OutcomeCode::TRAP_INPUT),
            _ => {
                let mut room = input.clone();
                room.resize(32, 0);
                let length = [length, 0, 0, 0];
                Ok([room.as_slice(), b"behind i", &length].concat())
            }
        };
        let told = second.call(Entry::Decide, &input).map(<[u8]>::to_vec);
        assert_eq!(told, expected, "{length}");
        assert_eq!(first(&wasm, Entry::Decide, &input), expected, "{length}");
    }
    assert_eq!(second.call(Entry::Explain, b""), Ok([7].as_slice()));
}

/// What the contract was told, and the bytes from 260 on.
type Told = Result<(i32, [u8; 12]), OutcomeCode>;

#[test]
fn a_fact_is_copied_where_it_has_room_and_its_length_told() {
    let wasm = module(1, 256, "unreachable", ASK);
    let mut second = SecondEngine::new(&wasm, known());
    let one = Ok((4, [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]));
    let two = Ok((8, *b"12345678\0\0\0\0"));
    let (empty, unknown, misused) = (
        Ok((0, [0; 12])),
        Ok((-1, [0; 12])),
        Err(OutcomeCode::TRAP_HOST),
    );
    let cases: [([u32; 3], Told); 17] = [
        ([1, 260, 4], one),
        ([1, 260, 3], misused),
        ([1, 260, 400], one),
        ([2, 260, 8], two),
        ([2, 260, 7], misused),
        ([2, 264, 8], Ok((8, *b"\0\0\0\x0012345678"))),
        // The last bytes of the memory, and one of them too few.
        ([1, 65_532, 4], Ok((4, [0; 12]))),
        ([1, 65_533, 3], misused),
        ([1, 65_533, 4], misused),
        // Nothing needs no room, but a place, which the end of the memory is.
        ([3, 260, 0], empty),
        ([3, 65_536, 0], empty),
        ([3, 65_537, 0], misused),
        ([3, u32::MAX, u32::MAX], misused),
        // The room is looked at before the answer.
        ([4, 260, 12], unknown),
        ([4, 260, 0], unknown),
        ([4, 65_533, 4], misused),
        ([u32::MAX, 260, 12], unknown),
    ];
    for (asked, expected) in cases {
        let input: Vec<u8> = asked.into_iter().flat_map(u32::to_le_bytes).collect();
        let expected =
            expected.map(|(length, bytes)| [length.to_le_bytes().as_slice(), &bytes].concat());
        let told = second.call(Entry::Explain, &input).map(<[u8]>::to_vec);
        assert_eq!(told, expected, "{asked:?}");
        assert_eq!(first(&wasm, Entry::Explain, &input), expected, "{asked:?}");
    }
}

#[test]
fn a_call_that_does_not_return_has_the_code_of_its_trap() {
    let cases = [
        ("unreachable", OutcomeCode::TRAP_UNREACHABLE),
        ("(i32.load (i32.const 65533))", OutcomeCode::TRAP_MEMORY),
        (
            "(i32.div_u (i32.const 1) (local.get $length))",
            OutcomeCode::TRAP_ARITHMETIC,
        ),
        (
            "(i32.div_s (i32.const 0x80000000) (i32.sub (local.get $length) (i32.const 1)))",
            OutcomeCode::TRAP_ARITHMETIC,
        ),
        ("(i32.const -1)", OutcomeCode::TRAP_OUTPUT),
        ("(loop $on (br $on)) (i32.const 0)", OutcomeCode::TRAP_FUEL),
    ];
    for (code, expected) in cases {
        let wasm = module(1, 256, code, "(i32.const 0)");
        let limit = Fuel(100_000);
        let mut second = SecondEngine::metered(&wasm, known(), limit);
        assert_eq!(second.call(Entry::Decide, b""), Err(expected), "{code}");
        assert_eq!(first(&wasm, Entry::Decide, b""), Err(expected), "{code}");
        // It can be called again.
        assert_eq!(second.call(Entry::Explain, b""), Ok(b"".as_slice()));
    }
}

/// An output ends with the memory at the latest, and has a mebibyte at the most.
#[test]
fn an_output_is_as_long_as_there_is_room_and_as_it_may_be() {
    let most = 1 << 20;
    for (pages, output, longest) in [(1, 256, 65_536 - 256), (18, 65_536, most)] {
        let wasm = module(pages, output, "(i32.load (i32.const 64))", "(i32.const 0)");
        let mut second = SecondEngine::new(&wasm, known());
        for length in [0, 1, longest - 1, longest, longest + 1, u32::MAX] {
            let input = length.to_le_bytes();
            let told = second.call(Entry::Decide, &input).map(<[u8]>::to_vec);
            let expected = match length <= longest {
                true => Ok(length as usize),
                false => Err(OutcomeCode::TRAP_OUTPUT),
            };
            assert_eq!(told.as_ref().map(Vec::len).map_err(|code| *code), expected);
            assert_eq!(first(&wasm, Entry::Decide, &input), told, "{length}");
        }
    }
}

/// What the operators of `decide` take by the second engine's own prices, in a store without a host that takes anything.
fn operators(wasm: &[u8], input: &[u8], answer: i32) -> u64 {
    let module = Module::new(&METERED, wasm).expect("a module");
    let mut linker = Linker::new(&METERED);
    let fact = move |_: i32, _: i32, _: i32| answer;
    linker.func_wrap("assent", "fact", fact).expect("one");
    let mut store = Store::new(&METERED, ());
    store.set_fuel(1_000_000).expect("it counts");
    let instance = linker.instantiate_and_start(&mut store, &module);
    let instance = instance.expect("it links");
    let memory = instance.get_memory(&store, "memory").expect("a memory");
    memory.write(&mut store, 64, input).expect("there is room");
    store.set_fuel(1_000_000).expect("it counts");
    let decide = instance.get_typed_func::<i32, i32>(&store, "decide");
    let decide = decide.expect("an entry");
    let length = decide.call(&mut store, input.len() as i32);
    length.expect("it returns");
    1_000_000 - store.get_fuel().expect("it counts")
}

/// A call takes 1,000, each page 20, each byte of the input and of the output 1, and a fact 500 and 1 for each byte of
/// it: with exactly that and what the operators take it returns, and with one less it does not.
#[test]
fn a_call_returns_with_just_enough_fuel_and_not_with_one_less() {
    let ask = |id: u32| [id, 260, 8].map(u32::to_le_bytes).concat();
    let nothing = "(i32.const 0)";
    let cases: [(u64, &str, Vec<u8>, i32, u64); 8] = [
        (1, nothing, vec![], 0, 1_020),
        (1, nothing, vec![7; 5], 0, 1_020 + 5),
        (3, nothing, vec![7; 32], 0, 1_060 + 32),
        (1, ECHO, vec![7; 3], 0, 1_020 + 3 + 44),
        (2, ECHO, vec![], 0, 1_040 + 44),
        (1, ASK, ask(1), 4, 1_020 + 12 + 504 + 16),
        (3, ASK, ask(2), 8, 1_060 + 12 + 508 + 16),
        (1, ASK, ask(9), -1, 1_020 + 12 + 500 + 16),
    ];
    for (pages, code, input, answer, ours) in cases {
        let wasm = module(pages, 256, code, nothing);
        let enough = ours + operators(&wasm, &input, answer);
        let call = |limit: u64| {
            let mut second = SecondEngine::metered(&wasm, known(), Fuel(limit));
            second.call(Entry::Decide, &input).map(<[u8]>::to_vec)
        };
        let told = call(enough);
        assert!(told.is_ok(), "{pages} {code} {input:?}: {told:?}");
        // The limit is one of each call.
        let mut second = SecondEngine::metered(&wasm, known(), Fuel(enough));
        for _ in 0..3 {
            let again = second.call(Entry::Decide, &input).map(<[u8]>::to_vec);
            assert_eq!(again, told);
        }
        for less in [enough - 1, enough / 2, 0] {
            let code = Err(OutcomeCode::TRAP_FUEL);
            assert_eq!(call(less), code, "{pages} {input:?} {less}");
        }
    }
}

/// A compiled policy, kept warm on both engines, puts out the same bytes for every request.
#[test]
fn a_compiled_policy_puts_out_the_same_on_both_engines() {
    let (engine, contract) = (Engine::new().expect("an engine"), contract());
    let target = PolicyTarget::new(&engine, policy(), &contract.wasm, vec![], &[]);
    let target = target.expect("it is admitted");
    let loaded = runtime::Policy::load(&engine, &contract.wasm).expect("it is admitted");
    let facts = || Facts::<Given>::new(loaded.binding().clone());
    let mut first = loaded.module().instance(facts()).expect("no fault");
    let mut second = SecondEngine::new(&contract.wasm, facts());
    let limit = Fuel(16 * DECIDE_FUEL);
    let mut metered = SecondEngine::metered(&contract.wasm, facts(), limit);
    let mut outcomes = BTreeSet::new();
    for case in (0..120).map(|seed| target.case(&seeded(seed, 384))) {
        let Ok(bound) = target.bound(&case) else {
            continue;
        };
        for facts in [
            first.host_mut().expect("no fault"),
            second.facts_mut(),
            metered.facts_mut(),
        ] {
            facts.give(&case.requester, case.now, given(&case));
            facts.name(&bound.data.names);
        }
        let mut input = Vec::new();
        bound.write(&mut input);
        for entry in [Entry::Decide, Entry::Explain] {
            let call = first.call(entry, &input, Fuel(DECIDE_FUEL));
            let expected = call.expect("no fault").outcome;
            assert_eq!(second.call(entry, &input), expected, "{entry:?} {case:?}");
            assert_eq!(metered.call(entry, &input), expected, "{entry:?} {case:?}");
            if entry == Entry::Decide {
                let verdict = expected.map(Verdict::read).expect("it returns");
                outcomes.insert(verdict.expect("a verdict").outcome.code());
            }
        }
    }
    assert_eq!(outcomes.len(), 2, "{outcomes:?}");
}
