//! Every record has a name that people can say.

use super::*;

const PATIENT: PatientId = PatientId([0xab; 16]);

#[test]
fn each_name_is_the_key_of_its_record() {
    let (patient, hash) = ("ab".repeat(16), "cd".repeat(32));
    let sum = Hash([0xcd; 32]);
    let all = [
        (
            format!("patient {patient} consents"),
            RecordKey::Consents(PATIENT),
        ),
        (
            format!("patient {patient} registration"),
            RecordKey::Registration(PATIENT),
        ),
        (
            format!("patient {patient} treatments"),
            RecordKey::Treatments(PATIENT),
        ),
        (
            format!("patient {patient} accesses"),
            RecordKey::Accesses(PATIENT),
        ),
        (
            format!("patient {patient} delegations"),
            RecordKey::Delegations(PATIENT),
        ),
        (
            format!("patient {patient} facts"),
            RecordKey::Facts(PATIENT),
        ),
        (
            format!("patient {patient} emergencies"),
            RecordKey::Emergencies(PATIENT),
        ),
        (
            format!("patient {patient} anchor {hash}"),
            RecordKey::Anchor(PATIENT, sum),
        ),
        ("member anna".into(), RecordKey::Member("anna".into())),
        (
            "organisation Acme".into(),
            RecordKey::Organisation("Acme".into()),
        ),
        (
            format!("account {hash}"),
            RecordKey::Account(PublicKey(sum.0)),
        ),
        (format!("module {hash}"), RecordKey::Module(sum)),
        ("policy".into(), RecordKey::Policy),
        ("policy 12".into(), RecordKey::PastPolicy(Height(12))),
        ("root Acme".into(), RecordKey::Root("Acme".into())),
        (
            "certificate anna".into(),
            RecordKey::Certificate("anna".into()),
        ),
        (
            "serial Acme 0aFF".into(),
            RecordKey::Serial("Acme".into(), vec![10, 255]),
        ),
        ("revoked".into(), RecordKey::Revoked),
        ("governance".into(), RecordKey::Governance),
        (format!("proposal {hash}"), RecordKey::Proposal(sum)),
        ("schedule".into(), RecordKey::Schedule),
        (
            "contract counter".into(),
            RecordKey::Contract("counter".into()),
        ),
        (
            "contract counter 7".into(),
            RecordKey::PastContract("counter".into(), Height(7)),
        ),
        ("chain".into(), RecordKey::Chain),
        ("counting".into(), RecordKey::Counting),
    ];
    for (name, record) in &all {
        let words: Vec<String> = name.split(' ').map(String::from).collect();
        let key = parse_key(&words).unwrap_or_else(|failure| panic!("{name}: {failure:?}"));
        assert_eq!(key, record.state_key(), "{name}");
    }
}
