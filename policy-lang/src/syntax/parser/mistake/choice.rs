//! One of a closed list of things: conditions, duties, reasons, outcomes, types of facts. Part of the step from tokens to syntax.

use super::{Place, found, otherwise, short};
use crate::diagnostic::{Problem, syntax_codes as codes};
use crate::syntax::parser::input::problem_at;
use crate::syntax::parser::otherwise_said::{self as said, instead};
use crate::syntax::token::{Token, TokenKind};

/// A colon that is missing, or one too many.
pub(super) fn wrong_colon(place: &Place<'_, '_>) -> Option<Problem> {
    let statement = place.start.next().text;
    if place.expects("`:`") {
        let help = match statement {
            "fact" => {
                "write what its values are after a colon, as in `fact vip: yes/no of patient`"
            }
            _ => "write what is filled in after a colon, as in `laboratory: a lab`",
        };
        let message = format!("a colon is missing before {}", found(place.token));
        return Some(problem_at(place.token, codes::UNEXPECTED, message).help(help));
    }
    let is_extra = place.at.is_sign(":") && place.expects("who may");
    is_extra.then(|| {
        problem_at(place.token, codes::UNEXPECTED, "no colon stands here")
            .help("leave it out: the sentence follows the name of the rule")
    })
}

/// One of a list of things that the language has, each with its own page.
pub(super) fn wrong_choice(place: &Place<'_, '_>) -> Option<Problem> {
    let word = place.word().map(short).unwrap_or_default();
    let word = word.as_str();
    let problem = |code, what: &str, help: String| {
        let message = if place.has_ended() {
            format!("{what} is missing here")
        } else {
            format!("{} is not {what}", found(place.token))
        };
        Some(Problem::error(code, place.gap(), message).help(help))
    };
    if place.token.kind == TokenKind::Possessive {
        let help = "another reason follows a comma: `…, the patient's age is not known`";
        return problem(codes::NO_CONDITION, "a condition", help.to_owned());
    }
    let or = |table, otherwise: &str| instead(table, word).unwrap_or(otherwise).to_owned();
    if place.expects("a condition") {
        let fact = match place.token.kind {
            TokenKind::Word if !place.has_ended() => format!(
                "a fact that the policy declares is written with its owner: `patient.{word}`, `requester.{word}`, …"
            ),
            _ => CONDITION_HELP.to_owned(),
        };
        return problem(
            codes::NO_CONDITION,
            "a condition",
            or(said::CONDITIONS, &fact),
        );
    }
    if place.expects("`has` or `is`")
        || place.expects("`consented`, `refused`")
        || place.expects("`under`")
    {
        let table = match place.at.before().map_or("", |last| last.text) {
            "has" => said::PATIENT_HAS,
            "is" => said::PATIENT_IS,
            _ => said::OF_PATIENT,
        };
        let is_fact = place.token.kind == TokenKind::Word && table == said::OF_PATIENT;
        let fact = format!("a fact is written with a point and no spaces: `patient.{word}`");
        let help = instead(table, word).map(str::to_owned);
        let otherwise = if is_fact {
            fact
        } else {
            PATIENT_HELP.to_owned()
        };
        return problem(
            codes::NO_CONDITION,
            "a condition on a patient",
            help.unwrap_or(otherwise),
        );
    }
    if place.expects("a duty") {
        return problem(codes::NO_DUTY, "a duty", or(said::DUTIES, DUTY_HELP));
    }
    let is_reason = place.expects("`for`") || place.expects("`cover`, `allow`");
    if place.mentions("`leaves … out`") || (is_reason && place.start.next().text == "example") {
        return problem(
            codes::NO_REASON,
            "a reason that a rule does not apply",
            REASON_HELP.to_owned(),
        );
    }
    None
}

/// Advice where a condition belongs.
pub(super) const CONDITION_HELP: &str = "conditions are `the patient has consented`, `the requester treats the patient`, `a reason is given`, `patient.NAME` for a declared fact, …";

pub(super) const PATIENT_HELP: &str =
    "write `has consented`, `has refused`, `is under 16`, `is at least 18` or `is deceased`";

pub(super) const DUTY_HELP: &str = "duties are `notify the patient within 24 hours`, `mask demographics`, `record \"…\"`, `review` and `delete`";

pub(super) const REASON_HELP: &str = "reasons are `R ended 2026-12-31`, `R needs the patient has consented`, `R leaves hiv out`, `R does not cover imaging`, `R is for treatment`, …";

/// A word that people use where the language has another.
pub(super) fn habit(place: &Place<'_, '_>) -> Option<Problem> {
    let word = place.word()?;
    let table = if place.expects("`allowed`, `refused`") || place.expects("`covered`") {
        said::OUTCOMES
    } else if place.expects("`yes/no`, `number`") {
        said::FACT_TYPES
    } else if place.expects("`patient`, `requester`, `record`") {
        said::FACT_OWNERS
    } else if place.expects("a category of data") {
        said::DATA
    } else {
        return None;
    };
    let (word, token) = match place.at.before() {
        Some(not) if place.expects("`covered`") && word == "allowed" => {
            ("denied", joined(not, place.token))
        }
        _ => (word, place.token),
    };
    instead(table, word).map(|instead| otherwise(token, instead))
}

pub(super) fn joined<'t>(first: Token<'t>, last: Token<'t>) -> Token<'t> {
    Token {
        span: first.span.to(last.span),
        ..last
    }
}
