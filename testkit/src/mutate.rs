//! Near misses: valid texts and transactions with a little damage.
//!
//! Random bytes are refused in the first lines of a parser. What is nearly right gets to where
//! mistakes are: a word twice, a clause in the wrong place, a length that promises too much.

use abi::calendar::Date;
use abi::form::FormValue;
use abi::terms::{AccessRequest, CategoryTerm, Claims, DataClaims};
use abi::{Domain, Hash, Height, Instant, PatientId};
use ledger::state::Changes;
use ledger::{Action, Body, Header, Lane, ProofFile, Signer, State, StateKey};
use parity_scale_codec::Encode;

use crate::entropy::Entropy;
use crate::policies;

mod later;

/// Policies to begin with: two that check, two that use every construct of the language.
const SAMPLES: [&str; 4] = [
    include_str!("../../contracts/bloodwork/bloodwork.consent"),
    include_str!("../../contracts/riverside/riverside.consent"),
    include_str!("../../policy-lang/tests-data/language/everything.consent"),
    include_str!("../../policy-lang/tests-data/language/forms.consent"),
];

/// Bytes that decoders and tokenizers take for something else.
const TELLING: [u8; 16] = [
    0x00, 0x01, 0x02, 0x03, 0x7f, 0x80, 0xc0, 0xfe, 0xff, b'"', b'\\', b'#', b'\n', b'{', b'(',
    b'0',
];

/// Contracts are small here: what matters about them is their length.
const MODULE_BYTES: usize = 200;

/// A policy's text from `bytes`: a sample or a generated policy with up to seven mutations, or,
/// one time in eight, the bytes themselves.
pub fn policy_text(bytes: &[u8]) -> Vec<u8> {
    let mut choices = Entropy::new(bytes);
    let text = match choices.below(8) {
        0 => return bytes.get(1..).unwrap_or_default().to_vec(),
        1 | 2 => policies::policy(&mut choices),
        _ => (*choices.pick(&SAMPLES)).into(),
    };
    let mut words: Vec<String> = words(&text).map(String::from).collect();
    for _ in 0..choices.below(4) {
        mutate_words(&mut words, &mut choices);
    }
    let mut text = words.concat().into_bytes();
    if choices.one_in(4) {
        for _ in 0..choices.below(5) {
            mutate_bytes(&mut text, &mut choices);
        }
    }
    text
}

/// A transaction's bytes from `bytes`: a valid transaction of any action with up to four mutations,
/// or, one time in eight, the bytes themselves.
pub fn transaction_bytes(bytes: &[u8]) -> Vec<u8> {
    let mut choices = Entropy::new(bytes);
    if choices.one_in(8) {
        return bytes.get(1..).unwrap_or_default().to_vec();
    }
    let action = action(&mut choices);
    let mut encoded = signed(action, &mut choices).encode();
    for _ in 0..choices.below(5) {
        mutate_bytes(&mut encoded, &mut choices);
    }
    encoded
}

/// A proof file's bytes from `bytes`: one about a small state, with up to three mutations, and mostly with
/// the checksum that belongs to it then; or, one time in eight, the bytes themselves.
pub fn proof_bytes(bytes: &[u8]) -> Vec<u8> {
    let mut choices = Entropy::new(bytes);
    if choices.one_in(8) {
        return bytes.get(1..).unwrap_or_default().to_vec();
    }
    let mut state = State::new();
    let mut changes = Changes::new();
    for number in 0..choices.below(40) as u8 {
        changes.insert(proof_key(number), Some(vec![number; choices.below(5)]));
    }
    state.apply(&changes.into());
    let signer = Signer::from_seed([1; 32]);
    let header = Header {
        chain: Hash([2; 32]),
        height: Height(1 + choices.below(3) as u64),
        parent: Hash([3; 32]),
        time: Instant(4),
        transactions_root: Hash::ZERO,
        receipts_root: Hash::ZERO,
        state_root: state.root(),
        history_root: Hash([5; 32]),
        proposer: signer.public_key(),
        protocol: 1,
    };
    let certificate = signer.sign(&header.hash());
    let key = proof_key(choices.below(50) as u8);
    let mut file = ProofFile::of_state(header, certificate, &state, key).to_bytes();
    for _ in 0..choices.below(4) {
        mutate_bytes(&mut file, &mut choices);
    }
    if let Some(above) = file.len().checked_sub(32).filter(|_| !choices.one_in(8)) {
        file.truncate(above);
        let checksum = Domain::Proof.hash(&file);
        file.extend(checksum.0);
    }
    file
}

