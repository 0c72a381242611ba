//! Any bytes are the section of a policy that can be worked with, or are refused.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    testkit::targets::policy_section(data);
});
