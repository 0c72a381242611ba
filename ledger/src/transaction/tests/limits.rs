//! What actions may say, action by action: at a limit it is taken, beyond it it is not.

use abi::form::FormValue;
use abi::limits::{
    CERTIFICATE_BYTES, CHAIN_CERTIFICATES, CONTRACT_INPUT_BYTES, ENTRY_NAME_BYTES, LIST_ITEMS,
    MODULE_BYTES, REVOCATION_LIST_BYTES,
};
use abi::terms::Scalar;
use abi::{Hash, Instant};

use super::day;
use crate::fixture::{PATIENT, START, member, organisation, public, request, treatment};
use crate::records::DelegateKind;
use crate::transaction::{Action, Change, FactClaim};

/// Nothing that the ledger takes as a name of somebody who is enrolled.
const NO_NAME: &str = " x";

/// Whether an action is taken as it is, and whether it is after a change.
fn check(good: &Action, changes: &[fn(&mut Action)]) {
    assert!(good.is_within_limits(), "{good:?}");
    for (number, change) in changes.iter().enumerate() {
        let mut changed = good.clone();
        change(&mut changed);
        assert_ne!(changed, *good, "change {number} changes something");
        assert!(!changed.is_within_limits(), "change {number} of {good:?}");
    }
}

/// Changes fields of an action of one kind.
macro_rules! set {
    ($kind:ident { $($field:ident: $value:expr),* }) => {
        |action| {
            if let Action::$kind { $($field,)* .. } = action {
                $(*$field = $value;)*
            }
        }
    };
}

fn times(count: u64, text: &str) -> Vec<String> {
    (0..count).map(|_| text.to_owned()).collect()
}

#[test]
fn who_is_enrolled_has_names_and_a_period() {
    let within = organisation("ward", Some("clinic"));
    check(
        &within,
        &[
            set!(EnrolOrganisation {
                name: NO_NAME.into()
            }),
            set!(EnrolOrganisation {
                kind: NO_NAME.into()
            }),
            set!(EnrolOrganisation {
                within: Some(NO_NAME.into())
            }),
        ],
    );
    let mut anna = member("anna", "ward");
    if let Action::EnrolMember { roles, .. } = &mut anna {
        *roles = times(LIST_ITEMS, "nurse");
    }
    check(
        &anna,
        &[
            set!(EnrolMember { id: NO_NAME.into() }),
            set!(EnrolMember {
                roles: times(LIST_ITEMS + 1, "nurse")
            }),
            set!(EnrolMember {
                roles: vec!["nurse".into(), NO_NAME.into()]
            }),
            set!(EnrolMember {
                organisation: NO_NAME.into()
            }),
            set!(EnrolMember {
                from: START,
                until: Some(START)
            }),
        ],
    );
    let anna = Action::RevokeMember { id: "anna".into() };
    check(&anna, &[set!(RevokeMember { id: NO_NAME.into() })]);
}

#[test]
fn certificates_are_some_and_none_is_empty_or_too_long() {
    let der = |bytes: u64| vec![0; bytes as usize];
    let by = |count: u64, bytes| Action::EnrolByCertificate {
        organisation: "ward".into(),
        certificates: (0..count).map(|_| der(bytes)).collect(),
    };
    check(
        &by(CHAIN_CERTIFICATES, CERTIFICATE_BYTES),
        &[set!(EnrolByCertificate {
            organisation: NO_NAME.into()
        })],
    );
    let bad = [
        by(0, 1),
        by(CHAIN_CERTIFICATES + 1, 1),
        by(1, 0),
        by(1, CERTIFICATE_BYTES + 1),
    ];
    assert!(bad.iter().all(|action| !action.is_within_limits()));
    let list = |bytes| Action::RevokeCertificates {
        organisation: "ward".into(),
        list: der(bytes),
    };
    check(
        &list(REVOCATION_LIST_BYTES),
        &[
            set!(RevokeCertificates {
                organisation: NO_NAME.into()
            }),
            set!(RevokeCertificates { list: Vec::new() }),
            set!(RevokeCertificates {
                list: vec![0; REVOCATION_LIST_BYTES as usize + 1]
            }),
        ],
    );
    let module = Action::StoreModule {
        module: der(MODULE_BYTES),
    };
    check(
        &module,
        &[set!(StoreModule {
            module: vec![0; MODULE_BYTES as usize + 1]
        })],
    );
}

#[test]
fn what_is_said_of_a_patient_has_names_and_a_period() {
    check(
        &treatment("anna"),
        &[
            set!(AttestTreatment {
                who: NO_NAME.into()
            }),
            set!(AttestTreatment {
                from: START,
                until: Some(START)
            }),
        ],
    );
    let delegate = Action::Delegate {
        patient: PATIENT,
        key: public("mother"),
        kind: DelegateKind::Guardian,
        from: START,
        until: Some(Instant(START.0 + 1)),
    };
    check(&delegate, &[set!(Delegate { until: Some(START) })]);
    let Action::RequestAccess { mut request } = request() else {
        panic!("a request")
    };
    request.claims.reason_given = true;
    let emergency = Action::BreakGlass {
        request,
        justification: Hash::ZERO,
    };
    check(
        &emergency,
        &[
            |action| {
                if let Action::BreakGlass { request, .. } = action {
                    request.claims.reason_given = false;
                }
            },
            |action| {
                if let Action::BreakGlass { request, .. } = action {
                    request.actions.clear();
                }
            },
        ],
    );
}

