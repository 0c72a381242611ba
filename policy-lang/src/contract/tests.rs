//! The contract's bytes: constants in their places, nothing that depends on the order of a text.

use wasmparser::{KnownCustom, Name, Parser, Payload};

use super::emit::EVALUATOR;
use super::{Contract, compile, layout, program};
use crate::typed::Policy;

const RULES: [&str; 3] = [
    "rule alpha lab Acme may read bloodwork for treatment until 2026-12-31\n",
    "rule beta anyone may read imaging if the patient has consented or a reason is given\n",
    "rule gamma no one may read everything if the patient has refused\n",
];

fn policy(rules: &[&str]) -> (String, Policy) {
    let source = format!("lab Acme\n{}", rules.concat());
    let checked = crate::check(&source, "test");
    (source, checked.policy.expect("the policy is sound"))
}

fn contract(rules: &[&str]) -> Contract {
    let (source, policy) = policy(rules);
    compile(&policy, &source).unwrap()
}

/// The names of the evaluator's globals, by their numbers.
fn global_names() -> Vec<String> {
    let module = wat::parse_str(EVALUATOR).unwrap();
    let mut names = Vec::new();
    for payload in Parser::new(0).parse_all(&module) {
        let Payload::CustomSection(section) = payload.unwrap() else {
            continue;
        };
        let KnownCustom::Name(subsections) = section.as_known() else {
            continue;
        };
        for subsection in subsections {
            if let Name::Global(globals) = subsection.unwrap() {
                names.extend(
                    globals
                        .into_iter()
                        .map(|naming| naming.unwrap().name.to_string()),
                );
            }
        }
    }
    names
}

#[test]
fn the_memory_is_as_large_as_its_tables_need() {
    for count in [1, 100, 3_000] {
        let rules: Vec<String> = (0..count)
            .map(|number| format!("rule r{number} lab L{number} may read bloodwork\n"))
            .collect();
        let labs: Vec<String> = (0..count)
            .map(|number| format!("lab L{number}\n"))
            .collect();
        let source = labs.concat() + &rules.concat();
        let policy = crate::check(&source, "test").policy.unwrap();
        let interface = super::interface::interface(&policy, &source);
        let program = program::program(&policy, &interface).unwrap();
        let image = layout::layout(&program).unwrap();
        let end = u64::from(image.data_address) + image.data.len() as u64;
        assert_eq!(image.pages, end.div_ceil(65_536), "{count}");
    }
}

#[test]
fn every_constant_goes_to_the_global_of_its_name() {
    let (source, policy) = policy(&RULES);
    let interface = super::interface::interface(&policy, &source);
    let program = program::program(&policy, &interface).unwrap();
    let image = layout::layout(&program).unwrap();
    let constants: Vec<&str> = image.constants.iter().map(|(name, _)| *name).collect();
    assert_eq!(global_names(), constants);
}

#[test]
fn the_same_text_gives_the_same_bytes() {
    assert_eq!(contract(&RULES).wasm, contract(&RULES).wasm);
}

#[test]
fn the_order_of_rules_changes_nothing_but_lines_and_the_source() {
    let one = contract(&RULES);
    let mut reversed = RULES;
    reversed.reverse();
    let mut other = contract(&reversed);
    assert_ne!(one.interface.source, other.interface.source);
    other.interface.source = one.interface.source;
    for (rule, own) in other
        .interface
        .rules
        .iter_mut()
        .zip(one.interface.rules.iter())
    {
        rule.line = own.line;
    }
    assert_eq!(one.interface, other.interface);
    let tables = |contract: &Contract| {
        let payloads = Parser::new(0).parse_all(&contract.wasm).map(Result::unwrap);
        let data = payloads.filter_map(|payload| match payload {
            Payload::DataSection(section) => Some(section.range()),
            _ => None,
        });
        let range = data.last().unwrap();
        contract.wasm[range.start as usize..range.end as usize].to_vec()
    };
    assert_eq!(tables(&one), tables(&other));
}

#[test]
fn the_interface_in_the_module_is_the_one_that_was_compiled() {
    let contract = contract(&RULES);
    let payloads = Parser::new(0).parse_all(&contract.wasm).map(Result::unwrap);
    let mut sections = payloads.filter_map(|payload| match payload {
        Payload::CustomSection(section) if section.name() == abi::host::INTERFACE_SECTION => {
            abi::interface::Interface::read(section.data()).ok()
        }
        _ => None,
    });
    assert_eq!(sections.next(), Some(contract.interface));
}

#[test]
fn a_module_prints_with_its_names() {
    let text = super::print(&contract(&RULES).wasm).unwrap();
    assert!(text.contains("(func $decide") && text.contains("(global $rules"));
}

#[test]
fn words_of_a_module_are_those_of_its_policy() {
    let people = ["practitioner dr_lee of Acme\n", "practitioner dr_oh\n"];
    let (source, policy) = policy(&[people.as_slice(), &RULES].concat());
    let words = super::policy_words(&compile(&policy, &source).unwrap().interface).unwrap();
    assert_eq!(words.parties, policy.parties);
    assert_eq!(words.practitioners, policy.practitioners);
    assert_eq!(words.categories, policy.categories);
    assert_eq!(words.roles, policy.roles);
    assert_eq!(words.actions, policy.actions);
    assert_eq!(words.purposes, policy.purposes);
    assert_eq!(words.codes, policy.codes);
}
