//! What crosses the wall of the sandbox, taken to pieces: calls of the host with any numbers over any bytes, the section
//! of a policy that says what its numbers mean, and outputs.

use std::fmt::Write;
use std::sync::LazyLock;

use abi::Fuel;
use abi::bind::Binding;
use abi::codebook::CodeBook;
use abi::decision::{Explanation, Verdict};
use abi::host::{HOST_FUNCTIONS, HostFunction, ModuleKind, ValueType};
use abi::interface::Interface;
use parity_scale_codec::Encode;
use policy_lang::reasons;

use crate::contract_agreement::{Reached, Sides};
use crate::entropy::Entropy;
use crate::host_calls;
use crate::mutate::mutate_bytes;
use crate::policies;

/// Calls of the host in one entry: the first that is misused ends it.
const CALLS: usize = 6;

/// Of so many numbers five are large or lie at an end.
const WILD: usize = 40;

/// Bytes in the memory before the first call.
const DATA: usize = 160;

/// Where results of functions are kept, to be the output in the end.
const RESULTS: usize = 512;

/// Fuel of a call: enough for every function once.
const FUEL: Fuel = Fuel(600_000);

/// Numbers at which ranges begin, end and turn around, beside small ones.
const NUMBERS: [i64; 18] = [
    0,
    1,
    8,
    32,
    64,
    128,
    129,
    4_096,
    4_097,
    65_472,
    65_504,
    65_535,
    65_536,
    -1,
    -32,
    i32::MIN as i64,
    i32::MAX as i64,
    1 << 31,
];

