//! Any bytes are refused, or admitted and then safe to run.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    testkit::targets::admission(data);
});