fn fact(fact: FactClaim) -> Action {
    Action::AttestFact {
        patient: PATIENT,
        fact,
    }
}

#[test]
fn facts_are_brackets_days_and_words() {
    let bracket = |from_years, below_years, until| {
        fact(FactClaim::AgeBracket {
            from_years,
            below_years,
            from: START,
            until,
        })
    };
    let declared = |name: &str, value| {
        fact(FactClaim::Declared {
            name: name.into(),
            value,
            until: None,
        })
    };
    let commitment = |name: &str| {
        fact(FactClaim::Commitment {
            name: name.into(),
            commitment: Hash::ZERO,
        })
    };
    let text = |text: &str| Some(Scalar::Text(text.into()));
    for (action, is_good) in [
        (fact(FactClaim::Deceased(true)), true),
        (bracket(12, Some(18), None), true),
        (bracket(18, None, None), true),
        (bracket(18, Some(18), None), false),
        (bracket(12, Some(18), Some(START)), false),
        (declared("smokes", None), true),
        (declared("smokes", Some(Scalar::YesNo(true))), true),
        (declared("smokes", Some(Scalar::Number(-1))), true),
        (declared("since", Some(Scalar::Date(day(30)))), true),
        (declared("since", Some(Scalar::Date(day(31)))), false),
        (declared("language", text("de")), true),
        (declared("language", text(&"d".repeat(128))), true),
        (declared("language", text(&"d".repeat(129))), false),
        (declared("", None), false),
        (commitment("birth_date"), true),
        (commitment(NO_NAME), false),
    ] {
        assert_eq!(action.is_within_limits(), is_good, "{action:?}");
    }
}

#[test]
fn calls_and_forms_have_names_and_bounded_values() {
    let entry = "e".repeat(ENTRY_NAME_BYTES as usize);
    let call = Action::CallContract {
        contract: "registry".into(),
        entry,
        patient: None,
        input: vec![0; CONTRACT_INPUT_BYTES as usize],
    };
    check(
        &call,
        &[
            set!(CallContract {
                contract: NO_NAME.into()
            }),
            set!(CallContract {
                entry: String::new()
            }),
            set!(CallContract {
                entry: "e".repeat(ENTRY_NAME_BYTES as usize + 1)
            }),
            set!(CallContract {
                input: vec![0; CONTRACT_INPUT_BYTES as usize + 1]
            }),
        ],
    );
    let value = |name: &str, value: &str| (name.to_owned(), FormValue::Name(value.into()));
    let values = |count: u64| (0..count).map(|_| value("blank", "Acme")).collect();
    let form = Action::SignForm {
        patient: PATIENT,
        form: "CF-1".into(),
        text: Hash::ZERO,
        with: values(LIST_ITEMS),
    };
    check(
        &form,
        &[set!(SignForm {
            form: String::new()
        })],
    );
    for with in [
        values(LIST_ITEMS + 1),
        vec![value("", "Acme")],
        vec![value("blank", "")],
    ] {
        let mut other = form.clone();
        if let Action::SignForm { with: place, .. } = &mut other {
            *place = with;
        }
        assert!(!other.is_within_limits());
    }
}

#[test]
fn what_is_proposed_has_names_and_roots_that_may_be_certificates() {
    let propose = |change| Action::Propose {
        change,
        closes: START,
    };
    let enrol = |name: &str, kind: &str, within: &str, root| Change::EnrolOrganisation {
        key: public("ward"),
        name: name.into(),
        kind: kind.into(),
        within: Some(within.into()),
        root,
    };
    let set = |organisation: &str, root| Change::SetRoot {
        organisation: organisation.into(),
        root,
    };
    let der = |bytes: u64| Some(vec![0; bytes as usize]);
    let (most, name) = (CERTIFICATE_BYTES, String::from(NO_NAME));
    for (change, is_good) in [
        (enrol("ward", "lab", "clinic", None), true),
        (enrol("ward", "lab", "clinic", der(most)), true),
        (enrol("ward", "lab", "clinic", der(most + 1)), false),
        (enrol("ward", "lab", "clinic", der(0)), false),
        (enrol(NO_NAME, "lab", "clinic", None), false),
        (enrol("ward", NO_NAME, "clinic", None), false),
        (enrol("ward", "lab", NO_NAME, None), false),
        (set("ward", None), true),
        (set("ward", der(most)), true),
        (set("ward", der(most + 1)), false),
        (set(NO_NAME, der(most)), false),
        (Change::RevokeOrganisation { name }, false),
    ] {
        let what = format!("{change:?}");
        assert_eq!(propose(change).is_within_limits(), is_good, "{what}");
    }
}

#[test]
fn a_change_says_which_root_it_brings_and_of_whom() {
    let set = |root| Change::SetRoot {
        organisation: "ward".into(),
        root,
    };
    let brought = set(Some(vec![3, 4]));
    assert_eq!(brought.root(), Some((&"ward".to_owned(), &[3, 4][..])));
    assert_eq!(set(None).root(), None);
    let name = "ward".into();
    assert_eq!(Change::RevokeOrganisation { name }.root(), None);
}