/// A contract, written from `choices`, of one entry that calls functions of the host with any numbers, over a memory of
/// any bytes.
fn raw_calls(choices: &mut Entropy) -> String {
    let rows: Vec<&HostFunction> = HOST_FUNCTIONS
        .iter()
        .filter(|row| row.kind == ModuleKind::Contract)
        .collect();
    let mut text = String::from("(module\n");
    let mut line = |line: String| {
        text.push_str(&line);
        text.push('\n');
    };
    for row in &rows {
        let parameters: String = row.parameters.iter().map(|(_, ty)| native(*ty)).collect();
        let result = row.result.map_or("", native);
        let name = row.name;
        line(format!(
            r#"(import "assent" "{name}" (func ${name} (param{parameters}) (result{result})))"#
        ));
    }
    line(r#"(memory (export "memory") 1 1)"#.into());
    let data = choices.bytes(DATA);
    line(format!(r#"(data (i32.const 0) "{}")"#, escaped(&data)));
    line(r#"(func (export "run")"#.into());
    for number in 0..=choices.below(CALLS) {
        let row = *choices.pick(&rows);
        line(statement(row, number, choices));
    }
    if choices.below(4) != 1 {
        let bytes = 8 * CALLS;
        line(format!(
            "(call $output (i32.const {RESULTS}) (i32.const {bytes}))"
        ));
    }
    line("))".into());
    text
}

/// One call, whose result is kept where its number says.
fn statement(row: &HostFunction, number: usize, choices: &mut Entropy) -> String {
    let mut call = format!("(call ${}", row.name);
    for (_, ty) in row.parameters {
        let value = match choices.below(WILD) {
            1 => choices.number() as i64,
            2..6 => *choices.pick(&NUMBERS),
            _ => choices.below(DATA) as i64 / 4,
        };
        // INVARIANT: writing to a string does not fail.
        let _ = match ty {
            ValueType::I32 => write!(call, " (i32.const {})", value as i32),
            ValueType::I64 => write!(call, " (i64.const {value})"),
        };
    }
    call.push(')');
    let at = RESULTS + 8 * (number % CALLS);
    match row.result {
        None => call,
        Some(ValueType::I32) => format!("(i32.store (i32.const {at}) {call})"),
        Some(ValueType::I64) => format!("(i64.store (i32.const {at}) {call})"),
    }
}

fn native(ty: ValueType) -> &'static str {
    match ty {
        ValueType::I32 => " i32",
        ValueType::I64 => " i64",
    }
}

fn escaped(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("\\{byte:02x}")).collect()
}

/// Asserts that functions of the host, called with any numbers over any bytes, come to the same on the engine that
/// ships, with and without optimisation, kept and fresh, and on the second one, whose host was written from the page.
/// Returns whether the call succeeded.
///
/// # Panics
/// When they do not: that is the finding.
pub fn host_takes_any_numbers(bytes: &[u8]) -> bool {
    let mut choices = Entropy::new(bytes);
    let text = raw_calls(&mut choices);
    let wasm = wat::parse_str(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let mut sides = Sides::admit(&wasm, &text)
        .unwrap_or_else(|refusal| panic!("{}: {refusal}\n{text}", refusal.rule));
    let entries = sides.module.entries().to_vec();
    let mut state = host_calls::state(&mut choices);
    let mut reached = Reached::default();
    for _ in 0..2 {
        let case = host_calls::case(&mut choices, &entries);
        let outcome = sides.call(&case.invocation(), &state, FUEL, &mut reached);
        state.apply(&outcome.writes);
    }
    reached.ends.contains_key(&None)
}

/// Sections of contracts, with few codes: thousands of them would be most of their bytes.
static SECTIONS: LazyLock<Vec<Interface>> = LazyLock::new(|| {
    let texts = [
        contracts::BLOODWORK,
        contracts::RIVERSIDE,
        contracts::BREAK_GLASS,
        include_str!("../../../policy-lang/tests-data/language/forms.consent"),
    ];
    texts.map(section).into()
});

fn section(text: &str) -> Interface {
    let policy = policy_lang::check(text, "section").policy;
    let policy = policy.expect("a policy");
    let wasm = policy_lang::contract::compile(&policy, text).expect("it fits");
    let loaded = runtime::Policy::load(&super::ENGINE, &wasm.wasm).expect("it is admitted");
    let mut section = loaded.interface().clone();
    let codes = [
        ("http://loinc.org", "718-7", 3),
        ("http://loinc.org", "718-9", 4),
        ("urn:own", "a", 1),
    ];
    section.codes = CodeBook::new(codes);
    section
}

/// A policy's section and an output from `bytes`: one of the repository's with up to three changes to its bytes, or, one
/// time in eight, the bytes themselves.
pub fn section_bytes(bytes: &[u8]) -> Vec<u8> {
    let mut choices = Entropy::new(bytes);
    if choices.one_in(8) {
        return bytes.get(1..).unwrap_or_default().to_vec();
    }
    let mut section = choices.pick(&SECTIONS).encode();
    for _ in 0..choices.below(4) {
        mutate_bytes(&mut section, &mut choices);
    }
    section
}

/// Requests that are bound by a section that is one.
const REQUESTS: usize = 4;

/// Asserts that any bytes are a policy's section whose bytes they are, or are refused; and that with one that is, requests
/// and consents are bound, facts are numbered and any decision is put into words. Returns whether it was one.
///
/// # Panics
/// When anything else happens: that is the finding.
pub fn any_bytes_are_a_section_or_none(bytes: &[u8], choices: &[u8]) -> bool {
    let Ok(interface) = Interface::read(bytes) else {
        return false;
    };
    assert_eq!(interface.encode(), bytes, "two texts for one section");
    let _ = policy_lang::contract::policy_words(&interface);
    let binding = Binding::new(interface);
    let mut choices = Entropy::new(choices);
    for _ in 0..REQUESTS {
        let case = policies::case(&mut choices);
        let bound = binding.request(&case.requester, &case.request, case.now);
        let mut out = Vec::new();
        if let Ok(bound) = bound {
            bound.write(&mut out);
            assert_eq!(out.len(), bound.input_bytes());
            let records = case.consents.unwrap_or_default();
            binding.consents(&records, &bound.data.names, &mut out);
        }
        for (id, _) in (0..).zip(&binding.interface().facts) {
            let _ = binding.interface().fact_number(id, &case.facts);
        }
        for counter in &binding.interface().counters {
            let accesses = case.accesses.as_deref().unwrap_or_default();
            let _ = binding.count(counter, accesses, &case.requester, case.now);
        }
    }
    outputs_are_read_and_worded(binding.interface(), &mut choices);
    true
}

/// An output of any words is a decision with one text, or none; whatever it is, it can be told.
fn outputs_are_read_and_worded(interface: &Interface, choices: &mut Entropy) {
    let count = 1 + choices.below(20);
    let word = |choices: &mut Entropy| match choices.below(8) {
        1 => u32::from(choices.byte()) << 24,
        _ => choices.below(8) as u32,
    };
    let output: Vec<u8> = (0..count)
        .flat_map(|_| word(choices).to_le_bytes())
        .collect();
    let _ = Verdict::read(&output);
    if let Some(explanation) = Explanation::read(&output) {
        assert!(!reasons::decision(interface, &explanation).is_empty());
        let _ = reasons::reasons(interface, &explanation);
        let _ = reasons::duties(interface, &explanation);
        let _ = reasons::rule_names(interface, &explanation.verdict.rules);
    }
}
