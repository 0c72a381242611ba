//! Any text is checked: problems or a policy, and every policy compiles and is admitted.
#![no_main]

use libfuzzer_sys::fuzz_target;
use testkit::mutate::policy_text;
use testkit::oracles::any_text_is_checked;

fuzz_target!(|data: &[u8]| {
    any_text_is_checked(&policy_text(data));
});
