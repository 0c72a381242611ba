//! Failures as they are shown, and the status that they end with.

use std::io::{Error, ErrorKind};

use super::*;

fn parts(failure: Failure) -> (u8, String) {
    (failure.status, failure.to_string())
}

#[test]
fn a_reader_who_goes_away_is_no_failure_and_a_full_disk_is_one() {
    let gone = Failure::from(Error::from(ErrorKind::BrokenPipe));
    assert_eq!(
        (gone.status, gone.message, gone.help),
        (0, String::new(), None)
    );
    let full = Failure::from(Error::other("no space"));
    assert_eq!(
        parts(full),
        (1, "error: cannot write the output: no space".into())
    );
}

#[test]
fn a_failure_says_what_went_wrong_and_what_to_do() {
    assert_eq!(
        parts(Failure::failed("it broke")),
        (1, "error: it broke".into())
    );
    let usage = Failure::usage("it is wrong").help("do it so");
    assert_eq!(
        parts(usage),
        (2, "error: it is wrong\nhelp: do it so".into())
    );
    let file = Failure::file("read", Path::new("a/b"), &Error::other("why"));
    assert_eq!(parts(file), (2, "error: cannot read a/b: why".into()));
}
