//! Who acts for a patient, and what is attested and anchored.

use abi::limits::{DELEGATIONS_PER_PATIENT, EMERGENCIES_PER_PATIENT, FACTS_PER_PATIENT};
use abi::terms::{Requester, Scalar};
use abi::{Hash, Instant, OutcomeCode};

use super::super::{note_emergency, record_declared};
use super::{NOBODY, send};
use crate::fixture::{PATIENT, START, consent, enrolled, patient, public, request};
use crate::membership::{Sender, account_of, delegations_of, facts_of, requester_of};
use crate::records::{AnchorRecord, DelegateKind, Emergency, key, read};
use crate::state::{Overlay, StateRead};
use crate::transaction::{Action, FactClaim};

const END: Instant = Instant(START.0 + 100);

fn delegate(key: &str, kind: DelegateKind) -> Action {
    Action::Delegate {
        patient: PATIENT,
        key: public(key),
        kind,
        from: START,
        until: Some(END),
    }
}

fn end(key: &str) -> Action {
    Action::EndDelegation {
        patient: PATIENT,
        key: public(key),
    }
}

#[test]
fn who_may_delegate_and_end_it() {
    use DelegateKind::{Guardian, Proxy};
    use OutcomeCode as Code;
    for (sender, kind, code) in [
        ("pat", Proxy, Code::DONE),
        ("pat", Guardian, Code::NOT_PERMITTED),
        ("ward", Guardian, Code::DONE),
        ("clinic", Guardian, Code::DONE),
        ("ward", Proxy, Code::DONE),
        ("lab", Guardian, Code::NOT_PERMITTED),
        ("anna", Guardian, Code::NOT_PERMITTED),
        ("admin", Guardian, Code::NOT_PERMITTED),
    ] {
        let state = enrolled();
        let mut overlay = Overlay::new(&state);
        let outcome = send(&mut overlay, sender, delegate("mia", kind), START);
        assert_eq!(outcome, code, "{sender}");
        if outcome != Code::DONE {
            continue;
        }
        for (ender, code) in [
            ("lab", Code::NOT_PERMITTED),
            (
                "pat",
                if kind == Guardian {
                    Code::UNKNOWN_DELEGATION
                } else {
                    Code::DONE
                },
            ),
            ("mia", Code::DONE),
            ("ward", Code::DONE),
        ] {
            let mut after = Overlay::new(&overlay);
            let outcome = send(&mut after, ender, end("mia"), START);
            assert_eq!(outcome, code, "{ender} ends what {sender} began");
            assert_eq!(
                delegations_of(&after, PATIENT).unwrap().is_empty(),
                code == Code::DONE
            );
        }
    }
}

#[test]
fn a_delegate_acts_for_the_patient_within_the_time() {
    use OutcomeCode as Code;
    for kind in [DelegateKind::Guardian, DelegateKind::Proxy] {
        let state = enrolled();
        let mut overlay = Overlay::new(&state);
        assert_eq!(
            send(&mut overlay, "ward", delegate("mia", kind), START),
            Code::DONE
        );
        let withdraw = Action::WithdrawConsent {
            patient: PATIENT,
            number: 0,
        };
        let before = Instant(START.0 - 1);
        let last = Instant(END.0 - 1);
        for (now, action, code) in [
            (before, consent(), Code::NOT_PERMITTED),
            (START, consent(), Code::DONE),
            (last, withdraw, Code::DONE),
            (END, consent(), Code::NOT_PERMITTED),
        ] {
            assert_eq!(send(&mut overlay, "mia", action, now), code, "{now:?}");
        }
    }
}

