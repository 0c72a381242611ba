//! What organisations attest about a patient, as a policy's conditions see it; and every end of time, one second before,
//! at, and after it, through the whole stack.

use abi::calendar::Date;
use abi::terms::{ConsentTerms, DataTerms, Scalar, SubjectTerm};
use abi::{Hash, Instant, OutcomeCode};
use ledger::Action;
use ledger::records::DelegateKind;
use ledger::transaction::FactClaim;

use crate::small_chain::{PATIENT, START, Small, contract, public, request};

const DAY: i64 = 86_400;

fn attest(fact: FactClaim) -> Action {
    Action::AttestFact {
        patient: PATIENT,
        fact,
    }
}

fn small(policy: &str) -> Small {
    Small::new(contract(&format!("lab Acme\nlab Boro\n{policy}")))
}

fn asks(small: &mut Small, sender: &str) -> OutcomeCode {
    small.step(sender, request()).outcome
}

fn bracket(from_years: u16, below_years: Option<u16>, from: i64, until: Option<i64>) -> Action {
    attest(FactClaim::AgeBracket {
        from_years,
        below_years,
        from: Instant(from),
        until: until.map(Instant),
    })
}

#[test]
fn a_bracket_of_age_answers_what_does_not_depend_on_more() {
    use OutcomeCode as Code;
    let adults = "lab Acme may read bloodwork if the patient is at least 18";
    for (from, below, code) in [
        (18, None, Code::ALLOWED),
        (18, Some(65), Code::ALLOWED),
        (40, None, Code::ALLOWED),
        (13, Some(18), Code::NOT_COVERED),
        (0, Some(13), Code::NOT_COVERED),
        // Eighteen lies inside: nobody knows.
        (13, Some(19), Code::NOT_COVERED),
        (17, None, Code::NOT_COVERED),
    ] {
        let mut small = small(adults);
        assert_eq!(asks(&mut small, "Acme"), Code::NOT_COVERED, "not known");
        assert_eq!(
            small
                .step("Acme", bracket(from, below, START, None))
                .outcome,
            Code::DONE
        );
        assert_eq!(asks(&mut small, "Acme"), code, "{from}..{below:?}");
    }
    // What is not known keeps a refusal standing.
    let children = "lab Acme may read bloodwork\nlab Acme may not read bloodwork unless the patient is at least 18";
    for (from, below, code) in [
        (18, None, Code::ALLOWED),
        (13, Some(19), Code::REFUSED),
        (13, Some(18), Code::REFUSED),
    ] {
        let mut small = small(children);
        assert_eq!(asks(&mut small, "Acme"), Code::REFUSED, "not known");
        small.step("Acme", bracket(from, below, START, None));
        assert_eq!(asks(&mut small, "Acme"), code, "{from}..{below:?}");
    }
}

#[test]
fn a_bracket_of_age_holds_from_its_first_instant_to_the_one_before_its_end() {
    use OutcomeCode as Code;
    let (from, until) = (START + DAY, START + 2 * DAY);
    let mut small = small("lab Acme may read bloodwork if the patient is at least 18");
    small.step("Acme", bracket(18, None, from, Some(until)));
    for (now, code) in [
        (from - 1, Code::NOT_COVERED),
        (from, Code::ALLOWED),
        (from + 1, Code::ALLOWED),
        (until - 1, Code::ALLOWED),
        (until, Code::NOT_COVERED),
        (until + 1, Code::NOT_COVERED),
    ] {
        small.wait_until(Instant(now));
        assert_eq!(asks(&mut small, "Acme"), code, "{now}");
    }
}

#[test]
fn a_death_is_attested_and_taken_back() {
    use OutcomeCode as Code;
    let mut small = small("lab Acme may read bloodwork if the patient is deceased");
    assert_eq!(asks(&mut small, "Acme"), Code::NOT_COVERED);
    small.step("Acme", attest(FactClaim::Deceased(true)));
    assert_eq!(asks(&mut small, "Acme"), Code::ALLOWED);
    small.step("Acme", attest(FactClaim::Deceased(false)));
    assert_eq!(asks(&mut small, "Acme"), Code::NOT_COVERED);
}

