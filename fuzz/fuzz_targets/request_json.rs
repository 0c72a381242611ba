//! Any text is a request and facts that are decided, or is refused in a line.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    testkit::targets::request_json(data);
});
