//! A key of the state as people say it.

use abi::{Hash, Height, PatientId, PublicKey};
use ledger::StateKey;
use ledger::records::RecordKey;
use policy_lang::diagnostic::quote;

use crate::failure::Failure;

/// The key that `words` name.
///
/// # Errors
/// They name none.
pub fn parse_key(words: &[String]) -> Result<StateKey, Failure> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let record = match words.as_slice() {
        ["patient", patient, "anchor", commitment] => {
            RecordKey::Anchor(parse_patient(patient)?, hash(commitment)?)
        }
        ["patient", patient, what] => of_patient(patient, what)?,
        ["patient", ..] => {
            let message = "a patient's key is `patient HEX` and one of consents, registration, \
                           treatments, accesses, delegations, facts, emergencies, and anchor HASH";
            return Err(unknown(message));
        }
        ["member", id] => RecordKey::Member((*id).into()),
        ["organisation", name] => RecordKey::Organisation((*name).into()),
        ["account", public] => RecordKey::Account(PublicKey(hash(public)?.0)),
        ["module", module] => RecordKey::Module(hash(module)?),
        ["policy"] => RecordKey::Policy,
        ["policy", since] => RecordKey::PastPolicy(height(since)?),
        ["root", organisation] => RecordKey::Root((*organisation).into()),
        ["certificate", id] => RecordKey::Certificate((*id).into()),
        ["serial", organisation, serial] => {
            RecordKey::Serial((*organisation).into(), bytes(serial)?)
        }
        ["revoked"] => RecordKey::Revoked,
        ["governance"] => RecordKey::Governance,
        ["proposal", id] => RecordKey::Proposal(hash(id)?),
        ["schedule"] => RecordKey::Schedule,
        ["contract", name] => RecordKey::Contract((*name).into()),
        ["contract", name, since] => RecordKey::PastContract((*name).into(), height(since)?),
        ["chain"] => RecordKey::Chain,
        ["counting"] => RecordKey::Counting,
        ["raw", digits] => return raw(digits),
        [first, ..] => {
            let message = format!("{} does not begin the name of a key", quote(first));
            return Err(unknown(message));
        }
        [] => return Err(unknown("the name of a key is missing")),
    };
    // A name that is too long names no record, and has no key that could be absent.
    let key = record.state_key();
    StateKey::from_bytes(key.as_bytes())
        .filter(|key| RecordKey::of(key).as_ref() == Some(&record))
        .ok_or_else(|| unknown("a name has 1 to 128 bytes"))
}

/// A patient's pseudonym.
///
/// # Errors
/// It is none.
pub fn parse_patient(patient: &str) -> Result<PatientId, Failure> {
    PatientId::from_hex(patient).ok_or_else(|| {
        let message = format!("{} is not a pseudonym", quote(patient));
        Failure::usage(message).help("a patient's pseudonym is 32 hexadecimal digits")
    })
}

fn of_patient(patient: &str, what: &str) -> Result<RecordKey, Failure> {
    let patient = parse_patient(patient)?;
    match what {
        "consents" => Ok(RecordKey::Consents(patient)),
        "registration" => Ok(RecordKey::Registration(patient)),
        "treatments" => Ok(RecordKey::Treatments(patient)),
        "accesses" => Ok(RecordKey::Accesses(patient)),
        "delegations" => Ok(RecordKey::Delegations(patient)),
        "facts" => Ok(RecordKey::Facts(patient)),
        "emergencies" => Ok(RecordKey::Emergencies(patient)),
        _ => {
            let message = format!("the ledger keeps no {} of a patient", quote(what));
            Err(Failure::usage(message).help(
                "consents, registration, treatments, accesses, delegations, facts or emergencies",
            ))
        }
    }
}

fn hash(text: &str) -> Result<Hash, Failure> {
    Hash::from_hex(text).ok_or_else(|| {
        let message = format!("{} is not a key or a hash", quote(text));
        Failure::usage(message).help("keys and hashes are 64 hexadecimal digits")
    })
}

fn height(digits: &str) -> Result<Height, Failure> {
    digits.parse().map(Height).map_err(|_| {
        let message = format!("{} is not the height of a block", quote(digits));
        Failure::usage(message).help("a height is a number: 0 is the genesis block")
    })
}

fn bytes(digits: &str) -> Result<Vec<u8>, Failure> {
    decode_hex(digits).ok_or_else(|| {
        let message = format!("{} is not hexadecimal", quote(digits));
        Failure::usage(message).help("two hexadecimal digits for each byte")
    })
}

fn decode_hex(digits: &str) -> Option<Vec<u8>> {
    let pairs = digits.as_bytes().chunks(2);
    let byte = |pair: &[u8]| {
        let pair = core::str::from_utf8(pair).ok()?;
        let is_pair = pair.len() == 2 && pair.bytes().all(|sign| sign.is_ascii_hexdigit());
        is_pair.then(|| u8::from_str_radix(pair, 16).ok())?
    };
    pairs.map(byte).collect()
}

fn raw(digits: &str) -> Result<StateKey, Failure> {
    let key = decode_hex(digits).and_then(|bytes| StateKey::from_bytes(&bytes));
    key.ok_or_else(|| {
        let message = format!("{} is not a key of the state", quote(digits));
        Failure::usage(message).help(
            "00 and the key's bytes, or 01, the patient's 16 bytes and the key's, in hexadecimal",
        )
    })
}

fn unknown(message: impl Into<String>) -> Failure {
    Failure::usage(message).help("`assent ledger prove --help` lists the keys")
}

#[cfg(test)]
mod tests;
