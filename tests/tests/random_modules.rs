//! Random contracts that are no policies, on every engine: what `wasm-smith` makes of random bytes, and
//! what makes use of the host. They agree, and what was reached is written down.

mod smith;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

use abi::host::{HOST_FUNCTIONS, ModuleKind};
use abi::{Fuel, OutcomeCode};
use proptest::prelude::*;
use testkit::constructs::grouped;
use testkit::contract_agreement::{Reached, Sides, agree_on_host_calls};
use testkit::entropy::{Entropy, seeded};
use testkit::host_calls;
use workbench::second_engine::Ended;

use crate::docs::{blesses, root};

/// Modules of random operators in every run, and with `ASSENT_LONG=1`.
const MODULES: u64 = 20_000;
const MODULES_LONG: u64 = 1_000_000;
/// Contracts of random calls of the host, and the same.
const CONTRACTS: u64 = 2_400;
const CONTRACTS_LONG: u64 = 100_000;

/// Fuel of a call of random operators: enough for what ends.
const FUEL: Fuel = Fuel(100_000);
const CALLS_PER_ENTRY: usize = 2;
const CALL_BYTES: usize = 256;

const PAGE: &str = "docs/agreement.md";
const BEGIN: &str =
    "<!-- random contracts: what follows is written by a test; BLESS=1 writes it anew -->\n";
const END: &str = "<!-- end of random contracts -->\n";

/// What came of modules of random operators.
#[derive(Default)]
struct Modules {
    admitted: u64,
    refused: BTreeMap<&'static str, u64>,
    reached: Reached,
}

impl Modules {
    fn add(&mut self, other: Modules) {
        self.admitted += other.admitted;
        for (rule, count) in other.refused {
            *self.refused.entry(rule).or_default() += count;
        }
        self.reached.add(other.reached);
    }

    /// The module of `seed`: refused alike, or every entry called with and without state.
    fn compare(&mut self, seed: u64) {
        let mut sides = match Sides::admit(&smith::module(seed), &format!("seed {seed}")) {
            Ok(sides) => sides,
            Err(refusal) => {
                *self.refused.entry(refusal.rule).or_default() += 1;
                return;
            }
        };
        self.admitted += 1;
        let entries = sides.module.entries().to_vec();
        for (number, entry) in (0..).zip(&entries) {
            for call in 0..CALLS_PER_ENTRY as u64 {
                let bytes = seeded(!(seed << 8 | number << 4 | call), CALL_BYTES);
                let mut choices = Entropy::new(&bytes);
                let state = host_calls::state(&mut choices);
                let case = host_calls::case(&mut choices, std::slice::from_ref(entry));
                sides.call(&case.invocation(), &state, FUEL, &mut self.reached);
            }
        }
    }
}

#[test]
fn random_contracts_agree_on_every_engine_and_reach_every_function() {
    let is_long = std::env::var_os("ASSENT_LONG").is_some();
    let (modules, contracts) = match is_long {
        true => (MODULES_LONG, CONTRACTS_LONG),
        false => (MODULES, CONTRACTS),
    };
    let modules = on_all_cores(modules, Modules::compare, Modules::add);
    let contracts = on_all_cores(
        contracts,
        |reached: &mut Reached, seed| reached.add(agree_on_host_calls(&seeded(seed, 4_096))),
        Reached::add,
    );
    assert!(
        modules.admitted * 3 > MODULES,
        "{} admitted",
        modules.admitted
    );
    let tables = tables(&modules, &contracts);
    if is_long {
        println!("{tables}");
    } else {
        assert_published(&tables);
    }
    let missing = missing(&contracts);
    assert!(missing.is_empty(), "not reached: {missing:#?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// With bytes that no seed fixes: a contract that is kept from call to call is one that is made anew for
    /// each, with the same state, and one on the second engine.
    #[test]
    fn a_kept_contract_is_a_fresh_one_in_any_sequence_of_calls(bytes in prop::collection::vec(any::<u8>(), 0..3_000)) {
        agree_on_host_calls(&bytes);
    }
}

/// Every seed, on as many threads as there are cores: the sum is the same in any order.
fn on_all_cores<T: Default + Send>(
    seeds: u64,
    compare: impl Fn(&mut T, u64) + Sync,
    add: impl Fn(&mut T, T),
) -> T {
    let next = AtomicU64::new(0);
    let take = || Some(next.fetch_add(1, Ordering::Relaxed)).filter(|seed| *seed < seeds);
    let work = || {
        let mut found = T::default();
        std::iter::from_fn(take).for_each(|seed| compare(&mut found, seed));
        found
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let mut all = T::default();
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        for worker in workers {
            add(&mut all, worker.join().expect("the engines agree"));
        }
    });
    all
}

/// How a function of the host ends, as the columns of the table.
const ENDS: &[(&str, Ended)] = &[
    ("returned", Ended::Returned),
    ("0 or −1", Ended::Nothing),
    ("`TRAP_HOST`", Ended::Stopped(OutcomeCode::TRAP_HOST)),
    ("`TRAP_LIMIT`", Ended::Stopped(OutcomeCode::TRAP_LIMIT)),
    ("`TRAP_QUERY`", Ended::Stopped(OutcomeCode::TRAP_QUERY)),
    ("`TRAP_FUEL`", Ended::Stopped(OutcomeCode::TRAP_FUEL)),
    ("`ABORTED`", Ended::Stopped(OutcomeCode::ABORTED)),
];

