//! The files of planted bugs, and which of them are drawn.

use std::collections::BTreeSet;
use std::path::Path;

use super::*;

const GOOD: &str = "\
harm: A consent counts a day longer than signed.
room: abi
test: abi bind::tests::a_name
diff --git a/abi/src/bind.rs b/abi/src/bind.rs
--- a/abi/src/bind.rs
+++ b/abi/src/bind.rs
@@ -1 +1 @@
-a
+b
";

fn read(text: &str) -> Result<Bug, Failure> {
    Bug::read("one", Path::new("one.patch"), text)
}

#[test]
fn a_file_says_what_the_bug_does_and_what_catches_it() {
    let bug = read(GOOD).unwrap();
    assert_eq!(bug.harm, "A consent counts a day longer than signed.");
    assert_eq!(bug.caught_in.package, "abi");
    assert_eq!(bug.test, "bind::tests::a_name");
    assert_eq!(bug.changes, ["abi/src/bind.rs"]);
}

#[test]
fn a_file_that_lacks_something_is_refused() {
    for (from, to, told) in [
        ("harm: A", "harms: A", "`harm: …` is missing"),
        ("room: abi", "room: abi/src/set", "does not lie in"),
        ("room: abi", "room: ab", "does not lie in"),
        ("test: abi ", "test: benches ", "no room with tests"),
        ("test: abi ", "test: ", "needs a package"),
        ("+++ b/", "+++ ", "there is no patch"),
    ] {
        assert!(GOOD.contains(from), "{from}");
        let found = read(&GOOD.replace(from, to)).unwrap_err().to_string();
        assert!(found.starts_with("one.patch: "), "{found}");
        assert!(found.contains(told), "{found}");
    }
}

#[test]
fn the_seed_draws_and_draws_the_same_again() {
    let names = |seed| -> BTreeSet<String> {
        let bugs: Vec<Bug> = (0..40)
            .map(|number| {
                let mut bug = read(GOOD).unwrap();
                bug.name = format!("bug-{number}");
                bug
            })
            .collect();
        sample::draw(bugs, 5, seed)
            .into_iter()
            .map(|bug| bug.name)
            .collect()
    };
    assert_eq!(names(1).len(), 5);
    assert_eq!(names(1), names(1));
    assert_ne!(names(1), names(2));
}
