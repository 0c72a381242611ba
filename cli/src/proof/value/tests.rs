//! What every kind of record says: its key, that it is absent, and what its value is.

use abi::calendar::Date;
use abi::terms::Scalar;
use abi::{Hash, Height, PatientId};
use ledger::Lane;
use ledger::genesis::GenesisOrganisation;
use ledger::records::{
    Activation, ActiveContract, AgeBracket, AnchorRecord, CertificateRecord, DeclaredFact,
    Delegate, DelegateKind, Delegation, Emergency, Ended, Governance, PatientFacts, Proposal,
    Quorum, Scheduled, Serial, Status, Voter,
};
use ledger::transaction::Change;
use parity_scale_codec::Encode;

use super::*;

mod governed;
mod kept;

const PATIENT: PatientId = PatientId([0x11; 16]);
const KEY: PublicKey = PublicKey([0x22; 32]);
const HASH: Hash = Hash([0x33; 32]);
const NOON: Instant = Instant(1_777_896_000);
const LATER: Instant = Instant(1_777_896_060);

const AT_NOON: &str = "2026-05-04T12:00:00Z";
const AT_LATER: &str = "2026-05-04T12:01:00Z";

/// `text` with a patient, a key and a hash where it has their letters.
fn filled(text: &str) -> String {
    let text = text.replace("<P>", &PATIENT.to_string());
    let text = text.replace("<K>", &KEY.to_string());
    text.replace("<H>", &HASH.to_string())
}

fn filled_value(value: &Value) -> Value {
    serde_json::from_str(&filled(&value.to_string())).expect("JSON")
}

/// Checks what a value says.
fn says(
    record: RecordKey,
    value: impl AsRef<[u8]>,
    sentence: &str,
    lines: &[&str],
    expected: Value,
) {
    let said = said(&record.state_key(), Some(value.as_ref()));
    assert_eq!(said.sentence, filled(sentence), "{record:?}");
    let lines: Vec<String> = lines.iter().map(|line| filled(line)).collect();
    assert_eq!(said.lines, lines, "{record:?}");
    assert_eq!(said.value, filled_value(&expected), "{record:?}");
}

#[test]
fn every_key_has_a_name_for_programs_and_a_sentence_when_it_is_absent() {
    use RecordKey::*;
    let name = || String::from("Acme");
    let of = |kind: &str| json!({"kind": kind, "patient": "<P>"});
    let cases = [
        (
            Account(KEY),
            json!({"kind": "account", "account": "<K>"}),
            "the key <K> is not enrolled",
        ),
        (
            Organisation(name()),
            json!({"kind": "organisation", "name": "Acme"}),
            "no organisation is called Acme",
        ),
        (
            Member(name()),
            json!({"kind": "member", "id": "Acme"}),
            "no member is called Acme",
        ),
        (Policy, json!({"kind": "policy"}), "no policy is active"),
        (
            Module(HASH),
            json!({"kind": "module", "hash": "<H>"}),
            "the module <H> is not deployed",
        ),
        (
            Chain,
            json!({"kind": "chain"}),
            "the chain has no configuration",
        ),
        (
            Counting,
            json!({"kind": "counting"}),
            "allowed accesses are not counted",
        ),
        (
            Registration(PATIENT),
            of("registration"),
            "the patient <P> is not registered",
        ),
        (
            Consents(PATIENT),
            of("consents"),
            "the patient <P> has no consents",
        ),
        (
            Accesses(PATIENT),
            of("accesses"),
            "no access is kept of the patient <P>",
        ),
        (
            Treatments(PATIENT),
            of("treatments"),
            "the patient <P> has no treatment relations",
        ),
        (
            Root(name()),
            json!({"kind": "root", "organisation": "Acme"}),
            "the organisation Acme has no root certificate",
        ),
        (
            Revoked,
            json!({"kind": "revoked"}),
            "no organisation's membership has ended",
        ),
        (
            Certificate(name()),
            json!({"kind": "certificate", "member": "Acme"}),
            "no certificate has enrolled a member Acme",
        ),
        (
            Serial(name(), vec![0x0a, 0xff]),
            json!({"kind": "serial", "organisation": "Acme", "serial": "0aff"}),
            "the certificate 0aff of Acme was not used and is not revoked",
        ),
        (Governance, json!({"kind": "governance"}), "nobody governs"),
        (
            Proposal(HASH),
            json!({"kind": "proposal", "id": "<H>"}),
            "the transaction <H> has proposed nothing",
        ),
        (
            Schedule,
            json!({"kind": "schedule"}),
            "nothing waits for its height",
        ),
        (
            PastPolicy(Height(7)),
            json!({"kind": "past_policy", "since": 7}),
            "no policy that has been replaced was activated by block 7",
        ),
        (
            Contract(name()),
            json!({"kind": "contract", "name": "Acme"}),
            "no contract is active under the name Acme",
        ),
        (
            PastContract(name(), Height(7)),
            json!({"kind": "past_contract", "name": "Acme", "since": 7}),
            "no contract Acme that has been replaced was activated by block 7",
        ),
        (
            Delegations(PATIENT),
            of("delegations"),
            "nobody acts for the patient <P>",
        ),
        (
            Facts(PATIENT),
            of("facts"),
            "nothing is attested about the patient <P>",
        ),
        (
            Emergencies(PATIENT),
            of("emergencies"),
            "no access in an emergency to the patient <P> waits for a review",
        ),
        (
            Anchor(PATIENT, HASH),
            json!({"kind": "anchor", "patient": "<P>", "commitment": "<H>"}),
            "the commitment <H> is not anchored for the patient <P>",
        ),
        (
            ContractValue(Lane::Patient(PATIENT), HASH, vec![1, 2]),
            json!({"kind": "contract_value", "contract": "<H>", "key": "0102", "patient": "<P>"}),
            "the contract <H> keeps nothing at 0102 there",
        ),
        (
            ContractValue(Lane::Shared, HASH, vec![1, 2]),
            json!({"kind": "contract_value", "contract": "<H>", "key": "0102", "patient": null}),
            "the contract <H> keeps nothing at 0102 there",
        ),
    ];
    for (record, key, sentence) in cases {
        let said = said(&record.state_key(), None);
        assert_eq!(said.key, filled_value(&key), "{record:?}");
        assert_eq!(said.sentence, filled(sentence), "{record:?}");
        assert_eq!((said.lines, said.value), (Vec::new(), Value::Null));
    }
}

