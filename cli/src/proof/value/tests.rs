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

fn governance() -> Governance {
    let voters = vec![Voter::Key(KEY), Voter::Organisation("Riverside".into())];
    Governance {
        members: Quorum { voters, needed: 2 },
        contracts: Quorum::of_keys([KEY], 1),
    }
}

fn governance_json() -> Value {
    json!({
        "members": {"needed": 2, "voters": [{"key": "<K>"}, {"organisation": "Riverside"}]},
        "contracts": {"needed": 1, "voters": [{"key": "<K>"}]},
    })
}

const QUORUMS: [&str; 2] = [
    "members and governance: 2 of the key <K> and Riverside",
    "policies and contracts: 1 of the key <K>",
];

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

#[test]
fn records_of_the_chain_say_what_they_hold() {
    let key = json!({"key": "<K>"});
    says(
        RecordKey::Organisation("Acme".into()),
        KEY.encode(),
        "the organisation Acme is enrolled with the key <K>",
        &[],
        key.clone(),
    );
    says(
        RecordKey::Member("anna".into()),
        KEY.encode(),
        "the member anna is enrolled with the key <K>",
        &[],
        key,
    );
    let policy = ActivePolicy {
        hash: HASH,
        since: Height(7),
        before: None,
    };
    let active = json!({"hash": "<H>", "since": 7});
    says(
        RecordKey::Policy,
        policy.encode(),
        "the active policy is <H>, since block 7",
        &[],
        active.clone(),
    );
    says(
        RecordKey::PastPolicy(Height(7)),
        policy.encode(),
        "the policy is <H>, since block 7",
        &[],
        active.clone(),
    );
    let contract = ActiveContract {
        hash: HASH,
        since: Height(7),
        before: None,
    };
    for record in [
        RecordKey::Contract("trial".into()),
        RecordKey::PastContract("trial".into(), Height(7)),
    ] {
        let sentence = "the contract trial is <H>, since block 7";
        says(record, contract.encode(), sentence, &[], active.clone());
    }
    says(
        RecordKey::Module(HASH),
        [0; 5],
        "the module <H> is deployed; it has 5 bytes",
        &[],
        json!({"bytes": 5}),
    );
    for (since, words, at) in [
        (NOON, AT_NOON, json!(AT_NOON)),
        (Instant::MIN, "the beginning", Value::Null),
    ] {
        says(
            RecordKey::Counting,
            Counting { since, seconds: 60 }.encode(),
            &format!("allowed accesses are kept for 60 seconds, all since {words}"),
            &[],
            json!({"since": at, "seconds": 60}),
        );
    }
    let waiting = [
        Scheduled {
            at: Height(8),
            what: Activation::Policy(HASH),
        },
        Scheduled {
            at: Height(9),
            what: Activation::Contract("trial".into(), HASH),
        },
    ];
    says(
        RecordKey::Schedule,
        waiting.to_vec().encode(),
        "what waits for its height:",
        &[
            "block 8: the policy <H>",
            "block 9: the contract trial, <H>",
        ],
        json!([{"at": 8, "policy": "<H>"}, {"at": 9, "contract": "trial", "hash": "<H>"}]),
    );
}

