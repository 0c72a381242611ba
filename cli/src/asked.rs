//! A request, ready to be decided by a policy.

use abi::bind::{BoundRequest, UnknownTerm};
use abi::terms::{AccessRequest, CategoryTerm};
use policy_lang::diagnostic::quote;
use policy_lang::typed::{self, Case};
use runtime::policy::Decider;
use runtime::{Given, Policy};
use workbench::trace::given;

use crate::failure::Failure;
use crate::request::{Facts, Question};

/// A request with what is attested about it, in one policy's ids.
pub struct Asked {
    /// The contract, with what is attested.
    pub decider: Decider<Given>,
    /// The request.
    pub bound: BoundRequest,
    /// The request in names, with what is attested: what the reference interpreter decides.
    pub case: Case,
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
        let (case, bound) = case(policy, words, request, &facts, warn)?;
        let mut decider = policy.decider()?;
        let facts = decider.facts_mut()?;
        facts.give(&case.requester, case.now, given(&case));
        Ok(Asked {
            decider,
            bound,
            case,
        })
    }
}

/// A request in JSON with what `facts` attest about it, in names and in the ids of `policy`.
///
/// # Errors
/// The request is not what it should be, or the facts do not fit it.
pub fn case(
    policy: &Policy,
    words: &typed::Policy,
    request: &[u8],
    facts: &Facts,
    warn: &mut dyn FnMut(String),
) -> Result<(Case, BoundRequest), Failure> {
    let question = Question::read(request, facts)?;
    let consents = facts.consents(question.patient(), words, warn)?;
    let bound = policy
        .binding()
        .request(&question.requester, &question.request, question.now);
    let bound = bound.map_err(|unknown| unknown_term(unknown, &question.request))?;
    let attested = question.case_facts(facts, words)?;
    let case = Case {
        treats: Some(question.treats(facts)),
        consents: Some(consents),
        birth_date: attested.birth_date,
        deceased: attested.deceased,
        facts: attested.facts,
        accesses: attested.accesses,
        requester: question.requester,
        request: question.request,
        now: question.now,
    };
    Ok((case, bound))
}

/// What is wrong with a request that names what the policy does not know.
pub(crate) fn unknown_term(unknown: UnknownTerm, request: &AccessRequest) -> Failure {
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
