//! biscuit-auth: its Datalog, without a token.
//!
//! Facts cannot be added to an authorizer, nor policies: each request has one of its own. So that they fit
//! into memory, only those of the first requests are kept where there are many facts, and only those are
//! timed; those of the others are built when they are asked for.

use std::time::Duration;

use benches::engines::{Answer, Engine};
use biscuit_auth::error::{Logic, Token};
use biscuit_auth::{Authorizer, AuthorizerBuilder, AuthorizerLimits};
use testkit::workload::biscuit::Form;

/// Facts in all authorizers that are kept.
const FACTS_MAX: usize = 250_000;
/// Authorizers that are kept at the least.
const KEPT_MIN: usize = 10;

/// The defaults are for tokens of strangers: 1,000 facts and a millisecond. The time adds up over all calls.
const LIMITS: AuthorizerLimits = AuthorizerLimits {
    max_facts: 100_000_000,
    max_iterations: 100,
    max_time: Duration::from_secs(1_000_000),
};

/// Facts, with authorizers for requests.
pub struct Biscuit {
    facts: AuthorizerBuilder,
    policies: Vec<String>,
    /// Those of the first requests, once they were asked for.
    kept: Vec<Option<Authorizer>>,
}

impl Biscuit {
    /// How many of the requests have an authorizer that is kept: the first so many.
    pub fn kept(form: &Form) -> usize {
        let fitting = FACTS_MAX / form.facts.lines().count().max(1);
        fitting.max(KEPT_MIN).min(form.requests.len())
    }

    /// Loads a workload, and builds the authorizer of the first request.
    ///
    /// # Errors
    /// What the parser says of the facts or policies.
    pub fn new(form: Form) -> Result<Biscuit, String> {
        let kept = Biscuit::kept(&form);
        let said = |error: Token| error.to_string();
        let facts = AuthorizerBuilder::new().set_limits(LIMITS);
        let mut biscuit = Biscuit {
            facts: facts.code(&form.facts).map_err(said)?,
            policies: form.requests,
            kept: (0..kept).map(|_| None).collect(),
        };
        let first = biscuit.built(0).map_err(said)?;
        biscuit.kept[0] = Some(first);
        Ok(biscuit)
    }

    fn built(&self, index: usize) -> Result<Authorizer, Token> {
        let with_policies = self.facts.clone().code(&self.policies[index])?;
        with_policies.build_unauthenticated()
    }
}

impl Engine for Biscuit {
    const NAMES_RULES: bool = false;

    fn decide(&mut self, index: usize) -> Answer {
        let kept = self.kept.get_mut(index).and_then(Option::as_mut);
        let allowed = match kept {
            Some(authorizer) => is_allowed(authorizer.authorize()),
            None => {
                let mut authorizer = self.built(index).expect("the policies are Datalog");
                let allowed = is_allowed(authorizer.authorize());
                if let Some(place) = self.kept.get_mut(index) {
                    *place = Some(authorizer);
                }
                allowed
            }
        };
        Answer {
            allowed,
            rule: None,
        }
    }
}

fn is_allowed(result: Result<usize, Token>) -> bool {
    match result {
        Ok(_) => true,
        // No policy holds, or one that refuses.
        Err(Token::FailedLogic(Logic::NoMatchingPolicy { .. } | Logic::Unauthorized { .. })) => {
            false
        }
        Err(error) => panic!("no answer: {error}"),
    }
}
