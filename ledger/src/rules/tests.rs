//! What each kind of transaction may do, and leaves alone.

use abi::limits::{
    CONSENT_RECORD_BYTES, CONSENTS_PER_PATIENT, LIST_ITEMS, NAME_BYTES, ORGANISATION_DEPTH,
    TREATMENTS_PER_PATIENT,
};
use abi::{Fuel, Hash, Height, Instant, OutcomeCode, PatientId};
use parity_scale_codec::Encode;

use super::{charge, install_policy, settle};
use crate::State;
use crate::error::Stop;
use crate::fixture::{
    PATIENT, START, config, consent, enrolled, execute, member, organisation, patient, public,
    request, signed, signer, terms, treatment,
};
use crate::membership::{account_of, active_policy, consents_of, module, treatments_of};
use crate::records::AccountKind;
use crate::state::{Lane, Overlay, StateRead};
use crate::transaction::{Action, Body};

mod accounts;
mod govern;
mod keys;
mod people;

const NOBODY: PatientId = PatientId([8; 16]);

fn nonce(view: &dyn StateRead, sender: &str) -> Option<u64> {
    account_of(view, &public(sender))
        .unwrap()
        .map(|account| account.nonce)
}

/// Executes `action` in the enrolled state. A reject must change nothing but the nonce.
fn check(sender: &str, action: Action, expected: OutcomeCode) {
    let state = enrolled();
    let mut overlay = Overlay::new(&state);
    let before = nonce(&overlay, sender);
    let lane = action.lane();
    let one = signed(&overlay, sender, action.clone());
    let outcome = execute(&mut overlay, &one, START);
    assert_eq!(outcome, expected, "{sender}: {action:?}");
    assert_eq!(nonce(&overlay, sender), before.map(|nonce| nonce + 1));
    let writes = overlay.into_writes();
    let own = crate::records::key::account(&public(sender));
    let others = writes.iter().filter(|(key, _)| **key != own);
    if expected != OutcomeCode::DONE {
        assert_eq!(others.count(), 0, "{sender}: {action:?}");
    } else if lane != Lane::Shared {
        assert!(
            others.into_iter().all(|(key, _)| key.lane() == lane),
            "{sender}: {action:?}"
        );
    }
}

#[test]
fn who_may_do_what() {
    use OutcomeCode as Code;
    let new = |within| organisation("new", within);
    let withdraw = Action::WithdrawConsent {
        patient: PATIENT,
        number: 0,
    };
    let deploy = Action::DeployPolicy { module: vec![1] };
    let cases = [
        ("admin", new(None), Code::DONE),
        ("admin", new(Some("ward")), Code::DONE),
        ("admin", new(Some("nowhere")), Code::UNKNOWN_ORGANISATION),
        ("admin", organisation("ward", None), Code::ALREADY_EXISTS),
        ("clinic", new(None), Code::NOT_PERMITTED),
        ("nobody", new(None), Code::UNKNOWN_SENDER),
        ("ward", member("new", "ward"), Code::DONE),
        ("clinic", member("new", "ward"), Code::DONE),
        ("ward", member("new", "clinic"), Code::NOT_PERMITTED),
        ("lab", member("new", "ward"), Code::NOT_PERMITTED),
        ("admin", member("new", "ward"), Code::NOT_PERMITTED),
        ("anna", member("new", "ward"), Code::NOT_PERMITTED),
        ("ward", member("new", "nowhere"), Code::UNKNOWN_ORGANISATION),
        ("ward", member("anna", "ward"), Code::ALREADY_EXISTS),
        ("lab", patient("new", NOBODY), Code::DONE),
        ("lab", patient("new", PATIENT), Code::ALREADY_EXISTS),
        ("lab", patient("pat", NOBODY), Code::ALREADY_EXISTS),
        ("anna", patient("new", NOBODY), Code::NOT_PERMITTED),
        ("admin", patient("new", NOBODY), Code::NOT_PERMITTED),
        ("ward", treatment("anna"), Code::DONE),
        ("clinic", treatment("anna"), Code::DONE),
        ("lab", treatment("anna"), Code::NOT_PERMITTED),
        ("anna", treatment("anna"), Code::NOT_PERMITTED),
        ("ward", treatment("ward"), Code::UNKNOWN_MEMBER),
        ("pat", consent(), Code::DONE),
        ("anna", consent(), Code::NOT_PERMITTED),
        (
            "pat",
            Action::Consent {
                patient: NOBODY,
                terms: terms(),
            },
            Code::NOT_PERMITTED,
        ),
        ("pat", withdraw.clone(), Code::UNKNOWN_CONSENT),
        ("ward", withdraw, Code::NOT_PERMITTED),
        ("admin", deploy.clone(), Code::DONE),
        ("clinic", deploy, Code::NOT_PERMITTED),
        ("anna", request(), Code::DONE),
        ("ward", request(), Code::DONE),
        ("pat", request(), Code::DONE),
        ("admin", request(), Code::NOT_PERMITTED),
        (
            "pat",
            Action::DeployPolicy {
                module: vec![0; (16 << 20) + 1],
            },
            Code::MALFORMED,
        ),
    ];
    cases
        .into_iter()
        .for_each(|(sender, action, code)| check(sender, action, code));
}

