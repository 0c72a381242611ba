//! Any bytes are a snapshot that restores a ledger, or are refused.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    testkit::targets::snapshot_reading(data);
});
