//! Examples that are not complete. Part of the step from tokens to syntax.

use super::{Place, found};
use crate::diagnostic::{Problem, syntax_codes as codes};
use crate::syntax::parser::input::problem_at;

/// Something after `given` that the ledger does not hold.
pub(super) fn wrong_given(place: &Place<'_, '_>) -> Option<Problem> {
    if place.start.next().text != "example" {
        return None;
    }
    let is_given = place.expects("`treats the patient`")
        || place.expects("what is given")
        || place.expects("`has`, `is` or `was born on`")
        || place.expects("`consented`, `signed` or `withdrawn`")
        || place.expects("an age, `under`");
    if !is_given {
        return None;
    }
    let message = if place.has_ended() {
        "what is given is not complete".to_owned()
    } else {
        format!("{} does not say what is given", found(place.token))
    };
    Some(Problem::error(codes::NOT_GIVEN, place.gap(), message).help(GIVEN_HELP))
}

pub(super) const GIVEN_HELP: &str = "given can be `the requester treats the patient`, `the patient has consented \"…\"`, `the patient is 15`, `patient.vip`, `3 reads by Acme`, …";

pub(super) fn incomplete_example(place: &Place<'_, '_>) -> Option<Problem> {
    let example = place.start.next();
    if example.text != "example" {
        return None;
    }
    let form = "an example has `given` lines, one request such as `a nurse asks to read vitals`, and one `expect` line";
    if place.expects("`given`, or who asks") && (place.has_ended() || place.at.is_word("expect")) {
        let message = "this example asks for nothing";
        return Some(
            Problem::error(codes::NO_REQUEST, place.gap(), message)
                .also(example.span, "the example")
                .help(form),
        );
    }
    if place.expects("`expect`") && place.has_ended() {
        let message = "this example does not say what to expect";
        return Some(
            Problem::error(codes::NO_EXPECTATION, place.gap(), message)
                .also(example.span, "the example")
                .help("end it with `expect allowed`, `expect refused` or `expect not covered`"),
        );
    }
    if place.expects("`asks to`")
        || (place.expects("`to`") && place.at.before().is_some_and(|last| last.text == "asks"))
    {
        let message = "a request is said with `asks to`";
        return Some(
            problem_at(place.token, codes::NO_REQUEST, message)
                .help("write it as in `a nurse asks to read vitals`"),
        );
    }
    None
}
