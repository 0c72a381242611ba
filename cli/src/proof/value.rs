//! What a key and its value say.

use abi::terms::{AccessRecord, ConsentRecord, TreatmentRecord};
use abi::{Instant, PublicKey};
use ledger::decode::decode_exact;
use ledger::records::{Account, AccountKind, ActivePolicy, Counting, PatientRecord, RecordKey};
use ledger::{GenesisConfig, StateKey};
use parity_scale_codec::Decode;
use policy_lang::reasons::list;
use serde_json::{Value, json};

use super::{Said, consent, time, visible};

mod governed;
mod kept;

#[cfg(test)]
mod tests;

/// What `value` at `key`, or none, says.
pub fn said(key: &StateKey, value: Option<&[u8]>) -> Said {
    let record = RecordKey::of(key);
    let name = record.as_ref().map_or_else(
        || json!({ "kind": "raw", "key": hex(key.as_bytes()) }),
        name,
    );
    let known = record.and_then(|record| match value {
        None => Some((absent(&record), Vec::new(), Value::Null)),
        Some(bytes) => present(&record, bytes),
    });
    let (sentence, lines, value) = known.unwrap_or_else(|| raw(key, value));
    Said {
        sentence: visible(&sentence),
        lines: lines.iter().map(|line| visible(line)).collect(),
        key: name,
        value,
    }
}

/// A sentence, its lines, and the value for programs.
type Parts = (String, Vec<String>, Value);

fn name(record: &RecordKey) -> Value {
    match record {
        RecordKey::Account(public) => json!({ "kind": "account", "account": public.to_string() }),
        RecordKey::Organisation(name) => json!({ "kind": "organisation", "name": name }),
        RecordKey::Member(id) => json!({ "kind": "member", "id": id }),
        RecordKey::Policy => json!({ "kind": "policy" }),
        RecordKey::Module(hash) => json!({ "kind": "module", "hash": hash.to_string() }),
        RecordKey::Chain => json!({ "kind": "chain" }),
        RecordKey::Counting => json!({ "kind": "counting" }),
        RecordKey::Registration(patient) => {
            json!({ "kind": "registration", "patient": patient.to_string() })
        }
        RecordKey::Consents(patient) => {
            json!({ "kind": "consents", "patient": patient.to_string() })
        }
        RecordKey::Accesses(patient) => {
            json!({ "kind": "accesses", "patient": patient.to_string() })
        }
        RecordKey::Treatments(patient) => {
            json!({ "kind": "treatments", "patient": patient.to_string() })
        }
        other => governed::name(other)
            .or_else(|| kept::name(other))
            .unwrap_or(Value::Null),
    }
}

fn absent(record: &RecordKey) -> String {
    match record {
        RecordKey::Account(public) => format!("the key {public} is not enrolled"),
        RecordKey::Organisation(name) => format!("no organisation is called {name}"),
        RecordKey::Member(id) => format!("no member is called {id}"),
        RecordKey::Policy => "no policy is active".into(),
        RecordKey::Module(hash) => format!("the module {hash} is not deployed"),
        RecordKey::Chain => "the chain has no configuration".into(),
        RecordKey::Counting => "allowed accesses are not counted".into(),
        RecordKey::Registration(patient) => format!("the patient {patient} is not registered"),
        RecordKey::Consents(patient) => format!("the patient {patient} has no consents"),
        RecordKey::Accesses(patient) => format!("no access is kept of the patient {patient}"),
        RecordKey::Treatments(patient) => {
            format!("the patient {patient} has no treatment relations")
        }
        other => governed::absent(other)
            .or_else(|| kept::absent(other))
            .unwrap_or_default(),
    }
}

