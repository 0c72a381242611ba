//! Every script of calls in `contracts`, on both code generators and the second engine, kept and fresh.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use abi::Fuel;
use abi::limits::CALL_FUEL;
use assent::calls::{Call, ENDING, Script};
use assent::contract_file::read_module;
use runtime::{Context, Invocation};
use testkit::contract_agreement::{Reached, Sides};

use crate::docs::root;

/// The scripts that lie in a folder of a contract.
fn scripts() -> Vec<PathBuf> {
    let paths = contracts::CONTRACTS.iter().map(|(path, _)| path);
    let scripts = paths.filter(|path| path.ends_with(ENDING));
    scripts
        .map(|path| root().join("contracts").join(path))
        .collect()
}

fn context(script: &Script, call: &Call) -> Arc<Context> {
    Arc::new(Context {
        chain: script.chain,
        height: call.height,
        time: call.time,
        caller: call.caller.clone(),
    })
}

/// The results that a script expects are tried by `assent test`; here, that every engine comes to the same, and
/// that every entry is called.
#[test]
fn every_script_comes_to_the_same_on_every_engine_and_calls_every_entry() {
    let scripts = scripts();
    assert_eq!(scripts.len(), contracts::BY_HAND.len());
    for path in scripts {
        let script = Script::read(&path).expect("a script");
        let wasm = read_module(&script.contract).expect("a module");
        let mut sides = Sides::admit(&wasm, &script.file).expect("it is admitted");
        let mut state = script.state.clone();
        let mut reached = Reached::default();
        let mut called = BTreeSet::new();
        for call in &script.calls {
            let invocation = Invocation {
                entry: &call.entry,
                input: &call.input,
                mode: call.mode,
                context: context(&script, call),
            };
            let outcome = sides.call(&invocation, &state, Fuel(CALL_FUEL), &mut reached);
            sides.assert_exact(&invocation, &state, &outcome);
            state.apply(&outcome.writes);
            called.insert(call.entry.as_str());
        }
        let entries = sides.module.entries().iter().map(String::as_str);
        assert_eq!(called, entries.collect(), "{}", path.display());
    }
}