#[test]
fn the_configuration_of_a_chain_says_who_governs_and_who_is_there() {
    let organisation = |name: &str, within: Option<&str>, root| GenesisOrganisation {
        key: KEY,
        name: name.into(),
        kind: "lab".into(),
        within: within.map(str::to_owned),
        root,
    };
    let config = GenesisConfig {
        name: "ward".into(),
        governance: governance(),
        organisations: vec![
            organisation("Acme", None, Some(vec![1])),
            organisation("Blue", Some("Acme"), None),
        ],
        proposer: KEY,
        time: NOON,
        protocol: 1,
    };
    let lines = [
        QUORUMS[0],
        QUORUMS[1],
        "the organisation Acme, a lab, with a root certificate",
        "the organisation Blue, a lab, without a root certificate",
    ];
    let value = json!({
        "name": "ward", "governance": governance_json(), "proposer": "<K>", "time": AT_NOON,
        "protocol": 1,
        "organisations": [
            {"name": "Acme", "kind": "lab", "within": null, "key": "<K>", "has_root": true},
            {"name": "Blue", "kind": "lab", "within": "Acme", "key": "<K>", "has_root": false},
        ],
    });
    let sentence = "the chain is called ward; its proposer has the key <K>";
    says(RecordKey::Chain, config.encode(), sentence, &lines, value);
    says(
        RecordKey::Governance,
        governance().encode(),
        "who governs:",
        &QUORUMS,
        governance_json(),
    );
}

#[test]
fn a_proposal_says_what_it_would_change_and_how_it_stands() {
    let check = |change, status, words: &str, stands: &str, what: Value, passed: Value| {
        let proposal = Proposal {
            change,
            approvals: vec![Voter::Organisation("Riverside".into()), Voter::Key(KEY)],
            closes: NOON,
            status,
        };
        let sentence = format!("the proposal <H> is to {words}; it is {stands}");
        let value = json!({
            "change": what, "closes": AT_NOON, "passed": passed,
            "approvals": [{"organisation": "Riverside"}, {"key": "<K>"}],
        });
        let lines = ["approved by Riverside", "approved by the key <K>"];
        says(
            RecordKey::Proposal(HASH),
            proposal.encode(),
            &sentence,
            &lines,
            value,
        );
    };
    check(
        Change::Govern(governance()),
        Status::Passed(Height(9)),
        "let others govern",
        "passed in block 9",
        json!({"govern": governance_json()}),
        json!(9),
    );
    let name = || String::from("Acme");
    let root = |has_root: bool| json!({"set_root": {"organisation": "Acme", "has_root": has_root}});
    let at = Some(Height(12));
    let open = [
        (
            Change::EnrolOrganisation {
                key: KEY,
                name: name(),
                kind: "lab".into(),
                within: None,
                root: None,
            },
            "enrol the organisation Acme, a lab",
            json!({"enrol_organisation": {"name": "Acme", "kind": "lab"}}),
        ),
        (
            Change::SetRoot {
                organisation: name(),
                root: Some(vec![1]),
            },
            "give Acme another root certificate",
            root(true),
        ),
        (
            Change::SetRoot {
                organisation: name(),
                root: None,
            },
            "take the root certificate of Acme away",
            root(false),
        ),
        (
            Change::RevokeOrganisation { name: name() },
            "end the membership of Acme",
            json!({"revoke_organisation": "Acme"}),
        ),
        (
            Change::ActivatePolicy { module: HASH, at },
            "make <H> the policy from block 12",
            json!({"activate_policy": {"module": "<H>", "at": 12}}),
        ),
        (
            Change::ActivateContract {
                name: name(),
                module: HASH,
                at: None,
            },
            "make <H> the contract Acme at once",
            json!({"activate_contract": {"name": "Acme", "module": "<H>", "at": null}}),
        ),
    ];
    for (change, words, what) in open {
        let stands = "open until 2026-05-04T12:00:00Z";
        check(change, Status::Open, words, stands, what, Value::Null);
    }
}