/// `None` for bytes that are no such record.
fn present(record: &RecordKey, bytes: &[u8]) -> Option<Parts> {
    Some(match record {
        RecordKey::Account(public) => account(public, &decode(bytes)?),
        RecordKey::Organisation(name) => {
            let key: PublicKey = decode(bytes)?;
            let sentence = format!("the organisation {name} is enrolled with the key {key}");
            (sentence, Vec::new(), json!({ "key": key.to_string() }))
        }
        RecordKey::Member(id) => {
            let key: PublicKey = decode(bytes)?;
            let sentence = format!("the member {id} is enrolled with the key {key}");
            (sentence, Vec::new(), json!({ "key": key.to_string() }))
        }
        RecordKey::Policy => {
            let policy: ActivePolicy = decode(bytes)?;
            let (hash, since) = (policy.hash, policy.since.0);
            let sentence = format!("the active policy is {hash}, since block {since}");
            let value = json!({ "hash": hash.to_string(), "since": since });
            (sentence, Vec::new(), value)
        }
        RecordKey::Module(hash) => {
            let length = bytes.len();
            let sentence = format!("the module {hash} is deployed; it has {length} bytes");
            (sentence, Vec::new(), json!({ "bytes": length }))
        }
        RecordKey::Chain => chain(&decode(bytes)?),
        RecordKey::Counting => {
            let Counting { since, seconds } = decode(bytes)?;
            let since = (since != Instant::MIN).then(|| time(since));
            let words = since.as_deref().unwrap_or("the beginning");
            let sentence =
                format!("allowed accesses are kept for {seconds} seconds, all since {words}");
            let value = json!({ "since": since, "seconds": seconds });
            (sentence, Vec::new(), value)
        }
        RecordKey::Registration(patient) => {
            let PatientRecord { key, registered_by } = decode(bytes)?;
            let sentence = format!(
                "the patient {patient} is registered by {registered_by} with the key {key}"
            );
            let value = json!({ "key": key.to_string(), "registered_by": registered_by });
            (sentence, Vec::new(), value)
        }
        RecordKey::Consents(patient) => consents(&patient.to_string(), &decode_list(bytes)?),
        RecordKey::Accesses(patient) => accesses(&patient.to_string(), &decode_list(bytes)?),
        RecordKey::Treatments(patient) => treatments(&patient.to_string(), &decode_list(bytes)?),
        other => return governed::present(other, bytes).or_else(|| kept::present(other, bytes)),
    })
}

fn account(public: &PublicKey, account: &Account) -> Parts {
    let within = |within: &Option<String>| {
        let words = within.as_ref().map(|name| format!(" within {name}"));
        words.unwrap_or_default()
    };
    let (who, kind) = match &account.kind {
        AccountKind::Admin => (
            "the administrator".into(),
            json!({ "kind": "administrator" }),
        ),
        AccountKind::Organisation {
            name,
            kind,
            within: of,
        } => (
            format!("the organisation {name}, a {kind}{}", within(of)),
            json!({ "kind": "organisation", "name": name, "of_kind": kind, "within": of }),
        ),
        AccountKind::Member {
            id,
            roles,
            organisation,
            from,
            until,
        } => {
            let ends = until.map(|until| format!(" before {}", time(until)));
            let words = format!(
                "the member {id}, {} of {organisation} from {}{}",
                list(roles),
                time(*from),
                ends.unwrap_or_default()
            );
            let value = json!({
                "kind": "member", "id": id, "roles": roles, "organisation": organisation,
                "from": time(*from), "until": until.map(time),
            });
            (words, value)
        }
        AccountKind::Patient(patient) => (
            format!("the patient {patient}"),
            json!({ "kind": "patient", "patient": patient.to_string() }),
        ),
        AccountKind::Delegate(origin) => (
            "somebody who acts for patients".into(),
            json!({ "kind": "delegate", "first_key": origin.to_string() }),
        ),
    };
    let (nonce, charge) = (account.nonce, account.charge);
    let ended = account.ended.map(|ended| match ended.successor {
        Some(next) => format!("; {next} took its place at {}", time(ended.at)),
        None => format!("; it was revoked at {}", time(ended.at)),
    });
    let sentence = format!(
        "the key {public} is that of {who}; it has sent {nonce} transactions and was charged {charge} fuel{}",
        ended.unwrap_or_default()
    );
    let value = json!({
        "who": kind, "nonce": nonce, "charge": charge,
        "ended": account.ended.map(|ended| json!({
            "at": time(ended.at), "successor": ended.successor.map(|key| key.to_string()),
        })),
    });
    (sentence, Vec::new(), value)
}

