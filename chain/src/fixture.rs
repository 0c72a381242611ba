//! What tests of this room begin with: keys, a chain with one organisation, a request, contracts that do nothing.

use abi::terms::{AccessRequest, CategoryTerm, Claims};
use abi::{Hash, Instant, PatientId, PublicKey};
use ledger::genesis::GenesisOrganisation;
use ledger::{Action, Body, GenesisConfig, Signer, State, Transaction};
use parity_scale_codec::Encode;
use runtime::Engine;

use crate::counting::tests::interface;

/// The time of the genesis block.
pub(crate) const START: i64 = 1_767_225_600;

pub(crate) const PATIENT: PatientId = PatientId([7; 16]);

pub(crate) fn engine() -> Engine {
    Engine::new().expect("the sandbox opens")
}

/// The key of `name`.
pub(crate) fn signer(name: &str) -> Signer {
    let mut seed = [0; 32];
    let places = seed.iter_mut().zip(name.bytes());
    places.for_each(|(place, byte)| *place = byte);
    Signer::from_seed(seed)
}

pub(crate) fn public(name: &str) -> PublicKey {
    signer(name).public_key()
}

/// A chain on which Acme is an organisation from the beginning.
pub(crate) fn config() -> GenesisConfig {
    let time = Instant(START);
    let mut config = GenesisConfig::new("fixture", public("admin"), public("proposer"), time);
    config.organisations.push(GenesisOrganisation {
        key: public("Acme"),
        name: "Acme".into(),
        kind: "lab".into(),
        within: None,
        root: None,
    });
    config
}

/// The state after its genesis block.
pub(crate) fn state() -> State {
    let mut state = State::new();
    state.apply(&config().block().writes);
    state
}

/// A transaction of that chain.
pub(crate) fn sign(sender: &str, nonce: u64, action: Action) -> Transaction {
    let body = Body {
        chain: config().chain_id(),
        sender: public(sender),
        nonce,
        expires: Instant(i64::MAX),
        action,
    };
    body.sign(&signer(sender))
}

/// An action of the patient's lane.
pub(crate) fn anchor(patient: PatientId) -> Action {
    Action::Anchor {
        patient,
        commitment: Hash([5; 32]),
    }
}

/// An action of the shared lane.
pub(crate) fn register(patient: PatientId) -> Action {
    Action::RegisterPatient {
        key: public("patient"),
        patient,
    }
}

/// To read and to copy, and to read, a patient's bloodwork.
pub(crate) fn request(patient: PatientId) -> AccessRequest {
    AccessRequest {
        patient,
        actions: ["read", "copy", "read"].map(String::from).into(),
        categories: vec![CategoryTerm::Name("bloodwork".into())],
        claims: Claims::default(),
    }
}

/// A contract that is no policy, with one entry; under another number it is another.
pub(crate) fn contract(number: u8) -> Vec<u8> {
    let entry = format!("go_{number}");
    let exports = exports(&[("memory", 2, 0), (&entry, 0, 0)]);
    let types = [1, 0x60, 0, 0];
    module(&[
        (1, &types),
        (3, &ONE),
        (5, &PAGE),
        (7, &exports),
        (10, &[1, 2, 0, END]),
    ])
}

/// A policy without rules, whose decisions say nothing.
pub(crate) fn policy() -> Vec<u8> {
    let types = [1, 0x60, 1, I32, 1, I32];
    let [input, capacity, output] = [[0x80, 0], [0x80, 0x20], [0x80, 0x38]].map(constant);
    let globals = [&[3][..], &input, &capacity, &output].concat();
    let exports = exports(&[
        ("memory", 2, 0),
        ("input", 3, 0),
        ("input_capacity", 3, 1),
        ("output", 3, 2),
        ("decide", 0, 0),
        ("explain", 0, 0),
    ]);
    let code = [1, 4, 0, 0x41, 0, END];
    let says = [named(abi::host::INTERFACE_SECTION), interface(&[]).encode()];
    let sections: [(u8, &[u8]); 7] = [
        (1, &types),
        (3, &ONE),
        (5, &PAGE),
        (6, &globals),
        (7, &exports),
        (10, &code),
        (0, &says.concat()),
    ];
    module(&sections)
}

const I32: u8 = 0x7f;
const END: u8 = 0x0b;
/// One function, of the first type.
const ONE: [u8; 2] = [1, 0];
/// One memory of one page.
const PAGE: [u8; 4] = [1, 1, 1, 1];

/// A module of these sections.
fn module(sections: &[(u8, &[u8])]) -> Vec<u8> {
    let mut bytes = b"\0asm\x01\0\0\0".to_vec();
    for (kind, section) in sections {
        bytes.push(*kind);
        leb128(section.len(), &mut bytes);
        bytes.extend(*section);
    }
    bytes
}

fn exports(all: &[(&str, u8, u8)]) -> Vec<u8> {
    let export = |(name, kind, index): &(&str, u8, u8)| [named(name), vec![*kind, *index]].concat();
    let listed: Vec<u8> = all.iter().flat_map(export).collect();
    [vec![all.len() as u8], listed].concat()
}

fn named(name: &str) -> Vec<u8> {
    [&[name.len() as u8], name.as_bytes()].concat()
}

/// A global that is always this number, of two bytes.
fn constant([low, high]: [u8; 2]) -> [u8; 6] {
    [I32, 0, 0x41, low, high, END]
}

fn leb128(mut number: usize, out: &mut Vec<u8>) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}
