//! A policy's instance that is kept answers as one that is new, whatever came before.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    testkit::targets::warm_against_fresh(data);
});
