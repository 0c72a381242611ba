//! A shorter sequence that breaks the same promise: calls are dropped, then what is left of them is made plain.

use runtime::Fault;

use super::sequence::{Call, Caller, Sequence};
use super::{ContractBench, ContractTarget, Start};

/// Sequences that are tried at the most.
const TRIES_MAX: usize = 4_000;

/// See [`ContractTarget::shrink`].
pub(super) fn shrink(
    target: &ContractTarget,
    bench: &mut ContractBench,
    sequence: Sequence,
    key: &str,
) -> Result<Sequence, Fault> {
    let mut best = sequence;
    if let Some(after) = broken_after(target, bench, &best, key)? {
        best.calls.truncate(after);
    }
    let mut tries = 0;
    'again: loop {
        let smaller = fewer(&best).chain(plainer(&best));
        for smaller in smaller.collect::<Vec<_>>() {
            tries += 1;
            if tries > TRIES_MAX {
                return Ok(best);
            }
            if smaller != best
                && let Some(after) = broken_after(target, bench, &smaller, key)?
            {
                best = smaller;
                best.calls.truncate(after);
                continue 'again;
            }
        }
        return Ok(best);
    }
}

fn broken_after(
    target: &ContractTarget,
    bench: &mut ContractBench,
    sequence: &Sequence,
    key: &str,
) -> Result<Option<usize>, Fault> {
    let broken = target.broken(bench, sequence, &Start::default())?;
    let broken = broken.into_iter().find(|broken| broken.failure.key == key);
    Ok(broken.map(|broken| broken.after))
}

/// The sequence without some calls: halves, then one.
fn fewer(sequence: &Sequence) -> impl Iterator<Item = Sequence> + '_ {
    let count = sequence.calls.len();
    let halves = std::iter::successors(Some(count / 2), |size| Some(size / 2));
    let sizes = halves.take_while(|size| *size > 0);
    sizes.flat_map(move |size| {
        (0..count).step_by(size).map(move |at| {
            let mut calls = sequence.calls.clone();
            calls.drain(at..(at + size).min(count));
            Sequence { calls }
        })
    })
}

/// The sequence with one call plainer.
fn plainer(sequence: &Sequence) -> impl Iterator<Item = Sequence> + '_ {
    let calls = sequence.calls.iter().enumerate();
    calls.flat_map(move |(at, call)| {
        plain(call).into_iter().map(move |plain| {
            let mut plainer = sequence.clone();
            plainer.calls.splice(at..=at, [plain]);
            plainer
        })
    })
}

fn plain(call: &Call) -> Vec<Call> {
    let mut all = Vec::new();
    let mut with = |change: &dyn Fn(&mut Call)| {
        let mut plain = call.clone();
        change(&mut plain);
        if plain != *call {
            all.push(plain);
        }
    };
    with(&|call| call.caller = Caller::default());
    with(&|call| call.caller.organisation = None);
    with(&|call| call.caller.roles.clear());
    for at in 0..call.caller.roles.len() {
        with(&|call| drop(call.caller.roles.remove(at)));
    }
    // Nobody is plainer than the first key: the other way round this would never end.
    if call.caller.key != Caller::default().key {
        with(&|call| call.caller.key = [1; 32]);
    }
    with(&|call| call.fuel_part = None);
    with(&|call| call.is_query = false);
    with(&|call| call.blocks = 0);
    with(&|call| call.seconds = 0);
    let length = call.input.len();
    for size in [length, length / 2, length / 4, 8, 4, 1] {
        for at in (0..length).step_by(size.max(1)).take(64) {
            with(&|call| drop(call.input.drain(at..(at + size).min(length))));
        }
    }
    with(&|call| call.input.fill(0));
    for at in (0..length).take(128) {
        with(&|call| {
            call.input
                .iter_mut()
                .skip(at)
                .take(1)
                .for_each(|byte| *byte = 0)
        });
    }
    all
}

#[cfg(test)]
mod tests;