#[test]
fn another_word_about_a_delegate_takes_the_place_of_the_one_of_its_kind() {
    use DelegateKind::{Guardian, Proxy};
    let state = enrolled();
    let mut overlay = Overlay::new(&state);
    let mut say = |kind, seconds| {
        let until = Some(Instant(START.0 + seconds));
        let mut word = delegate("mia", kind);
        if let Action::Delegate { until: end, .. } = &mut word {
            *end = until;
        }
        assert_eq!(send(&mut overlay, "ward", word, START), OutcomeCode::DONE);
        let all = delegations_of(&overlay, PATIENT).unwrap();
        let said = all
            .iter()
            .map(|one| (one.kind, one.until.unwrap().0 - START.0));
        said.collect::<Vec<_>>()
    };
    assert_eq!(say(Proxy, 10), [(Proxy, 10)]);
    assert_eq!(say(Proxy, 20), [(Proxy, 20)]);
    assert_eq!(say(Guardian, 30), [(Proxy, 20), (Guardian, 30)]);
    assert_eq!(say(Proxy, 5), [(Guardian, 30), (Proxy, 5)]);
}

fn asks(view: &dyn StateRead, sender: &str, now: Instant) -> Requester {
    let account = account_of(view, &public(sender)).unwrap().unwrap();
    let sender = Sender {
        key: public(sender),
        kind: account.kind,
    };
    requester_of(view, &sender, PATIENT, now).unwrap()
}

#[test]
fn a_guardian_asks_as_one_and_a_proxy_as_a_relative() {
    let related = |is_guardian| Requester::RelatedPerson { is_guardian };
    let state = enrolled();
    let mut overlay = Overlay::new(&state);
    send(&mut overlay, "ward", patient("mother", NOBODY), START);
    let stranger = Requester::Patient { is_subject: false };
    assert_eq!(asks(&overlay, "mother", START), stranger);
    for kind in [DelegateKind::Proxy, DelegateKind::Guardian] {
        for who in ["mia", "mother"] {
            send(&mut overlay, "ward", delegate(who, kind), START);
            let is_guardian = kind == DelegateKind::Guardian;
            assert_eq!(asks(&overlay, who, START), related(is_guardian));
        }
    }
    assert_eq!(asks(&overlay, "mia", END), related(false));
    assert_eq!(asks(&overlay, "mother", END), stranger);
    assert_eq!(
        send(&mut overlay, "mia", request(), START),
        OutcomeCode::DONE
    );
}

#[test]
fn who_works_here_and_the_patient_are_nobodys_delegates_by_those_keys() {
    let state = enrolled();
    let mut overlay = Overlay::new(&state);
    for key in ["anna", "lab", "admin", "pat"] {
        let outcome = send(
            &mut overlay,
            "ward",
            delegate(key, DelegateKind::Proxy),
            START,
        );
        assert_eq!(outcome, OutcomeCode::NOT_PERMITTED, "{key}");
    }
    for number in 0..DELEGATIONS_PER_PATIENT {
        let action = delegate(&format!("delegate {number}"), DelegateKind::Proxy);
        assert_eq!(send(&mut overlay, "pat", action, START), OutcomeCode::DONE);
    }
    let more = delegate("more", DelegateKind::Proxy);
    assert_eq!(
        send(&mut overlay, "pat", more.clone(), START),
        OutcomeCode::LIMIT_REACHED
    );
    // What has ended makes room.
    let Action::Delegate {
        patient, key, kind, ..
    } = more
    else {
        return;
    };
    let later = Action::Delegate {
        patient,
        key,
        kind,
        from: START,
        until: None,
    };
    assert_eq!(send(&mut overlay, "pat", later, END), OutcomeCode::DONE);
    assert_eq!(delegations_of(&overlay, PATIENT).unwrap().len(), 1);
}

fn attest(fact: FactClaim) -> Action {
    Action::AttestFact {
        patient: PATIENT,
        fact,
    }
}