#[test]
fn certificates_say_whom_they_enrolled_and_whether_they_are_revoked() {
    says(
        RecordKey::Root("Acme".into()),
        [0x30, 0x82],
        "the root certificate of Acme has 2 bytes of DER",
        &[],
        json!({"der": "3082"}),
    );
    says(
        RecordKey::Revoked,
        vec![String::from("Acme"), String::from("Blue")].encode(),
        "the memberships of Acme and Blue have ended",
        &[],
        json!(["Acme", "Blue"]),
    );
    let certificate = CertificateRecord {
        fingerprint: HASH,
        serial: vec![0x0a, 0xff],
        at: NOON,
    };
    says(
        RecordKey::Certificate("anna".into()),
        certificate.encode(),
        "the certificate 0aff enrolled anna at 2026-05-04T12:00:00Z",
        &[],
        json!({"serial": "0aff", "at": AT_NOON, "fingerprint": "<H>"}),
    );
    for (serial, words, value) in [
        (
            Serial::Member("anna".into()),
            "enrolled anna",
            json!({"member": "anna"}),
        ),
        (Serial::Revoked, "is revoked", json!({"revoked": true})),
    ] {
        let record = RecordKey::Serial("Acme".into(), vec![0x0a]);
        let sentence = format!("the certificate 0a of Acme {words}");
        says(record, serial.encode(), &sentence, &[], value);
    }
}

#[test]
fn records_of_a_patient_say_what_they_hold() {
    let registration = PatientRecord {
        key: KEY,
        registered_by: "Riverside".into(),
    };
    says(
        RecordKey::Registration(PATIENT),
        registration.encode(),
        "the patient <P> is registered by Riverside with the key <K>",
        &[],
        json!({"key": "<K>", "registered_by": "Riverside"}),
    );
    let access = |by: &str, organisation: Option<&str>| AccessRecord {
        at: NOON,
        by: by.into(),
        organisation: organisation.map(str::to_owned),
        actions: vec!["read".into(), "use".into()],
    };
    let all = vec![
        access("anna", Some("Riverside")),
        access("Acme", Some("Acme")),
        access("Blue", None),
    ];
    let value = |by: &str, organisation: Option<&str>| json!({"at": AT_NOON, "by": by, "organisation": organisation, "actions": ["read", "use"]});
    says(
        RecordKey::Accesses(PATIENT),
        all.encode(),
        "of the patient <P> the ledger keeps 3 past accesses",
        &[
            "2026-05-04T12:00:00Z anna for Riverside: read and use",
            "2026-05-04T12:00:00Z Acme: read and use",
            "2026-05-04T12:00:00Z Blue: read and use",
        ],
        json!([
            value("anna", Some("Riverside")),
            value("Acme", Some("Acme")),
            value("Blue", None)
        ]),
    );
    let treatment = |until| TreatmentRecord {
        who: "anna".into(),
        from: NOON,
        until,
    };
    let value = |until: Option<&str>| json!({"who": "anna", "from": AT_NOON, "until": until});
    says(
        RecordKey::Treatments(PATIENT),
        vec![treatment(Some(LATER))].encode(),
        "the patient <P> has 1 treatment relation",
        &["anna from 2026-05-04T12:00:00Z before 2026-05-04T12:01:00Z"],
        json!([value(Some(AT_LATER))]),
    );
    says(
        RecordKey::Treatments(PATIENT),
        vec![treatment(None), treatment(None)].encode(),
        "the patient <P> has 2 treatment relations",
        &["anna from 2026-05-04T12:00:00Z"; 2],
        json!([value(None), value(None)]),
    );
    for (member, who) in [(Some("anna"), "anna of Riverside"), (None, "Riverside")] {
        let record = AnchorRecord {
            organisation: "Riverside".into(),
            member: member.map(str::to_owned),
            at: NOON,
        };
        says(
            RecordKey::Anchor(PATIENT, HASH),
            record.encode(),
            &format!(
                "the commitment <H> was anchored for the patient <P> by {who} at 2026-05-04T12:00:00Z"
            ),
            &[],
            json!({"organisation": "Riverside", "member": member, "at": AT_NOON}),
        );
    }
    let emergency = Emergency {
        access: HASH,
        at: NOON,
        by: "anna".into(),
        justification: Hash([0x44; 32]),
    };
    let justification = "44".repeat(32);
    says(
        RecordKey::Emergencies(PATIENT),
        vec![emergency].encode(),
        "1 access in an emergency to the patient <P>, waiting for a review:",
        &["2026-05-04T12:00:00Z anna: <H>"],
        json!([{"access": "<H>", "at": AT_NOON, "by": "anna", "justification": justification}]),
    );
    says(
        RecordKey::ContractValue(Lane::Shared, HASH, vec![1, 2]),
        [0xab],
        "the contract <H> keeps 1 bytes at 0102",
        &["ab"],
        json!({"bytes": "ab"}),
    );
}

