//! Proofs that a block goes on from another are those of the plain tree, and no others.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    testkit::targets::consistency_proofs(data);
});
