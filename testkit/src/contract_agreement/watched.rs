//! A call that is watched, beside the same call unwatched: it comes to the same, and what it comes to can be put
//! together again from its steps.

use std::collections::BTreeMap;

use abi::{Fuel, OutcomeCode};
use runtime::{
    Contract, Event, Excerpt, Invocation, MemoryState, Outcome, Step, StepEnd, Stopped, Watch,
    Writes,
};
use workbench::second_engine::{Ended, Trace};

/// More than any call of a test asks, in whole.
const ALL: Watch = Watch {
    steps: 1 << 15,
    bytes: 1 << 20,
};

/// Asserts that watching changes nothing, that the second engine's host was called as often with the same ends
/// (`trace`; not when it ran out of its own fuel), and that output, events, writes and the host's charge follow from the steps.
///
/// # Panics
/// When it is otherwise: that is the finding.
pub(super) fn compare(
    contract: &mut Contract<MemoryState>,
    invocation: &Invocation<'_>,
    state: &MemoryState,
    limit: Fuel,
    outcome: &Outcome,
    (trace, second_is_spent): (&Trace, bool),
    origin: &str,
) {
    *contract.state_mut().expect("no fault") = state.clone();
    let watched = contract.call_watched(invocation, limit, ALL);
    let (watched, steps) = watched.expect("no fault");
    assert_eq!(
        *outcome, watched,
        "watching changes a call: {invocation:?}\n{origin}"
    );
    // Where a call stops for want of fuel depends on the price of operators, of which the second engine has its own.
    let spent = Err(Stopped::Trap(OutcomeCode::TRAP_FUEL));
    if outcome.result == spent || steps.left_out > 0 {
        return;
    }
    if !second_is_spent {
        assert_eq!(told(&steps.kept), *trace, "{invocation:?}\n{origin}");
    }
    if outcome.result.is_ok() {
        let (output, events, writes) = again(&steps.kept);
        assert_eq!(outcome.result, Ok(output), "{invocation:?}\n{origin}");
        assert_eq!(outcome.events, events, "{invocation:?}\n{origin}");
        assert_eq!(outcome.writes, writes, "{invocation:?}\n{origin}");
    }
    if !matches!(outcome.result, Err(Stopped::Trap(_))) {
        let host: u64 = steps.kept.iter().map(|step| step.fuel.0).sum();
        assert_eq!(outcome.fuel.host, host, "{invocation:?}\n{origin}");
        let left = limit.0 - outcome.fuel.total().0;
        let last = steps.kept.last().map_or(limit, |step| step.fuel_left);
        assert!(last.0 >= left, "{invocation:?}\n{origin}");
    }
}

/// The steps as the second engine counts its own.
fn told(steps: &[Step]) -> Trace {
    let mut trace = BTreeMap::new();
    for step in steps {
        let ended = match &step.end {
            StepEnd::Returned(Some(..=0)) => Ended::Nothing,
            StepEnd::Returned(_) => Ended::Returned,
            StepEnd::Stopped(stopped) => Ended::Stopped(stopped.code()),
            StepEnd::Fault => panic!("the host of a test is whole"),
        };
        *trace.entry((step.function.name, ended)).or_default() += 1;
    }
    trace
}

/// What a call that succeeded put out, told and wanted written, by its steps.
fn again(steps: &[Step]) -> (Vec<u8>, Vec<Event>, Writes) {
    let (mut output, mut events, mut writes) = (Vec::new(), Vec::new(), Writes::new());
    for step in steps {
        let given: Vec<&[u8]> = step.given.iter().map(|(_, bytes)| whole(bytes)).collect();
        match (step.function.name, given.as_slice()) {
            ("output", [bytes]) => output = bytes.to_vec(),
            ("event", [topic, data]) => events.push(Event {
                topic: String::from_utf8_lossy(topic).into_owned(),
                data: data.to_vec(),
            }),
            ("state_write", [key, value]) => {
                writes.insert(key.to_vec(), Some(value.to_vec()));
            }
            ("state_remove", [key]) if step.end == StepEnd::Returned(Some(1)) => {
                writes.insert(key.to_vec(), None);
            }
            _ => {}
        }
    }
    (output, events, writes)
}

fn whole(excerpt: &Excerpt) -> &[u8] {
    assert_eq!(excerpt.bytes.len() as u64, excerpt.length);
    &excerpt.bytes
}