#[test]
fn delegations_say_who_acts_as_what_and_until_when() {
    let all = vec![
        Delegation {
            who: Delegate::Person(KEY),
            kind: DelegateKind::Guardian,
            from: NOON,
            until: None,
        },
        Delegation {
            who: Delegate::Patient(PATIENT),
            kind: DelegateKind::Proxy,
            from: NOON,
            until: Some(LATER),
        },
    ];
    says(
        RecordKey::Delegations(PATIENT),
        all.encode(),
        "who may act for the patient <P>:",
        &[
            "the key <K>, as guardian, from 2026-05-04T12:00:00Z",
            "the patient <P>, as proxy, from 2026-05-04T12:00:00Z before 2026-05-04T12:01:00Z",
        ],
        json!([
            {"who": "the key <K>", "kind": "guardian", "from": AT_NOON, "until": null},
            {"who": "the patient <P>", "kind": "proxy", "from": AT_NOON, "until": AT_LATER},
        ]),
    );
}

#[test]
fn attested_facts_are_said_one_by_one() {
    let declared = |name: &str, value, until| DeclaredFact {
        name: name.into(),
        value,
        until,
    };
    let age = |from_years, below_years, until| AgeBracket {
        from_years,
        below_years,
        from: NOON,
        until,
    };
    let facts = PatientFacts {
        deceased: Some(true),
        ages: vec![age(12, Some(18), Some(LATER)), age(18, None, None)],
        declared: vec![
            declared("insured", Scalar::YesNo(true), Some(LATER)),
            declared("trial", Scalar::YesNo(false), None),
            declared("floor", Scalar::Number(-3), None),
            declared("born", Scalar::Date(Date::new(2019, 12, 31)), None),
            declared("ward", Scalar::Text("B".into()), None),
        ],
        commitments: vec![("blood".into(), HASH)],
    };
    let value = json!({
        "deceased": true,
        "ages": [
            {"from_years": 12, "below_years": 18, "from": AT_NOON, "until": AT_LATER},
            {"from_years": 18, "below_years": null, "from": AT_NOON, "until": null},
        ],
        "declared": [
            {"name": "insured", "value": "yes", "until": AT_LATER},
            {"name": "trial", "value": "no", "until": null},
            {"name": "floor", "value": "-3", "until": null},
            {"name": "born", "value": "2019-12-31", "until": null},
            {"name": "ward", "value": "B", "until": null},
        ],
        "commitments": [{"name": "blood", "commitment": "<H>"}],
    });
    says(
        RecordKey::Facts(PATIENT),
        facts.encode(),
        "what is attested about the patient <P>:",
        &[
            "deceased",
            "12 years or more and under 18 from 2026-05-04T12:00:00Z before 2026-05-04T12:01:00Z",
            "18 years or more from 2026-05-04T12:00:00Z",
            "insured: yes before 2026-05-04T12:01:00Z",
            "trial: no",
            "floor: -3",
            "born: 2019-12-31",
            "ward: B",
            "blood is committed to by <H>",
        ],
        value,
    );
    let alive = PatientFacts {
        deceased: Some(false),
        ..PatientFacts::default()
    };
    let value = json!({"deceased": false, "ages": [], "declared": [], "commitments": []});
    says(
        RecordKey::Facts(PATIENT),
        alive.encode(),
        "what is attested about the patient <P>:",
        &["not deceased"],
        value,
    );
}
