//! Any bytes decode to the one transaction whose bytes they are, or are refused.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    testkit::targets::transaction_decoding(data);
});
