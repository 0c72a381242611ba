//! Modules of any bytes: refused, or admitted and then safe to run.

use std::sync::LazyLock;

use abi::limits::OUTPUT_BYTES;
use abi::{Fuel, OutcomeCode};
use runtime::{AdmitError, AdmittedModule, Engine, Entry, Measurements, Optimisation, Refusal};
use workbench::second_engine::SecondEngine;

use crate::contract_agreement::{Reached, Sides};
use crate::entropy::Entropy;
use crate::host_calls;
use crate::hostile::{self, Facts};
use crate::mutate::mutate_bytes;

static PLAIN: LazyLock<Engine> =
    LazyLock::new(|| Engine::with(Optimisation::Off).expect("the sandbox opens"));

/// Modules to begin with: the smallest policy, the contracts that are none, and every attack.
static MODULES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let policy = policy_lang::check(contracts::BLOODWORK, "bloodwork").policy;
    let policy = policy.expect("a policy");
    let compiled = policy_lang::contract::compile(&policy, contracts::BLOODWORK);
    let by_hand = contracts::BY_HAND
        .iter()
        .map(|(_, text)| wat::parse_str(text).expect("a module"));
    let attacks = hostile::attacks().into_iter().map(|attack| attack.wasm);
    let small = |wasm: &Vec<u8>| wasm.len() < MODULE_BYTES;
    [compiled.expect("it fits").wasm]
        .into_iter()
        .chain(by_hand)
        .chain(attacks.filter(small))
        .collect()
});

/// Attacks that are larger than this take long to compile, and that is what they are about.
const MODULE_BYTES: usize = 20_000;

/// Bytes before the first section.
const HEAD: usize = 8;

/// Fuel of a call: enough to get somewhere.
const FUEL: Fuel = Fuel(200_000);

/// A module's bytes from `bytes`: one of the repository's, or one that calls the host at random, with up to four
/// changes to its sections or its bytes; or, one time in eight, a right head and then the bytes themselves.
pub fn module_bytes(bytes: &[u8]) -> Vec<u8> {
    let mut choices = Entropy::new(bytes);
    if choices.one_in(8) {
        let rest = bytes.get(1..).unwrap_or_default();
        return [b"\0asm\x01\0\0\0", rest].concat();
    }
    let mut wasm = match choices.below(4) {
        1 => {
            let text = host_calls::module(&mut choices);
            wat::parse_str(&text).unwrap_or_else(|error| panic!("{error}\n{text}"))
        }
        2 => MODULES[choices.below(1 + contracts::BY_HAND.len())].clone(),
        _ => MODULES[choices.position(MODULES.len())].clone(),
    };
    for _ in 0..choices.below(3) {
        mutate_sections(&mut wasm, &mut choices);
    }
    for _ in 0..choices.below(3) {
        mutate_bytes(&mut wasm, &mut choices);
    }
    wasm
}

/// Leaves out, doubles, moves or damages a section; its length is right afterwards.
fn mutate_sections(wasm: &mut Vec<u8>, choices: &mut Entropy) {
    let Some((head, mut sections)) = sections(wasm) else {
        return;
    };
    if sections.is_empty() {
        return;
    }
    let (at, other) = (
        choices.position(sections.len()),
        choices.below(sections.len()),
    );
    match choices.below(6) {
        0 => drop(sections.remove(at)),
        1 => sections.insert(other, sections[at].clone()),
        2 => sections.swap(at, other),
        _ => mutate_bytes(&mut sections[at].1, choices),
    }
    *wasm = head;
    for (id, body) in sections {
        wasm.push(id);
        write_length(body.len(), wasm);
        wasm.extend(body);
    }
}

type Sections = Vec<(u8, Vec<u8>)>;

