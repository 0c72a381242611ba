//! Every module in `tests/hostile`, one attack each, has the result that its first line says.
//!
//! ```text
//! ;; expect: refused RULE | trap CODE | abort NAME | output HEX | fault
//! ;; input: how many bytes 255 (none unless said)
//! ;; fuel: the limit (2,000,000 unless said)
//! ;; entry: the entry that is called, of a module that is no policy
//! ;; mode: query (a transaction unless said)
//! ```

use std::collections::BTreeSet;
use std::path::PathBuf;

use abi::{Fuel, OutcomeCode};

use crate::{
    AdmitError, Engine, Entry, FactAnswer, FactSource, Fault, Instance, NoFacts, Optimisation,
};
use crate::{
    AdmittedModule, CallerIdentity, Context, Found, Invocation, Mode, StateReader, Stopped,
};
use crate::{RULES, admit};

/// Knows a short fact, a long one, and how to fail.
struct Facts;

impl FactSource for Facts {
    fn fact(&mut self, id: u32, out: &mut Vec<u8>) -> Result<FactAnswer, Fault> {
        match id {
            1 => out.extend(1_u32.to_le_bytes()),
            3 => out.extend([3; 1_000]),
            4 => return Err(Fault::host("a broken disk")),
            5 => out.resize(abi::limits::FACT_BYTES as usize + 1, 5),
            _ => return Ok(FactAnswer::Unknown),
        }
        Ok(FactAnswer::Known)
    }
}

/// One file.
struct Attack {
    name: String,
    module: Vec<u8>,
    expect: String,
    input: usize,
    fuel: u64,
    entry: Option<String>,
    is_query: bool,
}

/// Holds a short value, a long key, what is longer than states may hold, and how to fail.
struct State;

impl StateReader for State {
    fn read(&self, key: &[u8], out: &mut Vec<u8>) -> Result<Found, Fault> {
        match key {
            b"short" => out.extend([1; 8]),
            b"over" => out.resize(abi::limits::CONTRACT_VALUE_BYTES as usize + 1, 5),
            b"broken" => return Err(Fault::host("a broken disk")),
            _ => return Ok(Found::No),
        }
        Ok(Found::Yes)
    }

    fn next_key(
        &self,
        prefix: &[u8],
        after: Option<&[u8]>,
        out: &mut Vec<u8>,
    ) -> Result<Found, Fault> {
        match (prefix, after) {
            (b"broken", _) => return Err(Fault::host("a broken disk")),
            (b"over", _) => out.resize(abi::limits::CONTRACT_KEY_BYTES as usize + 1, 5),
            (b"" | b"s", None) => out.extend(b"short"),
            _ => return Ok(Found::No),
        }
        Ok(Found::Yes)
    }
}

fn attacks() -> Vec<Attack> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/hostile");
    let mut files: Vec<_> = folder
        .read_dir()
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    files.sort();
    files.iter().map(|file| attack(file)).collect()
}

fn attack(file: &std::path::Path) -> Attack {
    let name = file.file_stem().unwrap().to_string_lossy().into_owned();
    let text = std::fs::read_to_string(file).unwrap();
    let header = |key: &str| {
        let line = text
            .lines()
            .find_map(|line| line.strip_prefix(";; ")?.strip_prefix(key));
        line.map(|value| value.trim().to_owned())
    };
    Attack {
        module: wat::parse_str(&text).unwrap_or_else(|error| panic!("{name}: {error}")),
        expect: header("expect:").unwrap_or_else(|| panic!("{name} expects nothing")),
        input: header("input:").map_or(0, |bytes| bytes.parse().unwrap()),
        fuel: header("fuel:").map_or(2_000_000, |fuel| fuel.parse().unwrap()),
        entry: header("entry:"),
        is_query: header("mode:").is_some_and(|mode| mode == "query"),
        name,
    }
}

/// What a call came to, in the words of the header, and its fuel.
fn run(instance: &mut Instance<Facts>, input: usize, fuel: u64) -> (String, Fuel) {
    match instance.call(Entry::Decide, &vec![255; input], Fuel(fuel)) {
        Err(_) => ("fault".into(), Fuel(0)),
        Ok(call) => match call.outcome {
            Err(code) => (format!("trap {}", code.name().unwrap()), call.fuel.total()),
            Ok(output) => {
                let hex: String = output.iter().map(|byte| format!("{byte:02x}")).collect();
                (format!("output {hex}"), call.fuel.total())
            }
        },
    }
}

/// What a call of a contract that is no policy came to, and its fuel. What does not succeed gives
/// nothing back, and a second call of the same contract comes to the same.
fn run_contract(module: &AdmittedModule, attack: &Attack, entry: &str) -> (String, Fuel) {
    let context = Context {
        chain: abi::Hash([9; 32]),
        height: abi::Height(1),
        time: abi::Instant(1_000),
        caller: CallerIdentity {
            organisation: Some("Riverside".into()),
            ..CallerIdentity::default()
        },
    };
    let invocation = Invocation {
        entry,
        input: &vec![255; attack.input],
        mode: match attack.is_query {
            true => Mode::Query,
            false => Mode::Transaction,
        },
        context: std::sync::Arc::new(context),
    };
    let mut contract = module.contract(State).unwrap();
    let Ok(outcome) = contract.call(&invocation, Fuel(attack.fuel)) else {
        assert!(matches!(contract.state_mut(), Err(Fault::Gone)));
        return ("fault".into(), Fuel(0));
    };
    let again = contract.call(&invocation, Fuel(attack.fuel));
    assert_eq!(again.ok().as_ref(), Some(&outcome), "{}", attack.name);
    if outcome.result.is_err() {
        assert!(
            outcome.writes.is_empty() && outcome.events.is_empty(),
            "{}",
            attack.name
        );
    }
    let fuel = outcome.fuel.total();
    let name = &attack.name;
    let result = match outcome.result {
        Err(Stopped::Trap(code)) => {
            assert_eq!(fuel, Fuel(attack.fuel), "{name}: a trap costs the limit");
            format!("trap {}", code.name().unwrap())
        }
        Err(Stopped::Abort(name)) => format!("abort {name}"),
        Ok(output) => {
            let hex: String = output.iter().map(|byte| format!("{byte:02x}")).collect();
            format!("output {hex}")
        }
    };
    (result, fuel)
}

