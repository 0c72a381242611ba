//! A request, ready to be decided by a policy.

use abi::bind::{BoundRequest, UnknownTerm};
use abi::terms::{AccessRequest, CategoryTerm};
use policy_lang::diagnostic::quote;
use policy_lang::typed;
use runtime::policy::Decider;
use runtime::{Given, Policy};

use crate::failure::Failure;
use crate::request::{Facts, Question};

/// A request with what is attested about it, in one policy's ids.
pub struct Asked {
    /// The contract, with what is attested.
    pub decider: Decider<Given>,
    /// The request.
    pub bound: BoundRequest,
}

impl Asked {
    /// Reads a request, and facts where there are any, both in JSON; `words` are those of `policy`, and
    /// `warn` is told of facts that do not matter.
    ///
    /// # Errors
    /// One of them is not what it should be, or the engine is broken.
    pub fn read(
        policy: &Policy,
        words: &typed::Policy,
        request: &[u8],
        facts: Option<&[u8]>,
        warn: &mut dyn FnMut(String),
    ) -> Result<Asked, Failure> {
        let facts = facts.map(Facts::read).transpose()?.unwrap_or_default();
        let question = Question::read(request, &facts)?;
        let consents = facts.consents(question.patient(), words, warn)?;
        let bound = policy
            .binding()
            .request(&question.requester, &question.request, question.now);
        let bound = bound.map_err(|unknown| unknown_term(unknown, &question.request))?;
        let attested = question.case_facts(&facts, words)?;
        let given = Given {
            treats: Some(question.treats(&facts)),
            consents: Some(consents),
            birth_date: attested.birth_date,
            deceased: attested.deceased,
            facts: attested.facts,
            accesses: attested.accesses,
        };
        let mut decider = policy.decider()?;
        let facts = decider.facts_mut()?;
        facts.give(&question.requester, question.now, given);
        Ok(Asked { decider, bound })
    }
}

fn unknown_term(unknown: UnknownTerm, request: &AccessRequest) -> Failure {
    let name = match unknown {
        UnknownTerm::Action { index } => request.actions.get(index).cloned(),
        UnknownTerm::Purpose => request.claims.purpose.clone(),
        UnknownTerm::Category { index } => match request.categories.get(index) {
            Some(CategoryTerm::Name(name)) => Some(name.clone()),
            _ => None,
        },
    };
    let (field, what) = match unknown {
        UnknownTerm::Action { .. } => ("action.name", "action"),
        UnknownTerm::Category { .. } => ("resource.properties.category", "category"),
        UnknownTerm::Purpose => ("context.purpose", "purpose"),
    };
    let name = quote(&name.unwrap_or_default());
    Failure::usage(format!("`{field}`: the policy knows no {what} {name}"))
}