#[test]
fn a_patient_who_is_not_registered_is_unknown() {
    let Action::AttestTreatment {
        who, from, until, ..
    } = treatment("anna")
    else {
        return;
    };
    let action = Action::AttestTreatment {
        patient: NOBODY,
        who,
        from,
        until,
    };
    check("ward", action, OutcomeCode::UNKNOWN_PATIENT);
    let Action::RequestAccess { mut request } = request() else {
        return;
    };
    request.patient = NOBODY;
    check(
        "anna",
        Action::RequestAccess { request },
        OutcomeCode::UNKNOWN_PATIENT,
    );
}

/// Settles `change(body)` in the enrolled state; says with what, and whether the nonce was used up.
fn settled(now: Instant, change: impl FnOnce(&mut Body)) -> (Option<OutcomeCode>, bool) {
    let state = enrolled();
    let mut overlay = Overlay::new(&state);
    let mut one = signed(&overlay, "pat", consent());
    change(&mut one.body);
    let code = match settle(&mut overlay, &one.body, now, &config().chain_id()) {
        Ok(sender) => {
            assert_eq!(sender.kind, AccountKind::Patient(PATIENT));
            None
        }
        Err(Stop::Outcome(code)) => Some(code),
        Err(Stop::Fault(fault)) => panic!("{fault}"),
    };
    let used = nonce(&overlay, "pat") == Some(1);
    assert_eq!(used, !overlay.into_writes().is_empty());
    (code, used)
}

#[test]
fn a_transaction_is_bound_to_chain_time_sender_and_nonce() {
    use OutcomeCode as Code;
    let expiry = Instant(START.0 + 500);
    let late = Instant(expiry.0 + 1);
    assert_eq!(settled(expiry, |_| ()), (None, true));
    assert_eq!(settled(late, |_| ()), (Some(Code::EXPIRED), false));
    let wrong = settled(START, |body| body.chain = Hash::ZERO);
    assert_eq!(wrong, (Some(Code::WRONG_CHAIN), false));
    let wrong = settled(START, |body| body.sender = public("nobody"));
    assert_eq!(wrong, (Some(Code::UNKNOWN_SENDER), false));
    for nonce in [1, u64::MAX] {
        let wrong = settled(START, |body| body.nonce = nonce);
        assert_eq!(wrong, (Some(Code::WRONG_NONCE), false));
    }
    let action = organisation("", None);
    let wrong = settled(START, |body| body.action = action);
    assert_eq!(wrong, (Some(Code::MALFORMED), true));
}

