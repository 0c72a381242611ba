//! A contract that calls whatever its input says, on both engines.

use std::fmt::Write;
use std::sync::Arc;

use abi::host::{HOST_FUNCTIONS, HostFunction, ModuleKind, ValueType};
use abi::limits::{
    ABORT_NAME_BYTES, CALL_BASE_FUEL, CALL_FUEL, CALL_WRITE_BYTES, CALL_WRITES,
    CONTRACT_INPUT_BYTES, CONTRACT_KEY_BYTES, CONTRACT_OUTPUT_BYTES, CONTRACT_VALUE_BYTES,
    EVENT_BYTES, EVENT_TOPIC_BYTES, EVENTS, INPUT_BYTE_FUEL, NAME_BYTES, PAGE_FUEL,
};
use abi::{Fuel, Hash, Height, Instant, OutcomeCode};
use ed25519_zebra::{SigningKey, VerificationKeyBytes};
use runtime::{
    AdmittedModule, CallerIdentity, Context, Engine, Invocation, MemoryState, Mode, Stopped,
};

use super::{Answer, Asked, Ended, METERED, SecondContract, Stop, Trace};
use crate::fuzz::split_mix::SplitMix64;

/// More than any call here takes on the second engine.
const ENOUGH: Fuel = Fuel(CALL_FUEL * 64);

/// Pages of the contract's memory: its input, what functions fill, words, and two more.
const PAGES: u32 = 5;
const FILLED: u32 = 0x1_0000;
const WORDS: u32 = 0x2_0000;
const END: u32 = PAGES * 0x1_0000;

/// What functions returned stands behind what they filled; both are put out in the end.
const RETURNED: u32 = FILLED + 0xf000;

/// A call of a function of the host.
#[derive(Debug, Clone)]
struct Step(&'static str, Vec<u32>);

fn rows() -> impl Iterator<Item = &'static HostFunction> {
    let rows = HOST_FUNCTIONS.iter();
    rows.filter(|row| row.kind == ModuleKind::Contract)
}

/// `run` puts out what functions filled and returned, `leave` what they put out themselves. A step is a number and six arguments.
fn driver() -> String {
    let (mut imports, mut arms) = (String::new(), String::new());
    for (row, number) in rows().zip(0..) {
        let name = row.name;
        let count = row.parameters.len();
        let parameters = "i32 ".repeat(count);
        let result = match row.result {
            Some(ValueType::I32) => "(result i32)",
            Some(ValueType::I64) => "(result i64)",
            None => "",
        };
        // INVARIANT: writing to a string does not fail.
        let _ = writeln!(
            imports,
            r#"(import "assent" "{name}" (func ${name} (param {parameters}) {result}))"#
        );
        let mut call = format!("(call ${name}");
        for argument in 0..count {
            let offset = 4 + 4 * argument;
            let _ = write!(call, " (i32.load offset={offset} (local.get $at))");
        }
        call += ")";
        let answer = match row.result {
            Some(ValueType::I32) => format!("(i64.extend_i32_s {call})"),
            Some(ValueType::I64) => call,
            None => format!("{call} (i64.const 7)"),
        };
        let _ = writeln!(
            arms,
            "(if (i32.eq (local.get $number) (i32.const {number})) (then {answer} (return)))"
        );
    }
    format!(
        r#"(module {imports}
        (memory (export "memory") {PAGES} {PAGES})
        {words}
        (func $step (param $at i32) (result i64) (local $number i32)
          (local.set $number (i32.load (local.get $at)))
          {arms}
          unreachable)
        (func $steps (local $at i32) (local $end i32) (local $place i32)
          (local.set $end (call $input_length))
          (call $input_read (i32.const 0) (i32.const 0) (local.get $end))
          (local.set $place (i32.const {RETURNED}))
          (block
            (loop
              (br_if 1 (i32.ge_u (local.get $at) (local.get $end)))
              (i64.store (local.get $place) (call $step (local.get $at)))
              (local.set $place (i32.add (local.get $place) (i32.const 8)))
              (local.set $at (i32.add (local.get $at) (i32.const 28)))
              (br 0))))
        (func (export "leave") (call $steps))
        (func (export "run")
          (call $steps)
          (call $output (i32.const {FILLED}) (i32.const 0x10000))))"#,
        words = words(),
    )
}