#[test]
fn facts_are_attested_by_the_registrar_alone() {
    use OutcomeCode as Code;
    let deceased = || attest(FactClaim::Deceased(true));
    for (sender, code) in [
        ("ward", Code::DONE),
        ("clinic", Code::DONE),
        ("lab", Code::NOT_PERMITTED),
        ("anna", Code::NOT_PERMITTED),
        ("pat", Code::NOT_PERMITTED),
        ("admin", Code::NOT_PERMITTED),
    ] {
        let state = enrolled();
        let mut overlay = Overlay::new(&state);
        assert_eq!(
            send(&mut overlay, sender, deceased(), START),
            code,
            "{sender}"
        );
    }
    let state = enrolled();
    let mut overlay = Overlay::new(&state);
    send(&mut overlay, "ward", deceased(), START);
    send(
        &mut overlay,
        "ward",
        attest(FactClaim::Deceased(false)),
        START,
    );
    assert_eq!(facts_of(&overlay, PATIENT).unwrap().deceased, Some(false));
    let of = |number: u64| {
        attest(FactClaim::Commitment {
            name: format!("fact {number}"),
            commitment: Hash::ZERO,
        })
    };
    for number in (0..FACTS_PER_PATIENT).chain([0]) {
        assert_eq!(send(&mut overlay, "ward", of(number), START), Code::DONE);
    }
    let more = send(&mut overlay, "ward", of(FACTS_PER_PATIENT), START);
    assert_eq!(more, Code::LIMIT_REACHED);
    let bracket = |from_years, below_years| {
        attest(FactClaim::AgeBracket {
            from_years,
            below_years,
            from: START,
            until: None,
        })
    };
    assert_eq!(
        send(&mut overlay, "ward", bracket(13, Some(13)), START),
        Code::MALFORMED
    );
    assert_eq!(
        send(&mut overlay, "ward", bracket(13, Some(14)), START),
        Code::DONE
    );
    assert_eq!(
        send(&mut overlay, "ward", bracket(18, None), START),
        Code::DONE
    );
}

#[test]
fn a_declared_fact_has_one_value_until_it_ends_or_is_taken_back() {
    let state = enrolled();
    let mut overlay = Overlay::new(&state);
    let mut put = |value: Option<i64>, now: Instant| {
        let value = value.map(Scalar::Number);
        let name = "weight".to_owned();
        let until = Some(END);
        record_declared(&mut overlay, PATIENT, &name, value.as_ref(), until, now).unwrap();
        facts_of(&overlay, PATIENT).unwrap().declared.len()
    };
    assert_eq!(put(Some(1), START), 1);
    assert_eq!(put(Some(2), START), 1);
    assert_eq!(put(None, START), 0);
    assert_eq!(put(Some(3), START), 1);
    assert_eq!(put(None, END), 0);
}

#[test]
fn facts_that_have_ended_make_room_for_the_next_one_of_their_kind() {
    let just_before = Instant(END.0 - 1);
    let state = enrolled();
    let mut overlay = Overlay::new(&state);
    // The first lasts until END, the others for good.
    for (number, now, counts) in [(0, START, 1), (1, just_before, 2), (2, END, 2)] {
        let until = (number == 0).then_some(END);
        let bracket = attest(FactClaim::AgeBracket {
            from_years: number,
            below_years: None,
            from: START,
            until,
        });
        assert_eq!(send(&mut overlay, "ward", bracket, now), OutcomeCode::DONE);
        let (name, value) = (format!("fact {number}"), Scalar::YesNo(true));
        record_declared(&mut overlay, PATIENT, &name, Some(&value), until, now).unwrap();
        let facts = facts_of(&overlay, PATIENT).unwrap();
        assert_eq!((facts.ages.len(), facts.declared.len()), (counts, counts));
        assert_eq!(facts.ages[0].until.is_none(), now == END);
        assert_eq!(facts.declared[0].until.is_none(), now == END);
    }
}