#[test]
fn a_transaction_is_applied_once() {
    let state = enrolled();
    let mut overlay = Overlay::new(&state);
    let one = signed(&overlay, "pat", consent());
    assert_eq!(execute(&mut overlay, &one, START), OutcomeCode::DONE);
    assert_eq!(execute(&mut overlay, &one, START), OutcomeCode::WRONG_NONCE);
    let mut unsigned = signed(&overlay, "pat", consent());
    unsigned.signature = signer("anna").sign(&unsigned.id());
    assert_eq!(
        execute(&mut overlay, &unsigned, START),
        OutcomeCode::BAD_SIGNATURE
    );
}

/// Sends `action` for `sender` at `now`.
fn send(overlay: &mut Overlay, sender: &str, action: Action, now: Instant) -> OutcomeCode {
    let mut one = signed(overlay, sender, action);
    one.body.expires = now;
    let one = one.body.sign(&signer(sender));
    execute(overlay, &one, now)
}

#[test]
fn consents_are_numbered_withdrawn_and_make_room() {
    let state = enrolled();
    let mut overlay = Overlay::new(&state);
    let max = CONSENTS_PER_PATIENT as u32;
    let later = Instant(START.0 + 10);
    for _ in 0..max {
        assert_eq!(
            send(&mut overlay, "pat", consent(), START),
            OutcomeCode::DONE
        );
    }
    assert_eq!(
        send(&mut overlay, "pat", consent(), START),
        OutcomeCode::LIMIT_REACHED
    );
    let withdraw = |number| Action::WithdrawConsent {
        patient: PATIENT,
        number,
    };
    for number in [5, max - 1] {
        assert_eq!(
            send(&mut overlay, "pat", withdraw(number), later),
            OutcomeCode::DONE
        );
        let again = send(&mut overlay, "pat", withdraw(number), later);
        assert_eq!(again, OutcomeCode::UNKNOWN_CONSENT);
    }
    let records = consents_of(&overlay, PATIENT).unwrap();
    assert_eq!(records[5].withdrawn_at, Some(later));
    assert_eq!(
        (records[4].recorded_at, records[4].withdrawn_at),
        (START, None)
    );
    assert_eq!(
        send(&mut overlay, "pat", consent(), later),
        OutcomeCode::DONE
    );
    let records = consents_of(&overlay, PATIENT).unwrap();
    assert_eq!(records.len() as u64, CONSENTS_PER_PATIENT);
    assert_eq!(records.last().map(|last| last.number), Some(max));
    assert!(records.iter().all(|record| record.number != 5));
}

#[test]
fn consents_of_many_names_fill_the_list_sooner_and_make_room_when_withdrawn() {
    let state = enrolled();
    let mut overlay = Overlay::new(&state);
    let mut terms = terms();
    terms.data.categories = (0..LIST_ITEMS)
        .map(|at| format!("{at:0>width$}", width = NAME_BYTES as usize))
        .collect();
    let action = Action::Consent {
        patient: PATIENT,
        terms: terms.clone(),
    };
    let fit = CONSENT_RECORD_BYTES / terms.encoded_size() as u64;
    assert!((2..CONSENTS_PER_PATIENT).contains(&fit));
    let mut consent = || send(&mut overlay, "pat", action.clone(), START);
    for _ in 0..fit {
        assert_eq!(consent(), OutcomeCode::DONE);
    }
    assert_eq!(consent(), OutcomeCode::LIMIT_REACHED);
    let withdraw = Action::WithdrawConsent {
        patient: PATIENT,
        number: 0,
    };
    assert_eq!(
        send(&mut overlay, "pat", withdraw, START),
        OutcomeCode::DONE
    );
    assert_eq!(send(&mut overlay, "pat", action, START), OutcomeCode::DONE);
}

