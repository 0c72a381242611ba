//! `assent build`

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
fn a_policy_is_built_beside_itself() {
    let folder = Folder::new();
    let policy = folder.file("bloodwork.consent", contracts::BLOODWORK);
    let ran = build(policy, None, Emit::Wasm, false);
    assert_eq!((ran.status, ran.error.as_str()), (0, ""));
    let wasm = folder.read("bloodwork.wasm");
    assert!(wasm.starts_with(b"\0asm"));
    let hash = abi::Domain::Module.hash(&wasm).to_string();
    assert!(
        ran.text().contains(&format!("blake3 {hash}\n")),
        "{}",
        ran.text()
    );
    assert!(ran.text().contains("1 rule, "), "{}", ran.text());
}

#[test]
fn the_same_policy_gives_the_same_bytes() {
    let folder = Folder::new();
    let policy = folder.file("riverside.consent", contracts::RIVERSIDE);
    for emit in [Emit::Wasm, Emit::Wat] {
        build(policy.clone(), Some(folder.path("one")), emit, false);
        build(policy.clone(), Some(folder.path("two")), emit, false);
        assert!(folder.read("one") == folder.read("two"), "{emit:?}");
    }
}

#[test]
fn the_module_goes_where_it_is_told() {
    let folder = Folder::new();
    let policy = folder.file("p.consent", contracts::BLOODWORK);
    let ran = build(
        policy.clone(),
        Some(folder.path("out.bin")),
        Emit::Wasm,
        true,
    );
    let report = ran.json();
    let wasm = folder.read("out.bin");
    assert_eq!(report["bytes"], wasm.len(), "{report}");
    assert_eq!(report["rules"], 1, "{report}");
    assert_eq!(
        report["hash"],
        abi::Domain::Module.hash(&wasm).to_string(),
        "{report}"
    );
    assert_eq!(
        report["output"],
        folder.path("out.bin").display().to_string(),
        "{report}"
    );
    assert!(!folder.path("p.wasm").exists());

    let ran = build(policy, Some("-".into()), Emit::Wasm, false);
    assert!(ran.out == wasm, "the module alone, and the same");
}

#[test]
fn the_text_of_a_module_can_be_read() {
    let folder = Folder::new();
    let policy = folder.file("p.consent", contracts::BLOODWORK);
    let ran = build(policy.clone(), None, Emit::Wat, false);
    assert_eq!(ran.status, 0);
    let text = String::from_utf8(folder.read("p.wat")).expect("text");
    assert!(text.starts_with("(module"), "{text}");
    assert!(
        text.contains("(export \"decide\""),
        "it says what it exports"
    );
    let wasm = build(policy, Some("-".into()), Emit::Wasm, false).out;
    let again = wat::parse_str(&text).expect("a module");
    let code = |module: &[u8]| {
        runtime::Engine::new()
            .expect("the sandbox")
            .admit(module)
            .expect("admitted")
    };
    assert_eq!(code(&again).measurements(), code(&wasm).measurements());
}

#[test]
fn a_policy_with_errors_is_not_built() {
    let folder = Folder::new();
    let policy = folder.file("p.consent", "lab X\nlab X may read bloodwrk\n");
    let ran = build(policy, None, Emit::Wasm, false);
    assert_eq!(ran.status, 1);
    assert!(ran.error.contains("bloodwrk"), "{}", ran.error);
    assert!(!folder.path("p.wasm").exists());
}

#[test]
fn what_cannot_be_read_or_written_has_status_2() {
    let folder = Folder::new();
    let ran = build(folder.path("missing.consent"), None, Emit::Wasm, false);
    assert_eq!(ran.status, 2, "{}", ran.error);
    let policy = folder.file("p.consent", contracts::BLOODWORK);
    let ran = build(
        policy,
        Some(folder.path("no/such/folder.wasm")),
        Emit::Wasm,
        false,
    );
    assert_eq!(ran.status, 2, "{}", ran.error);
    assert!(ran.error.contains("folder.wasm"), "{}", ran.error);
}
