//! What is kept of patients besides consents and accesses, and what contracts keep.

use abi::Instant;
use abi::terms::Scalar;
use ledger::Lane;
use ledger::records::{
    AgeBracket, AnchorRecord, Delegate, DelegateKind, Delegation, Emergency, PatientFacts,
    RecordKey,
};
use serde_json::{Value, json};

use super::super::time;
use super::{Parts, counted, decode, decode_list, hex};

pub(super) fn name(record: &RecordKey) -> Option<Value> {
    let of = |kind: &str, patient: &abi::PatientId| {
        Some(json!({ "kind": kind, "patient": patient.to_string() }))
    };
    match record {
        RecordKey::Delegations(patient) => of("delegations", patient),
        RecordKey::Facts(patient) => of("facts", patient),
        RecordKey::Emergencies(patient) => of("emergencies", patient),
        RecordKey::Anchor(patient, commitment) => Some(json!({
            "kind": "anchor", "patient": patient.to_string(), "commitment": commitment.to_string(),
        })),
        RecordKey::ContractValue(lane, contract, key) => Some(json!({
            "kind": "contract_value", "contract": contract.to_string(), "key": hex(key),
            "patient": patient_of(lane),
        })),
        _ => None,
    }
}

fn patient_of(lane: &Lane) -> Option<String> {
    match lane {
        Lane::Shared => None,
        Lane::Patient(patient) => Some(patient.to_string()),
    }
}

pub(super) fn absent(record: &RecordKey) -> Option<String> {
    Some(match record {
        RecordKey::Delegations(patient) => format!("nobody acts for the patient {patient}"),
        RecordKey::Facts(patient) => format!("nothing is attested about the patient {patient}"),
        RecordKey::Emergencies(patient) => {
            format!("no access in an emergency to the patient {patient} waits for a review")
        }
        RecordKey::Anchor(patient, commitment) => {
            format!("the commitment {commitment} is not anchored for the patient {patient}")
        }
        RecordKey::ContractValue(_, contract, key) => {
            format!(
                "the contract {contract} keeps nothing at {} there",
                hex(key)
            )
        }
        _ => return None,
    })
}

pub(super) fn present(record: &RecordKey, bytes: &[u8]) -> Option<Parts> {
    Some(match record {
        RecordKey::Delegations(patient) => delegations(&patient.to_string(), &decode_list(bytes)?),
        RecordKey::Facts(patient) => facts(&patient.to_string(), &decode(bytes)?),
        RecordKey::Emergencies(patient) => emergencies(&patient.to_string(), &decode_list(bytes)?),
        RecordKey::Anchor(patient, commitment) => {
            let record: AnchorRecord = decode(bytes)?;
            let member = record.member.as_ref().map(|id| format!("{id} of "));
            let sentence = format!(
                "the commitment {commitment} was anchored for the patient {patient} by {}{} at {}",
                member.unwrap_or_default(),
                record.organisation,
                time(record.at)
            );
            let value = json!({
                "organisation": record.organisation, "member": record.member,
                "at": time(record.at),
            });
            (sentence, Vec::new(), value)
        }
        RecordKey::ContractValue(_, contract, key) => {
            let sentence = format!(
                "the contract {contract} keeps {} bytes at {}",
                bytes.len(),
                hex(key)
            );
            (sentence, vec![hex(bytes)], json!({ "bytes": hex(bytes) }))
        }
        _ => return None,
    })
}

fn until(until: Option<Instant>) -> String {
    until.map_or_else(String::new, |at| format!(" before {}", time(at)))
}

fn delegations(patient: &str, all: &[Delegation]) -> Parts {
    let who = |one: &Delegation| match one.who {
        Delegate::Person(key) => format!("the key {key}"),
        Delegate::Patient(id) => format!("the patient {id}"),
    };
    let kind = |one: &Delegation| match one.kind {
        DelegateKind::Guardian => "guardian",
        DelegateKind::Proxy => "proxy",
    };
    let line = |one: &Delegation| {
        let (from, until) = (time(one.from), until(one.until));
        format!("{}, as {}, from {from}{until}", who(one), kind(one))
    };
    let value = all.iter().map(|one| {
        json!({
            "who": who(one), "kind": kind(one), "from": time(one.from),
            "until": one.until.map(time),
        })
    });
    let sentence = format!("who may act for the patient {patient}:");
    (sentence, all.iter().map(line).collect(), value.collect())
}

fn facts(patient: &str, facts: &PatientFacts) -> Parts {
    let age = |one: &AgeBracket| {
        let below = one.below_years.map(|years| format!(" and under {years}"));
        let (from, until) = (time(one.from), until(one.until));
        format!(
            "{} years or more{} from {from}{until}",
            one.from_years,
            below.unwrap_or_default()
        )
    };
    let mut lines = Vec::new();
    if let Some(deceased) = facts.deceased {
        lines.push(if deceased { "deceased" } else { "not deceased" }.to_owned());
    }
    lines.extend(facts.ages.iter().map(age));
    lines.extend(
        facts
            .declared
            .iter()
            .map(|one| format!("{}: {}{}", one.name, scalar(&one.value), until(one.until))),
    );
    lines.extend(
        facts
            .commitments
            .iter()
            .map(|(name, hash)| format!("{name} is committed to by {hash}")),
    );
    let ages = facts.ages.iter().map(|one| {
        json!({
            "from_years": one.from_years, "below_years": one.below_years,
            "from": time(one.from), "until": one.until.map(time),
        })
    });
    let declared = facts.declared.iter().map(|one| {
        json!({ "name": one.name, "value": scalar(&one.value), "until": one.until.map(time) })
    });
    let commitments = facts
        .commitments
        .iter()
        .map(|(name, hash)| json!({ "name": name, "commitment": hash.to_string() }));
    let value = json!({
        "deceased": facts.deceased, "ages": ages.collect::<Value>(),
        "declared": declared.collect::<Value>(), "commitments": commitments.collect::<Value>(),
    });
    let sentence = format!("what is attested about the patient {patient}:");
    (sentence, lines, value)
}

fn scalar(value: &Scalar) -> String {
    match value {
        Scalar::YesNo(true) => "yes".into(),
        Scalar::YesNo(false) => "no".into(),
        Scalar::Number(number) => number.to_string(),
        Scalar::Date(date) => {
            let (year, month, day) = (date.0 / 512, date.0 / 32 % 16, date.0 % 32);
            format!("{year:04}-{month:02}-{day:02}")
        }
        Scalar::Text(text) => text.clone(),
    }
}

fn emergencies(patient: &str, all: &[Emergency]) -> Parts {
    let line = |one: &Emergency| format!("{} {}: {}", time(one.at), one.by, one.access);
    let value = all.iter().map(|one| {
        json!({
            "access": one.access.to_string(), "at": time(one.at), "by": one.by,
            "justification": one.justification.to_string(),
        })
    });
    let count = counted(all.len(), "access");
    let sentence =
        format!("{count} in an emergency to the patient {patient}, waiting for a review:");
    (sentence, all.iter().map(line).collect(), value.collect())
}