/// Nothing is compiled and nothing runs: what admission alone says.
#[test]
fn admission_refuses_those_attacks_that_are_to_be_refused_and_no_others() {
    for attack in attacks() {
        let found = crate::examine(&attack.module).map(|_| String::new());
        let found = found.unwrap_or_else(|refusal| format!("refused {}", refusal.rule));
        let expected = match attack.expect.starts_with("refused ") {
            true => attack.expect.as_str(),
            false => "",
        };
        assert_eq!(found, expected, "{}", attack.name);
    }
}

#[test]
fn every_attack_has_the_result_that_its_file_says() {
    let engines = [Optimisation::Speed, Optimisation::Off].map(|o| Engine::with(o).unwrap());
    for attack in attacks() {
        let Attack {
            name,
            module,
            expect,
            input,
            fuel,
            entry,
            ..
        } = &attack;
        let mut results = BTreeSet::new();
        for engine in &engines {
            let module = match engine.admit(module) {
                Ok(module) => module,
                Err(AdmitError::Refused(refusal)) => {
                    assert_eq!(
                        format!("refused {}", refusal.rule),
                        *expect,
                        "{name}: {refusal}"
                    );
                    continue;
                }
                Err(AdmitError::Fault(fault)) => panic!("{name}: {fault}"),
            };
            if let Some(entry) = entry {
                let first = run_contract(&module, &attack, entry);
                assert_eq!(first.0, *expect, "{name}");
                results.insert(first);
                continue;
            }
            let mut instance = module.instance(Facts).unwrap();
            let untouched = instance.memory().unwrap().to_vec();
            let first = run(&mut instance, *input, *fuel);
            assert_eq!(first.0, *expect, "{name}");
            results.insert(first.clone());
            if expect == "fault" {
                assert!(matches!(instance.host_mut(), Err(Fault::Gone)), "{name}");
                continue;
            }
            if expect.starts_with("trap") {
                assert_eq!(first.1, Fuel(*fuel), "{name}: a trap costs the limit");
                assert!(
                    instance.memory().unwrap() == untouched,
                    "{name}: what a trap leaves"
                );
            }
            run(&mut instance, 64, *fuel);
            results.insert(run(&mut instance, *input, *fuel));
            assert!(
                instance.fresh().unwrap().memory().unwrap() == untouched,
                "{name}: what a fresh instance begins with"
            );
            results.insert(run(&mut instance, *input, *fuel));
        }
        assert!(results.len() <= 1, "{name}: {results:?}");
    }
}

#[test]
fn every_rule_and_every_trap_has_an_attack() {
    let expected: BTreeSet<String> = attacks().into_iter().map(|attack| attack.expect).collect();
    // What needs a module too large to read is made by the tests of admission.
    let generated = [
        "module-size",
        "function",
        "branch-table",
        "operands",
        "call-chain",
        "compile-cost",
    ];
    for rule in RULES.iter().filter(|rule| !generated.contains(&rule.name)) {
        assert!(
            expected.contains(&format!("refused {}", rule.name)),
            "{}",
            rule.name
        );
    }
    // No admitted module has a table, or calls deep enough to exhaust the stack.
    let never = [OutcomeCode::TRAP_TABLE, OutcomeCode::TRAP_STACK];
    for (code, name, _) in OutcomeCode::ALL {
        let is_trap = code.kind() == Some(abi::code::OutcomeKind::Trap) && !never.contains(code);
        assert!(
            !is_trap || expected.contains(&format!("trap {name}")),
            "{name}"
        );
    }
}

#[test]
fn every_function_of_the_host_is_attacked_by_a_module_that_may_import_it() {
    let attacks = attacks();
    for row in abi::host::HOST_FUNCTIONS {
        let name = row.name.as_bytes();
        let imports = |attack: &&Attack| attack.module.windows(name.len()).any(|at| at == name);
        let is_attacked = attacks
            .iter()
            .filter(imports)
            .any(|attack| attack.expect != "refused import");
        assert!(is_attacked, "{}", row.name);
    }
}

#[test]
fn whatever_is_admitted_of_damaged_attacks_runs_without_a_fault() {
    let engine = Engine::new().unwrap();
    let mut admitted = 0;
    for Attack { name, module, .. } in attacks() {
        for end in 0..module.len() {
            drop(admit::check(&module[..end]));
        }
        for (position, bit) in (0..module.len()).flat_map(|at| [1, 64, 128].map(|bit| (at, bit))) {
            let mut damaged = module.clone();
            damaged[position] ^= bit;
            if admit::check(&damaged).is_err() {
                continue;
            }
            admitted += 1;
            // Compiling takes a millisecond; admission must not let through what does not compile.
            if admitted % 50 == 0 {
                let module = engine.admit(&damaged).unwrap();
                if !module.is_policy() {
                    continue;
                }
                let mut instance = module.instance(NoFacts).unwrap();
                let call = instance.call(Entry::Explain, &[1], Fuel(100_000));
                assert!(call.is_ok(), "{name} at {position}: {call:?}");
            }
        }
    }
    assert!(admitted > 1_000, "{admitted}");
}
