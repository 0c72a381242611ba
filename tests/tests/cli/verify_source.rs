//! `assent verify`

use std::path::{Path, PathBuf};

use assent::arguments::{BuildArguments, Command, Emit, VerifySourceArguments};

use super::{Folder, Ran, run};

fn build(policy: &Path, output: PathBuf) -> PathBuf {
    let built = run(Command::Build(BuildArguments {
        policy: policy.into(),
        output: Some(output.clone()),
        emit: Emit::Wasm,
        json: false,
    }));
    assert_eq!(built.status, 0, "{}", built.error);
    output
}

fn verify(contract: &Path, source: &Path, json: bool) -> Ran {
    run(Command::Verify(VerifySourceArguments {
        contract: contract.into(),
        source: source.into(),
        json,
    }))
}

#[test]
fn a_contract_is_verified_by_its_policy() {
    let folder = Folder::new();
    let source = folder.file("riverside.consent", contracts::RIVERSIDE);
    let contract = build(&source, folder.path("r.wasm"));
    let ran = verify(&contract, &source, false);
    assert_eq!((ran.status, ran.error.as_str()), (0, ""));
    let hash = abi::Domain::Module.hash(&folder.read("r.wasm")).to_string();
    assert!(
        ran.text().starts_with("verified: ") && ran.text().contains(&hash),
        "{}",
        ran.text()
    );
    let report = verify(&contract, &source, true).json();
    assert_eq!(report["verified"], true, "{report}");
    assert_eq!(report["hash"], hash, "{report}");
    assert_eq!(report["compiled_hash"], hash, "{report}");
    assert_eq!(
        report["differences"].as_array().map(Vec::len),
        Some(0),
        "{report}"
    );
}

#[test]
fn a_policy_without_a_title_may_have_another_file_name() {
    let folder = Folder::new();
    let built = folder.file("built.consent", "lab X\nlab X may read bloodwork\n");
    let contract = build(&built, folder.path("r.wasm"));
    let renamed = folder.file("renamed.consent", folder.read("built.consent"));
    assert_eq!(verify(&contract, &renamed, false).status, 0);
}

/// What differs between the contract of one policy and another.
fn differences(one: &str, other: &str) -> Vec<String> {
    let folder = Folder::new();
    let contract = build(&folder.file("one.consent", one), folder.path("one.wasm"));
    let ran = verify(&contract, &folder.file("other.consent", other), true);
    assert_eq!(ran.status, 1, "{}", ran.error);
    let report = ran.json();
    assert_ne!(report["hash"], report["compiled_hash"], "{report}");
    let differences = report["differences"].as_array().expect("a list");
    let words =
        |difference: &serde_json::Value| difference["what"].as_str().expect("words").to_owned();
    differences.iter().map(words).collect()
}

#[test]
fn what_differs_is_named() {
    let policy = "policy \"A\"\nlab X\nlab X may read bloodwork\n";
    let text = "hash of the policy's text";
    assert_eq!(
        differences(policy, &policy.replace("bloodwork", "imaging")),
        [text]
    );
    assert_eq!(
        differences(policy, &format!("{policy}# a comment\n")),
        [text]
    );
    assert_eq!(
        differences(policy, &policy.replace("\"A\"", "\"B\"")),
        ["title", text]
    );
}

#[test]
fn a_contract_with_other_code_or_tables_is_told_from_one_of_another_text() {
    let folder = Folder::new();
    let source = folder.file("p.consent", contracts::BLOODWORK);
    let contract = build(&source, folder.path("p.wasm"));
    let wasm = folder.read("p.wasm");
    let mut found = 0;
    // Whichever of these bytes is a table's, the contract is admitted and is another.
    for back in 1..400 {
        let mut changed = wasm.clone();
        let at = changed.len() - back;
        changed[at] ^= 1;
        let changed = folder.file("changed.wasm", changed);
        let ran = verify(&changed, &source, false);
        assert_eq!(ran.status, 1, "{back}: {}{}", ran.text(), ran.error);
        assert!(ran.text().starts_with("not verified: "), "{}", ran.text());
        found += usize::from(
            ran.text()
                .contains("differs: the code or the tables, and nothing else"),
        );
    }
    assert!(found > 0);
    assert_eq!(verify(&contract, &source, false).status, 0);
}

#[test]
fn what_is_no_contract_or_no_policy_is_no_finding() {
    let folder = Folder::new();
    let source = folder.file("p.consent", contracts::BLOODWORK);
    let contract = build(&source, folder.path("p.wasm"));
    let ran = verify(&source, &source, false);
    assert_eq!(ran.status, 2, "{}", ran.error);
    assert!(ran.error.contains("help: "), "{}", ran.error);
    assert_eq!(verify(&folder.path("no.wasm"), &source, false).status, 2);
    assert_eq!(
        verify(&contract, &folder.path("no.consent"), false).status,
        2
    );
    let wrong = folder.file("wrong.consent", "lab X may");
    let ran = verify(&contract, &wrong, false);
    assert_eq!(ran.status, 1);
    assert!(
        ran.error.contains("wrong.consent has errors"),
        "{}",
        ran.error
    );
    let ran = verify(
        &folder.file("bare.wasm", b"\0asm\x01\0\0\0"),
        &source,
        false,
    );
    assert_eq!(ran.status, 1);
    assert!(
        ran.text().contains("the contract cannot be read"),
        "{}",
        ran.text()
    );
}
