//! `assent inspect`

use serde_json::Value;

use super::{Folder, typed};
use crate::docs::root;

fn contracts() -> String {
    root().join("contracts").display().to_string()
}

/// The same module by its folder, its source, and what that was compiled to.
#[test]
fn a_policy_is_the_same_by_its_folder_its_text_and_its_module() {
    let folder = Folder::new();
    let module = folder.path("bloodwork.wasm").display().to_string();
    let source = format!("{}/bloodwork/bloodwork.consent", contracts());
    assert_eq!(typed(&format!("build {source} -o {module}")).status, 0);
    let of = |path: &str| {
        let ran = typed(&format!("inspect {path} --json"));
        assert_eq!((ran.status, ran.error.as_str()), (0, ""));
        ran.json()
    };
    let (by_text, by_module) = (of(&source), of(&module));
    let by_folder = of(&format!("{}/bloodwork", contracts()));
    assert_eq!(by_text, by_folder_named(by_folder, &by_text));
    for field in [
        "hash",
        "bytes",
        "sections",
        "imports",
        "exports",
        "functions",
        "data",
    ] {
        assert_eq!(by_text[field], by_module[field], "{field}");
    }
    let rules = |report: &Value| report["policy"]["rules"].as_array().expect("rules").clone();
    // Whom a rule is about is in the text alone.
    let sentence = |report: &Value| {
        rules(report)[0]["sentence"]
            .as_str()
            .expect("words")
            .to_owned()
    };
    assert!(
        sentence(&by_text).starts_with("lab "),
        "{}",
        sentence(&by_text)
    );
    assert!(
        sentence(&by_module).starts_with("… may read bloodwork"),
        "{}",
        sentence(&by_module)
    );
    assert_eq!(rules(&by_text).len(), rules(&by_module).len());
}

/// A report by folder names the file in it; otherwise it is the same.
fn by_folder_named(mut report: Value, other: &Value) -> Value {
    report["module"] = other["module"].clone();
    report
}

#[test]
fn a_refused_module_is_shown_with_the_refusal() {
    let path = root().join("tests/hostile/contract-recursion.wat");
    let ran = typed(&format!("inspect {}", path.display()));
    assert_eq!((ran.status, ran.error.as_str()), (0, ""));
    for words in [
        "a module that is refused",
        "refused by the rule `recursion`",
        "help: use a loop",
        "section",
    ] {
        assert!(ran.text().contains(words), "{words}: {}", ran.text());
    }
    let report = typed(&format!("inspect {} --json", path.display())).json();
    assert_eq!(report["admission"]["rule"], "recursion");
}

#[test]
fn what_is_no_module_is_an_error_and_one_that_breaks_off_is_shown_so_far() {
    let folder = Folder::new();
    let none = folder.file("none.wasm", "nothing");
    let ran = typed(&format!("inspect {}", none.display()));
    assert_eq!(ran.status, 2);
    assert!(ran.error.contains("no WebAssembly module"), "{}", ran.error);
    let module = wat::parse_str(r#"(module (memory (export "memory") 1 1) (func (export "a")))"#);
    let module = module.expect("a module");
    let broken = folder.file("broken.wasm", &module[..module.len() - 12]);
    let ran = typed(&format!("inspect {}", broken.display()));
    assert_eq!(ran.status, 1, "{}", ran.error);
    assert!(
        ran.text().contains("cannot be read from byte"),
        "{}",
        ran.text()
    );
    assert!(ran.text().contains("types"), "{}", ran.text());
    for more in ["--function a", "--wat"] {
        let ran = typed(&format!("inspect {} {more}", broken.display()));
        assert_ne!(ran.status, 0, "{more}");
        assert!(!ran.error.is_empty(), "{more}");
    }
}

/// The text that is printed is that of the module.
#[test]
fn the_text_assembles_to_a_module_of_the_same_code() {
    let ran = typed(&format!("inspect {}/registry --wat", contracts()));
    assert_eq!((ran.status, ran.error.as_str()), (0, ""));
    let again = wat::parse_bytes(&ran.out).expect("it assembles");
    let original = wat::parse_str(contracts::REGISTRY).expect("it assembles");
    assert_eq!(again.as_ref(), original);
}
