//! Any certificates come to a verdict, and what is certified is sound.
#![no_main]

use libfuzzer_sys::fuzz_target;
use testkit::certificates::{any_certificates_come_to_a_verdict, case};

fuzz_target!(|data: &[u8]| {
    any_certificates_come_to_a_verdict(&case(data));
});
