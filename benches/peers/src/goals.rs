//! What was to be reached, what was, and whether that is enough. The medians count.

use benches::report::{Table, ratio, time};

use crate::figures::Call;

const COUNTER: &str = "A counter";
const FIVE: &str = "Five reads";
const DECISION: &str = "A decision";
const WHOLE: &str = "A whole call";
const ROTATING: &str = "256 modules";

/// A case, by the beginnings of its section's title and of its name.
type Named = (&'static str, &'static str);

const WARM_CALL: Named = (WHOLE, "ours, decode to receipt, memory kept");

/// What a case is to take at the most, in nanoseconds.
const AT_MOST: [(&str, f64, Named); 5] = [
    ("a whole warm call ≤ 1.2 µs", 1_200.0, WARM_CALL),
    (
        "any contract in a fresh instance, 5 reads, 2 writes, an event ≤ 6 µs",
        6_000.0,
        (FIVE, "ours"),
    ),
    (
        "256 modules in turns, fresh instances: contracts ≤ 8 µs",
        8_000.0,
        (ROTATING, "ours, 256 modules"),
    ),
    (
        "the same: policies ≤ 8 µs",
        8_000.0,
        (ROTATING, "ours, 256 policies in turns, fresh"),
    ),
    (
        "a warm decision ≤ 60 ns",
        60.0,
        (DECISION, "ours, memory kept"),
    ),
];

/// How many times a whole warm call a case is to take at the least.
const TIMES: [(&str, f64, Named); 4] = [
    (
        "a whole warm call ≥ 100 × CosmWasm's execute, the counter by hand",
        100.0,
        (WHOLE, "cosmwasm-vm"),
    ),
    (
        "the same against its example in Rust, hackatom",
        100.0,
        (COUNTER, "cosmwasm-vm, hackatom: execute"),
    ),
    (
        "a whole warm call ≥ 25 × Soroban's whole call",
        25.0,
        (WHOLE, "soroban-env-host"),
    ),
    (
        "the same against the inner part of Soroban's",
        25.0,
        (COUNTER, "soroban-env-host, inner"),
    ),
];

/// The median of a case.
fn median(calls: &[Call], (section, case): Named) -> Option<f64> {
    let is_it = |call: &&Call| call.section.starts_with(section) && call.case.starts_with(case);
    Some(calls.iter().find(is_it)?.time.median_ns)
}

/// The goals whose cases were timed, as Markdown.
pub fn goals(calls: &[Call]) -> String {
    let mut table = Table::new(&["goal", "reached", ""]);
    let mut put = |goal: &str, reached: String, is_met: bool| {
        table.put(goal, 1, reached);
        table.put(goal, 2, if is_met { "met" } else { "missed" }.into());
    };
    for (goal, limit, case) in AT_MOST {
        if let Some(found) = median(calls, case) {
            put(goal, time(found), found <= limit);
        }
    }
    for (goal, least, case) in TIMES {
        if let (Some(ours), Some(theirs)) = (median(calls, WARM_CALL), median(calls, case)) {
            put(goal, ratio(theirs, ours), theirs >= least * ours);
        }
    }
    table.markdown()
}
