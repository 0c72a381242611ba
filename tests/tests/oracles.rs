//! The bodies of the fuzz targets, on cases whose seeds are written down.
//!
//! Each says how many cases got past the first refusal: a generator that is always refused tests
//! nothing.

use std::collections::BTreeSet;

use testkit::certificates::{any_certificates_come_to_a_verdict, case};
use testkit::entropy::{Entropy, seeded};
use testkit::mutate::{policy_text, proof_bytes, transaction_bytes};
use testkit::oracles::{any_bytes_are_a_proof_or_none, any_bytes_are_decoded, any_text_is_checked};

/// Seeds of the mutated policies.
const TEXTS: std::ops::Range<u64> = 0x7E47_0000..0x7E47_0190;

/// Seeds of the mutated transactions.
const TRANSACTIONS: std::ops::Range<u64> = 0x7A45_0000..0x7A45_1000;

/// Seeds of the mutated proofs.
const PROOFS: std::ops::Range<u64> = 0x9400_0000..0x9400_1000;

/// Seeds of damaged certificates.
const CERTIFICATES: std::ops::Range<u64> = 0xCE47_0000..0xCE47_2000;

/// Seeds of random bytes, for all.
const BYTES: std::ops::Range<u64> = 0xB17E_0000..0xB17E_0100;

/// Bytes of a seed: more than a mutated policy takes.
const SEED_BYTES: usize = 2048;

#[test]
fn mutated_policies_are_checked_without_a_panic() {
    let accepted = TEXTS
        .filter(|seed| any_text_is_checked(&policy_text(&seeded(*seed, SEED_BYTES))))
        .count();
    assert!(
        accepted > 40,
        "nearly valid policies are policies at times: {accepted}"
    );
}

#[test]
fn random_bytes_are_checked_without_a_panic() {
    for seed in BYTES {
        any_text_is_checked(&seeded(seed, seed as usize % 512));
    }
}

#[test]
fn mutated_transactions_decode_to_themselves_or_not_at_all() {
    let mut accepted = 0;
    for seed in TRANSACTIONS {
        accepted += usize::from(any_bytes_are_decoded(&transaction_bytes(&seeded(
            seed, SEED_BYTES,
        ))));
    }
    assert!(
        accepted > 1_000,
        "damage at times makes another transaction: {accepted}"
    );
    let refused = TRANSACTIONS.count() - accepted;
    assert!(refused > 1_000, "and at times none: {refused}");
}

/// Every action is among the transactions that decode.
#[test]
fn mutated_transactions_are_of_every_action() {
    let decoded = TRANSACTIONS.filter_map(|seed| {
        ledger::Transaction::from_bytes(&transaction_bytes(&seeded(seed, SEED_BYTES))).ok()
    });
    let mut counts = [0; 23];
    for transaction in decoded {
        counts[usize::from(parity_scale_codec::Encode::encode(&transaction.body.action)[0])] += 1;
    }
    assert!(counts.iter().all(|count| *count > 20), "{counts:?}");
}

#[test]
fn random_bytes_decode_to_themselves_or_not_at_all() {
    for seed in BYTES {
        any_bytes_are_decoded(&seeded(seed, seed as usize % 512));
    }
    // The shortest transactions are about a hundred bytes; these begin like one.
    let bytes = seeded(BYTES.start, 1 << 16);
    let mut choices = Entropy::new(&bytes);
    while !choices.is_spent() {
        let mut text: Vec<u8> = (0..80).map(|_| choices.byte()).collect();
        text.push(choices.below(23) as u8);
        text.extend((0..choices.below(200)).map(|_| choices.byte()));
        any_bytes_are_decoded(&text);
    }
}

#[test]
fn mutated_proofs_come_to_a_verdict() {
    let verdicts: Vec<Option<bool>> = PROOFS
        .map(|seed| any_bytes_are_a_proof_or_none(&proof_bytes(&seeded(seed, SEED_BYTES))))
        .collect();
    let count = |verdict| verdicts.iter().filter(|found| **found == verdict).count();
    assert!(count(Some(true)) > 200, "some hold: {}", count(Some(true)));
    assert!(
        count(Some(false)) > 200,
        "some do not: {}",
        count(Some(false))
    );
    assert!(count(None) > 200, "some are none: {}", count(None));
}

#[test]
fn damaged_certificates_come_to_a_verdict() {
    let (mut refusals, mut certified, mut roots, mut lists) = (BTreeSet::new(), 0, 0, 0);
    for seed in CERTIFICATES {
        let case = case(&seeded(seed, 64));
        let verdicts = any_certificates_come_to_a_verdict(&case);
        let whole = testkit::certificates::undamaged(case.chain.len() > 1);
        certified += usize::from(verdicts.certified.is_ok() && case.chain != whole.chain);
        roots += usize::from(verdicts.is_root && case.root != whole.root);
        lists += usize::from(verdicts.is_list && case.list != whole.list);
        refusals.extend(verdicts.certified.err());
    }
    assert!(
        certified > 100,
        "some damage makes another member: {certified}"
    );
    assert!(roots > 20, "or another root: {roots}");
    assert!(lists > 20, "or another list: {lists}");
    assert!(
        refusals.len() > 15,
        "and is refused for many reasons: {refusals:?}"
    );
}
