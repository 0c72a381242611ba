//! Laws: what a policy must keep to, whatever is asked and whatever the ledger holds.
//!
//! ```text
//! law bills_alone   any insurer may never read genetics            no such request is ever allowed
//! law own_record    the patient may always read clinical_notes     every such request is allowed
//! ```
//!
//! A law is a sentence of the language. `X may never …` says what a rule `X may not …` would: that it would refuse nothing that
//! the policy allows. `X may always …` says that a rule `X may …` would allow nothing new. So subjects, data, purposes, periods
//! and conditions mean in a law what they mean in a rule, also where something is not known; there is no second language to
//! learn, and no second code that could read it otherwise. Nothing of a law reaches a contract: laws are tried, by
//! [`Law::is_broken`] on one request after another.

use crate::diagnostic::{Problem, settle};
use crate::interpret::{Clauses, UnknownTerm};
use crate::syntax::tree::Statement;
use crate::typed::{Case, Policy, Rule, from_syntax};
use abi::decision::Outcome;

/// One law.
#[derive(Debug, Clone)]
pub struct Law {
    /// Its sentence in one line.
    pub words: String,
    /// The rule that would say the same: its name is the law's, and it says `may not` where the law says `may never`.
    pub rule: Rule,
}

/// What a file of laws means.
#[derive(Debug, Clone)]
pub struct CheckedLaws {
    /// The laws, in the order of the bytes of their names; `None` when there is an error.
    pub laws: Option<Vec<Law>>,
    /// Errors and warnings, in the order of the text.
    pub problems: Vec<Problem>,
}

impl Law {
    /// Its name.
    pub fn name(&self) -> &str {
        &self.rule.name
    }

    /// Whether no request that it is about may be allowed; otherwise every one must be.
    pub fn is_never(&self) -> bool {
        !self.rule.sentence.may
    }

    /// Whether it is about a request: whether the rule that would say the same applies.
    ///
    /// # Errors
    /// Reject: the request names an action, a category or a purpose that the policy does not know.
    pub fn applies(&self, policy: &Policy, case: &Case) -> Result<bool, UnknownTerm> {
        Ok(Clauses::new(policy, case)?.applies(&self.rule))
    }

    /// Whether a decision that came to `outcome` breaks it.
    ///
    /// # Errors
    /// As [`Law::applies`].
    pub fn is_broken(
        &self,
        policy: &Policy,
        case: &Case,
        outcome: Outcome,
    ) -> Result<bool, UnknownTerm> {
        let is_allowed = outcome == Outcome::Allowed;
        Ok(is_allowed == self.is_never() && self.applies(policy, case)?)
    }
}

/// Reads the laws of a policy, with the policy's words. All problems are reported, in the order of the text.
#[must_use]
pub fn check(source: &str, policy: &Policy) -> CheckedLaws {
    let parsed = crate::syntax::parse_laws(source);
    let (rules, mut problems) = from_syntax::laws(&parsed.tree, source, policy);
    problems.extend(parsed.problems);
    let problems = settle(problems);
    let is_whole = parsed.tree.broken.is_empty() && !problems.iter().any(Problem::is_error);
    let laws = rules.into_iter().map(|rule| Law {
        words: words(&parsed.tree.statements, source, &rule),
        rule,
    });
    CheckedLaws {
        laws: is_whole.then(|| laws.collect()),
        problems,
    }
}

/// The sentence of a law as it is written, in one line.
fn words(statements: &[Statement], source: &str, rule: &Rule) -> String {
    let sentence = statements.iter().find_map(|statement| match statement {
        Statement::Rule(written) if written.span == rule.span => Some(written.sentence.span),
        _ => None,
    });
    sentence.unwrap_or_default().in_one_line(source)
}

#[cfg(test)]
mod tests;
