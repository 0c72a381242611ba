//! Laws of a policy, read as rules: what they mean with the policy's words. Part of syntax -> typed policy.

use super::scope::Scope;
use super::{Checker, codes};
use crate::diagnostic::{Problem, syntax_codes};
use crate::syntax::tree::{self, Header, PolicySyntax, Statement, Who};
use crate::syntax::{Span, tree::Duty};
use crate::typed::{Condition, Policy, Rule};

/// The rules that would say what the laws say, in the order of the bytes of their names, and what is wrong with them.
pub(crate) fn laws(
    syntax: &PolicySyntax,
    source: &str,
    policy: &Policy,
) -> (Vec<Rule>, Vec<Problem>) {
    let mut checker = Checker::new(source, Scope::new(policy), Vec::new());
    let mut written = Vec::new();
    for statement in &syntax.statements {
        match statement {
            Statement::Rule(rule) => written.push(rule),
            other => checker.report(no_law(place(other))),
        }
    }
    if syntax.header != Header::default() {
        let title = syntax.header.title.as_ref().map(|title| title.span);
        checker.report(no_law(title.unwrap_or_default()));
    }
    written.iter().for_each(|law| checker.check_law(law));
    let rules = checker.rules(&written).rules;
    for rule in &rules {
        checker.check_counters(rule);
    }
    (rules, checker.problems)
}

fn no_law(span: Span) -> Problem {
    Problem::error(
        syntax_codes::NO_STATEMENT,
        span,
        "a file of laws holds laws alone",
    )
    .help("each begins with `law NAME`; everything else belongs into the policy")
}

/// Where a statement stands that is no rule.
fn place(statement: &Statement) -> Span {
    match statement {
        Statement::Party(party) => party.span,
        Statement::Practitioner(person) => person.span,
        Statement::Role(term)
        | Statement::Action(term)
        | Statement::Category(term)
        | Statement::Purpose(term) => term.span,
        Statement::Fact(fact) => fact.span,
        Statement::Form(form) => form.span,
        Statement::Rule(rule) => rule.span,
        Statement::Example(example) => example.span,
    }
}

impl Checker<'_> {
    /// Reports what a rule may have and a law may not.
    fn check_law(&mut self, law: &tree::Rule) {
        let mut refuse = |span: Span, message: &str, help: &str| {
            let problem = Problem::error(syntax_codes::UNEXPECTED, span, message);
            self.report(problem.help(help));
        };
        if law.label.is_none() {
            let help = "write `law NAME` before the sentence: a finding is told by the name";
            refuse(law.span, "this law has no name", help);
        }
        if let Some(name) = law.overrides.first() {
            let help = "a law says what the policy as a whole must come to";
            refuse(name.span, "a law overrides nothing", help);
        }
        if let Some(Duty { span, .. }) = law.sentence.duties.first() {
            let help = "a law speaks of what is allowed, not of what comes with it";
            refuse(*span, "a law carries no duties", help);
        }
        let mut subjects = law.sentence.subjects.iter();
        if let Some(no_one) = subjects.find(|subject| subject.who == Who::NoOne) {
            let help = "write `anyone may never` to forbid, `anyone may always` to demand";
            refuse(no_one.span, "`no one` is not said in a law", help);
        }
    }

    /// Reports a count that the policy does not keep: the ledger is asked for what rules count alone.
    fn check_counters(&mut self, rule: &Rule) {
        let is_unknown = |condition: &Condition| matches!(condition, Condition::FewerThan { counter, .. } if *counter == u32::MAX);
        if rule
            .conditions
            .iter()
            .any(|condition| condition.has(&is_unknown))
        {
            let message = "the policy counts nothing in such a time";
            let help = "a law can ask only for a count that a rule of the policy asks for";
            self.report(Problem::error(codes::WINDOW, rule.span, message).help(help));
        }
    }
}