fn chain(config: &GenesisConfig) -> Parts {
    let (name, proposer) = (&config.name, config.proposer);
    let sentence = format!("the chain is called {name}; its proposer has the key {proposer}");
    let mut lines = governed::quorums(&config.governance);
    lines.extend(config.organisations.iter().map(|one| {
        let root = one.root.as_ref().map_or("without", |_| "with");
        format!(
            "the organisation {}, a {}, {root} a root certificate",
            one.name, one.kind
        )
    }));
    let organisations = config.organisations.iter().map(|one| {
        json!({
            "name": one.name, "kind": one.kind, "within": one.within, "key": one.key.to_string(),
            "has_root": one.root.is_some(),
        })
    });
    let value = json!({
        "name": name, "governance": governed::governance_value(&config.governance),
        "organisations": organisations.collect::<Value>(), "proposer": proposer.to_string(),
        "time": time(config.time), "protocol": config.protocol,
    });
    (sentence, lines, value)
}

fn consents(patient: &str, records: &[ConsentRecord]) -> Parts {
    let value = records.iter().map(|record| {
        let sentences: Vec<String> = record.sentences.iter().map(consent::sentence).collect();
        json!({
            "number": record.number,
            "form": record.form.as_ref().map(|form| form.name.as_str()),
            "sentences": sentences,
            "recorded": time(record.recorded_at),
            "withdrawn": record.withdrawn_at.map(time),
        })
    });
    let count = counted(records.len(), "consent");
    let sentence = format!("the patient {patient} has {count}");
    let lines = records.iter().map(consent::line).collect();
    (sentence, lines, value.collect())
}

fn accesses(patient: &str, records: &[AccessRecord]) -> Parts {
    let line = |record: &AccessRecord| {
        let of = record.organisation.as_ref();
        let of = of.filter(|name| **name != record.by);
        let of = of.map(|name| format!(" for {name}"));
        format!(
            "{} {}{}: {}",
            time(record.at),
            record.by,
            of.unwrap_or_default(),
            list(&record.actions)
        )
    };
    let value = records.iter().map(|record| {
        json!({
            "at": time(record.at), "by": record.by, "organisation": record.organisation,
            "actions": record.actions,
        })
    });
    let count = counted(records.len(), "past access");
    let sentence = format!("of the patient {patient} the ledger keeps {count}");
    (
        sentence,
        records.iter().map(line).collect(),
        value.collect(),
    )
}

fn treatments(patient: &str, records: &[TreatmentRecord]) -> Parts {
    let line = |record: &TreatmentRecord| {
        let until = record.until.map(|at| format!(" before {}", time(at)));
        let until = until.unwrap_or_default();
        format!("{} from {}{until}", record.who, time(record.from))
    };
    let value = records.iter().map(|record| {
        json!({ "who": record.who, "from": time(record.from), "until": record.until.map(time) })
    });
    let count = counted(records.len(), "treatment relation");
    let sentence = format!("the patient {patient} has {count}");
    (
        sentence,
        records.iter().map(line).collect(),
        value.collect(),
    )
}

/// A key or a value that this version has no words for.
fn raw(key: &StateKey, value: Option<&[u8]>) -> Parts {
    let key = hex(key.as_bytes());
    match value {
        None => (
            format!("the key {key} has no value"),
            Vec::new(),
            Value::Null,
        ),
        Some(bytes) => {
            let length = bytes.len();
            let sentence = format!("the key {key} has a value of {length} bytes");
            let bytes = hex(bytes);
            (sentence, vec![bytes.clone()], json!({ "bytes": bytes }))
        }
    }
}

fn decode<T: Decode>(bytes: &[u8]) -> Option<T> {
    decode_exact(bytes, bytes.len() as u64).ok()
}

fn decode_list<T: Decode>(bytes: &[u8]) -> Option<Vec<T>> {
    decode(bytes)
}

fn counted(count: usize, what: &str) -> String {
    match (count, what.ends_with('s')) {
        (1, _) => format!("1 {what}"),
        (_, true) => format!("{count} {what}es"),
        (_, false) => format!("{count} {what}s"),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
