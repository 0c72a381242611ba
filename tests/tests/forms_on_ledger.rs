//! Forms on a ledger: what is recorded is what the form says with the values in it, for as long as the
//! patient does not withdraw it.

use abi::calendar::Date;
use abi::form::{FormEntry, FormValue};
use abi::{Hash, OutcomeCode};
use ledger::Action;

use crate::small_chain::{PATIENT, Small, contract, request};

const FORM: &str = "form \"CF-1\" (laboratory: a lab, last_day: a date)\n  \
    \"{laboratory} may look until {last_day}.\"\n  laboratory may read bloodwork until last_day\n";

fn source(form: &str) -> String {
    format!(
        "lab Acme\nlab Boro\nhospital Hill\n{form}\
         rule consented anyone may read everything if the patient has consented\n\
         rule signed anyone may collect everything if the patient has signed \"CF-1\""
    )
}

fn form(source: &str) -> FormEntry {
    let policy = policy_lang::check(source, "forms").policy;
    policy.expect("a policy").forms.remove(0)
}

fn signing(text: Hash, with: &[(&str, FormValue)]) -> Action {
    Action::SignForm {
        patient: PATIENT,
        form: "CF-1".into(),
        text,
        with: with
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect(),
    }
}

fn name(text: &str) -> FormValue {
    FormValue::Name(text.into())
}

fn outcome(small: &mut Small, sender: &str, action: Action) -> OutcomeCode {
    small.append(&[(sender, action)]).receipts[0].outcome
}

fn collect() -> Action {
    let Action::RequestAccess { mut request } = request() else {
        panic!("a request")
    };
    request.actions = vec!["collect".into()];
    Action::RequestAccess { request }
}

#[test]
fn a_signed_form_opens_what_it_says_until_it_is_withdrawn() {
    let source = source(FORM);
    let mut small = Small::new(contract(&source));
    let text = form(&source).hash();
    let day = FormValue::Date(Date::new(2026, 12, 31));
    let with = [("laboratory", name("Acme")), ("last_day", day)];
    assert_eq!(
        outcome(&mut small, "Acme", request()),
        OutcomeCode::NOT_COVERED
    );
    assert_eq!(
        outcome(&mut small, "Acme", collect()),
        OutcomeCode::NOT_COVERED
    );
    assert_eq!(
        outcome(&mut small, "patient", signing(text, &with)),
        OutcomeCode::DONE
    );
    assert_eq!(outcome(&mut small, "Acme", request()), OutcomeCode::ALLOWED);
    assert_eq!(
        outcome(&mut small, "Boro", request()),
        OutcomeCode::NOT_COVERED
    );
    assert_eq!(outcome(&mut small, "Boro", collect()), OutcomeCode::ALLOWED);
    let withdraw = Action::WithdrawConsent {
        patient: PATIENT,
        number: 0,
    };
    assert_eq!(outcome(&mut small, "patient", withdraw), OutcomeCode::DONE);
    assert_eq!(
        outcome(&mut small, "Acme", request()),
        OutcomeCode::NOT_COVERED
    );
    assert_eq!(
        outcome(&mut small, "Acme", collect()),
        OutcomeCode::NOT_COVERED
    );
}

#[test]
fn a_form_is_signed_by_the_patient_with_its_own_text_and_fitting_values() {
    let source = source(FORM);
    let mut small = Small::new(contract(&source));
    let text = form(&source).hash();
    let day = |month, day| FormValue::Date(Date::new(2026, month, day));
    let good = [("laboratory", name("Acme")), ("last_day", day(12, 31))];
    let other = form(&source.replace("may look", "may perhaps look")).hash();
    for (sender, action, code) in [
        ("Acme", signing(text, &good), OutcomeCode::NOT_PERMITTED),
        ("patient", signing(other, &good), OutcomeCode::UNKNOWN_FORM),
        (
            "patient",
            signing(text, &good[..1]),
            OutcomeCode::FORM_VALUES,
        ),
        (
            "patient",
            signing(
                text,
                &[("laboratory", name("Hill")), ("last_day", day(12, 31))],
            ),
            OutcomeCode::FORM_VALUES,
        ),
        (
            "patient",
            signing(
                text,
                &[("laboratory", name("Acme")), ("last_day", day(2, 30))],
            ),
            OutcomeCode::FORM_VALUES,
        ),
    ] {
        assert_eq!(outcome(&mut small, sender, action), code);
    }
    assert_eq!(
        outcome(&mut small, "Acme", request()),
        OutcomeCode::NOT_COVERED
    );
}

#[test]
fn what_was_signed_stays_when_the_policy_s_form_changes() {
    let first = source(FORM);
    let mut small = Small::new(contract(&first));
    let day = FormValue::Date(Date::new(2026, 12, 31));
    let with = [("laboratory", name("Acme")), ("last_day", day)];
    let sign = signing(form(&first).hash(), &with);
    assert_eq!(
        outcome(&mut small, "patient", sign.clone()),
        OutcomeCode::DONE
    );
    let second = source(&FORM.replace("read bloodwork", "read imaging"));
    let deploy = Action::DeployPolicy {
        module: contract(&second),
    };
    assert_eq!(outcome(&mut small, "admin", deploy), OutcomeCode::DONE);
    assert_eq!(outcome(&mut small, "Acme", request()), OutcomeCode::ALLOWED);
    assert_eq!(
        outcome(&mut small, "patient", sign),
        OutcomeCode::UNKNOWN_FORM
    );
}
