//! Which ranges a step shows. That watching changes nothing is compared with every call of the tests: see
//! `testkit::contract_agreement`.

use std::collections::BTreeSet;
use std::sync::Arc;

use abi::host::{HOST_FUNCTIONS, ModuleKind};
use abi::limits::CALL_FUEL;
use abi::{Fuel, Hash, Height, Instant};

use super::{Excerpt, Length, Range, StepEnd, Watch, ranges};
use crate::{CallerIdentity, Context, Engine, Invocation, MemoryState, Mode, Step};

/// Every parameter of every function is a range, or the length of one; but where input is read from.
#[test]
fn every_pointer_that_a_contract_gives_is_shown_with_its_bytes() {
    for row in HOST_FUNCTIONS {
        if row.kind == ModuleKind::Policy {
            continue;
        }
        let mut known = BTreeSet::new();
        for range in ranges(row.name) {
            let (Range::Given(at, length) | Range::Filled(at, length)) = range;
            known.insert(*at);
            if let Length::Argument(at) | Length::Answer(at) = length {
                known.insert(*at);
            }
        }
        for (position, (name, _)) in row.parameters.iter().enumerate() {
            let is_known = known.contains(&position) || *name == "offset";
            assert!(is_known, "{}: {name}", row.name);
        }
        let fills = ranges(row.name)
            .iter()
            .any(|range| matches!(range, Range::Filled(..)));
        assert_eq!(fills, row.writes_memory, "{}", row.name);
    }
}

fn steps(watch: Watch) -> crate::Steps {
    let text = r#"(module
        (import "assent" "state_read" (func $read (param i32 i32 i32 i32) (result i32)))
        (import "assent" "caller_key" (func $key (param i32)))
        (import "assent" "abort" (func $abort (param i32 i32)))
        (memory (export "memory") 1 1) (data (i32.const 0) "keynone")
        (func (export "run")
            (drop (call $read (i32.const 0) (i32.const 3) (i32.const 64) (i32.const 4)))
            (drop (call $read (i32.const 3) (i32.const 4) (i32.const 64) (i32.const 4)))
            (call $key (i32.const 128))
            (call $abort (i32.const 65534) (i32.const 4))))"#;
    let module = wat::parse_str(text).unwrap();
    let module = Engine::new().unwrap().admit(&module).unwrap();
    let stored = [(b"key".to_vec(), b"longer".to_vec())];
    let mut contract = module.contract(MemoryState::from_iter(stored)).unwrap();
    let caller = CallerIdentity {
        key: [7; 32],
        ..CallerIdentity::default()
    };
    let invocation = Invocation {
        entry: "run",
        input: b"",
        mode: Mode::Query,
        context: Arc::new(Context {
            chain: Hash([9; 32]),
            height: Height(12),
            time: Instant(1_000),
            caller,
        }),
    };
    let watched = contract.call_watched(&invocation, Fuel(CALL_FUEL), watch);
    watched.unwrap().1
}

#[test]
fn a_step_shows_what_was_given_and_what_was_filled() {
    let whole = |bytes: &[u8]| Excerpt {
        bytes: bytes.to_vec(),
        length: bytes.len() as u64,
    };
    let steps = steps(Watch::default());
    let shown = |step: &Step| (step.given.clone(), step.filled.clone(), step.end.clone());
    let [found, missing, key, abort] = steps.kept.as_slice() else {
        panic!("{steps:?}");
    };
    // As much of the value as there is room for, and how long all of it is.
    let expected = (
        vec![("key", whole(b"key"))],
        Some(whole(b"long")),
        StepEnd::Returned(Some(6)),
    );
    assert_eq!(shown(found), expected);
    assert_eq!(found.fuel, Fuel(2_000 + 3 + 6));
    let expected = (
        vec![("key", whole(b"none"))],
        None,
        StepEnd::Returned(Some(-1)),
    );
    assert_eq!(shown(missing), expected);
    assert_eq!(key.filled, Some(whole(&[7; 32])));
    assert_eq!(key.end, StepEnd::Returned(None));
    // A range that is not inside the memory cannot be shown.
    let (given, _, end) = shown(abort);
    assert!(given.is_empty() && matches!(end, StepEnd::Stopped(_)));
    assert_eq!(abort.arguments, [65_534, 4]);
}

#[test]
fn no_more_is_kept_than_was_wanted() {
    let steps = steps(Watch { steps: 2, bytes: 2 });
    assert_eq!((steps.kept.len(), steps.left_out), (2, 2));
    let key = Excerpt {
        bytes: b"ke".to_vec(),
        length: 3,
    };
    assert_eq!(steps.kept[0].given, [("key", key)]);
}
