//! The templates: one contract in three languages, which does the same in each, and texts that are filled in wholly.

use contracts::templates::{ALL, BUILT, File, Template, WAT};
use proptest::prelude::*;
use proptest::sample::select;
use runtime::MemoryState;
use testkit::constructs::grouped;

use super::deployed::{Call, Caller, Deployed, Expected, Model, Modules, bytes};

const ANNE: Caller = Caller {
    key: [1; 32],
    organisation: None,
    roles: &[],
};
const BEN: Caller = Caller {
    key: [2; 32],
    ..ANNE
};

/// What the template's page says: a count for each caller.
#[derive(Default)]
struct Counter(std::collections::BTreeMap<[u8; 32], u64>);

impl Counter {
    fn add(&mut self, call: &Call) -> Result<Expected, &'static str> {
        let number = <[u8; 4]>::try_from(call.input.as_slice()).map_err(|_| "bad_input")?;
        let before = self.0.get(&call.caller.key).copied().unwrap_or_default();
        let after = before.checked_add(u64::from(u32::from_le_bytes(number)));
        let after = after.ok_or("too_much")?;
        self.0.insert(call.caller.key, after);
        let told = bytes(&[&call.caller.key, &after.to_le_bytes()]);
        Ok(Expected {
            result: Ok(after.to_le_bytes().to_vec()),
            events: vec![("added", told)],
        })
    }

    fn count(&self, call: &Call) -> Result<Expected, &'static str> {
        if !call.input.is_empty() {
            return Err("bad_input");
        }
        let count = self.0.get(&call.caller.key).copied().unwrap_or_default();
        Ok(Expected::output(count.to_le_bytes().to_vec()))
    }
}

impl Model for Counter {
    fn call(&mut self, call: &Call) -> Expected {
        let answer = match call.entry {
            "add" => self.add(call),
            "count" => self.count(call),
            other => panic!("there is no entry {other}"),
        };
        answer.unwrap_or_else(Expected::abort)
    }

    fn state(&self) -> MemoryState {
        let counts = self.0.iter();
        counts
            .map(|(caller, count)| (bytes(&[b"n/", caller]), count.to_le_bytes().to_vec()))
            .collect()
    }
}

fn file(template: &Template, path: &str) -> String {
    let named = |file: &&File| file.path_for("counter") == path;
    let file = template.files.iter().find(named);
    file.unwrap_or_else(|| panic!("there is a file {path}"))
        .text_for(template, "counter")
}

/// The contract in each language, by the language's name.
fn modules() -> Vec<(&'static str, Modules)> {
    let wat = ("wat", Modules::of(&file(&WAT, "counter.wat")));
    let built = BUILT.iter();
    let built = built.map(|(language, text)| (*language, Modules::of(text)));
    std::iter::once(wat).chain(built).collect()
}

fn call() -> impl Strategy<Value = Call> {
    let add = prop_oneof![any::<u32>(), select(vec![0, 1, u32::MAX])]
        .prop_map(|number| ("add", number.to_le_bytes().to_vec()));
    let raw = (select(vec!["add", "count"]), 0_usize..6)
        .prop_map(|(entry, length)| (entry, vec![7; length]));
    let what = prop_oneof![4 => add, 2 => Just(("count", Vec::new())), 1 => raw];
    (select(vec![ANNE, BEN]), what).prop_map(|(caller, (entry, input))| Call {
        caller,
        time: 0,
        entry,
        input,
    })
}

#[test]
fn every_template_does_what_its_page_says() {
    let modules = modules();
    assert_eq!(modules.len(), ALL.len());
    let config = ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(200)
    };
    let plans = (any::<bool>(), proptest::collection::vec(call(), 1..30));
    proptest!(config, |((is_full, plan) in plans)| {
        for (_, modules) in &modules {
            let (mut contract, mut model): (Deployed, _) = (modules.deployed(), Counter::default());
            if is_full {
                // A sum that is near its end.
                model.0.insert(ANNE.key, u64::MAX - (1 << 32));
                contract.set_state(&model.state());
            }
            for call in &plan {
                contract.agrees(&mut model, call);
            }
        }
    });
    for (language, modules) in &modules {
        assert_eq!(modules.entries(), ["add", "count"], "{language}");
    }
}

/// What the page says of each language: how large the module is, and what a call of `add` costs.
#[test]
fn the_page_has_the_size_and_the_price_of_each_template() {
    let page = std::fs::read_to_string(crate::docs::root().join("docs/contracts.md"));
    let page = page.expect("the page is there");
    for (language, modules) in modules() {
        let add = Call {
            caller: ANNE,
            time: 0,
            entry: "add",
            input: vec![5, 0, 0, 0],
        };
        let outcome = modules.deployed().transact(&add);
        let row = page
            .lines()
            .find(|line| line.starts_with(&format!("| `{language}`")));
        let expected = format!(
            "| {} | {} |",
            modules.bytes(),
            grouped(outcome.fuel.total().0)
        );
        let row = row.expect("a row for each language");
        assert!(
            row.ends_with(&expected),
            "{row} does not end with {expected}"
        );
    }
}

/// No placeholder is left, and the name is where it has to be.
#[test]
fn every_file_is_filled_in() {
    for template in ALL {
        for file in template.files {
            let (path, text) = (
                file.path_for("pulse-rate"),
                file.text_for(template, "pulse-rate"),
            );
            assert!(
                !path.contains("NAME") && !path.contains("counter"),
                "{path}"
            );
            let is_ours = !["assent.h", "compile-c", "install-clang"].contains(&path.as_str());
            assert!(!is_ours || !text.contains("NAME"), "{path}:\n{text}");
            assert!(!text.contains("CONTRACT"), "{path}:\n{text}");
            assert_eq!(file.runs, text.starts_with("#!"), "{path}");
            let ends = text.ends_with('\n') && !text.ends_with("\n\n");
            assert!(ends, "{path} ends with one line end");
        }
        let script = file(template, "counter.calls.json");
        let script: serde_json::Value = serde_json::from_str(&script).expect("JSON");
        let tested = script["contract"].as_str().expect("a name");
        let is_source = template
            .files
            .iter()
            .any(|file| file.path_for("counter") == tested);
        assert!(tested.starts_with("counter.") && (is_source || !template.steps.is_empty()));
    }
}
