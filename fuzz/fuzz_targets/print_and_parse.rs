//! What is read is the same when it is printed or laid out and read again.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    testkit::targets::print_and_parse(data);
});
