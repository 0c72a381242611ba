//! Engines that decide the requests of a workload: ours in five ways, and hash maps. Other peers are in `benches/peers`.
//!
//! Every engine gets the requests beforehand, in its own types; what is timed is from there to the
//! answer.

pub mod assent;
pub mod map;

use testkit::workload::Flat;

/// An answer in common terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer {
    /// Whether the request is allowed.
    pub allowed: bool,
    /// The rule that allows it, from an engine that says so.
    pub rule: Option<u32>,
}

/// A policy and requests, loaded into some engine.
pub trait Engine {
    /// Whether answers name the rule.
    const NAMES_RULES: bool;

    /// Decides request `index`.
    fn decide(&mut self, index: usize) -> Answer;
}

/// Asserts that `engine` answers every request as the workload expects it.
///
/// # Panics
/// It does not: a figure of a wrong answer is worth nothing.
pub fn assert_agrees<E: Engine>(name: &str, engine: &mut E, flat: &Flat) {
    for (index, request) in flat.requests.iter().enumerate() {
        let rule = request.expected.allowed_by();
        let expected = Answer {
            allowed: rule.is_some(),
            rule: rule.filter(|_| E::NAMES_RULES),
        };
        let answer = engine.decide(index);
        assert_eq!(answer, expected, "{name}, request {index}: {request:?}");
    }
}

/// Asserts that `engine` allows just those requests that are `allowed`, of the first so many.
///
/// # Panics
/// It does not.
pub fn assert_allows(name: &str, mut engine: impl Engine, allowed: &[bool]) {
    let answers = (0..allowed.len()).map(|index| engine.decide(index).allowed);
    let differs = answers.zip(allowed).position(|(answer, is)| answer != *is);
    assert_eq!(differs, None, "{name}: the first request that differs");
}

#[cfg(test)]
mod tests;
