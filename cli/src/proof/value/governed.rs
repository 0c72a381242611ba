//! What is governed: quorums, proposals, activations, roots and certificates.

use abi::Hash;
use abi::terms::Name;
use ledger::records::{
    Activation, ActiveContract, ActivePolicy, CertificateRecord, Governance, Proposal, Quorum,
    RecordKey, Scheduled, Serial, Status, Voter,
};
use ledger::transaction::Change;
use policy_lang::reasons::list;
use serde_json::{Value, json};

use super::super::time;
use super::{Parts, decode, decode_list, hex};

pub(super) fn name(record: &RecordKey) -> Option<Value> {
    Some(match record {
        RecordKey::Root(organisation) => json!({ "kind": "root", "organisation": organisation }),
        RecordKey::Revoked => json!({ "kind": "revoked" }),
        RecordKey::Certificate(id) => json!({ "kind": "certificate", "member": id }),
        RecordKey::Serial(organisation, serial) => {
            json!({ "kind": "serial", "organisation": organisation, "serial": hex(serial) })
        }
        RecordKey::Governance => json!({ "kind": "governance" }),
        RecordKey::Proposal(id) => json!({ "kind": "proposal", "id": id.to_string() }),
        RecordKey::Schedule => json!({ "kind": "schedule" }),
        RecordKey::PastPolicy(since) => json!({ "kind": "past_policy", "since": since.0 }),
        RecordKey::Contract(name) => json!({ "kind": "contract", "name": name }),
        RecordKey::PastContract(name, since) => {
            json!({ "kind": "past_contract", "name": name, "since": since.0 })
        }
        _ => return None,
    })
}

pub(super) fn absent(record: &RecordKey) -> Option<String> {
    Some(match record {
        RecordKey::Root(organisation) => {
            format!("the organisation {organisation} has no root certificate")
        }
        RecordKey::Revoked => "no organisation's membership has ended".into(),
        RecordKey::Certificate(id) => format!("no certificate has enrolled a member {id}"),
        RecordKey::Serial(organisation, serial) => {
            let serial = hex(serial);
            format!("the certificate {serial} of {organisation} was not used and is not revoked")
        }
        RecordKey::Governance => "nobody governs".into(),
        RecordKey::Proposal(id) => format!("the transaction {id} has proposed nothing"),
        RecordKey::Schedule => "nothing waits for its height".into(),
        RecordKey::PastPolicy(since) => {
            format!(
                "no policy that has been replaced was activated by block {}",
                since.0
            )
        }
        RecordKey::Contract(name) => format!("no contract is active under the name {name}"),
        RecordKey::PastContract(name, since) => format!(
            "no contract {name} that has been replaced was activated by block {}",
            since.0
        ),
        _ => return None,
    })
}

pub(super) fn present(record: &RecordKey, bytes: &[u8]) -> Option<Parts> {
    Some(match record {
        RecordKey::Root(organisation) => {
            let length = bytes.len();
            let sentence =
                format!("the root certificate of {organisation} has {length} bytes of DER");
            (sentence, Vec::new(), json!({ "der": hex(bytes) }))
        }
        RecordKey::Revoked => {
            let names: Vec<Name> = decode_list(bytes)?;
            let sentence = format!("the memberships of {} have ended", list(&names));
            (sentence, Vec::new(), json!(names))
        }
        RecordKey::Certificate(id) => certificate(id, &decode(bytes)?),
        RecordKey::Serial(organisation, serial) => {
            let known: Serial = decode(bytes)?;
            let (words, value) = match known {
                Serial::Member(id) => (format!("enrolled {id}"), json!({ "member": id })),
                Serial::Revoked => ("is revoked".into(), json!({ "revoked": true })),
            };
            let sentence = format!("the certificate {} of {organisation} {words}", hex(serial));
            (sentence, Vec::new(), value)
        }
        RecordKey::Governance => {
            let governance: Governance = decode(bytes)?;
            let value = governance_value(&governance);
            ("who governs:".into(), quorums(&governance), value)
        }
        RecordKey::Proposal(id) => proposal(id, &decode(bytes)?),
        RecordKey::Schedule => schedule(&decode_list(bytes)?),
        RecordKey::PastPolicy(_) => {
            let ActivePolicy { hash, since, .. } = decode(bytes)?;
            active("the policy", hash, since.0)
        }
        RecordKey::Contract(name) | RecordKey::PastContract(name, _) => {
            let ActiveContract { hash, since, .. } = decode(bytes)?;
            active(&format!("the contract {name}"), hash, since.0)
        }
        _ => return None,
    })
}

