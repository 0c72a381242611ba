//! Files, and which of them are read.

use super::*;

#[test]
fn a_file_is_read_whole_up_to_the_limit_and_refused_beyond_it() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let path = folder.path().join("large");
    let file = std::fs::File::create(&path).expect("a file");
    // A hole takes no room on the disk.
    file.set_len(FILE_BYTES).expect("a length");
    assert_eq!(read(&path).map(|bytes| bytes.len()).ok(), Some(64 << 20));
    file.set_len(FILE_BYTES + 1).expect("a length");
    let failure = read(&path).expect_err("it is too large");
    let message = format!("{} is larger than 67108864 bytes", path.display());
    assert_eq!((failure.status, failure.message), (2, message));
}

#[test]
fn a_text_that_is_none_is_refused_with_the_first_wrong_byte() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let path = folder.path().join("x.consent");
    std::fs::write(&path, b"lab \xff").expect("a file");
    let failure = read_text(&path).expect_err("it is no text");
    let message = format!("{} is not a text: byte 4 is not UTF-8", path.display());
    assert_eq!((failure.status, failure.message), (1, message));
}

#[test]
fn a_folder_means_the_files_below_it_each_once() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    for name in [
        "b.consent",
        "in/a.consent",
        "in/c.calls.json",
        ".hidden/d.consent",
        "e.txt",
    ] {
        let path = at(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, "").expect("a file");
    }
    let both = [at("b.consent"), at("in/a.consent")];
    assert_eq!(policies(&[folder.path().into()]).ok(), Some(both.to_vec()));
    let twice = [at("in/a.consent"), folder.path().into()];
    let found = policies(&twice).ok();
    assert_eq!(found, Some(vec![at("in/a.consent"), at("b.consent")]));
    let found = policies_and_scripts(&[folder.path().into()]).ok();
    assert_eq!(found, Some((both.to_vec(), vec![at("in/c.calls.json")])));
    let none = policies(&[at(".hidden/none"), at("in")].map(|path| path.with_extension("x")));
    assert!(
        none.is_ok(),
        "what is no folder is a file, whether it is there or not"
    );
    let empty = tempfile::TempDir::new().expect("a folder");
    let failure = policies(&[empty.path().into()]).expect_err("there is none");
    let message = format!("no policy in {}", empty.path().display());
    assert_eq!((failure.status, failure.message), (2, message));
}
