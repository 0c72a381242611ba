//! `assent new contract`

use std::path::PathBuf;

use assent::arguments::{Command, ContractLanguage, NewCommand, NewContractArguments};

use super::{Folder, Ran, run, without_folder};

const LANGUAGES: [(ContractLanguage, &str); 3] = [
    (ContractLanguage::Wat, "wat"),
    (ContractLanguage::C, "c"),
    (ContractLanguage::AssemblyScript, "assemblyscript"),
];

fn new(folder: PathBuf, lang: ContractLanguage, json: bool) -> Ran {
    run(Command::New(NewCommand::Contract(NewContractArguments {
        folder,
        lang,
        json,
    })))
}

/// The files of a folder, by name.
fn files(folder: &Folder, name: &str) -> Vec<String> {
    let entries = folder.path(name).read_dir().expect("a folder");
    let mut names: Vec<String> = entries
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
    names
}

#[test]
fn each_language_has_its_files_under_the_contract_s_name() {
    let folder = Folder::new();
    for (lang, name) in LANGUAGES {
        let ran = new(folder.path(&format!("here/{name}-beds")), lang, true);
        assert_eq!((ran.status, ran.error.as_str()), (0, ""));
        let report = ran.json();
        assert_eq!(report["language"], name, "{report}");
        assert_eq!(report["name"], format!("{name}-beds"), "{report}");
        let mut told: Vec<String> = report["files"]
            .as_array()
            .expect("files")
            .iter()
            .map(|file| file.as_str().expect("a path").to_owned())
            .collect();
        told.sort();
        assert_eq!(told, files(&folder, &format!("here/{name}-beds")));
        let script = folder.read(&format!("here/{name}-beds/{name}-beds.calls.json"));
        let script: serde_json::Value = serde_json::from_slice(&script).expect("JSON");
        let ending = if name == "wat" { "wat" } else { "wasm" };
        assert_eq!(script["contract"], format!("{name}-beds.{ending}"));
    }
}

#[test]
fn a_contract_in_text_is_admitted_as_it_is() {
    let folder = Folder::new();
    let ran = new(folder.path("beds"), ContractLanguage::Wat, false);
    let shown = without_folder(ran.text(), &folder);
    assert_eq!(
        shown,
        "beds: beds.wat, beds.calls.json, README.md\nnext:\n  assent test beds\n"
    );
    let wasm = wat::parse_bytes(&folder.read("beds/beds.wat"))
        .expect("a module")
        .into_owned();
    let module = runtime::Engine::new().expect("a sandbox").admit(&wasm);
    assert_eq!(module.expect("admitted").entries(), ["add", "count"]);
}

#[test]
fn what_is_a_program_can_be_run() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    for (lang, name) in LANGUAGES {
        let ran = new(folder.path(name), lang, true);
        for file in ran.json()["files"].as_array().expect("files") {
            let path = folder.path(&format!("{name}/{}", file.as_str().expect("a path")));
            let bytes = std::fs::read(&path).expect("a file");
            let mode = std::fs::metadata(&path)
                .expect("a file")
                .permissions()
                .mode();
            assert_eq!(
                mode & 0o100 != 0,
                bytes.starts_with(b"#!"),
                "{}",
                path.display()
            );
        }
    }
}

#[test]
fn nothing_is_overwritten() {
    let folder = Folder::new();
    folder.file("beds/notes.txt", "mine");
    folder.file("ward", "a file");
    for name in ["beds", "ward"] {
        let ran = new(folder.path(name), ContractLanguage::C, false);
        assert_eq!(ran.status, 2, "{}", ran.error);
        assert!(ran.error.contains("choose another name"), "{}", ran.error);
    }
    assert_eq!(files(&folder, "beds"), ["notes.txt"]);
    assert_eq!(folder.read("ward"), b"a file");
}

/// The host's functions are declared in a file of this name.
#[test]
fn a_contract_does_not_take_the_place_of_a_file_that_it_needs() {
    let folder = Folder::new();
    let ran = new(
        folder.path("assent"),
        ContractLanguage::AssemblyScript,
        false,
    );
    assert_eq!(ran.status, 2);
    assert!(ran.error.contains("choose another name"), "{}", ran.error);
    assert!(!folder.path("assent").exists());
    let ran = new(folder.path("assent"), ContractLanguage::C, false);
    assert_eq!(ran.status, 0, "{}", ran.error);
}

#[test]
fn a_name_that_would_not_do_as_one_is_refused() {
    let folder = Folder::new();
    let long = "b".repeat(65);
    for name in [
        "Beds",
        "9beds",
        "-beds",
        "be ds",
        "be_ds",
        "beds.c",
        "b\u{e9}ds",
        "..",
        &long,
    ] {
        let ran = new(folder.path(name), ContractLanguage::Wat, false);
        assert_eq!(ran.status, 2, "{name}: {}", ran.error);
        assert!(ran.error.contains("lower-case letters"), "{}", ran.error);
    }
    assert_eq!(files(&folder, "."), Vec::<String>::new());
    let ran = new(folder.path(&long[1..]), ContractLanguage::Wat, false);
    assert_eq!(ran.status, 0, "{}", ran.error);
}
