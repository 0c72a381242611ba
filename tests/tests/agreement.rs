//! The contract on two engines and the reference interpreter agree, on generated policies and
//! requests; and what the generator reaches is written down.

use std::sync::atomic::{AtomicU64, Ordering};

use abi::decision::{LISTED_RULES_MAX, Outcome};
use proptest::prelude::*;
use testkit::agreement::{Three, agree};
use testkit::constructs::{Reached, grouped};
use testkit::entropy::{Entropy, seeded};
use testkit::oracles::contract_matches_interpreter;
use testkit::policies;
use testkit::traces::suggestions_hold;

use crate::docs::{blesses, root};

/// Seeds whose policies are compared in every run, and requests that each decides.
const SEEDS: u64 = 880;
const CASES_PER_POLICY: usize = 256;

/// Decisions that every run compares, at the least.
const CASES_MIN: u64 = 200_000;

const PAGE: &str = "docs/agreement.md";
const BEGIN: &str = "<!-- reached: what follows is written by a test; BLESS=1 writes it anew -->\n";

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn contract_and_interpreter_agree_on_every_decision(bytes in prop::collection::vec(any::<u8>(), 0..4096)) {
        contract_matches_interpreter(&bytes);
    }
}

/// The same with seeds that are written down, so that every run covers the same ground, too.
#[test]
fn contract_and_interpreter_agree_on_seeded_policies() {
    let compared: usize = (0..100)
        .map(|seed| contract_matches_interpreter(&seeded(seed, 4096)))
        .sum();
    assert!(
        compared > 2_000,
        "the generator produces requests: {compared}"
    );
}

/// Rules that apply are a list while they are few, and bits when they are many: both, and one beside the other, with bits that
/// are shorter and longer than the list.
#[test]
fn crowds_of_rules_agree_whether_they_are_listed_or_not() {
    // Which lists there were with at most 16 rules, and with more: what allows, what that overrides, what refuses.
    let mut met = [[0_u32; 2]; 3];
    for (seed, (rules, opening)) in [(17, 0), (40, 1), (480, 0), (540, 2), (1_100, 1)]
        .into_iter()
        .enumerate()
    {
        let bytes = seeded(seed as u64, 1 << 18);
        let mut choices = Entropy::new(&bytes);
        let source = policies::crowd(&mut choices, rules, opening);
        let mut three = Three::of(source).expect("something is left of its data");
        for _ in 0..96 {
            let verdict = three.compare(&policies::case(&mut choices)).verdict;
            let is_many = |list: &[u32]| usize::from(list.len() > LISTED_RULES_MAX);
            match verdict.outcome {
                Outcome::Allowed => {
                    met[0][is_many(&verdict.rules)] += 1;
                    met[1][is_many(&verdict.overridden)] += 1;
                }
                Outcome::Refused => met[2][is_many(&verdict.rules)] += 1,
                Outcome::NotCovered => {}
            }
        }
        assert!(!choices.is_spent(), "{rules}");
    }
    let fewest = met.iter().flatten().min();
    assert!(fewest.is_some_and(|count| *count >= 5), "{met:?}");
}

/// Interpreter, wasmtime and wasmi, on 200,000 decisions; and every construct of the language has a
/// part in decisions with every outcome that it can have.
#[test]
fn three_never_disagree_and_meet_every_construct_with_every_outcome() {
    let reached = compare_all();
    let cases: u64 = reached.cases().iter().sum();
    assert!(cases >= CASES_MIN, "{cases} decisions were compared");
    let findings = reached.findings();
    assert!(
        findings.is_empty(),
        "not reached, or not expected:\n{}",
        findings.join("\n")
    );
    assert_published(&reached);
}

/// Every seed, on as many threads as there are cores: the sum is the same in any order.
fn compare_all() -> Reached {
    let next = AtomicU64::new(0);
    let take = || Some(next.fetch_add(1, Ordering::Relaxed)).filter(|seed| *seed < SEEDS);
    let work = || {
        let mut reached = Reached::default();
        std::iter::from_fn(take).for_each(|seed| reached.add(&agree(seed, CASES_PER_POLICY)));
        reached
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let mut all = Reached::default();
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        for worker in workers {
            all.add(&worker.join().expect("the three agree"));
        }
    });
    all
}

/// The page says what this run reached.
fn assert_published(reached: &Reached) {
    let path = root().join(PAGE);
    let page = std::fs::read_to_string(&path).expect("the page is there");
    let begin = page.find(BEGIN).expect("the tables begin") + BEGIN.len();
    let [allowed, refused, not_covered] = reached.cases().map(grouped);
    let total = grouped(reached.cases().iter().sum());
    let tables = format!(
        "\n{total} decisions, 0 differences: {allowed} allowed, {refused} refused, {not_covered} \
         not covered.\n{}",
        reached.markdown()
    );
    if page[begin..] == tables {
        return;
    }
    assert!(
        blesses(),
        "{PAGE} does not say what was reached; BLESS=1 writes it anew"
    );
    std::fs::write(&path, [&page[..begin], &tables].concat()).expect("the page can be written");
}

#[test]
fn suggested_examples_hold_and_try_what_they_say() {
    let suggested: usize = (0..40)
        .map(|seed| suggestions_hold(&seeded(seed, 4096)))
        .sum();
    assert!(suggested > 100, "rules have examples: {suggested}");
}
