//! What parses but is not part of version 1 of the language: each is an error where it stands. Part of syntax -> typed policy.
//!
//! Everything about this is in this file and in the last rows of the table of codes: what the language learns is taken out here
//! and gets a meaning where the others have theirs, which return `None` for it until then.

use super::codes;
use crate::diagnostic::{Code, Problem, quote};
use crate::syntax::Span;
use crate::syntax::tree::{
    Example, Expect, Given, GivenKind, PolicySyntax, ReasonKind, Sentence, Statement,
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

/// All that a consent says and this version does not have.
pub(super) fn in_consent(sentence: &Sentence) -> Vec<Problem> {
    let mut found = Found(Vec::new());
    found.narrowing(sentence);
    found.0
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
            Statement::Form(form) => form
                .sentences
                .iter()
                .for_each(|sentence| self.narrowing(sentence)),
            Statement::Rule(rule) => self.sentence(&rule.sentence),
            Statement::Example(example) => self.example(example),
            Statement::Party(_)
            | Statement::Fact(_)
            | Statement::Role(_)
            | Statement::Action(_)
            | Statement::Category(_)
            | Statement::Purpose(_)
            | Statement::Practitioner(_) => {}
        }
    }

    fn sentence(&mut self, sentence: &Sentence) {
        self.narrowing(sentence);
    }

    fn narrowing(&mut self, sentence: &Sentence) {
        for narrowing in &sentence.data.narrowing {
            self.report(
                codes::NARROWING,
                narrowing.span,
                "data narrowed by its date, author, custodian, encounter, record or label is",
            );
        }
    }

    fn example(&mut self, example: &Example) {
        example.givens.iter().for_each(|given| self.given(given));
        for attribute in &example.ask.attributes {
            self.report(
                codes::NARROWING,
                attribute.span,
                "saying more about the data than its category is",
            );
        }
        self.expect(&example.expect);
    }

    fn given(&mut self, given: &Given) {
        if let GivenKind::Consented { sentence, .. } = &given.kind {
            sentence
                .iter()
                .for_each(|sentence| self.narrowing(sentence));
        }
    }

    fn expect(&mut self, expect: &Expect) {
        for reason in &expect.reasons {
            if let ReasonKind::DoesNotName { rule } = &reason.kind {
                let what = format!(
                    "expecting that {} does not name the requester is",
                    quote(&rule.text)
                );
                self.report(codes::SUBJECT_REASONS, reason.span, &what);
            }
        }
    }
}