#[test]
fn a_declared_fact_counts_until_it_ends_and_free_text_is_refused() {
    use OutcomeCode as Code;
    let policy = "fact vip: yes/no of patient\nfact note: text of patient\nfact level: number of patient\n\
                  fact ward: one of A or B of patient\nfact since: date of patient\nlab Acme may read bloodwork if patient.vip";
    let mut small = small(policy);
    let end = START + DAY;
    let declared = |name: &str, value: Option<Scalar>| {
        attest(FactClaim::Declared {
            name: name.into(),
            value,
            until: Some(Instant(end)),
        })
    };
    let text = |text: &str| Some(Scalar::Text(text.into()));
    for (name, value, code) in [
        ("vip", Some(Scalar::Number(1)), Code::UNKNOWN_FACT),
        ("note", text("anything"), Code::UNKNOWN_FACT),
        ("ward", text("C"), Code::UNKNOWN_FACT),
        ("nothing", Some(Scalar::YesNo(true)), Code::UNKNOWN_FACT),
        ("ward", text("A"), Code::DONE),
        ("level", Some(Scalar::Number(-3)), Code::DONE),
        (
            "since",
            Some(Scalar::Date(Date::new(2026, 2, 30))),
            Code::MALFORMED,
        ),
        (
            "since",
            Some(Scalar::Date(Date::new(2026, 2, 28))),
            Code::DONE,
        ),
    ] {
        let receipt = small.step("Acme", declared(name, value.clone()));
        assert_eq!(receipt.outcome, code, "{name} {value:?}");
    }
    assert_eq!(asks(&mut small, "Acme"), Code::NOT_COVERED);
    small.step("Acme", declared("vip", Some(Scalar::YesNo(true))));
    assert_eq!(asks(&mut small, "Acme"), Code::ALLOWED);
    small.step("Acme", declared("vip", None));
    assert_eq!(asks(&mut small, "Acme"), Code::NOT_COVERED);
    small.step("Acme", declared("vip", Some(Scalar::YesNo(true))));
    for (now, code) in [
        (end - 1, Code::ALLOWED),
        (end, Code::NOT_COVERED),
        (end + 1, Code::NOT_COVERED),
    ] {
        small.wait_until(Instant(now));
        assert_eq!(asks(&mut small, "Acme"), code, "{now}");
    }
}

#[test]
fn a_rule_ends_with_the_last_second_of_its_last_day() {
    use OutcomeCode as Code;
    let mut small = small("lab Acme may read bloodwork until 2026-12-31");
    // 2027-01-01T00:00:00Z
    let end = 1_798_761_600;
    for (now, code) in [
        (end - 1, Code::ALLOWED),
        (end, Code::NOT_COVERED),
        (end + 1, Code::NOT_COVERED),
    ] {
        small.wait_until(Instant(now));
        assert_eq!(asks(&mut small, "Acme"), code, "{now}");
    }
}

#[test]
fn a_consent_ends_one_second_after_its_last() {
    use OutcomeCode as Code;
    let mut small = small("lab Acme may read bloodwork if patient has consented");
    let (from, until) = (START + DAY, START + 2 * DAY);
    let terms = ConsentTerms {
        grants: true,
        subjects: vec![SubjectTerm::Party("Acme".into())],
        actions: vec!["read".into()],
        data: DataTerms {
            whole_record: false,
            categories: vec!["bloodwork".into()],
            except: vec![],
            narrowing: vec![],
        },
        purposes: vec![],
        from: Some(Instant(from)),
        until: Some(Instant(until)),
    };
    let consent = Action::Consent {
        patient: PATIENT,
        terms,
    };
    assert_eq!(small.step("patient", consent).outcome, Code::DONE);
    for (now, code) in [
        (from - 1, Code::NOT_COVERED),
        (from, Code::ALLOWED),
        (until - 1, Code::ALLOWED),
        (until, Code::NOT_COVERED),
        (until + 1, Code::NOT_COVERED),
    ] {
        small.wait_until(Instant(now));
        assert_eq!(asks(&mut small, "Acme"), code, "{now}");
    }
}

