//! Which file a folder is about, and how it is called.

use super::*;

#[test]
fn a_subject_is_called_by_its_path_or_as_standard_input() {
    for (path, name) in [("-", "<standard input>"), ("a/b.consent", "a/b.consent")] {
        let subject = Subject {
            path: path.into(),
            text: None,
            wasm: Vec::new(),
        };
        assert_eq!(subject.name(), name);
    }
}

#[test]
fn what_is_not_there_is_told_of_as_such_whatever_is_looked_for() {
    let missing = Path::new("no-such/ward");
    for found in [policy_or_module(missing), policy_or_script(missing)] {
        let failure = found.expect_err("it is not there");
        let message = "cannot read no-such/ward: ";
        assert!(failure.message.starts_with(message), "{failure}");
    }
    let input = Path::new("-");
    for found in [policy_or_module(input), policy_or_script(input)] {
        assert_eq!(found.expect("the standard input"), input);
    }
}

#[test]
fn a_folder_is_about_the_file_of_its_name_or_its_only_one() {
    let root = tempfile::TempDir::new().expect("a folder");
    let folder = root.path().join("ward");
    std::fs::create_dir(&folder).expect("a folder");
    let add = |name: &str| std::fs::write(folder.join(name), "").expect("a file");
    let found = || policy_or_module(&folder).map_err(|failure| (failure.status, failure.message));
    let shown = folder.display();

    add("consent");
    add("notes.txt");
    let none = format!("there is no file of a contract in {shown}");
    assert_eq!(found(), Err((2, none)));
    add("other.wasm");
    assert_eq!(found(), Ok(folder.join("other.wasm")));
    add("a.consent");
    let two = format!("{shown}/a.consent and {shown}/other.wasm are in the same folder");
    assert_eq!(found(), Err((2, two)));
    add("ward.wat");
    assert_eq!(found(), Ok(folder.join("ward.wat")));
    add("ward.consent");
    assert_eq!(found(), Ok(folder.join("ward.consent")));
    add("ward.calls.json");
    let script = policy_or_script(&folder.join("ward.calls.json")).expect("a file");
    assert!(is_script(&script) && !is_script(&folder.join("ward.consent")));
}
