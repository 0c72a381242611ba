//! The workload *adversarial-N*: N rules of which no two share a party or a category of data, and
//! one in ten is about anyone. Nothing can be merged, and every rule about anyone is a candidate of
//! everybody.

use std::fmt::Write;

use abi::Instant;
use abi::terms::{AccessRequest, CategoryTerm, Claims, Party, Requester};

use super::split_mix::SplitMix64;
use super::{ACTIONS, PURPOSES, RULE_DAYS, Scenario, consent, plain_case};
use super::{DAY_SECONDS, LATE_DAYS, REQUESTS, START};

/// One rule in so many is about anyone.
const ANYONE_ONE_IN: usize = 10;

struct Rule {
    action: u64,
    purpose: u64,
    until: i64,
}

/// The workload of `rules` rules, at least 2, drawn with `seed`: 256 requests, half of them allowed,
/// a quarter too late, a quarter by a party whose rules are about other data.
pub fn adversarial(rules: usize, seed: u64) -> Scenario {
    let mut random = SplitMix64::new(seed);
    let list: Vec<Rule> = (0..rules)
        .map(|_| Rule {
            action: random.below(u64::from(ACTIONS)),
            purpose: random.below(u64::from(PURPOSES)),
            until: START + DAY_SECONDS * (1 + random.below(RULE_DAYS) as i64),
        })
        .collect();
    let cases = (0..REQUESTS).map(|index| request(&mut random, &list, index % 4));
    Scenario {
        name: format!("adversarial-{rules}"),
        rules,
        cases: cases.collect(),
        text: text(&list),
    }
}

fn is_about_anyone(rule: usize) -> bool {
    rule.is_multiple_of(ANYONE_ONE_IN)
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
        let last = consent::last_day(Instant(rule.until));
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

/// A request about one rule: allowed for kinds 0 and 1, too late for 2, of somebody else for 3.
fn request(random: &mut SplitMix64, rules: &[Rule], kind: usize) -> policy_lang::typed::Case {
    let count = rules.len() as u64;
    let number = random.below(count) as usize;
    let rule = &rules[number];
    let other = (number as u64 + 1 + random.below(count - 1)) % count;
    let party = if kind == 3 || is_about_anyone(number) {
        other
    } else {
        number as u64
    };
    let now = match kind {
        2 => rule.until + random.below(LATE_DAYS * DAY_SECONDS as u64) as i64,
        _ => START + random.below((rule.until - START) as u64) as i64,
    };
    let party = Party {
        name: format!("P{party}"),
        kind: Some("lab".into()),
    };
    let request = AccessRequest {
        patient: abi::PatientId([0; 16]),
        actions: vec![format!("a{}", rule.action)],
        categories: vec![CategoryTerm::Name(format!("c{number}"))],
        claims: Claims {
            purpose: Some(format!("p{}", rule.purpose)),
            ..Claims::default()
        },
    };
    plain_case(Requester::Organisation { party }, request, Instant(now))
}
