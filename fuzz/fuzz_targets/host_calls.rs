//! Contracts of random calls of the host come to the same on every engine, kept and fresh.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    testkit::targets::host_calls(data);
});
