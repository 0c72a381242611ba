//! What is no contract that could be fuzzed.

use clap::Parser;

use super::*;
use crate::arguments::{Arguments, Command};

#[test]
fn a_policy_and_a_module_without_the_entry_are_refused_with_what_to_do() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let path = folder.path().join("x.wasm");
    let refused = |wasm: &[u8], more: &[&str]| {
        std::fs::write(&path, wasm).expect("a file");
        let shown = path.display().to_string();
        let words = [&["assent", "fuzz", &shown], more].concat();
        let arguments = Arguments::try_parse_from(words).expect("arguments");
        let Command::Fuzz(arguments) = arguments.command else {
            panic!("another command")
        };
        let failure = ready(&arguments, &path).err().expect("a failure");
        let message = failure.message.replace(&shown, "x.wasm");
        (failure.status, message, failure.help.unwrap_or_default())
    };
    let (_, policy) = crate::demo::compile_policy().expect("a policy");
    let (status, message, help) = refused(&policy.wasm, &[]);
    assert_eq!(
        (status, help.as_str()),
        (2, "a policy is fuzzed by its text, `.consent`")
    );
    assert!(message.starts_with("x.wasm: "), "{message}");
    let module = r#"(module (memory (export "memory") 1 1) (func (export "go")))"#;
    let module = wat::parse_str(module).expect("a module");
    let (status, message, help) = refused(&module, &["--target", "none"]);
    let expected = "`assent admit` lists the entries of a contract";
    assert_eq!((status, help.as_str()), (2, expected), "{message}");
}
