//! What whoever runs it can do about what stopped it.

use std::io::{Error, ErrorKind};

use super::*;

#[test]
fn a_folder_that_cannot_be_used_is_told_how_to_name_another() {
    let full = BenchError::Folder(Error::new(ErrorKind::StorageFull, "no space left"));
    let failure = stopped(&full);
    assert_eq!(failure.status, Failure::usage("").status);
    assert_eq!(failure.message, "cannot use the folder: no space left");
    let help = failure.help.unwrap_or_default();
    assert!(help.contains("`--data DIR`"), "{help}");
    let failure = stopped(&BenchError::Wrong("hardly anything is allowed"));
    assert_eq!(failure.status, crate::failure::FAILED);
    assert_eq!(
        (failure.message.as_str(), failure.help),
        ("hardly anything is allowed", None)
    );
}
