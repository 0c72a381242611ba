//! The contracts of this repository that are no policies, on every engine, kept and fresh: their scripts of calls, in
//! another order, with other callers and damaged input.

use std::cell::RefCell;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use abi::Fuel;
use abi::limits::CALL_FUEL;
use assent::calls::{Call, Script};
use runtime::{Context, Invocation, Mode};

use crate::contract_agreement::{Reached, Sides};
use crate::entropy::Entropy;
use crate::mutate::mutate_bytes;

/// Calls in a row.
const CALLS: usize = 12;

/// What a call may use: all there is, or so little that most stop on the way.
const LIMITS: [u64; 6] = [CALL_FUEL, CALL_FUEL, CALL_FUEL, 5_000, 20_000, 100_000];

static SCRIPTS: LazyLock<Vec<Script>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../contracts");
    let script = |(name, _): &(&str, &str)| {
        let path = folder.join(name).join(format!("{name}.calls.json"));
        Script::read(&path).expect("a script")
    };
    contracts::BY_HAND.iter().map(script).collect()
});

thread_local! {
    /// The contracts on every side: compiled once a thread.
    static SIDES: RefCell<Vec<Sides>> = RefCell::new(contracts::BY_HAND.iter().map(sides).collect());
}

fn sides((name, text): &(&str, &str)) -> Sides {
    let wasm = wat::parse_str(text).expect("a module");
    Sides::admit(&wasm, name).expect("it is admitted")
}

/// Calls one of the contracts as `bytes` say and asserts that optimised and plain code and the second engine, kept from
/// call to call and new for each, come to the same; what a call wrote is mostly there for the next. Returns whether any
/// call succeeded.
///
/// # Panics
/// When they do not: that is the finding.
pub fn contracts_agree(bytes: &[u8]) -> bool {
    let mut choices = Entropy::new(bytes);
    let which = choices.below(contracts::BY_HAND.len());
    SIDES.with_borrow_mut(|all| {
        let (script, sides) = (&SCRIPTS[which], &mut all[which]);
        sides.renew();
        let mut state = script.state.clone();
        let mut reached = Reached::default();
        let mut next = choices.below(script.calls.len());
        for _ in 0..CALLS {
            if choices.below(3) == 1 {
                next = choices.below(script.calls.len());
            }
            let call = variation(&script.calls, next % script.calls.len(), &mut choices);
            next += 1;
            let context = Context {
                chain: script.chain,
                height: call.height,
                time: call.time,
                caller: call.caller,
            };
            let invocation = Invocation {
                entry: &call.entry,
                input: &call.input,
                mode: call.mode,
                context: Arc::new(context),
            };
            let limit = Fuel(*choices.pick(&LIMITS));
            let outcome = sides.call(&invocation, &state, limit, &mut reached);
            if choices.below(6) == 1 {
                sides.assert_exact(&invocation, &state, &outcome);
            }
            if choices.below(5) != 1 {
                state.apply(&outcome.writes);
            }
        }
        reached.ends.contains_key(&None)
    })
}

/// The call at this place of a script, with at most one thing of another one, or damage to its input.
fn variation(calls: &[Call], at: usize, choices: &mut Entropy) -> Call {
    let mut call = calls[at].clone();
    let other = &calls[choices.below(calls.len())];
    match choices.below(10) {
        1 => call.caller = other.caller.clone(),
        2 => call.input = other.input.clone(),
        3 => (call.time, call.height) = (other.time, other.height),
        4 => call.mode = Mode::Query,
        5 => call.mode = Mode::Transaction,
        6 | 7 => (0..=choices.below(3)).for_each(|_| mutate_bytes(&mut call.input, choices)),
        _ => {}
    }
    call
}