fn sections(wasm: &[u8]) -> Option<(Vec<u8>, Sections)> {
    let (head, mut left) = wasm.split_at_checked(HEAD)?;
    let mut sections = Vec::new();
    while let Some((id, rest)) = left.split_first() {
        let (length, rest) = read_length(rest)?;
        let (body, rest) = rest.split_at_checked(length)?;
        sections.push((*id, body.to_vec()));
        left = rest;
    }
    Some((head.to_vec(), sections))
}

fn read_length(mut bytes: &[u8]) -> Option<(usize, &[u8])> {
    let mut length = 0;
    for shift in (0..28).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        bytes = rest;
        length |= usize::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some((length, bytes));
        }
    }
    None
}

fn write_length(mut length: usize, out: &mut Vec<u8>) {
    while length >= 0x80 {
        out.push(length as u8 | 0x80);
        length >>= 7;
    }
    out.push(length as u8);
}

/// Asserts that any bytes are refused, for the same rule whether they would be compiled or not, or are admitted; and
/// that what is admitted is a module to a second engine by other makers, too, on which it ends like here. Returns
/// whether it was admitted.
///
/// # Panics
/// When anything else happens: that is the finding.
pub fn any_bytes_are_admitted_or_refused(wasm: &[u8]) -> bool {
    let examined = runtime::examine(wasm);
    let admitted = match PLAIN.admit(wasm) {
        Ok(module) => Ok(module),
        Err(AdmitError::Refused(refusal)) => Err(refusal),
        Err(AdmitError::Fault(fault)) => panic!("what is admitted does not compile: {fault}"),
    };
    assert_eq!(
        examined,
        measured(&admitted),
        "compiled, it is another module"
    );
    let Ok(module) = admitted else {
        return false;
    };
    match module.is_policy() {
        true => policy_runs(&module, wasm),
        false => contract_runs(wasm),
    }
    true
}

/// What admission measured, but for the native code, which is not there unless it is compiled.
fn measured(admitted: &Result<AdmittedModule, Refusal>) -> Result<Measurements, Refusal> {
    let module = admitted.as_ref().map_err(Clone::clone)?;
    Ok(Measurements {
        native_bytes: 0,
        ..module.measurements()
    })
}

/// Policies are asked with an input that is none, and with none at all.
fn policy_runs(module: &AdmittedModule, wasm: &[u8]) {
    let mut first = module.instance(Facts).expect("an instance");
    let mut second = SecondEngine::metered(wasm, Facts, FUEL);
    for (entry, input) in [
        (Entry::Decide, &[][..]),
        (Entry::Explain, &[1; 96]),
        (Entry::Decide, &[255; 96]),
    ] {
        let first = first.fresh().expect("an instance");
        let call = first.call(entry, input, FUEL).expect("no fault");
        let (found, used) = (call.outcome.map(<[u8]>::to_vec), call.fuel.total());
        assert!(used <= FUEL, "{used:?}");
        let length = found.as_ref().map_or(0, Vec::len);
        assert!(length as u64 <= OUTPUT_BYTES, "{length}");
        // The second engine is kept, and what the call before left in its memory may matter: so it is compared once.
        if entry == Entry::Decide && input.is_empty() {
            let other = second.call(entry, input).map(<[u8]>::to_vec);
            let spent = Err(OutcomeCode::TRAP_FUEL);
            let is_spent = found == spent || other == spent;
            assert!(found == other || is_spent, "{found:?} {other:?}");
        }
    }
}

/// Entries of a contract that are called.
const ENTRIES: usize = 4;

/// Other contracts are called on all engines.
fn contract_runs(wasm: &[u8]) {
    let mut sides = Sides::admit(wasm, "any bytes").expect("it was admitted");
    let entries = sides.module.entries().to_vec();
    let choices = [7; 64];
    let mut reached = Reached::default();
    for entry in entries.iter().take(ENTRIES) {
        let mut choices = Entropy::new(&choices);
        let state = host_calls::state(&mut choices);
        let case = host_calls::case(&mut choices, std::slice::from_ref(entry));
        sides.call(&case.invocation(), &state, FUEL, &mut reached);
    }
}