fn proof_key(number: u8) -> StateKey {
    StateKey::new(Lane::Shared, &[b"m", &[b'a' + number % 26, number]])
}

/// A text cut into words, quoted texts, numbers, single signs and the space between them; put
/// together they are the text again.
fn words(mut text: &str) -> impl Iterator<Item = &str> {
    std::iter::from_fn(move || {
        let first = text.chars().next()?;
        let end = match first {
            '"' => text[1..].find('"').map_or(text.len(), |close| close + 2),
            _ => {
                let class = class(first);
                let ends =
                    |(_, next): &(usize, char)| class == Class::Sign || self::class(*next) != class;
                let next = text.char_indices().skip(1).find(ends);
                next.map_or(text.len(), |(at, _)| at)
            }
        };
        let (word, rest) = text.split_at(end);
        text = rest;
        Some(word)
    })
}

#[derive(PartialEq, Eq)]
enum Class {
    Word,
    Space,
    Sign,
}

fn class(of: char) -> Class {
    match of {
        _ if of.is_alphanumeric() || of == '_' || of == '-' => Class::Word,
        _ if of.is_whitespace() => Class::Space,
        _ => Class::Sign,
    }
}

/// Deletes, doubles, swaps, moves or replaces a few words.
fn mutate_words(words: &mut Vec<String>, choices: &mut Entropy) {
    if words.is_empty() {
        return;
    }
    let at = choices.position(words.len());
    let other = choices.position(words.len());
    let count = (1 + choices.below(8)).min(words.len() - at);
    match choices.below(6) {
        0 => drop(words.drain(at..at + count)),
        1 => {
            let doubled = words[at..at + count].to_vec();
            words.splice(at..at, doubled);
        }
        2 => words.swap(at, other),
        3 => {
            let moved: Vec<String> = words.drain(at..at + count).collect();
            let to = other.min(words.len());
            words.splice(to..to, moved);
        }
        4 => words[at] = words[other].clone(),
        _ => {
            let sample: Vec<&str> = self::words(SAMPLES[choices.below(SAMPLES.len())]).collect();
            words[at] = sample[choices.position(sample.len())].into();
        }
    }
}

/// Changes, takes out, puts in, doubles or cuts off bytes.
pub(crate) fn mutate_bytes(bytes: &mut Vec<u8>, choices: &mut Entropy) {
    let at = choices.position(bytes.len());
    if at >= bytes.len() {
        return bytes.push(choices.byte());
    }
    match choices.below(7) {
        0 => bytes[at] ^= 1 << choices.below(8),
        1 => bytes[at] = *choices.pick(&TELLING),
        2 => drop(bytes.remove(at)),
        3 => bytes.insert(at, *choices.pick(&TELLING)),
        4 => {
            let count = (1 + choices.below(64)).min(bytes.len() - at);
            let doubled = bytes[at..at + count].to_vec();
            bytes.splice(at..at, doubled);
        }
        5 => bytes.truncate(at),
        _ => bytes.push(choices.byte()),
    }
}

pub(crate) fn signed(action: Action, choices: &mut Entropy) -> ledger::Transaction {
    let signer = Signer::from_seed([choices.byte(); 32]);
    let body = Body {
        chain: Hash([choices.byte(); 32]),
        sender: signer.public_key(),
        nonce: u64::from(choices.byte()),
        expires: instant(choices),
        action,
    };
    body.sign(&signer)
}

