//! What parses but is not part of version 1 of the language: each is an error where it stands. Part of syntax -> typed policy.
//!
//! Everything about this is in this file and in the last rows of the table of codes: what the language learns is taken out here
//! and gets a meaning where the others have theirs, which return `None` for it until then.

use std::collections::BTreeSet;

use super::codes;
use crate::diagnostic::{Code, Problem, quote};
use crate::syntax::Span;
use crate::syntax::tree::{
    Condition, ConditionKind, Duty, DutyKind, Example, Expect, Given, GivenKind, PolicySyntax,
    PractitionerDeclaration, Reason, ReasonKind, Sentence, Statement,
};

/// All that a policy says and this version does not have.
pub(super) fn problems(policy: &PolicySyntax) -> Vec<Problem> {
    let mut found = Found(Vec::new());
    policy
        .statements
        .iter()
        .for_each(|statement| found.statement(statement));
    found.0
}

/// The forms that are signed among `givens`: withdrawing one is reported here, and nowhere else.
pub(super) fn forms(givens: &[Given]) -> BTreeSet<&str> {
    fn form(given: &Given) -> Option<&str> {
        match &given.kind {
            GivenKind::Signed { form, .. } => Some(form.text.as_str()),
            _ => None,
        }
    }
    givens.iter().filter_map(form).collect()
}

struct Found(Vec<Problem>);

impl Found {
    fn report(&mut self, code: Code, span: Span, what: &str) {
        let message = format!("{what} not part of version 1 of the language");
        let help = "leave it out: it is read, but no decision would heed it";
        self.0.push(Problem::error(code, span, message).help(help));
    }

    fn statement(&mut self, statement: &Statement) {
        match statement {
            Statement::Form(form) => self.report(codes::FORMS, form.span, "forms are"),
            Statement::Practitioner(practitioner) => self.practitioner(practitioner),
            Statement::Rule(rule) => self.sentence(&rule.sentence),
            Statement::Example(example) => self.example(example),
            Statement::Party(_)
            | Statement::Fact(_)
            | Statement::Role(_)
            | Statement::Action(_)
            | Statement::Category(_)
            | Statement::Purpose(_) => {}
        }
    }

    /// A request may give the identifier, and then a rule about the name would miss its practitioner.
    fn practitioner(&mut self, practitioner: &PractitionerDeclaration) {
        if let Some(identifier) = &practitioner.identifier {
            let what = "identifiers of practitioners are";
            self.report(codes::PRACTITIONER_IDENTIFIERS, identifier.span, what);
        }
    }

    fn sentence(&mut self, sentence: &Sentence) {
        sentence
            .condition
            .iter()
            .for_each(|clause| self.condition(&clause.condition));
        sentence.duties.iter().for_each(|duty| self.duty(duty));
    }

    fn condition(&mut self, condition: &Condition) {
        match &condition.kind {
            ConditionKind::And(parts) | ConditionKind::Or(parts) => {
                parts.iter().for_each(|part| self.condition(part));
            }
            ConditionKind::Not(part) => self.condition(part),
            ConditionKind::Signed(_) => self.report(codes::FORMS, condition.span, "forms are"),
            ConditionKind::Consented
            | ConditionKind::Refused
            | ConditionKind::RequesterTreats
            | ConditionKind::ReasonGiven
            | ConditionKind::AgeUnder(_)
            | ConditionKind::AgeAtLeast(_)
            | ConditionKind::Deceased
            | ConditionKind::TimeBetween { .. }
            | ConditionKind::Weekday
            | ConditionKind::FewerThan { .. }
            | ConditionKind::Fact(_)
            | ConditionKind::Compare { .. } => {}
        }
    }

    fn duty(&mut self, duty: &Duty) {
        match &duty.kind {
            DutyKind::Review(Some(by)) => {
                self.report(codes::DUTY_DETAILS, by.span, "naming who reviews is")
            }
            DutyKind::Delete(items) if !items.is_empty() => {
                self.report(codes::DUTY_DETAILS, duty.span, "naming what is deleted is");
            }
            DutyKind::Notify(_)
            | DutyKind::Mask(_)
            | DutyKind::Record(_)
            | DutyKind::Review(None)
            | DutyKind::Delete(_) => {}
        }
    }

    fn example(&mut self, example: &Example) {
        let forms = forms(&example.givens);
        example
            .givens
            .iter()
            .for_each(|given| self.given(given, &forms));
        self.expect(&example.expect);
    }

    fn given(&mut self, given: &Given, forms: &BTreeSet<&str>) {
        let is_form = match &given.kind {
            GivenKind::Signed { .. } => true,
            GivenKind::Withdrawn { what, .. } => forms.contains(what.text.as_str()),
            GivenKind::Consented { .. }
            | GivenKind::Treats(_)
            | GivenKind::Age { .. }
            | GivenKind::Born(_)
            | GivenKind::Deceased(_)
            | GivenKind::Fact { .. }
            | GivenKind::Accesses { .. } => false,
        };
        if is_form {
            self.report(codes::FORMS, given.span, "forms are");
        }
    }

    fn expect(&mut self, expect: &Expect) {
        expect.duties.iter().for_each(|duty| self.duty(duty));
        expect.reasons.iter().for_each(|reason| self.reason(reason));
    }

    fn reason(&mut self, reason: &Reason) {
        match &reason.kind {
            ReasonKind::Needs { condition, .. } => self.condition(condition),
            ReasonKind::DoesNotName { rule } => {
                let what = format!(
                    "expecting that {} does not name the requester is",
                    quote(&rule.text)
                );
                self.report(codes::SUBJECT_REASONS, reason.span, &what);
            }
            ReasonKind::AgeNotKnown
            | ReasonKind::FactNotKnown(_)
            | ReasonKind::NeedsData { .. }
            | ReasonKind::DataNotKnown(_)
            | ReasonKind::Ended { .. }
            | ReasonKind::Starts { .. }
            | ReasonKind::LeavesOut { .. }
            | ReasonKind::DoesNotCover { .. }
            | ReasonKind::DoesNotAllow { .. }
            | ReasonKind::IsFor { .. } => {}
        }
    }
}
