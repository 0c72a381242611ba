//! Whether the clauses of a rule can come to "no" at all, and by what: a rule for anyone is about
//! everybody, and no request falls outside of all data.

use std::ops::Range;

use abi::PatientId;
use abi::terms::{AccessRequest, Claims, Requester};

use super::Asked;
use super::request::Request;
use crate::typed::{Case, Instant, Policy, Rule};

/// Of a rule what some request could ask for, by id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Witness {
    /// An action that the rule has.
    pub action: Option<u32>,
    /// An action that it does not have.
    pub other_action: Option<u32>,
    /// A category that the rule covers.
    pub category: Option<u32>,
    /// A category that it does not cover.
    pub other_category: Option<u32>,
    /// A purpose that the rule is for; `None` when it names none.
    pub purpose: Option<u32>,
    /// A purpose that it is not for; the inner `None` is a request that states none.
    pub other_purpose: Option<Option<u32>>,
}

impl Witness {
    /// Looks through everything that could be asked for, term by term.
    pub fn of(policy: &Policy, rule: &Rule) -> Witness {
        let sentence = &rule.sentence;
        let case = blank();
        let asks =
            |actions: &[u32], categories: &[u32], purpose, holds: &dyn Fn(&Asked<'_>) -> bool| {
                let request = request(actions, categories, purpose);
                let asked = Asked {
                    policy,
                    case: &case,
                    request: &request,
                };
                holds(&asked)
            };
        let has_action = |id: &u32| asks(&[*id], &[], None, &|asked| asked.has_actions(sentence));
        let has_data = |id: &u32| asks(&[], &[*id], None, &|asked| asked.has_data(sentence));
        let has_purpose =
            |id: &Option<u32>| asks(&[], &[], *id, &|asked| asked.has_purpose(sentence));
        let actions = || 0..policy.actions.len() as u32;
        let categories = || 0..policy.categories.len() as u32;
        let named = || (1..=policy.purposes.len() as u32).map(Some);
        let purpose = match sentence.purposes {
            Some(_) => named().find(has_purpose).flatten(),
            None => None,
        };
        Witness {
            action: named_first(&sentence.actions, actions()).find(has_action),
            other_action: actions().find(|id| !has_action(id)),
            category: named_first(&sentence.categories, categories()).find(has_data),
            other_category: categories().find(|id| !has_data(id)),
            purpose,
            other_purpose: named().chain([None]).find(|id| !has_purpose(id)),
        }
    }
}

/// What the sentence names itself before everything else.
fn named_first(named: &[u32], all: Range<u32>) -> impl Iterator<Item = u32> {
    named.iter().copied().chain(all)
}

fn request(actions: &[u32], categories: &[u32], purpose: Option<u32>) -> Request {
    Request {
        party: None,
        undeclared_kind: None,
        practitioner: None,
        roles: Vec::new(),
        actions: actions.into(),
        categories: categories.into(),
        purpose,
    }
}

/// A case of which only the request in ids is looked at.
fn blank() -> Case {
    Case {
        requester: Requester::Patient { is_subject: true },
        request: AccessRequest {
            patient: PatientId([0; 16]),
            actions: Vec::new(),
            categories: Vec::new(),
            claims: Claims::default(),
        },
        now: Instant(0),
        treats: None,
        consents: None,
        birth_date: None,
        deceased: None,
        facts: Vec::new(),
        accesses: None,
    }
}
