//! A forged proof file that holds says nothing but what was so.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    testkit::targets::proof_forgery(data);
});
