//! A policy that checks decides any request, without a trap and as the interpreter does.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    testkit::targets::check_never_traps(data);
});
