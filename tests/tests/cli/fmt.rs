//! `assent fmt`

use std::fs;
use std::path::PathBuf;

use assent::arguments::{Command, FmtArguments};

use super::{Folder, Ran, run, without_folder};

const LOOSE: &str = "lab  X\n\n\nlab X may read bloodwork\n   until 2027-03-31   # a year\n";
const LAID_OUT: &str = "lab X\n\nlab X may read bloodwork\n  until 2027-03-31  # a year\n";
const WRONG: &str = "lab  X\nlab X may\n";

fn fmt(paths: Vec<PathBuf>, check: bool, json: bool) -> Ran {
    run(Command::Fmt(FmtArguments {
        paths,
        laws: false,
        check,
        json,
    }))
}

#[test]
fn files_are_laid_out_in_place() {
    let folder = Folder::new();
    folder.file("a.consent", LOOSE);
    folder.file("deep/b.consent", LOOSE);
    folder.file("c.consent", LAID_OUT);
    folder.file(".hidden/d.consent", LOOSE);
    folder.file("e.txt", LOOSE);
    let ran = fmt(vec![folder.0.path().into()], false, false);
    assert_eq!((ran.status, ran.error.as_str()), (0, ""));
    assert_eq!(
        without_folder(ran.text(), &folder),
        "a.consent\ndeep/b.consent\n2 changed, 1 unchanged\n"
    );
    for name in ["a.consent", "deep/b.consent", "c.consent"] {
        assert_eq!(folder.read(name), LAID_OUT.as_bytes(), "{name}");
    }
    for name in [".hidden/d.consent", "e.txt"] {
        assert_eq!(folder.read(name), LOOSE.as_bytes(), "{name}");
    }
    let left: Vec<_> = fs::read_dir(folder.0.path()).expect("a folder").collect();
    assert_eq!(left.len(), 5, "nothing is left behind: {left:?}");
    let again = fmt(vec![folder.0.path().into()], false, false);
    assert_eq!(again.text(), "0 changed, 3 unchanged\n");
}

#[test]
fn a_file_that_is_laid_out_is_not_written() {
    let folder = Folder::new();
    let path = folder.file("a.consent", LAID_OUT);
    let mut permissions = fs::metadata(&path).expect("a file").permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).expect("a file");
    let ran = fmt(vec![path], false, false);
    assert_eq!((ran.status, ran.error.as_str()), (0, ""));
}

#[test]
fn a_file_that_is_read_only_is_left_as_it_is() {
    let folder = Folder::new();
    let path = folder.file("a.consent", LOOSE);
    let mut permissions = fs::metadata(&path).expect("a file").permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).expect("a file");
    let ran = fmt(vec![path], false, false);
    assert_eq!(ran.status, 2);
    assert!(
        ran.error.contains("a.consent") && ran.error.contains("read-only"),
        "{}",
        ran.error
    );
    assert_eq!(folder.read("a.consent"), LOOSE.as_bytes());
}

#[cfg(unix)]
#[test]
fn permissions_and_links_stay() {
    use std::os::unix::fs::{PermissionsExt, symlink};

    let folder = Folder::new();
    let path = folder.file("deep/a.consent", LOOSE);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("a file");
    let link = folder.path("link.consent");
    symlink(&path, &link).expect("a link");
    let ran = fmt(vec![link.clone()], false, false);
    assert_eq!(ran.status, 0, "{}", ran.error);
    assert_eq!(folder.read("deep/a.consent"), LAID_OUT.as_bytes());
    let mode = fs::metadata(&path).expect("a file").permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
    assert!(link.is_symlink());
}

#[test]
fn a_file_with_errors_is_left_as_it_is_and_the_others_are_not() {
    let folder = Folder::new();
    folder.file("a.consent", WRONG);
    folder.file("b.consent", LOOSE);
    let ran = fmt(vec![folder.0.path().into()], false, false);
    assert_eq!(ran.status, 1);
    let text = without_folder(ran.text(), &folder);
    assert!(text.contains("a.consent:2:10"), "{text}");
    assert!(
        text.ends_with("b.consent\n1 changed, 0 unchanged, 1 with errors left as they are\n"),
        "{text}"
    );
    assert_eq!(folder.read("a.consent"), WRONG.as_bytes());
    assert_eq!(folder.read("b.consent"), LAID_OUT.as_bytes());
}

#[test]
fn what_a_policy_means_does_not_matter() {
    let folder = Folder::new();
    let path = folder.file("a.consent", "lab X may  read no_such_thing\n");
    assert_eq!(fmt(vec![path], false, false).status, 0);
    assert_eq!(folder.read("a.consent"), b"lab X may read no_such_thing\n");
}

