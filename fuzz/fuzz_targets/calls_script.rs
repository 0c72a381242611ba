//! Any text is a script of calls, or is refused in a line.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    testkit::targets::calls_script(data);
});