#[test]
fn a_commitment_is_anchored_once_by_those_who_work_here() {
    use OutcomeCode as Code;
    let anchor = |patient, byte| Action::Anchor {
        patient,
        commitment: Hash([byte; 32]),
    };
    let state = enrolled();
    let mut overlay = Overlay::new(&state);
    for (sender, byte, code) in [
        ("lab", 1, Code::DONE),
        ("luis", 1, Code::ALREADY_EXISTS),
        ("luis", 2, Code::DONE),
        ("pat", 3, Code::NOT_PERMITTED),
        ("admin", 3, Code::NOT_PERMITTED),
    ] {
        let outcome = send(&mut overlay, sender, anchor(PATIENT, byte), START);
        assert_eq!(outcome, code, "{sender}");
    }
    let late = Instant(START.0 + 1000);
    assert_eq!(
        send(&mut overlay, "luis", anchor(PATIENT, 4), late),
        Code::NOT_PERMITTED
    );
    assert_eq!(
        send(&mut overlay, "lab", anchor(NOBODY, 4), START),
        Code::UNKNOWN_PATIENT
    );
    let found: AnchorRecord = read(&overlay, &key::anchor(PATIENT, &Hash([2; 32])), "anchor")
        .unwrap()
        .unwrap();
    let expected = AnchorRecord {
        organisation: "lab".into(),
        member: Some("luis".into()),
        at: START,
    };
    assert_eq!(found, expected);
}

#[test]
fn an_access_in_an_emergency_waits_for_its_review() {
    use OutcomeCode as Code;
    let state = enrolled();
    let mut overlay = Overlay::new(&state);
    let emergency = |number: u16| {
        let mut access = [0; 32];
        access[..2].copy_from_slice(&number.to_be_bytes());
        Emergency {
            access: Hash(access),
            at: START,
            by: "anna".into(),
            justification: Hash::ZERO,
        }
    };
    let waiting = |view: &dyn StateRead| -> Vec<Emergency> {
        read(view, &key::emergencies(PATIENT), "emergencies")
            .unwrap()
            .unwrap_or_default()
    };
    let more = EMERGENCIES_PER_PATIENT as u16 + 1;
    for number in 0..more {
        note_emergency(&mut overlay, PATIENT, emergency(number)).unwrap();
    }
    assert_eq!(waiting(&overlay).len() as u64, EMERGENCIES_PER_PATIENT);
    assert_eq!(waiting(&overlay)[0], emergency(1), "the oldest goes first");
    let review = |number| Action::ReviewEmergency {
        patient: PATIENT,
        access: emergency(number).access,
    };
    for (sender, number, code) in [
        ("lab", 1, Code::NOT_PERMITTED),
        ("pat", 1, Code::NOT_PERMITTED),
        ("ward", 0, Code::UNKNOWN_EMERGENCY),
        ("ward", 1, Code::DONE),
        ("clinic", 2, Code::DONE),
        ("ward", 1, Code::UNKNOWN_EMERGENCY),
    ] {
        assert_eq!(
            send(&mut overlay, sender, review(number), START),
            code,
            "{sender}"
        );
    }
    for number in 3..more {
        assert_eq!(
            send(&mut overlay, "ward", review(number), START),
            Code::DONE
        );
    }
    assert!(overlay.get(&key::emergencies(PATIENT)).is_none());
}

#[test]
fn in_an_emergency_ask_those_who_work_here_and_with_a_reason() {
    use OutcomeCode as Code;
    let Action::RequestAccess { mut request } = request() else {
        return;
    };
    let glass = |request: &abi::terms::AccessRequest| Action::BreakGlass {
        request: request.clone(),
        justification: Hash([1; 32]),
    };
    let state = enrolled();
    let mut overlay = Overlay::new(&state);
    assert_eq!(
        send(&mut overlay, "anna", glass(&request), START),
        Code::MALFORMED
    );
    request.claims.reason_given = true;
    for (sender, code) in [
        ("anna", Code::DONE),
        ("lab", Code::DONE),
        ("pat", Code::NOT_PERMITTED),
        ("admin", Code::NOT_PERMITTED),
    ] {
        assert_eq!(
            send(&mut overlay, sender, glass(&request), START),
            code,
            "{sender}"
        );
    }
}
