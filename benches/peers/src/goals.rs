//! What was to be reached, what was, and whether that is enough. The medians count.

use crate::case::Taken;
use crate::report::{Table, ratio, time};

/// What the sections of the page came to.
pub struct Figures<'a> {
    /// The counter.
    pub counter: &'a [Taken],
    /// Five reads, two writes, an event.
    pub five: &'a [Taken],
    /// Decisions.
    pub decision: &'a [Taken],
    /// Whole calls.
    pub whole: &'a [Taken],
    /// Modules in turns.
    pub rotating: &'a [Taken],
}

/// The median of the first line that begins so.
fn median(lines: &[Taken], name: &str) -> f64 {
    let line = lines.iter().find(|line| line.name.starts_with(name));
    line.expect("the section has that line").median
}

/// The goals as Markdown.
pub fn table(figures: &Figures<'_>) -> String {
    let mut table = Table::new(&["goal", "reached", ""]);
    let mut at_most = |goal: &str, limit: f64, found: f64| {
        table.put(goal, 1, time(found));
        table.put(goal, 2, met(found <= limit));
    };
    let whole = median(figures.whole, "ours, decode to receipt, memory kept");
    at_most("a whole warm call ≤ 1.2 µs", 1_200.0, whole);
    let five = median(figures.five, "ours");
    at_most(
        "any contract in a fresh instance, 5 reads, 2 writes, an event ≤ 6 µs",
        6_000.0,
        five,
    );
    let contracts = median(figures.rotating, "ours, 256 modules");
    at_most(
        "256 modules in turns, fresh instances: contracts ≤ 8 µs",
        8_000.0,
        contracts,
    );
    let policies = median(figures.rotating, "ours, 256 policies in turns, fresh");
    at_most("the same: policies ≤ 8 µs", 8_000.0, policies);
    let decision = median(figures.decision, "ours, memory kept");
    at_most("a warm decision ≤ 60 ns", 60.0, decision);
    let mut times = |goal: &str, least: f64, theirs: f64, ours: f64| {
        table.put(goal, 1, ratio(theirs, ours));
        table.put(goal, 2, met(theirs >= least * ours));
    };
    let cosmwasm = median(figures.whole, "cosmwasm-vm");
    times(
        "a whole warm call ≥ 100 × CosmWasm's execute, the counter by hand",
        100.0,
        cosmwasm,
        whole,
    );
    let hackatom = median(figures.counter, "cosmwasm-vm, hackatom: execute");
    times(
        "the same against its example in Rust, hackatom",
        100.0,
        hackatom,
        whole,
    );
    let soroban = median(figures.whole, "soroban-env-host");
    times(
        "a whole warm call ≥ 25 × Soroban's whole call",
        25.0,
        soroban,
        whole,
    );
    let inner = median(figures.counter, "soroban-env-host, inner");
    times(
        "the same against the inner part of Soroban's",
        25.0,
        inner,
        whole,
    );
    table.markdown()
}

fn met(is_met: bool) -> String {
    String::from(if is_met { "met" } else { "missed" })
}
