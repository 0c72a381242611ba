//! A request in the typed policy's ids, found by looking through its lists.

use abi::terms::{Party, Requester};

use crate::typed::{Case, Policy, Term};

/// A request in ids, each list ascending and without repetition.
#[derive(Debug)]
pub(super) struct Request {
    /// The declared party acted for.
    pub party: Option<u32>,
    /// The kind of an undeclared party acted for.
    pub undeclared_kind: Option<u32>,
    /// The declared practitioner who asks.
    pub practitioner: Option<u32>,
    /// The requester's roles.
    pub roles: Vec<u32>,
    /// The actions.
    pub actions: Vec<u32>,
    /// The categories; the id after the last is a code that nothing knows.
    pub categories: Vec<u32>,
    /// The purpose, when one is stated.
    pub purpose: Option<u32>,
}

/// A name in a request that the policy does not know.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no such {what}: `{name}`")]
pub struct UnknownTerm {
    /// `action`, `category` or `purpose`.
    pub what: &'static str,
    /// The name.
    pub name: String,
}

impl Request {
    /// Looks every name of `case` up in `policy`.
    pub fn resolve(policy: &Policy, case: &Case) -> Result<Request, UnknownTerm> {
        let unknown = |what, name: &str| UnknownTerm {
            what,
            name: name.into(),
        };
        let mut actions = Vec::new();
        for name in &case.request.actions {
            actions.push(term(&policy.actions, name).ok_or_else(|| unknown("action", name))?);
        }
        let mut categories = Vec::new();
        for asked in &case.request.categories {
            let id = policy.category_of(asked);
            categories.push(id.ok_or_else(|| unknown("category", &format!("{asked:?}")))?);
        }
        let purpose = match &case.request.claims.purpose {
            Some(name) => {
                let id = term(&policy.purposes, name).ok_or_else(|| unknown("purpose", name))?;
                Some(id + 1)
            }
            None => None,
        };
        let mut request = Request {
            party: None,
            undeclared_kind: None,
            practitioner: None,
            roles: Vec::new(),
            actions,
            categories,
            purpose,
        };
        request.set_requester(policy, &case.requester);
        for list in [
            &mut request.roles,
            &mut request.actions,
            &mut request.categories,
        ] {
            list.sort_unstable();
            list.dedup();
        }
        Ok(request)
    }

    fn set_requester(&mut self, policy: &Policy, requester: &Requester) {
        match requester {
            Requester::Organisation { party } => self.set_party(policy, party),
            Requester::Practitioner {
                id,
                roles,
                organisation,
            } => {
                self.roles = roles
                    .iter()
                    .filter_map(|role| term(&policy.roles, role))
                    .collect();
                organisation
                    .iter()
                    .for_each(|party| self.set_party(policy, party));
                self.practitioner = self.declared(policy, id);
            }
            Requester::Device { organisation, .. } => {
                organisation
                    .iter()
                    .for_each(|party| self.set_party(policy, party));
            }
            Requester::Patient { .. } | Requester::RelatedPerson { .. } => {}
        }
    }

    /// The declared practitioner of this name, if the requester acts for whom the policy says.
    fn declared(&self, policy: &Policy, name: &str) -> Option<u32> {
        let known = policy.practitioners.iter().zip(1..);
        let acts = |of: Option<u32>| match (of, self.party) {
            (None, _) => true,
            (Some(of), Some(own)) => policy.is_party_within(own, of),
            (Some(_), None) => false,
        };
        known
            .filter(|(person, _)| person.is_called(name) && acts(person.of))
            .map(|(_, id)| id)
            .next()
    }

    fn set_party(&mut self, policy: &Policy, party: &Party) {
        let is = |name: &String| *name == party.name;
        let by_name = policy
            .parties
            .iter()
            .position(|declared| is(&declared.name));
        let by_identifier = || {
            policy
                .parties
                .iter()
                .position(|declared| declared.identifier.iter().any(is))
        };
        self.party = by_name.or_else(by_identifier).map(|at| at as u32 + 1);
        if self.party.is_none()
            && let Some(kind) = &party.kind
        {
            self.undeclared_kind = policy
                .kinds
                .iter()
                .position(|name| name == kind)
                .map(|at| at as u32);
        }
    }
}

/// The position of a term, by its name, else by another name for it.
pub(super) fn term(terms: &[Term], name: &str) -> Option<u32> {
    let by_name = terms.iter().position(|term| term.name == name);
    let by_alias = || {
        terms
            .iter()
            .position(|term| term.aliases.iter().any(|alias| alias == name))
    };
    by_name.or_else(by_alias).map(|at| at as u32)
}