fn active(what: &str, hash: Hash, since: u64) -> Parts {
    let sentence = format!("{what} is {hash}, since block {since}");
    let value = json!({ "hash": hash.to_string(), "since": since });
    (sentence, Vec::new(), value)
}

fn certificate(id: &str, record: &CertificateRecord) -> Parts {
    let (serial, at) = (hex(&record.serial), time(record.at));
    let sentence = format!("the certificate {serial} enrolled {id} at {at}");
    let value = json!({
        "serial": serial, "at": at, "fingerprint": record.fingerprint.to_string(),
    });
    (sentence, Vec::new(), value)
}

/// A line for each quorum.
pub(super) fn quorums(governance: &Governance) -> Vec<String> {
    let line = |what: &str, quorum: &Quorum| {
        let voters: Vec<String> = quorum.voters.iter().map(voter).collect();
        format!("{what}: {} of {}", quorum.needed, list(&voters))
    };
    vec![
        line("members and governance", &governance.members),
        line("policies and contracts", &governance.contracts),
    ]
}

pub(super) fn governance_value(governance: &Governance) -> Value {
    let quorum = |quorum: &Quorum| {
        let voters = quorum.voters.iter().map(voter_value);
        json!({ "needed": quorum.needed, "voters": voters.collect::<Value>() })
    };
    json!({
        "members": quorum(&governance.members), "contracts": quorum(&governance.contracts),
    })
}

fn voter(voter: &Voter) -> String {
    match voter {
        Voter::Key(key) => format!("the key {key}"),
        Voter::Organisation(name) => name.clone(),
    }
}

fn voter_value(voter: &Voter) -> Value {
    match voter {
        Voter::Key(key) => json!({ "key": key.to_string() }),
        Voter::Organisation(name) => json!({ "organisation": name }),
    }
}

fn proposal(id: &Hash, proposal: &Proposal) -> Parts {
    let (words, what) = change(&proposal.change);
    let closes = time(proposal.closes);
    let (stands, passed) = match proposal.status {
        Status::Open => (format!("open until {closes}"), None),
        Status::Passed(height) => (format!("passed in block {}", height.0), Some(height.0)),
    };
    let sentence = format!("the proposal {id} is to {words}; it is {stands}");
    let lines = proposal
        .approvals
        .iter()
        .map(|one| format!("approved by {}", voter(one)));
    let value = json!({
        "change": what, "closes": closes, "passed": passed,
        "approvals": proposal.approvals.iter().map(voter_value).collect::<Value>(),
    });
    (sentence, lines.collect(), value)
}

fn change(change: &Change) -> (String, Value) {
    match change {
        Change::Govern(governance) => (
            "let others govern".into(),
            json!({ "govern": governance_value(governance) }),
        ),
        Change::EnrolOrganisation { name, kind, .. } => (
            format!("enrol the organisation {name}, a {kind}"),
            json!({ "enrol_organisation": { "name": name, "kind": kind } }),
        ),
        Change::SetRoot { organisation, root } => {
            let words = match root {
                Some(_) => format!("give {organisation} another root certificate"),
                None => format!("take the root certificate of {organisation} away"),
            };
            let value = json!({ "organisation": organisation, "has_root": root.is_some() });
            (words, json!({ "set_root": value }))
        }
        Change::RevokeOrganisation { name } => (
            format!("end the membership of {name}"),
            json!({ "revoke_organisation": name }),
        ),
        Change::ActivatePolicy { module, at } => (
            format!("make {module} the policy{}", from(at.map(|at| at.0))),
            json!({ "activate_policy": { "module": module.to_string(), "at": at.map(|at| at.0) } }),
        ),
        Change::ActivateContract { name, module, at } => (
            format!(
                "make {module} the contract {name}{}",
                from(at.map(|at| at.0))
            ),
            json!({ "activate_contract": {
                "name": name, "module": module.to_string(), "at": at.map(|at| at.0),
            } }),
        ),
    }
}

fn from(at: Option<u64>) -> String {
    at.map_or_else(|| " at once".into(), |at| format!(" from block {at}"))
}

fn schedule(waiting: &[Scheduled]) -> Parts {
    let line = |one: &Scheduled| match &one.what {
        Activation::Policy(hash) => format!("block {}: the policy {hash}", one.at.0),
        Activation::Contract(name, hash) => {
            format!("block {}: the contract {name}, {hash}", one.at.0)
        }
    };
    let value = waiting.iter().map(|one| match &one.what {
        Activation::Policy(hash) => json!({ "at": one.at.0, "policy": hash.to_string() }),
        Activation::Contract(name, hash) => {
            json!({ "at": one.at.0, "contract": name, "hash": hash.to_string() })
        }
    });
    (
        "what waits for its height:".into(),
        waiting.iter().map(line).collect(),
        value.collect(),
    )
}