/// One of the actions, as a member of the ledger would send it.
pub(crate) fn action(choices: &mut Entropy) -> Action {
    let patient = PatientId([choices.byte(); 16]);
    let key = Signer::from_seed([choices.byte(); 32]).public_key();
    match choices.below(23) {
        0 => Action::EnrolOrganisation {
            key,
            name: name(choices),
            kind: name(choices),
            within: choices.one_in(2).then(|| name(choices)),
        },
        1 => {
            let (from, until) = period(choices);
            Action::EnrolMember {
                key,
                id: name(choices),
                roles: (0..choices.below(4)).map(|_| name(choices)).collect(),
                organisation: name(choices),
                from,
                until,
            }
        }
        2 => Action::RegisterPatient { key, patient },
        3 => {
            let (from, until) = period(choices);
            Action::AttestTreatment {
                patient,
                who: name(choices),
                from,
                until,
            }
        }
        4 => match policies::case(choices)
            .consents
            .unwrap_or_default()
            .pop()
            .and_then(|mut record| record.sentences.pop())
        {
            Some(terms) => Action::Consent { patient, terms },
            None => Action::WithdrawConsent {
                patient,
                number: u32::MAX,
            },
        },
        5 => Action::WithdrawConsent {
            patient,
            number: u32::from(choices.byte()),
        },
        6 => Action::DeployPolicy {
            module: vec![choices.byte(); choices.position(MODULE_BYTES)],
        },
        7 => Action::SignForm {
            patient,
            form: name(choices),
            text: Hash([choices.byte(); 32]),
            with: (0..choices.below(4))
                .map(|_| (name(choices), form_value(choices)))
                .collect(),
        },
        8 => Action::RequestAccess {
            request: request(choices, patient),
        },
        other => later::action(other, choices, patient, key),
    }
}

fn form_value(choices: &mut Entropy) -> FormValue {
    match choices.one_in(2) {
        true => FormValue::Date(Date::from_days(i64::from(choices.byte()))),
        false => FormValue::Name(name(choices)),
    }
}

fn request(choices: &mut Entropy, patient: PatientId) -> AccessRequest {
    let category = |choices: &mut Entropy| match choices.one_in(3) {
        true => CategoryTerm::Code {
            system: name(choices),
            code: name(choices),
        },
        false => CategoryTerm::Name(name(choices)),
    };
    AccessRequest {
        patient,
        actions: (0..1 + choices.below(3)).map(|_| name(choices)).collect(),
        categories: (0..1 + choices.below(3))
            .map(|_| category(choices))
            .collect(),
        claims: Claims {
            purpose: choices.one_in(2).then(|| name(choices)),
            reason_given: choices.one_in(2),
            data: match choices.one_in(2) {
                true => policies::narrowing::claims(choices),
                false => DataClaims::default(),
            },
        },
    }
}

fn name(choices: &mut Entropy) -> String {
    let names = [
        "Riverside",
        "lab",
        "dr-lee",
        "physician",
        "read",
        "bloodwork",
        "http://loinc.org",
        "718-7",
    ];
    (*choices.pick(&names)).into()
}

pub(crate) fn instant(choices: &mut Entropy) -> Instant {
    Instant(*choices.pick(&[1_767_225_600, 0, -1, i64::MIN, i64::MAX]))
}

/// A period that is one: its end, if it has one, comes after its beginning.
fn period(choices: &mut Entropy) -> (Instant, Option<Instant>) {
    let from = i64::from(choices.byte());
    let until = choices
        .one_in(2)
        .then(|| Instant(from + 1 + i64::from(choices.byte())));
    (Instant(from), until)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cutting_into_words_loses_nothing() {
        for sample in SAMPLES {
            let parts: Vec<&str> = words(sample).collect();
            assert_eq!(parts.concat(), sample);
            assert!(parts.iter().all(|part| !part.is_empty()));
        }
        assert_eq!(
            words("a \"b c\" 1-2,(").collect::<Vec<_>>(),
            ["a", " ", "\"b c\"", " ", "1-2", ",", "("]
        );
        assert_eq!(words("x \"open").collect::<Vec<_>>(), ["x", " ", "\"open"]);
    }

    #[test]
    fn no_bytes_make_a_case_too() {
        assert_eq!(policy_text(&[]), b"");
        assert_eq!(transaction_bytes(&[]), b"");
    }
}
