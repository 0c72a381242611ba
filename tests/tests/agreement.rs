//! The contract and the reference interpreter agree, on generated policies and requests.

use proptest::prelude::*;
use testkit::entropy::seeded;
use testkit::oracles::contract_matches_interpreter;
use testkit::traces::suggestions_hold;

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
    let compared: usize = (0..200)
        .map(|seed| contract_matches_interpreter(&seeded(seed, 4096)))
        .sum();
    assert!(
        compared > 5_000,
        "the generator produces requests: {compared}"
    );
}

#[test]
fn suggested_examples_hold_and_try_what_they_say() {
    let suggested: usize = (0..40)
        .map(|seed| suggestions_hold(&seeded(seed, 4096)))
        .sum();
    assert!(suggested > 100, "rules have examples: {suggested}");
}
