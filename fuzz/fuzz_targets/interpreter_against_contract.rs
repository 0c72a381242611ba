//! The contract in the sandbox and the reference interpreter agree on every decision and reason.
#![no_main]

use libfuzzer_sys::fuzz_target;
use testkit::oracles::contract_matches_interpreter;

fuzz_target!(|data: &[u8]| {
    contract_matches_interpreter(data);
});
