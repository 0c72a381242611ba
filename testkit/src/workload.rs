//! Synthetic policies with requests and the answers that are expected: what benches time and what
//! different engines are compared on.
//!
//! The workload *flat-N* has N distinct rules "organisation O may A category C for purpose P until
//! D", and 256 requests, half of them allowed, a quarter too late by one to many seconds, a quarter
//! about nothing that a rule names. The others are [`adversarial`] and [`hospital`]. Every number comes
//! from a seed. Each of the three is a [`Scenario`] of the consent language, and is rendered for other
//! engines as well; [`drawn`] holds any of them.
//!
//! | module | renders them as |
//! | --- | --- |
//! | [`consent`] | a policy of the consent language |
//! | [`cedar`] | Cedar policies and entities |
//! | [`rego`] | Rego: a rule for each consent, or one policy over an index in the data |
//! | [`biscuit`] | facts and policies in the Datalog of Biscuit |
//! | [`casbin`] | a model and the lines of a policy of Casbin |
//! | [`keys`] | keys that a table is asked for, which is no policy |
//!
//! [`split_mix`] is the generator behind the seeds.

pub mod adversarial;
pub mod biscuit;
pub mod casbin;
pub mod cedar;
pub mod consent;
pub mod drawn;
pub mod hospital;
pub mod keys;
pub mod rego;
pub use workbench::fuzz::split_mix;

use std::collections::BTreeSet;

use abi::Instant;
use abi::terms::{AccessRequest, Requester};
use policy_lang::typed::Case;

use self::split_mix::SplitMix64;

/// The seed of every published figure.
pub const SEED: u64 = 0x5eed_0f1a_7000_0001;

/// Actions of a flat workload.
pub const ACTIONS: u16 = 3;
/// Categories of data of a flat workload.
pub const CATEGORIES: u16 = 20;
/// Purposes of a flat workload.
pub const PURPOSES: u16 = 6;
/// Requests of a workload.
pub const REQUESTS: usize = 256;

/// 2026-01-01T00:00:00Z: no rule ends before it and no request comes before it.
const START: i64 = 1_767_225_600;
const DAY_SECONDS: i64 = 86_400;
/// Rules end within this many days after [`START`].
const RULE_DAYS: u64 = 1_095;
/// Requests that come too late do so by this many days at the most.
const LATE_DAYS: u64 = 365;
/// One in so many requests comes in the last second of its rule, or in the first one after it.
const BOUNDARY_ONE_IN: u64 = 8;

/// A policy of the consent language with requests; what must come of them, the reference interpreter
/// says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scenario {
    /// What it is called, its size included.
    pub name: String,
    /// How many rules the policy has.
    pub rules: usize,
    /// The policy's text.
    pub text: String,
    /// The requests, with what is attested about them.
    pub cases: Vec<Case>,
}

/// A request of somebody about whom nothing else is attested.
fn plain_case(requester: Requester, request: AccessRequest, now: Instant) -> Case {
    Case {
        requester,
        request,
        now,
        treats: Some(false),
        consents: Some(Vec::new()),
        birth_date: None,
        deceased: Some(false),
        facts: Vec::new(),
        accesses: Some(Vec::new()),
    }
}

impl From<&Flat> for Scenario {
    fn from(flat: &Flat) -> Scenario {
        let case = |request: &Request| {
            plain_case(request.requester(), request.access_request(), request.now)
        };
        Scenario {
            name: format!("flat-{}", flat.rules.len()),
            rules: flat.rules.len(),
            text: flat.consent_text(),
            cases: flat.requests.iter().map(case).collect(),
        }
    }
}

/// What a rule and a request are about, as numbers from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Access {
    /// The organisation.
    pub organisation: u16,
    /// The action.
    pub action: u16,
    /// The category of data.
    pub category: u16,
    /// The purpose.
    pub purpose: u16,
}

/// One rule: a `may` sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// What it allows.
    pub access: Access,
    /// The first instant at which it holds no more: the end of a day in UTC.
    pub until: Instant,
}

/// One request with the answer that it must get.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Request {
    /// What is asked for.
    pub access: Access,
    /// When.
    pub now: Instant,
    /// What must come of it.
    pub expected: Expected,
}

/// The answer that a request must get.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// This rule, by its position, and no other allows it.
    Allowed(u32),
    /// This rule would allow it and has ended.
    Expired(u32),
    /// No rule is about it.
    Unmatched,
}