/// A function that costs less than so much seldom meets the end of the fuel: it may, and need not.
const RARELY_LAST: u64 = 200;
const RUNS_OUT: Ended = Ended::Stopped(OutcomeCode::TRAP_FUEL);

fn count(reached: &Reached, name: &'static str, end: Ended) -> u64 {
    reached.host.get(&(name, end)).copied().unwrap_or_default()
}

/// Ends that functions can come to and did not.
fn missing(reached: &Reached) -> Vec<String> {
    let rows = HOST_FUNCTIONS.iter();
    let rows = rows.filter(|row| row.kind == ModuleKind::Contract);
    let cells = rows.flat_map(|row| ENDS.iter().map(move |end| (row, end)));
    let missing = cells.filter(|(row, (_, end))| {
        let is_rare = *end == RUNS_OUT && row.fuel_base < RARELY_LAST;
        let can_end = can_end(row.name, row.parameters.len(), *end) && !is_rare;
        can_end && count(reached, row.name, *end) == 0
    });
    missing
        .map(|(row, (end, _))| format!("{}: {end}", row.name))
        .collect()
}

/// Whether the page of the host lets a function end so.
fn can_end(name: &str, parameters: usize, end: Ended) -> bool {
    match end {
        Ended::Returned => name != "abort",
        Ended::Nothing => matches!(
            name,
            "input_length"
                | "state_read"
                | "state_remove"
                | "state_next"
                | "block_time"
                | "block_height"
                | "caller_organisation"
                | "caller_has_role"
                | "ed25519_verify"
        ),
        Ended::Stopped(OutcomeCode::TRAP_HOST) => parameters > 0,
        Ended::Stopped(OutcomeCode::TRAP_LIMIT) => matches!(
            name,
            "output"
                | "event"
                | "state_read"
                | "state_write"
                | "state_remove"
                | "state_next"
                | "caller_has_role"
                | "abort"
        ),
        Ended::Stopped(OutcomeCode::TRAP_QUERY) => {
            matches!(name, "state_write" | "state_remove")
        }
        Ended::Stopped(OutcomeCode::ABORTED) => name == "abort",
        Ended::Stopped(_) => true,
    }
}

fn tables(modules: &Modules, contracts: &Reached) -> String {
    let refused: u64 = modules.refused.values().sum();
    let rules = modules.refused.iter();
    let rules: Vec<String> = rules
        .map(|(rule, count)| format!("`{rule}` {}", grouped(*count)))
        .collect();
    let mut text = format!(
        "\n{} modules of random operators: {} admitted and called {} times with 0 differences, {} refused alike ({}).\n",
        grouped(modules.admitted + refused),
        grouped(modules.admitted),
        grouped(modules.reached.calls),
        grouped(refused),
        rules.join(", ")
    );
    text += &format!(
        "\n{} calls of contracts of random calls of the host, 0 differences.\n\n",
        grouped(contracts.calls)
    );
    text += "| a call ends with | of random operators | of calls of the host |\n| --- | ---: | ---: |\n";
    let mut ends: Vec<_> = modules.reached.ends.keys().collect();
    ends.extend(contracts.ends.keys());
    ends.sort();
    ends.dedup();
    for end in ends {
        let name = end.map_or("success".to_owned(), |code| {
            format!("`{}`", code.name().expect("a known code"))
        });
        let counts = [&modules.reached, contracts]
            .map(|reached| grouped(reached.ends.get(end).copied().unwrap_or_default()));
        text += &format!("| {name} | {} |\n", counts.join(" | "));
    }
    let heads: Vec<&str> = ENDS.iter().map(|(head, _)| *head).collect();
    text += &format!(
        "\n| function, in the second kind | {} |\n| --- |{}\n",
        heads.join(" | "),
        " ---: |".repeat(heads.len())
    );
    let rows = HOST_FUNCTIONS.iter();
    for row in rows.filter(|row| row.kind == ModuleKind::Contract) {
        let cells = ENDS.iter().map(|(_, end)| {
            let count = count(contracts, row.name, *end);
            match can_end(row.name, row.parameters.len(), *end) {
                false if count == 0 => "–".to_owned(),
                _ => grouped(count),
            }
        });
        let cells: Vec<String> = cells.collect();
        text += &format!("| `{}` | {} |\n", row.name, cells.join(" | "));
    }
    text + "\n"
}

/// The page says what this run reached.
fn assert_published(tables: &str) {
    let path = root().join(PAGE);
    let page = std::fs::read_to_string(&path).expect("the page is there");
    let begin = page.find(BEGIN).expect("the tables begin") + BEGIN.len();
    let end = page.find(END).expect("the tables end");
    if &page[begin..end] == tables {
        return;
    }
    assert!(
        blesses(),
        "{PAGE} does not say what was reached; BLESS=1 writes it anew\n{tables}"
    );
    let page = [&page[..begin], tables, &page[end..]].concat();
    std::fs::write(&path, page).expect("the page can be written");
}
