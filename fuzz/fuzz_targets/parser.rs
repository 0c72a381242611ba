//! Any text is checked: problems or a policy, and every policy compiles and is admitted.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    testkit::targets::parser(data);
});
