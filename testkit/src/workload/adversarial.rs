//! The workload *adversarial-N*: N rules of which no two share a party or a category of data, and
//! one in ten is about anyone. Nothing can be merged, and every rule about anyone is a candidate of
//! everybody.

use std::fmt::Write;

use abi::Instant;
use abi::terms::{AccessRequest, CategoryTerm, Claims, Party, Requester};
use policy_lang::typed::Case;

use super::split_mix::SplitMix64;
use super::{ACTIONS, PURPOSES, RULE_DAYS, Scenario, action_name, consent, plain_case};
use super::{DAY_SECONDS, LATE_DAYS, REQUESTS, START, purpose_name};

/// One rule in so many is about anyone.
const ANYONE_ONE_IN: usize = 10;

/// The workload of so many rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adversarial {
    /// The rules. Rule `i` is about category `i`, and about party `i` unless it is about anyone.
    pub rules: Vec<Rule>,
    /// The requests.
    pub requests: Vec<Request>,
}

/// One rule: a `may` sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// The action.
    pub action: u16,
    /// The purpose.
    pub purpose: u16,
    /// The first instant at which it holds no more: the end of a day in UTC.
    pub until: Instant,
}

/// A request for what one rule is about, by whoever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Request {
    /// Who asks.
    pub party: usize,
    /// The category of data, which is the number of its rule as well.
    pub category: usize,
    /// The action of that rule.
    pub action: u16,
    /// The purpose of that rule.
    pub purpose: u16,
    /// When.
    pub now: Instant,
}

/// The workload of `rules` rules, at least 2, drawn with `seed`: 256 requests, half of them allowed,
/// a quarter too late, a quarter by a party whose rules are about other data.
pub fn draw(rules: usize, seed: u64) -> Adversarial {
    let mut random = SplitMix64::new(seed);
    let rules: Vec<Rule> = (0..rules)
        .map(|_| Rule {
            action: random.below(u64::from(ACTIONS)) as u16,
            purpose: random.below(u64::from(PURPOSES)) as u16,
            until: Instant(START + DAY_SECONDS * (1 + random.below(RULE_DAYS) as i64)),
        })
        .collect();
    let requests = (0..REQUESTS).map(|index| request(&mut random, &rules, index % 4));
    Adversarial {
        requests: requests.collect(),
        rules,
    }
}

/// The same as a policy of the consent language.
pub fn adversarial(rules: usize, seed: u64) -> Scenario {
    Scenario::from(&draw(rules, seed))
}

/// Whether rule `number` is about anyone.
pub fn is_about_anyone(number: usize) -> bool {
    number.is_multiple_of(ANYONE_ONE_IN)
}

/// The name of a party.
pub fn party_name(number: usize) -> String {
    format!("P{number}")
}

/// The name of a category.
pub fn category_name(number: usize) -> String {
    format!("c{number}")
}

/// A request about one rule: allowed for kinds 0 and 1, too late for 2, of somebody else for 3.
fn request(random: &mut SplitMix64, rules: &[Rule], kind: usize) -> Request {
    let count = rules.len() as u64;
    let number = random.below(count) as usize;
    let rule = &rules[number];
    let other = (number as u64 + 1 + random.below(count - 1)) % count;
    let until = rule.until.0;
    Request {
        party: match kind == 3 || is_about_anyone(number) {
            true => other as usize,
            false => number,
        },
        category: number,
        action: rule.action,
        purpose: rule.purpose,
        now: Instant(match kind {
            2 => until + random.below(LATE_DAYS * DAY_SECONDS as u64) as i64,
            _ => START + random.below((until - START) as u64) as i64,
        }),
    }
}

impl Adversarial {
    /// The answer, from the one rule that the request is about.
    pub fn is_allowed(&self, request: &Request) -> bool {
        let number = request.category;
        let is_theirs = is_about_anyone(number) || request.party == number;
        is_theirs && request.now < self.rules[number].until
    }
}

impl Request {
    fn case(&self) -> Case {
        let party = Party {
            name: party_name(self.party),
            kind: Some("lab".into()),
        };
        let request = AccessRequest {
            patient: abi::PatientId([0; 16]),
            actions: vec![action_name(self.action)],
            categories: vec![CategoryTerm::Name(category_name(self.category))],
            claims: Claims {
                purpose: Some(purpose_name(self.purpose)),
                ..Claims::default()
            },
        };
        plain_case(Requester::Organisation { party }, request, self.now)
    }
}

impl From<&Adversarial> for Scenario {
    fn from(adversarial: &Adversarial) -> Scenario {
        let rules = adversarial.rules.len();
        Scenario {
            name: format!("adversarial-{rules}"),
            rules,
            cases: adversarial.requests.iter().map(Request::case).collect(),
            text: text(&adversarial.rules),
        }
    }
}

fn text(rules: &[Rule]) -> String {
    let mut text = format!("policy \"adversarial-{}\"\nversion 1\n\n", rules.len());
    let mut line = |line: std::fmt::Arguments<'_>| {
        // INVARIANT: writing to a string does not fail.
        let _ = text.write_fmt(line);
    };
    for number in 0..rules.len() {
        if !is_about_anyone(number) {
            line(format_args!("lab P{number}\n"));
        }
        line(format_args!("category c{number}\n"));
    }
    for action in 0..ACTIONS {
        line(format_args!("action a{action}\n"));
    }
    for purpose in 0..PURPOSES {
        line(format_args!("purpose p{purpose}\n"));
    }
    for (rule, number) in rules.iter().zip(0usize..) {
        let name = consent::rule_name(number as u32);
        let last = consent::last_day(rule.until);
        let subject = match is_about_anyone(number) {
            true => "anyone".to_owned(),
            false => format!("lab P{number}"),
        };
        let (action, purpose) = (rule.action, rule.purpose);
        line(format_args!(
            "rule {name}\n  {subject} may a{action} c{number} for p{purpose} until {last}\n"
        ));
    }
    text
}
