//! What a ledger's folder gives away of the people in the sample: nothing to whoever has a list of them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use abi::{Domain, Hash};
use ledger::store::FileBackend;

use super::super::{Options, Secret, run};
use crate::sample::scenario;

/// Runs the demonstration; gives all bytes of its folder and the chain's id.
fn folder(secret: Secret, requests: usize) -> (Vec<u8>, Hash) {
    let folder = tempfile::tempdir().unwrap();
    let options = Options {
        folder: folder.path(),
        requests,
        cache: runtime::Engine::new().unwrap().into(),
        secret,
    };
    run(&options, &mut |_, _, _, _| {}, &mut |_| {}).unwrap();
    let opened = ledger::Ledger::open(Box::new(FileBackend::open(folder.path()))).unwrap();
    let mut ledger = opened.ledger;
    let chain = ledger.chain_id();
    // What a snapshot has is looked through as well.
    let tip = ledger.tip().height;
    ledger.keep_snapshot(tip).unwrap();
    drop(ledger);
    (all_bytes(folder.path()), chain)
}

fn all_bytes(folder: &Path) -> Vec<u8> {
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let read = |path: &std::path::PathBuf| match path.is_dir() {
        true => all_bytes(path),
        false => std::fs::read(path).unwrap(),
    };
    files.iter().flat_map(read).collect()
}

/// What somebody with a list of ids would look for: the ids, and what is commonly made of them.
fn guesses(id: &str, chain: &Hash) -> Vec<(&'static str, Vec<u8>)> {
    let hex = |bytes: &[u8]| -> Vec<u8> {
        let digits = bytes.iter().map(|byte| format!("{byte:02x}"));
        digits.collect::<String>().into_bytes()
    };
    let salted = |salt: &[u8]| {
        let hash = *blake3::hash(&[salt, id.as_bytes()].concat()).as_bytes();
        hash[..16].to_vec()
    };
    let known = Secret::known();
    let plain = salted(b"");
    vec![
        ("the id", id.as_bytes().to_vec()),
        ("the id's bytes", hex_bytes(id)),
        ("its hash in hexadecimal", hex(&plain)),
        ("its hash", plain),
        ("its hash with the chain's id", salted(&chain.0)),
        (
            "its hash with the chain's name",
            salted(b"riverside-demonstration"),
        ),
        (
            "its keyed hash under the chain's id",
            blake3::keyed_hash(&chain.0, id.as_bytes()).as_bytes()[..16].to_vec(),
        ),
        (
            "its hash as a state key",
            Domain::StateKey.hash(id.as_bytes()).0[..16].to_vec(),
        ),
        (
            "its hash as a value",
            Domain::StateValue.hash(id.as_bytes()).0[..16].to_vec(),
        ),
        ("the known pseudonym", known.pseudonym(id).0.to_vec()),
        ("the known key", known.public_key(id).0[..16].to_vec()),
    ]
}

/// An id in hexadecimal digits, as bytes; the id itself when it is none.
fn hex_bytes(id: &str) -> Vec<u8> {
    let digits: Vec<u8> = id
        .chars()
        .filter_map(|sign| sign.to_digit(16).map(|digit| digit as u8))
        .collect();
    match digits.len() {
        32 => digits
            .chunks(2)
            .map(|pair| pair[0] * 16 + pair[1])
            .collect(),
        _ => id.as_bytes().to_vec(),
    }
}

/// Which kinds of guesses about patients lie in `bytes`.
fn found(bytes: &[u8], chain: &Hash) -> BTreeSet<&'static str> {
    let mut by_start: BTreeMap<[u8; 8], Vec<(&'static str, Vec<u8>)>> = BTreeMap::new();
    for patient in &scenario(60).unwrap().patients {
        for (kind, guess) in guesses(patient.id, chain) {
            let start: [u8; 8] = guess[..8].try_into().unwrap();
            by_start.entry(start).or_default().push((kind, guess));
        }
    }
    let mut found = BTreeSet::new();
    for (at, window) in bytes.windows(8).enumerate() {
        for (kind, guess) in by_start.get(window).into_iter().flatten() {
            if bytes[at..].starts_with(guess) {
                found.insert(*kind);
            }
        }
    }
    found
}

#[test]
fn a_list_of_all_patients_finds_nobody() {
    let (bytes, chain) = folder(Secret::random([0x5e; 32]), 60);
    assert_eq!(found(&bytes, &chain), BTreeSet::new());
    // The same list finds everybody where pseudonyms follow from ids by a way that is known.
    let (bytes, chain) = folder(Secret::known(), 60);
    let expected = ["the known key", "the known pseudonym"];
    assert_eq!(found(&bytes, &chain), BTreeSet::from(expected));
}

#[test]
fn two_channels_have_nothing_of_a_patient_in_common() {
    let ids = |secret: Secret| -> BTreeSet<[u8; 16]> {
        let patients = scenario(60).unwrap().patients;
        patients
            .iter()
            .map(|one| secret.pseudonym(one.id).0)
            .collect()
    };
    let (one, other) = (ids(Secret::random([1; 32])), ids(Secret::random([2; 32])));
    assert!(one.is_disjoint(&other));
    assert!(one.is_disjoint(&ids(Secret::known())));
}

#[test]
fn reasons_and_what_the_sample_knows_of_people_stay_outside() {
    let (bytes, _) = folder(Secret::random([0x5e; 32]), 300);
    let text = |needle: &str| {
        let needle = needle.as_bytes();
        bytes.windows(needle.len()).any(|window| window == needle)
    };
    let scenario = scenario(300).unwrap();
    let reasons: BTreeSet<&str> = scenario
        .requests
        .iter()
        .filter_map(|request| request.reason)
        .filter(|reason| !reason.trim().is_empty())
        .collect();
    assert!(!reasons.is_empty(), "some requests give a reason");
    for reason in reasons {
        assert!(!text(reason), "{reason}");
    }
    // What is looked for would be found: names of organisations are there.
    assert!(text(crate::sample::HOSPITAL));
}
