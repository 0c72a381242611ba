//! Any certificates come to a verdict, and what is certified is sound.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    testkit::targets::certificates(data);
});
