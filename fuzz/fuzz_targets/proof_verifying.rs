//! Any bytes are a proof file that comes to a verdict, or are refused.
#![no_main]

use libfuzzer_sys::fuzz_target;
use testkit::mutate::proof_bytes;
use testkit::oracles::any_bytes_are_a_proof_or_none;

fuzz_target!(|data: &[u8]| {
    any_bytes_are_a_proof_or_none(&proof_bytes(data));
});
