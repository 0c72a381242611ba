//! Any bytes are a proof file that comes to a verdict, or are refused.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    testkit::targets::proof_verifying(data);
});
