//! The same everywhere: contracts to the byte, receipts to the unit of fuel.

use std::fmt::Write;
use std::path::Path;

use chain::verify;
use runtime::{Engine, Optimisation};

use crate::ledger_folder::{DEMO, demo_in_memory};

/// Policies compile to the bytes that are written down, on every machine. A change of a policy,
/// of the compiler or of the evaluator shows here; `BLESS=1` writes the new hashes down.
#[test]
fn contracts_have_the_hashes_that_are_written_down() {
    let mut hashes = String::new();
    for &(name, source) in contracts::ALL {
        let policy = policy_lang::check(source, name).policy.expect("a policy");
        let first = policy_lang::contract::compile(&policy, source).expect("it fits");
        let again = policy_lang::check(source, name).policy.expect("a policy");
        let again = policy_lang::contract::compile(&again, source).expect("it fits");
        assert!(
            first.wasm == again.wasm,
            "{name} compiles to other bytes the second time"
        );
        // INVARIANT: writing to a string does not fail.
        let _ = writeln!(hashes, "{}  {name}", first.hash);
    }
    for &(name, text) in contracts::BY_HAND {
        let wasm = wat::parse_str(text).expect("the text is a module");
        let hash = abi::Domain::Module.hash(&wasm);
        let _ = writeln!(hashes, "{hash}  {name}");
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../contracts/HASHES");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&file, &hashes).expect("the file can be written");
    }
    let written = std::fs::read_to_string(&file).unwrap_or_default();
    assert_eq!(
        written, hashes,
        "run with BLESS=1 when a contract was meant to change"
    );
}

/// The code generator decides nothing: the whole demonstration, executed by code that is translated
/// as it stands, gives every receipt, write and root that optimised code gave.
#[test]
fn optimised_and_plain_code_give_the_same_receipts() {
    let summary = &DEMO.1;
    for optimisation in [Optimisation::Off, Optimisation::Speed] {
        let engine = Engine::with(optimisation).expect("the sandbox opens");
        let tip = verify(&mut demo_in_memory(), engine, |_| {});
        let tip = tip.unwrap_or_else(|error| panic!("{optimisation:?}: {error}"));
        assert_eq!(
            (tip.hash, tip.state_root),
            (summary.tip, summary.root),
            "{optimisation:?}"
        );
    }
}
