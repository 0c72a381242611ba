//! A ledger on a failing disk is a map that loses nothing that was acknowledged.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    testkit::targets::state_against_map(data);
});
