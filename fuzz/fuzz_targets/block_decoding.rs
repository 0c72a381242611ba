//! Any bytes decode to the one block whose bytes they are, or are refused; nobody else's is a proposer's.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    testkit::targets::block_decoding(data);
});