impl Expected {
    /// The rule that allows, if one does.
    pub fn allowed_by(self) -> Option<u32> {
        match self {
            Expected::Allowed(rule) => Some(rule),
            Expected::Expired(_) | Expected::Unmatched => None,
        }
    }
}

/// A workload of rules that are all alike and never overlap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flat {
    /// How many organisations there are.
    pub organisations: u16,
    /// The rules, no two of them about the same.
    pub rules: Vec<Rule>,
    /// The requests, in no order.
    pub requests: Vec<Request>,
}

/// The workload *flat-N*: `rules` rules, at least 1 and at most 250,000, drawn with `seed`.
///
/// There are 10 organisations below 100 rules, 2,000 from 50,000 on, 200 otherwise.
pub fn flat(rules: usize, seed: u64) -> Flat {
    let organisations = match rules {
        0..100 => 10,
        100..50_000 => 200,
        _ => 2_000,
    };
    let mut random = SplitMix64::new(seed);
    let mut known = BTreeSet::new();
    let mut list = Vec::with_capacity(rules);
    while list.len() < rules {
        let access = draw_access(&mut random, organisations);
        let until = Instant(START + DAY_SECONDS * (1 + random.below(RULE_DAYS) as i64));
        if known.insert(access) {
            list.push(Rule { access, until });
        }
    }
    let requests = draw_requests(&mut random, organisations, &list, &known);
    Flat {
        organisations,
        rules: list,
        requests,
    }
}

fn draw_access(random: &mut SplitMix64, organisations: u16) -> Access {
    let mut below = |count: u16| random.below(u64::from(count)) as u16;
    Access {
        organisation: below(organisations),
        action: below(ACTIONS),
        category: below(CATEGORIES),
        purpose: below(PURPOSES),
    }
}

fn draw_requests(
    random: &mut SplitMix64,
    organisations: u16,
    rules: &[Rule],
    known: &BTreeSet<Access>,
) -> Vec<Request> {
    let mut requests: Vec<Request> = (0..REQUESTS)
        .map(|index| match index % 4 {
            0 | 1 => allowed(random, rules),
            2 => expired(random, rules),
            _ => unmatched(random, organisations, known),
        })
        .collect();
    for last in (1..requests.len()).rev() {
        requests.swap(last, random.below(last as u64 + 1) as usize);
    }
    requests
}

fn allowed(random: &mut SplitMix64, rules: &[Rule]) -> Request {
    let index = random.below(rules.len() as u64);
    let Rule { access, until } = rules[index as usize];
    let now = match random.below(BOUNDARY_ONE_IN) {
        0 => until.0 - 1,
        _ => START + random.below((until.0 - START) as u64) as i64,
    };
    Request {
        access,
        now: Instant(now),
        expected: Expected::Allowed(index as u32),
    }
}

fn expired(random: &mut SplitMix64, rules: &[Rule]) -> Request {
    let index = random.below(rules.len() as u64);
    let Rule { access, until } = rules[index as usize];
    let late = match random.below(BOUNDARY_ONE_IN) {
        0 => 0,
        _ => random.below(LATE_DAYS * DAY_SECONDS as u64) as i64,
    };
    Request {
        access,
        now: Instant(until.0 + late),
        expected: Expected::Expired(index as u32),
    }
}

fn unmatched(random: &mut SplitMix64, organisations: u16, known: &BTreeSet<Access>) -> Request {
    let access = loop {
        let access = draw_access(random, organisations);
        if !known.contains(&access) {
            break access;
        }
    };
    let now = START + random.below(RULE_DAYS * DAY_SECONDS as u64) as i64;
    Request {
        access,
        now: Instant(now),
        expected: Expected::Unmatched,
    }
}

impl Access {
    /// The organisation's name, `O17`.
    pub fn organisation_name(&self) -> String {
        organisation_name(self.organisation)
    }

    /// The action's name, `a1`.
    pub fn action_name(&self) -> String {
        action_name(self.action)
    }

    /// The category's name, `c3`.
    pub fn category_name(&self) -> String {
        category_name(self.category)
    }

    /// The purpose's name, `p2`.
    pub fn purpose_name(&self) -> String {
        purpose_name(self.purpose)
    }
}

/// The name of an organisation.
pub fn organisation_name(number: u16) -> String {
    format!("O{number}")
}

/// The name of an action.
pub fn action_name(number: u16) -> String {
    format!("a{number}")
}

/// The name of a category.
pub fn category_name(number: u16) -> String {
    format!("c{number}")
}

/// The name of a purpose.
pub fn purpose_name(number: u16) -> String {
    format!("p{number}")
}

#[cfg(test)]
mod tests;
