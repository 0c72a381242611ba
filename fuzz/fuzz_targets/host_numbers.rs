//! Functions of the host take any numbers over any bytes, and come to the same on every engine.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    testkit::targets::host_numbers(data);
});
