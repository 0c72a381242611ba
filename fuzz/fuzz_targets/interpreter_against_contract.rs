//! The contract in the sandbox and the reference interpreter agree on every decision and reason.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    testkit::targets::interpreter_against_contract(data);
});