/// What arguments name, one every 64 bytes.
fn texts() -> Vec<Vec<u8>> {
    let signer = SigningKey::from([7; 32]);
    let key: [u8; 32] = VerificationKeyBytes::from(&signer).into();
    let signature: [u8; 64] = signer.sign(b"signed").into();
    let texts: [&[u8]; 11] = [
        b"a",
        b"key",
        b"key1",
        b"key2",
        b"nurse",
        b"clerk",
        b"not_owner",
        b"Not A Name",
        b"signed",
        &key,
        &signature,
    ];
    texts.map(<[u8]>::to_vec).into()
}

fn words() -> String {
    let mut text = String::new();
    for (bytes, number) in texts().iter().zip(0..) {
        let escaped: String = bytes.iter().map(|byte| format!("\\{byte:02x}")).collect();
        let at = WORDS + 64 * number;
        // INVARIANT: writing to a string does not fail.
        let _ = writeln!(text, r#"(data (i32.const {at}) "{escaped}")"#);
    }
    // A long name.
    let _ = write!(text, r#"(data (i32.const {LONG}) "{}")"#, "k".repeat(512));
    text
}

const LONG: u32 = WORDS + 0x1000;

/// Place and length of a word.
fn word(text: &[u8]) -> (u32, u32) {
    let at = texts().iter().position(|word| word == text);
    let at = at.expect("it is a word") as u32;
    (WORDS + 64 * at, text.len() as u32)
}

/// Both engines, and what both see.
struct Both {
    module: AdmittedModule,
    second: SecondContract,
    state: MemoryState,
}

impl Both {
    fn new() -> Both {
        let wasm = wat::parse_str(driver()).expect("a module");
        let engine = Engine::new().expect("an engine");
        let mut state = MemoryState::default();
        let value = |key: &[u8], value: &[u8]| (key.to_vec(), Some(value.to_vec()));
        let values = [
            value(b"key", b"value"),
            value(b"key2", b""),
            value(b"kez", b"v"),
        ];
        state.apply(&values.into_iter().collect());
        Both {
            module: engine.admit(&wasm).expect("admitted"),
            second: SecondContract::new(&wasm),
            state,
        }
    }

    /// Makes the steps on both, which must agree, and says what the second came to.
    fn call(
        &self,
        entry: &str,
        steps: &[Step],
        mode: Mode,
        caller: &CallerIdentity,
    ) -> (Answer, Trace) {
        let mut input = Vec::new();
        for Step(name, arguments) in steps {
            let number = rows()
                .position(|row| row.name == *name)
                .expect("a function") as u32;
            let mut words = vec![number];
            words.extend(arguments);
            words.resize(7, 0);
            input.extend(words.iter().flat_map(|word| word.to_le_bytes()));
        }
        let invocation = Invocation {
            entry,
            input: &input,
            mode,
            context: context(caller.clone()),
        };
        let mut first = self.module.contract(self.state.clone()).expect("room");
        let first = first.call(&invocation, Fuel(CALL_FUEL)).expect("no fault");
        let (answer, trace) = self.second.traced(&invocation, &self.state, ENOUGH);
        assert_eq!(answer, Answer::of(&first), "{steps:?}");
        (answer, trace)
    }

    fn plain(&self, entry: &str, steps: &[Step]) -> Answer {
        let nobody = CallerIdentity::default();
        self.call(entry, steps, Mode::Transaction, &nobody).0
    }
}

fn context(caller: CallerIdentity) -> Arc<Context> {
    Arc::new(Context {
        chain: Hash([3; 32]),
        height: Height(1 << 40),
        time: Instant(-5),
        caller,
    })
}

fn nurse() -> CallerIdentity {
    CallerIdentity {
        key: [9; 32],
        organisation: Some("Hill".into()),
        roles: ["nurse".to_owned()].into(),
    }
}

fn trap(code: OutcomeCode) -> Result<Vec<u8>, Stopped> {
    Err(Stopped::Trap(code))
}

/// Arguments: mostly words that are there, now and then ranges at the end of the memory or beyond it, and lengths at a limit.
fn arguments(random: &mut SplitMix64, row: &HostFunction) -> Vec<u32> {
    let texts = texts();
    let mut before = 0;
    let mut all = Vec::new();
    for (name, _) in row.parameters {
        let text = random.below(texts.len() as u64) as u32;
        let is_odd = random.below(12) == 0;
        let edges = [0, 1, 64, 129, 4_097, 0x1_0001, u32::MAX];
        let edge = edges[random.below(edges.len() as u64) as usize];
        let value = match (*name, is_odd) {
            (name, true) if name.ends_with("length") || name == "capacity" => edge,
            (_, true) => END.wrapping_sub(edge),
            ("pointer" | "hash", _) if row.writes_memory => FILLED + random.below(16) as u32 * 256,
            ("offset", _) => random.below(40) as u32,
            ("length", _) if row.name == "input_read" => random.below(40) as u32,
            ("capacity", _) => 64,
            (name, _) if name.ends_with("length") => texts[before as usize].len() as u32,
            _ => WORDS + 64 * text,
        };
        before = text;
        all.push(value);
    }
    all
}

/// Steps at random, often such that they succeed: what comes of them is the same, fuel of the host included.
#[test]
fn both_hosts_do_the_same() {
    let both = Both::new();
    let mut random = SplitMix64::new(5);
    let rows: Vec<_> = rows().collect();
    let mut trace = Trace::new();
    for _ in 0..1_500 {
        let steps: Vec<Step> = (0..=random.below(6))
            .map(|_| {
                let row = rows[random.below(rows.len() as u64) as usize];
                Step(row.name, arguments(&mut random, row))
            })
            .collect();
        let entry = if random.below(4) == 0 { "leave" } else { "run" };
        let mode = if random.below(5) == 0 {
            Mode::Query
        } else {
            Mode::Transaction
        };
        let caller = if random.below(2) == 0 {
            nurse()
        } else {
            CallerIdentity::default()
        };
        for (ended, times) in both.call(entry, &steps, mode, &caller).1 {
            *trace.entry(ended).or_default() += times;
        }
    }
    // Every function succeeds and fails among them, those aside that cannot.
    for row in rows {
        let is_there = |wanted: fn(&Ended) -> bool| {
            trace
                .keys()
                .any(|(name, ended)| *name == row.name && wanted(ended))
        };
        let returns = is_there(|ended| !matches!(ended, Ended::Stopped(_)));
        let stops = is_there(|ended| matches!(ended, Ended::Stopped(_)));
        assert_eq!(returns, row.name != "abort", "{}", row.name);
        assert_eq!(stops, !row.parameters.is_empty(), "{}", row.name);
    }
}

/// How each of a few calls ended: what it returned, nothing, or why it stopped.
#[test]
fn how_functions_end_is_counted() {
    let both = Both::new();
    let ((key, length), (other, other_length)) = (word(b"key"), word(b"key1"));
    let read = |key, length| Step("state_read", vec![key, length, FILLED, 64]);
    let steps = [
        read(key, length),
        read(other, other_length),
        read(other, other_length),
        Step("output", vec![key, length]),
        Step("abort", vec![other, other_length]),
    ];
    let (answer, trace) = both.call("leave", &steps, Mode::Transaction, &nurse());
    assert_eq!(answer.result, Err(Stopped::Abort("key1".into())));
    let input_read = (("input_read", Ended::Returned), 1);
    let expected = [
        input_read,
        (("input_length", Ended::Returned), 1),
        (("state_read", Ended::Returned), 1),
        (("state_read", Ended::Nothing), 2),
        (("output", Ended::Returned), 1),
        (("abort", Ended::Stopped(OutcomeCode::ABORTED)), 1),
    ];
    assert_eq!(trace, expected.into());
}

/// A limit, exactly at it and one beyond.
#[test]
fn both_hosts_keep_the_same_limits() {
    let both = Both::new();
    let limit = |max: u64, code: OutcomeCode, steps: &dyn Fn(u64) -> Vec<Step>| {
        let at = both.plain("leave", &steps(max)).result;
        let beyond = both.plain("leave", &steps(max + 1)).result;
        assert!(!matches!(at, Err(Stopped::Trap(_))), "{at:?} at {max}");
        assert_eq!(beyond, trap(code), "beyond {max}");
    };
    let size = |number: u64| number as u32;
    let (key, length) = word(b"key");
    let (code, host) = (OutcomeCode::TRAP_LIMIT, OutcomeCode::TRAP_HOST);
    limit(CONTRACT_OUTPUT_BYTES, code, &|max| {
        vec![Step("output", vec![0, size(max)])]
    });
    limit(CONTRACT_KEY_BYTES, code, &|max| {
        vec![Step("state_write", vec![LONG, size(max), 0, 0])]
    });
    limit(CONTRACT_KEY_BYTES, code, &|max| {
        vec![Step("state_read", vec![LONG, size(max), 0, 0])]
    });
    limit(CONTRACT_KEY_BYTES, code, &|max| {
        vec![Step("state_remove", vec![LONG, size(max)])]
    });
    limit(CONTRACT_KEY_BYTES, code, &|max| {
        vec![Step("state_next", vec![LONG, size(max), 0, 0, 0, 0])]
    });
    limit(CONTRACT_KEY_BYTES, code, &|max| {
        vec![Step("state_next", vec![0, 0, LONG, size(max), FILLED, 128])]
    });
    limit(CONTRACT_VALUE_BYTES, code, &|max| {
        vec![Step("state_write", vec![key, length, 0, size(max)])]
    });
    limit(NAME_BYTES, code, &|max| {
        vec![Step("caller_has_role", vec![LONG, size(max)])]
    });
    limit(ABORT_NAME_BYTES, code, &|max| {
        vec![Step("abort", vec![LONG, size(max)])]
    });
    limit(EVENT_TOPIC_BYTES, code, &|max| {
        vec![Step("event", vec![LONG, size(max), 0, 0])]
    });
    limit(EVENTS, code, &|max| {
        vec![Step("event", vec![key, length, 0, 1]); max as usize]
    });
    limit(EVENT_BYTES, code, &|max| {
        vec![
            Step("event", vec![key, length, 0, 100]),
            Step("event", vec![key, length, 0, size(max) - 106]),
        ]
    });
    limit(CALL_WRITES, code, &|max| {
        let write = |number| Step("state_write", vec![number * 28 + 4, 8, 0, 0]);
        (0..size(max)).map(write).collect()
    });
    limit(CALL_WRITE_BYTES, code, &|max| {
        let rest = max as u32 - 3 * 0x1_0000;
        let write = |bytes: u32| Step("state_write", vec![key, length, 0, bytes - length]);
        let whole = 0x1_0000;
        vec![write(whole), write(whole), write(whole), write(rest)]
    });
    // Ranges that end with the memory, and those that reach one byte beyond it.
    for (name, before) in [
        ("output", vec![]),
        ("caller_has_role", vec![]),
        ("state_remove", vec![]),
        ("event", vec![key, length]),
        ("state_write", vec![key, length]),
        ("state_read", vec![key, length]),
    ] {
        limit(9, host, &|max| {
            let mut arguments = before.clone();
            arguments.extend([END - 9, size(max)]);
            vec![Step(name, arguments)]
        });
    }
    limit(u64::from(END - 32), host, &|max| {
        vec![Step("chain_id", vec![size(max)])]
    });
    limit(u64::from(END - 64), host, &|max| {
        vec![Step("ed25519_verify", vec![0, 0, 0, size(max)])]
    });
    // The input has 28 bytes.
    limit(20, host, &|max| {
        vec![Step("input_read", vec![FILLED, 8, size(max)])]
    });
    limit(28, host, &|max| {
        vec![Step("input_read", vec![FILLED, size(max), 0])]
    });
}

/// What does not fit where it should go is a trap, one byte more and it fits.
#[test]
fn what_does_not_fit_is_a_trap_on_both() {
    let both = Both::new();
    let of_nurse = |steps: &[Step]| {
        both.call("leave", steps, Mode::Transaction, &nurse())
            .0
            .result
    };
    let organisation = |room| of_nurse(&[Step("caller_organisation", vec![FILLED, room])]);
    assert_eq!(organisation(3), trap(OutcomeCode::TRAP_HOST));
    assert_eq!(organisation(4), Ok(Vec::new()));
    let (key, length) = word(b"key");
    let next = |room| of_nurse(&[Step("state_next", vec![key, length, 0, 0, FILLED, room])]);
    assert_eq!(next(2), trap(OutcomeCode::TRAP_HOST));
    assert_eq!(next(3), Ok(Vec::new()));
}

/// What a call has written it sees, and what it removed it passes over, at a price.
#[test]
fn both_walk_the_keys_alike() {
    let both = Both::new();
    let ((key, length), (one, one_length)) = (word(b"key"), word(b"key1"));
    let next =
        |after: u32, length: u32| Step("state_next", vec![key, 2, after, length, FILLED, 64]);
    let steps = [
        Step("state_write", vec![one, one_length, key, length]),
        Step("state_remove", vec![key, length]),
        Step("state_remove", vec![key, length]),
        next(0, 0),
        next(one, one_length),
        next(LONG, 3),
        Step("state_remove", vec![one, one_length]),
        next(0, 0),
    ];
    let answer = both.plain("run", &steps);
    let output = answer.result.expect("it succeeds");
    let returned = output[0xf000..].chunks(8).map(|word| word[0] as i8);
    assert_eq!(
        returned.take(8).collect::<Vec<_>>(),
        [7, 1, 0, 4, 4, -1, 1, 4]
    );
    assert_eq!(&output[..4], b"key2");
    let removed = [(b"key".to_vec(), None), (b"key1".to_vec(), None)];
    assert_eq!(answer.writes, removed.into());
}

/// What a contract asks about is noted, so much of it and no more.
#[test]
fn what_is_asked_about_is_noted() {
    let both = Both::new();
    let asked = |steps: &[(u32, u32)]| {
        let mut input = Vec::new();
        let number =
            |name: &str| rows().position(|row| row.name == name).expect("a function") as u32;
        for (place, length) in steps {
            for (name, is_last) in [("caller_has_role", false), ("state_read", true)] {
                let mut words = vec![number(name), *place, *length];
                words.resize(7, 0);
                if is_last && *length == 0 {
                    continue;
                }
                input.extend(words.iter().flat_map(|word| word.to_le_bytes()));
            }
        }
        let invocation = Invocation {
            entry: "leave",
            input: &input,
            mode: Mode::Query,
            context: context(nurse()),
        };
        both.second
            .watched(&invocation, &both.state, ENOUGH, 0..0)
            .asked
    };
    let of_key = [Asked::Role(b"key".to_vec()), Asked::Key(b"key".to_vec())];
    assert_eq!(asked(&[word(b"key"), (LONG, 0)]), {
        let mut all: std::collections::BTreeSet<Asked> = of_key.into();
        all.insert(Asked::Role(Vec::new()));
        all
    });
    let long: Vec<(u32, u32)> = (1..=40).map(|length| (LONG, length)).collect();
    assert_eq!(asked(&long).len(), 64);
}

/// What a call costs before it begins: by its pages and its input. One less and nothing of it has run.
#[test]
fn a_call_begins_when_its_beginning_is_paid() {
    let both = Both::new();
    let input = [0; 28];
    let price = CALL_BASE_FUEL + PAGE_FUEL * u64::from(PAGES) + INPUT_BYTE_FUEL * 28;
    let bytes = |entry: &str, input: &[u8], limit| {
        let invocation = Invocation {
            entry,
            input,
            mode: Mode::Query,
            context: context(nurse()),
        };
        let watched = both
            .second
            .watched(&invocation, &both.state, Fuel(limit), 5..9);
        (watched.answer.result, watched.bytes.len())
    };
    assert_eq!(
        bytes("leave", &input, price - 1),
        (trap(OutcomeCode::TRAP_FUEL), 0)
    );
    assert_eq!(
        bytes("leave", &input, price),
        (trap(OutcomeCode::TRAP_FUEL), 4)
    );
    assert_eq!(
        bytes("gone", &input, price),
        (trap(OutcomeCode::TRAP_ENTRY), 0)
    );
    assert_eq!(
        bytes("memory", &input, price),
        (trap(OutcomeCode::TRAP_ENTRY), 0)
    );
    let long = vec![0xff; CONTRACT_INPUT_BYTES as usize];
    let (result, bytes_there) = bytes("leave", &long, ENOUGH.0);
    assert_eq!(
        (result, bytes_there),
        (trap(OutcomeCode::TRAP_UNREACHABLE), 4)
    );
    let longer = vec![0xff; CONTRACT_INPUT_BYTES as usize + 1];
    assert_eq!(
        bytes("leave", &longer, ENOUGH.0),
        (trap(OutcomeCode::TRAP_INPUT), 0)
    );
}

/// Operators that trap, by the name that the runtime gives it.
#[test]
fn traps_have_the_runtime_s_names() {
    let wasm = wat::parse_str(
        r#"(module
            (memory (export "memory") 1 1)
            (func $zero (result i32) (i32.load (i32.const 0)))
            (func (export "gone") unreachable)
            (func (export "far") (drop (i32.load (i32.sub (call $zero) (i32.const 1)))))
            (func (export "divide") (drop (i32.div_u (i32.const 1) (call $zero))))
            (func (export "overflow")
              (drop (i32.div_s (i32.const 0x80000000) (i32.sub (call $zero) (i32.const 1)))))
            (func (export "endless") (loop (br 0))))"#,
    );
    let wasm = wasm.expect("a module");
    let module = Engine::new()
        .expect("an engine")
        .admit(&wasm)
        .expect("admitted");
    let second = SecondContract::new(&wasm);
    for (entry, code) in [
        ("gone", OutcomeCode::TRAP_UNREACHABLE),
        ("far", OutcomeCode::TRAP_MEMORY),
        ("divide", OutcomeCode::TRAP_ARITHMETIC),
        ("overflow", OutcomeCode::TRAP_ARITHMETIC),
        ("endless", OutcomeCode::TRAP_FUEL),
    ] {
        let invocation = Invocation {
            entry,
            input: &[],
            mode: Mode::Query,
            context: context(nurse()),
        };
        let state = MemoryState::default();
        let mut first = module.contract(state.clone()).expect("room");
        let first = first.call(&invocation, Fuel(100_000)).expect("no fault");
        assert_eq!(first.result, trap(code), "{entry}");
        let answer = second.call(&invocation, &state, Fuel(100_000));
        assert_eq!(answer.result, trap(code), "{entry}");
    }
    assert_eq!(
        Stop::trap(OutcomeCode::TRAP_HOST).to_string(),
        "Trap(OutcomeCode(107))"
    );
}

/// The second engine has no more of WebAssembly than the first.
#[test]
fn what_came_later_is_no_module() {
    for body in [
        "(func (result i32 i32) (i32.const 0) (i32.const 0))",
        "(memory 1) (memory 1)",
        "(memory 1) (func (memory.fill (i32.const 0) (i32.const 0) (i32.const 0)))",
        "(func (drop (ref.null func)))",
        "(func $f (return_call $f))",
        "(func (drop (f32.const 0)))",
        "(func $f) (start $f)",
        "(global i32 (i32.add (i32.const 1) (i32.const 1)))",
    ] {
        let wasm = wat::parse_str(format!("(module {body})")).expect("a module");
        assert!(wasmi::Module::new(&METERED, &wasm[..]).is_err(), "{body}");
    }
}
