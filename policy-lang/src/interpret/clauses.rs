//! What single clauses of a policy come to on one request: for whoever counts which parts of a
//! policy a set of requests reaches. A decision is made by [`super::decide`] alone.

use super::request::{Request, UnknownTerm};
use super::{Asked, Truth};
use crate::typed::{Case, Condition, Policy, Rule, Sentence, Subject};

/// One request before the clauses of one policy.
pub struct Clauses<'a> {
    policy: &'a Policy,
    case: &'a Case,
    request: Request,
}

impl<'a> Clauses<'a> {
    /// The clauses of `policy` on `case`.
    ///
    /// # Errors
    /// Reject: the request names an action, a category or a purpose that the policy does not know.
    pub fn new(policy: &'a Policy, case: &'a Case) -> Result<Clauses<'a>, UnknownTerm> {
        let request = Request::resolve(policy, case)?;
        Ok(Clauses {
            policy,
            case,
            request,
        })
    }

    fn asked(&self) -> Asked<'_> {
        Asked {
            policy: self.policy,
            case: self.case,
            request: &self.request,
        }
    }

    /// Whether a rule of the policy applies.
    pub fn applies(&self, rule: &Rule) -> bool {
        self.asked().applies(rule)
    }

    /// Whether the requester is `subject`.
    pub fn is(&self, subject: Subject) -> bool {
        self.asked().is(subject)
    }

    /// The value of a condition, or of a part of one.
    pub fn value(&self, condition: &Condition) -> Truth {
        self.asked().truth(condition)
    }

    /// The values of all that narrows the data of a sentence, in its order.
    pub fn narrowings(&self, sentence: &Sentence) -> Vec<Truth> {
        self.asked().narrowings(sentence).collect()
    }

    /// Whether `sentence` covers a category that is asked for, or overlaps it when it says `may not`.
    pub fn has_category(&self, sentence: &Sentence, asked: u32) -> bool {
        self.asked().has_category(sentence, asked)
    }

    /// The actions asked for, ascending, each once.
    pub fn actions(&self) -> &[u32] {
        &self.request.actions
    }

    /// The categories asked for, ascending, each once; the id after the last is a code that nothing
    /// knows.
    pub fn categories(&self) -> &[u32] {
        &self.request.categories
    }

    /// The purpose asked for, when one is stated.
    pub fn purpose(&self) -> Option<u32> {
        self.request.purpose
    }
}