#[test]
fn memberships_and_treatment_end_one_second_after_their_last() {
    use OutcomeCode as Code;
    let mut small = small("anyone may read bloodwork if requester treats patient");
    let (member_end, treatment_end) = (START + 3 * DAY, START + 2 * DAY);
    let member = Action::EnrolMember {
        key: public("lee"),
        id: "lee".into(),
        roles: vec!["nurse".into()],
        organisation: "Acme".into(),
        from: Instant(START),
        until: Some(Instant(member_end)),
    };
    assert_eq!(small.step("Acme", member).outcome, Code::DONE);
    let treats = |until| Action::AttestTreatment {
        patient: PATIENT,
        who: "lee".into(),
        from: Instant(START),
        until,
    };
    small.step("Acme", treats(Some(Instant(treatment_end))));
    let check = |small: &mut Small, cases: &[(i64, Code)]| {
        for (now, code) in cases {
            small.wait_until(Instant(*now));
            assert_eq!(asks(small, "lee"), *code, "{now}");
        }
    };
    check(
        &mut small,
        &[
            (treatment_end - 1, Code::ALLOWED),
            (treatment_end, Code::NOT_COVERED),
            (treatment_end + 1, Code::NOT_COVERED),
        ],
    );
    small.step("Acme", treats(None));
    check(
        &mut small,
        &[
            (member_end - 1, Code::ALLOWED),
            (member_end, Code::NOT_PERMITTED),
            (member_end + 1, Code::NOT_PERMITTED),
        ],
    );
}

#[test]
fn a_guardian_reads_within_the_time_and_a_proxy_does_not() {
    use OutcomeCode as Code;
    let mut small = small("a guardian of the patient may read bloodwork");
    let end = START + DAY;
    let delegate = |key: &str, kind| Action::Delegate {
        patient: PATIENT,
        key: public(key),
        kind,
        from: Instant(START),
        until: Some(Instant(end)),
    };
    small.step("Acme", delegate("mother", DelegateKind::Guardian));
    small.step("patient", delegate("friend", DelegateKind::Proxy));
    for (now, code) in [
        (end - 1, Code::ALLOWED),
        (end, Code::NOT_COVERED),
        (end + 1, Code::NOT_COVERED),
    ] {
        small.wait_until(Instant(now));
        let executed = small.append(&[("mother", request()), ("friend", request())]);
        assert_eq!(executed.receipts[0].outcome, code, "{now}");
        assert_eq!(executed.receipts[1].outcome, Code::NOT_COVERED, "{now}");
    }
}

#[test]
fn an_access_in_an_emergency_is_decided_by_the_policy_and_waits_for_a_review() {
    use OutcomeCode as Code;
    let mut small = small("lab Acme may read bloodwork if a reason is given");
    let Action::RequestAccess { mut request } = request() else {
        return;
    };
    request.claims.reason_given = true;
    let glass = Action::BreakGlass {
        request,
        justification: Hash([5; 32]),
    };
    let executed = small.append(&[("Acme", glass.clone()), ("Boro", glass)]);
    let outcomes: Vec<_> = executed
        .receipts
        .iter()
        .map(|receipt| receipt.outcome)
        .collect();
    assert_eq!(outcomes, [Code::ALLOWED, Code::NOT_COVERED]);
    assert!(
        executed
            .receipts
            .iter()
            .all(|receipt| receipt.decision.is_some())
    );
    let key = ledger::records::key::emergencies(PATIENT);
    let waiting: Vec<ledger::records::Emergency> =
        ledger::records::read(small.chain.state(), &key, "emergencies")
            .expect("a record")
            .expect("one waits");
    assert_eq!(waiting.len(), 1);
    assert_eq!(
        (waiting[0].access, &*waiting[0].by),
        (executed.receipts[0].transaction, "Acme")
    );
    let review = |access| Action::ReviewEmergency {
        patient: PATIENT,
        access,
    };
    let outcome = small
        .step("Acme", review(executed.receipts[1].transaction))
        .outcome;
    assert_eq!(outcome, Code::UNKNOWN_EMERGENCY, "it was not allowed");
    let outcome = small
        .step("Acme", review(executed.receipts[0].transaction))
        .outcome;
    assert_eq!(outcome, Code::DONE);
}
