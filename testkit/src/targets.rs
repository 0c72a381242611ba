//! The fuzz targets: each joins a generator, bytes to a case, with an oracle, a case to a verdict.
//!
//! `fuzz/fuzz_targets` has a file for each, which hands a fuzzer's bytes to it; `tests/tests/targets.rs` runs each with
//! bytes from seeds that are written down. `fuzz/README.md` says in words what each shows.

use std::ops::Range;

use crate::certificates::{self, any_certificates_come_to_a_verdict};
use crate::contract_agreement::agree_on_host_calls;
use crate::entropy::seeded;
use crate::mutate::{policy_text, proof_bytes, transaction_bytes};
use crate::oracles::admission::{any_bytes_are_admitted_or_refused, module_bytes};
use crate::oracles::contracts::contracts_agree;
use crate::oracles::deciding::{
    contract_matches_interpreter, warm_is_fresh, what_checks_never_traps,
};
use crate::oracles::decoding::{any_bytes_are_a_block_or_none, any_bytes_are_decoded, block_bytes};
use crate::oracles::faults::the_state_is_a_map_whatever_fails;
use crate::oracles::folders::{
    a_damaged_folder_says_nothing_new, any_bytes_are_a_snapshot_or_none, damaged_folder,
    snapshot_bytes,
};
use crate::oracles::history::pasts_are_proven_and_no_others;
use crate::oracles::json::{
    any_text_is_a_request_or_none, any_text_is_a_script_or_none, request_text, script_text,
};
use crate::oracles::proofs::{any_bytes_are_a_proof_or_none, forgeries_prove_nothing};
use crate::oracles::replay::what_is_replayed_is_the_same;
use crate::oracles::texts::{any_text_is_checked, what_is_printed_is_read_again};
use crate::oracles::vocabulary::codes_mean_what_the_table_says;
use crate::oracles::wall::{
    any_bytes_are_a_section_or_none, host_takes_any_numbers, section_bytes,
};

/// A fuzz target.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// The name of its file in `fuzz/fuzz_targets`, and of its folder in `fuzz/seeds`.
    pub name: &'static str,
    /// Runs one case and says whether it came past the first refusal; panics at a finding.
    pub run: fn(&[u8]) -> bool,
    /// Bytes that make a case: about as many as its generator takes.
    pub bytes: usize,
    /// Cases that a seeded run has.
    pub cases: u64,
    /// How many of those come past the first refusal, at the least.
    pub least: usize,
}

impl Target {
    /// The seeds of its cases: no two targets share one.
    pub fn seeds(&self) -> Range<u64> {
        let name = self.name.bytes();
        let begin = name.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        let begin = begin >> 8;
        begin..begin + self.cases
    }

    /// The bytes of a seed.
    pub fn input(&self, seed: u64) -> Vec<u8> {
        seeded(seed, self.bytes)
    }
}

/// Declares a target of its own name.
macro_rules! targets {
    ($($name:ident($bytes:literal bytes, $cases:literal cases, $least:literal least) = $run:expr;)*) => {
        /// Every target, by the names of their files.
        pub const TARGETS: &[Target] = &[$(Target {
            name: stringify!($name),
            run: $name,
            bytes: $bytes,
            cases: $cases,
            least: $least,
        }),*];
        $(
            #[doc = concat!("The target `", stringify!($name), "`: whether the case of `bytes` came past the first refusal.")]
            ///
            /// # Panics
            /// At a finding.
            pub fn $name(bytes: &[u8]) -> bool {
                let run: fn(&[u8]) -> bool = $run;
                run(bytes)
            }
        )*
    };
}

targets! {
    parser(2_048 bytes, 60 cases, 5 least) = |bytes| any_text_is_checked(&policy_text(bytes));
    print_and_parse(2_048 bytes, 300 cases, 30 least) = |bytes| what_is_printed_is_read_again(&policy_text(bytes));
    check_never_traps(4_096 bytes, 80 cases, 8 least) = what_checks_never_traps;
    interpreter_against_contract(4_096 bytes, 20 cases, 10 least) = |bytes| contract_matches_interpreter(bytes) > 0;
    warm_against_fresh(8_192 bytes, 60 cases, 30 least) = warm_is_fresh;
    contracts_by_hand(1_024 bytes, 60 cases, 25 least) = contracts_agree;
    host_calls(4_096 bytes, 60 cases, 25 least) = |bytes| agree_on_host_calls(bytes).ends.contains_key(&None);
    host_numbers(1_024 bytes, 200 cases, 40 least) = host_takes_any_numbers;
    admission(512 bytes, 500 cases, 40 least) = |bytes| any_bytes_are_admitted_or_refused(&module_bytes(bytes));
    policy_section(1_024 bytes, 600 cases, 100 least) = |bytes| {
        let (section, choices) = bytes.split_at(bytes.len() / 8);
        any_bytes_are_a_section_or_none(&section_bytes(section), choices)
    };
    transaction_decoding(2_048 bytes, 600 cases, 80 least) = |bytes| any_bytes_are_decoded(&transaction_bytes(bytes));
    block_decoding(2_048 bytes, 800 cases, 130 least) = |bytes| any_bytes_are_a_block_or_none(&block_bytes(bytes));
    snapshot_reading(512 bytes, 600 cases, 60 least) = |bytes| any_bytes_are_a_snapshot_or_none(&snapshot_bytes(bytes));
    damaged_folder_opening(512 bytes, 300 cases, 35 least) = |bytes| a_damaged_folder_says_nothing_new(&damaged_folder(bytes));
    state_against_map(2_048 bytes, 150 cases, 120 least) = the_state_is_a_map_whatever_fails;
    replay_twice(1_024 bytes, 40 cases, 20 least) = what_is_replayed_is_the_same;
    proof_verifying(2_048 bytes, 600 cases, 100 least) = |bytes| any_bytes_are_a_proof_or_none(&proof_bytes(bytes)).is_some();
    proof_forgery(256 bytes, 2_000 cases, 250 least) = forgeries_prove_nothing;
    consistency_proofs(256 bytes, 300 cases, 100 least) = pasts_are_proven_and_no_others;
    certificates(64 bytes, 400 cases, 10 least) = |bytes| {
        let verdicts = any_certificates_come_to_a_verdict(&certificates::case(bytes));
        verdicts.certified.is_ok() && verdicts.is_root && verdicts.is_list
    };
    vocabulary_codes(2_048 bytes, 100 cases, 80 least) = codes_mean_what_the_table_says;
    request_json(512 bytes, 400 cases, 40 least) = |bytes| any_text_is_a_request_or_none(&request_text(bytes));
    calls_script(512 bytes, 400 cases, 40 least) = |bytes| any_text_is_a_script_or_none(&script_text(bytes));
}
