//! What is kept of a patient, and what contracts keep.

use super::*;

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