#[test]
fn a_consent_that_has_ended_cannot_be_withdrawn() {
    let state = enrolled();
    let mut overlay = Overlay::new(&state);
    let terms = abi::terms::ConsentTerms {
        until: Some(Instant(START.0 + 5)),
        ..terms()
    };
    let action = Action::Consent {
        patient: PATIENT,
        terms,
    };
    assert_eq!(send(&mut overlay, "pat", action, START), OutcomeCode::DONE);
    let withdraw = Action::WithdrawConsent {
        patient: PATIENT,
        number: 0,
    };
    let at = |after| Instant(START.0 + after);
    let late = send(&mut overlay, "pat", withdraw.clone(), at(5));
    assert_eq!(late, OutcomeCode::UNKNOWN_CONSENT);
    assert_eq!(
        send(&mut overlay, "pat", withdraw, at(4)),
        OutcomeCode::DONE
    );
}

#[test]
fn treatments_that_have_ended_make_room() {
    let state = enrolled();
    let mut overlay = Overlay::new(&state);
    let attest = |from: i64| Action::AttestTreatment {
        patient: PATIENT,
        who: "anna".into(),
        from: Instant(START.0 + from),
        until: Some(Instant(START.0 + 5000)),
    };
    for from in 0..TREATMENTS_PER_PATIENT as i64 {
        assert_eq!(
            send(&mut overlay, "ward", attest(from), START),
            OutcomeCode::DONE
        );
    }
    assert_eq!(
        send(&mut overlay, "ward", attest(3), START),
        OutcomeCode::ALREADY_EXISTS
    );
    let before = Instant(START.0 + 4999);
    assert_eq!(
        send(&mut overlay, "ward", attest(-1), before),
        OutcomeCode::LIMIT_REACHED
    );
    let after = Instant(START.0 + 5000);
    assert_eq!(
        send(&mut overlay, "ward", attest(-1), after),
        OutcomeCode::DONE
    );
    assert_eq!(treatments_of(&overlay, PATIENT).unwrap().len(), 1);
}

#[test]
fn organisations_lie_inside_one_another_so_deep_and_no_deeper() {
    let state = enrolled();
    let mut overlay = Overlay::new(&state);
    let mut outer: Option<String> = None;
    for level in 0..ORGANISATION_DEPTH {
        let name = format!("level {level}");
        let action = organisation(&name, outer.as_deref());
        assert_eq!(
            send(&mut overlay, "admin", action, START),
            OutcomeCode::DONE
        );
        outer = Some(name);
    }
    let action = organisation("too deep", outer.as_deref());
    assert_eq!(
        send(&mut overlay, "admin", action, START),
        OutcomeCode::LIMIT_REACHED
    );
    let deepest = member("deep", outer.as_deref().unwrap());
    assert_eq!(
        send(&mut overlay, "level 0", deepest, START),
        OutcomeCode::DONE
    );
}

#[test]
fn a_policy_is_stored_once_and_activated_each_time() {
    let state = State::new();
    let mut overlay = Overlay::new(&state);
    let first = install_policy(&mut overlay, b"first", Height(3)).unwrap();
    let second = install_policy(&mut overlay, b"second", Height(4)).unwrap();
    assert_eq!(
        active_policy(&overlay).unwrap().map(|active| active.hash),
        Some(second)
    );
    assert_eq!(
        install_policy(&mut overlay, b"first", Height(5)).unwrap(),
        first
    );
    let active = active_policy(&overlay).unwrap().unwrap();
    assert_eq!((active.hash, active.since), (first, Height(5)));
    assert_eq!(module(&overlay, &second), Some(&b"second"[..]));
}

#[test]
fn a_charge_adds_up() {
    let state = enrolled();
    let mut overlay = Overlay::new(&state);
    for fuel in [3, 4, u64::MAX] {
        charge(&mut overlay, &public("anna"), Fuel(fuel)).unwrap();
    }
    let account = account_of(&overlay, &public("anna")).unwrap().unwrap();
    assert_eq!(account.charge, u64::MAX);
    assert!(charge(&mut overlay, &public("nobody"), Fuel(1)).is_err());
}
