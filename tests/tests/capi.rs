//! The library for C: its header, and its examples as programs.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::docs::root;

const REQUEST: &str = r#"{"subject": {"type": "organization", "id": "Acme", "properties": {"kind": "lab"}},
    "action": {"name": "read"},
    "resource": {"type": "record", "id": "p", "properties": {"category": "bloodwork"}},
    "context": {"time": "2026-05-04T12:00:00Z"}}"#;

/// Counts its calls in the state and tells of each; the third one is refused.
const COUNTER: &str = r#"(module
    (import "assent" "state_read" (func $read (param i32 i32 i32 i32) (result i32)))
    (import "assent" "state_next" (func $next (param i32 i32 i32 i32 i32 i32) (result i32)))
    (import "assent" "state_write" (func $write (param i32 i32 i32 i32)))
    (import "assent" "event" (func $event (param i32 i32 i32 i32)))
    (import "assent" "output" (func $output (param i32 i32)))
    (import "assent" "caller_has_role" (func $role (param i32 i32) (result i32)))
    (import "assent" "abort" (func $abort (param i32 i32)))
    (memory (export "memory") 1 1)
    (data (i32.const 0) "n")
    (data (i32.const 8) "counted")
    (data (i32.const 16) "enough")
    (data (i32.const 24) "clerk")
    (func (export "count")
        (if (i32.eqz (call $role (i32.const 24) (i32.const 5))) (then unreachable))
        (drop (call $read (i32.const 0) (i32.const 1) (i32.const 32) (i32.const 1)))
        (if (i32.eq (i32.load8_u (i32.const 32)) (i32.const 2))
            (then (call $abort (i32.const 16) (i32.const 6))))
        (i32.store8 (i32.const 32) (i32.add (i32.load8_u (i32.const 32)) (i32.const 1)))
        (call $write (i32.const 0) (i32.const 1) (i32.const 32) (i32.const 1))
        (call $event (i32.const 8) (i32.const 7) (i32.const 32) (i32.const 1))
        (call $output (i32.const 32) (i32.const 1)))
    ;; The length of the first key, and of the one behind it: none is -1.
    (func (export "keys")
        (i32.store (i32.const 64)
            (call $next (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 96) (i32.const 8)))
        (i32.store (i32.const 68)
            (call $next (i32.const 0) (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 96) (i32.const 8)))
        (call $output (i32.const 64) (i32.const 8)))
    (func (export "fail") unreachable))"#;

/// An example of the library, compiled with every warning an error, and linked with the shared library.
fn example(name: &str, folder: &Path) -> PathBuf {
    let capi = root().join("capi");
    let tests = std::env::current_exe().expect("a path");
    let library = tests.parent().expect("a folder");
    let program = folder.join(name);
    let mut compiler = Command::new(std::env::var_os("CC").unwrap_or("cc".into()));
    compiler
        .args([
            "-std=c11",
            "-O1",
            "-Wall",
            "-Wextra",
            "-Wpedantic",
            "-Werror",
        ])
        .arg("-I")
        .arg(capi.join("include"))
        .arg(capi.join("examples").join(name).with_extension("c"))
        .arg("-o")
        .arg(&program)
        .arg("-L")
        .arg(library)
        .arg("-lassent_c")
        .arg(format!("-Wl,-rpath,{}", library.display()));
    let compiled = compiler.output().expect("there is a C compiler");
    assert!(
        compiled.status.success(),
        "{}",
        String::from_utf8_lossy(&compiled.stderr)
    );
    program
}

fn file(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, bytes).expect("a file");
    path
}

fn run(program: &Path, arguments: &[&Path]) -> Output {
    let output = Command::new(program).args(arguments).output();
    output.expect("the program runs")
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("text")
}

