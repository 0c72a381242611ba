//! One binary for all tests that cross rooms: it links once and runs in parallel.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test panics: that is its finding"
)]

mod agreement;
mod architecture;
mod attested;
mod by_hand;
mod capi;
mod certificates;
mod cli;
mod containment;
mod contract_input;
mod contracts_on_ledger;
mod counted;
mod deploying;
mod determinism;
mod docs;
mod durability;
mod format;
mod forms_on_ledger;
mod fuzz_run;
mod fuzzing;
mod grammar;
mod host_headers;
mod host_page;
mod inspecting;
mod lanes;
mod language;
mod laws;
mod ledger_folder;
mod legal;
mod lifecycle;
mod many;
mod membership;
mod module_cache;
mod mutants;
mod narrowing;
mod official_suite;
mod oracles;
mod ordering;
mod outlines;
mod pipeline;
mod privacy;
mod proof_files;
mod random_modules;
mod registry;
mod scripts;
mod second_engine;
mod small_chain;
mod targets;
mod vectors;
