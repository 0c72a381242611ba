//! `assent build` for what is a module already

use std::path::PathBuf;

use assent::arguments::{BuildArguments, Command, Emit};

use super::{Folder, Ran, run};

fn build(policy: PathBuf, output: Option<PathBuf>, emit: Emit, json: bool) -> Ran {
    run(Command::Build(BuildArguments {
        policy,
        output,
        emit,
        json,
    }))
}

#[test]
fn a_text_is_assembled_beside_itself() {
    let folder = Folder::new();
    let text = folder.file("registry.wat", contracts::REGISTRY);
    let ran = build(text, None, Emit::Wasm, true);
    assert_eq!(ran.error, "");
    let wasm = folder.read("registry.wasm");
    assert!(wasm == wat::parse_str(contracts::REGISTRY).expect("a module"));
    let report = ran.json();
    let hash = abi::Domain::Module.hash(&wasm).to_string();
    assert_eq!(report["hash"], hash, "{report}");
    assert_eq!(report["bytes"], wasm.len(), "{report}");
    let entries = serde_json::json!(["list", "look_up", "register", "withdraw"]);
    assert_eq!(report["entries"], entries, "{report}");
}

/// What is kept as text is the very module: it can be deployed from there.
#[test]
fn a_module_is_printed_and_assembles_to_itself() {
    let folder = Folder::new();
    for (name, text) in contracts::BY_HAND {
        let wasm = wat::parse_str(text).expect("a module");
        let module = folder.file("module.wasm", &wasm);
        let print = folder.path("print.wat");
        let ran = build(module, Some(print.clone()), Emit::Wat, false);
        assert!(
            ran.text().contains("written to "),
            "{}{}",
            ran.text(),
            ran.error
        );
        let again = build(print, Some("-".into()), Emit::Wasm, false);
        assert!(again.out == wasm, "{name}");
    }
}

#[test]
fn nothing_is_written_over_what_is_read() {
    let folder = Folder::new();
    let text = folder.file("registry.wat", contracts::REGISTRY);
    let ran = build(text, None, Emit::Wat, false);
    assert_eq!(ran.status, 2);
    assert!(ran.error.contains("would overwrite"), "{}", ran.error);
    assert_eq!(folder.read("registry.wat"), contracts::REGISTRY.as_bytes());
}

#[test]
fn what_is_not_admitted_is_not_built_and_says_why() {
    let folder = Folder::new();
    let text = r#"(module (memory (export "memory") 1 2) (func (export "go")))"#;
    let ran = build(folder.file("grows.wat", text), None, Emit::Wasm, false);
    assert_eq!(ran.status, 1);
    assert!(ran.error.contains("the memory may grow"), "{}", ran.error);
    assert!(ran.error.contains("rule memory"), "{}", ran.error);
    assert!(
        ran.error.contains("help: declare one memory"),
        "{}",
        ran.error
    );
    assert!(!folder.path("grows.wasm").exists());
}

#[test]
fn a_text_that_does_not_assemble_is_shown_with_its_line() {
    let folder = Folder::new();
    let text = "(module\n  (func (export \"go\") i32.ad))\n";
    let ran = build(folder.file("typo.wat", text), None, Emit::Wasm, false);
    assert_eq!(ran.status, 2);
    assert!(ran.error.contains("typo.wat:2:"), "{}", ran.error);
    assert!(!folder.path("typo.wasm").exists());
}