#[test]
fn laws_are_laid_out_beside_their_policy() {
    const LOOSE_LAWS: &str = "law own  the patient may always read vitals\n";
    const LAID_OUT_LAWS: &str = "law own\n  the patient may always read vitals\n";

    let folder = Folder::new();
    folder.file("a.consent", LAID_OUT);
    folder.file("a.laws", LOOSE_LAWS);
    let ran = fmt(vec![folder.0.path().into()], false, false);
    assert_eq!((ran.status, ran.error.as_str()), (0, ""));
    assert_eq!(
        without_folder(ran.text(), &folder),
        "a.laws\n1 changed, 1 unchanged\n"
    );
    assert_eq!(folder.read("a.laws"), LAID_OUT_LAWS.as_bytes());

    // By any other name they are laws when it is said.
    let path = folder.file("promises", LOOSE_LAWS);
    assert_eq!(fmt(vec![path.clone()], false, false).status, 1);
    assert_eq!(folder.read("promises"), LOOSE_LAWS.as_bytes());
    let said = FmtArguments {
        paths: vec![path],
        laws: true,
        check: false,
        json: false,
    };
    assert_eq!(run(Command::Fmt(said)).status, 0);
    assert_eq!(folder.read("promises"), LAID_OUT_LAWS.as_bytes());
}

#[test]
fn check_writes_nothing_and_shows_what_would_change() {
    let folder = Folder::new();
    folder.file("a.consent", LOOSE);
    folder.file("b.consent", LAID_OUT);
    let ran = fmt(vec![folder.0.path().into()], true, false);
    assert_eq!((ran.status, ran.error.as_str()), (1, ""));
    assert_eq!(
        without_folder(ran.text(), &folder),
        "--- a.consent\n+++ a.consent, laid out\n@@ -1,5 +1,4 @@\n-lab  X\n+lab X\n \n-\n lab X may read bloodwork\n\
         -   until 2027-03-31   # a year\n+  until 2027-03-31  # a year\n1 would change, 1 unchanged\n"
    );
    assert_eq!(folder.read("a.consent"), LOOSE.as_bytes());
    let ran = fmt(vec![folder.path("b.consent")], true, false);
    assert_eq!(
        (ran.status, ran.text()),
        (0, "0 would change, 1 unchanged\n")
    );
}

#[test]
fn results_in_json_name_every_file_and_its_problems() {
    let folder = Folder::new();
    folder.file("a.consent", LOOSE);
    folder.file("b.consent", LAID_OUT);
    folder.file("c.consent", WRONG);
    for check in [true, false] {
        let ran = fmt(vec![folder.0.path().into()], check, true);
        assert_eq!(ran.status, 1);
        let report = ran.json();
        for (count, expected) in [("changed", 1), ("unchanged", 1), ("failed", 1)] {
            assert_eq!(report[count], expected, "{report}");
        }
        let files = report["files"].as_array().expect("a list");
        let results: Vec<_> = files.iter().map(|file| &file["result"]).collect();
        assert_eq!(results, ["changed", "unchanged", "failed"], "{report}");
        assert_eq!(
            files[0]["file"],
            folder.path("a.consent").display().to_string()
        );
        assert_eq!(files[2]["problems"][0]["line"], 2, "{report}");
        assert!(files[0].get("text").is_none(), "{report}");
    }
    assert_eq!(folder.read("a.consent"), LAID_OUT.as_bytes());
}

#[test]
fn the_policies_of_the_repository_are_laid_out() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let paths = vec![
        root.join("contracts"),
        root.join("policy-lang/tests-data/language"),
    ];
    let ran = fmt(paths, true, false);
    assert_eq!(ran.status, 0, "{}", ran.text());
}

#[test]
fn what_cannot_be_laid_out_says_why() {
    let folder = Folder::new();
    let missing = fmt(vec![folder.path("missing.consent")], false, false);
    assert_eq!(missing.status, 2, "{}", missing.error);
    let latin = fmt(
        vec![folder.file("latin.consent", b"lab \xe9")],
        false,
        false,
    );
    assert_eq!(latin.status, 1);
    assert!(
        latin.error.contains("byte 4 is not UTF-8"),
        "{}",
        latin.error
    );
    let both = fmt(vec!["-".into(), folder.path("latin.consent")], false, false);
    assert_eq!(both.status, 2);
    assert!(
        both.error.contains("`-`") && both.error.contains("help: "),
        "{}",
        both.error
    );
}
