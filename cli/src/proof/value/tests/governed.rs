//! The chain, who governs it and who belongs to it.

use super::*;

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
