//! Any bytes decode to the one transaction whose bytes they are, or are refused.
#![no_main]

use libfuzzer_sys::fuzz_target;
use testkit::mutate::transaction_bytes;
use testkit::oracles::any_bytes_are_decoded;

fuzz_target!(|data: &[u8]| {
    any_bytes_are_decoded(&transaction_bytes(data));
});
