//! A code means what the plain table says, and every search ends.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    testkit::targets::vocabulary_codes(data);
});