#[test]
fn a_program_in_c_decides_as_the_command_does() {
    let folder = TempDir::new().expect("a folder");
    let at = folder.path();
    let source = "lab Acme\nlab Acme may read bloodwork until 2026-12-31\n";
    let policy = policy_lang::check(source, "p").policy.expect("a policy");
    let contract = policy_lang::contract::compile(&policy, source).expect("it fits");
    let wasm = file(at, "p.wasm", &contract.wasm);
    let request = file(at, "request.json", REQUEST.as_bytes());
    let late = file(at, "late.json", REQUEST.replace("2026", "2027").as_bytes());
    let none = file(at, "none.json", b"{}");
    let list = file(at, "list.json", b"[]");
    let facts = file(at, "facts.json", b"{\"patients\": {}}");
    let decide = example("decide", at);

    let allowed = run(&decide, &[&wasm, &request]);
    let (answer, status) = (text(&allowed.stdout), allowed.status.code());
    assert_eq!(status, Some(0), "{}", text(&allowed.stderr));
    assert!(answer.starts_with("{\"decision\":true,"), "{answer}");
    let arguments = assent::arguments::DecideArguments {
        policy: wasm.clone(),
        request: request.clone(),
        facts: None,
        json: true,
        cache: Default::default(),
    };
    let mut out = Vec::new();
    let command = assent::arguments::Command::Decide(arguments);
    assert_eq!(
        assent::command::run(command, &mut out).expect("it decides"),
        0
    );
    assert_eq!(answer, text(&out));

    let refused = run(&decide, &[&wasm, &late]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(text(&refused.stdout).starts_with("{\"decision\":false,"));

    for (arguments, said) in [
        (
            vec![&*wasm, &*none],
            "error: the request cannot be read: missing field `subject`",
        ),
        (vec![&*request, &*request], "error: "),
        (
            vec![&*wasm, &*request, &*list],
            "error: the facts file cannot be read",
        ),
    ] {
        let failed = run(&decide, &arguments);
        assert_eq!(failed.status.code(), Some(2), "{arguments:?}");
        let error = text(&failed.stderr);
        assert!(error.starts_with(said), "{error}");
    }
    let attested = run(&decide, &[&wasm, &request, &facts]);
    assert_eq!(
        attested.status.code(),
        Some(0),
        "{}",
        text(&attested.stderr)
    );
}

#[test]
fn a_program_in_c_calls_a_contract_over_a_state_of_its_own() {
    let folder = TempDir::new().expect("a folder");
    let at = folder.path();
    let wasm = wat::parse_str(COUNTER).expect("a module");
    let wasm = file(at, "counter.wasm", &wasm);
    let call = example("call", at);
    let entries = ["keys", "count", "count", "fail", "count", "keys", "nowhere"];
    let mut arguments = vec![wasm.as_path()];
    arguments.extend(entries.map(Path::new));
    let called = run(&call, &arguments);
    assert_eq!(called.status.code(), Some(0), "{}", text(&called.stderr));
    assert_eq!(
        text(&called.stdout),
        "keys: code 0 output ffffffffffffffff\n\
         count: code 0 output 01 counted 01\n\
         count: code 0 output 02 counted 02\n\
         fail: code 100 output \n\
         count: code 150 abort enough output \n\
         keys: code 0 output 01000000ffffffff\n\
         nowhere: code 109 output \n"
    );
}

/// What the header declares is what the library has, and nothing else.
#[test]
fn the_header_declares_every_function_of_the_library() {
    let header = root().join("capi/include/assent_embed.h");
    let header = std::fs::read_to_string(header).expect("the header");
    let declared = names(&header, "assent_", "(");
    let mut defined = Vec::new();
    for file in [
        "boundary.rs",
        "engine.rs",
        "policy.rs",
        "contract.rs",
        "contract/outcome.rs",
    ] {
        let path = root().join("capi/src").join(file);
        let source = std::fs::read_to_string(path).expect("a source");
        let functions = source.split("extern \"C\" fn ").skip(1);
        let functions = functions.filter_map(|rest| rest.split('(').next());
        let exported = functions.filter(|name| name.starts_with("assent_"));
        defined.extend(exported.map(str::to_owned));
    }
    defined.sort();
    assert!(defined.len() > 15, "{defined:?}");
    assert_eq!(declared, defined);
}

/// The names in `text` that begin with `prefix` and stand before `behind`, sorted, each once.
fn names(text: &str, prefix: &str, behind: &str) -> Vec<String> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let words = text.match_indices(prefix).filter_map(|(at, _)| {
        let end = text[at..].find(|c| !is_part(c))? + at;
        let begins = !text[..at].ends_with(is_part);
        let is_call = text[end..].starts_with(behind) && !text[end..].starts_with("()");
        (begins && is_call).then(|| text[at..end].to_owned())
    });
    let mut names: Vec<String> = words.collect();
    names.sort();
    names.dedup();
    names
}