#[test]
fn keys_and_values_without_words_are_shown_as_they_are() {
    let mut bytes = vec![1];
    bytes.extend([0x11; 16]);
    bytes.push(b'z');
    let key = StateKey::from_bytes(&bytes).expect("a key");
    let digits = format!("01{PATIENT}7a");
    let none = said(&key, None);
    assert_eq!(none.sentence, format!("the key {digits} has no value"));
    assert_eq!(none.key, json!({"kind": "raw", "key": digits}));
    assert_eq!((none.lines, none.value), (Vec::new(), Value::Null));
    let some = said(&key, Some(&[0x0f, 0xf0]));
    assert_eq!(
        some.sentence,
        format!("the key {digits} has a value of 2 bytes")
    );
    assert_eq!(
        (some.lines, some.value),
        (vec!["0ff0".into()], json!({"bytes": "0ff0"}))
    );
    // A record that does not decode, or that has bytes behind it.
    for bytes in [vec![9], [KEY.encode(), vec![0]].concat()] {
        let said = said(&RecordKey::Member("m".into()).state_key(), Some(&bytes));
        let sentence = format!("the key 006d6d has a value of {} bytes", bytes.len());
        assert_eq!(said.sentence, sentence);
        assert_eq!(said.value, json!({"bytes": hex(&bytes)}));
    }
}

#[test]
fn a_name_cannot_make_a_terminal_do_anything() {
    let record = RecordKey::Anchor(PATIENT, HASH);
    let by = AnchorRecord {
        organisation: "A\u{1b}[2Jb\u{202e}c".into(),
        member: None,
        at: NOON,
    };
    let said = said(&record.state_key(), Some(&by.encode()));
    let expected = "the commitment <H> was anchored for the patient <P> by A\u{fffd}[2Jb\u{fffd}c at 2026-05-04T12:00:00Z";
    assert_eq!(said.sentence, filled(expected));
}

#[test]
fn accounts_say_whose_key_it_is_and_what_became_of_it() {
    let account = |kind, ended| {
        let account = Account {
            nonce: 3,
            charge: 40,
            ended,
            ..Account::new(kind)
        };
        account.encode()
    };
    let check = |kind, ended, who: &str, end: &str, json: Value, ended_json: Value| {
        let sentence = format!(
            "the key <K> is that of {who}; it has sent 3 transactions and was charged 40 fuel{end}"
        );
        let value = json!({"who": json, "nonce": 3, "charge": 40, "ended": ended_json});
        says(
            RecordKey::Account(KEY),
            account(kind, ended),
            &sentence,
            &[],
            value,
        );
    };
    let none = || Value::Null;
    let revoked = Some(Ended {
        at: NOON,
        successor: None,
    });
    let followed = Some(Ended {
        at: NOON,
        successor: Some(KEY),
    });
    let organisation = |within: Option<&str>| AccountKind::Organisation {
        name: "Cardiology".into(),
        kind: "department".into(),
        within: within.map(str::to_owned),
    };
    let member = |until| AccountKind::Member {
        id: "anna".into(),
        roles: vec!["nurse".into(), "physician".into()],
        organisation: "Riverside".into(),
        from: NOON,
        until,
    };
    check(
        AccountKind::Admin,
        revoked,
        "the administrator",
        "; it was revoked at 2026-05-04T12:00:00Z",
        json!({"kind": "administrator"}),
        json!({"at": AT_NOON, "successor": null}),
    );
    check(
        organisation(Some("Riverside")),
        followed,
        "the organisation Cardiology, a department within Riverside",
        "; <K> took its place at 2026-05-04T12:00:00Z",
        json!({
            "kind": "organisation", "name": "Cardiology", "of_kind": "department", "within": "Riverside",
        }),
        json!({"at": AT_NOON, "successor": "<K>"}),
    );
    check(
        organisation(None),
        None,
        "the organisation Cardiology, a department",
        "",
        json!({"kind": "organisation", "name": "Cardiology", "of_kind": "department", "within": null}),
        none(),
    );
    for (until, words, at) in [
        (None, "", none()),
        (Some(LATER), " before 2026-05-04T12:01:00Z", json!(AT_LATER)),
    ] {
        check(
            member(until),
            None,
            &format!(
                "the member anna, nurse and physician of Riverside from 2026-05-04T12:00:00Z{words}"
            ),
            "",
            json!({
                "kind": "member", "id": "anna", "roles": ["nurse", "physician"],
                "organisation": "Riverside", "from": AT_NOON, "until": at,
            }),
            none(),
        );
    }
    check(
        AccountKind::Patient(PATIENT),
        None,
        "the patient <P>",
        "",
        json!({"kind": "patient", "patient": "<P>"}),
        none(),
    );
    check(
        AccountKind::Delegate(KEY),
        None,
        "somebody who acts for patients",
        "",
        json!({"kind": "delegate", "first_key": "<K>"}),
        none(),
    );
}
