//! A damaged folder is refused, or says nothing that its chain did not say.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    testkit::targets::damaged_folder_opening(data);
});
