//! Blocks executed again, on one thread and on several, are the same bytes.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    testkit::targets::replay_twice(data);
});
