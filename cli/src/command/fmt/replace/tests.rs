//! A file is replaced whole, and nothing of others is.

use super::*;

#[test]
fn what_an_earlier_run_left_beside_a_file_is_left_alone() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    std::fs::write(at("a.consent"), "old").expect("a file");
    for left in [".a.consent.0.new", ".a.consent.1.new"] {
        std::fs::write(at(left), "left").expect("a file");
    }
    replace(&at("a.consent"), "new").expect("it is replaced");
    let read = |name: &str| std::fs::read_to_string(at(name)).ok();
    assert_eq!(read("a.consent").as_deref(), Some("new"));
    assert_eq!(read(".a.consent.0.new").as_deref(), Some("left"));
    assert_eq!(read(".a.consent.1.new").as_deref(), Some("left"));
    let left = std::fs::read_dir(folder.path()).expect("a folder");
    assert_eq!(left.count(), 3);
}
