//! Counting earlier accesses: what conditions count, and the accesses that examples give. Part of syntax -> typed policy.

use abi::Instant;
use abi::limits::ACCESSES_PER_PATIENT;
use abi::terms::{AccessRecord, Requester};

use super::condition;
use super::scope::{Scope, Thing, Tree, suggest};
use super::term::declare;
use super::{Checker, codes, date};
use crate::diagnostic::{Problem, quote};
use crate::syntax::tree::{self, Actor, ConditionKind, Duration, Moment, Name, Number, Unit};
use crate::typed::{Condition, Counter};

/// The longest length of time that accesses are counted in, in seconds: a hundred years.
const WINDOW_SECONDS_MAX: i64 = 100 * 366 * 86_400;

/// The counters that rules ask, each once, sorted. What has no meaning is left out; it is reported where its rule is checked.
pub(super) fn counters(rules: &[&tree::Rule], scope: &Scope<'_>) -> Vec<Counter> {
    let clauses = rules
        .iter()
        .filter_map(|rule| rule.sentence.condition.as_ref());
    let singles = clauses.flat_map(|clause| condition::singles(&clause.condition));
    let counter = |single: &tree::Condition| match &single.kind {
        ConditionKind::FewerThan { action, last, .. } => Some(Counter {
            action: counted_action(scope, action)?,
            seconds: seconds(last).ok()?,
        }),
        _ => None,
    };
    let mut counters: Vec<Counter> = singles.into_iter().filter_map(counter).collect();
    counters.sort_unstable();
    counters.dedup();
    counters
}

/// The action that a word stands for, in the plural or not: `reads`, `accesses`, `copies`.
fn counted_action(scope: &Scope<'_>, written: &Name) -> Option<u32> {
    let names = scope.names(Tree::Action);
    let word = written.text.as_str();
    let singular = |ending: &str, instead: &str| {
        let stem = word.strip_suffix(ending)?;
        names.get(format!("{stem}{instead}").as_str()).copied()
    };
    let known = names.get(word).copied();
    known
        .or_else(|| singular("s", ""))
        .or_else(|| singular("es", ""))
        .or_else(|| singular("ies", "y"))
}

/// The length of a window; advice when it has no fixed one, or counts nothing.
fn seconds(last: &Duration) -> Result<i64, &'static str> {
    let unit = match last.unit {
        Unit::Minutes => 60,
        Unit::Hours => 3_600,
        Unit::Days => 86_400,
        Unit::Weeks => 7 * 86_400,
        Unit::Months | Unit::Years => {
            return Err("1 month and 30 days do not compare: write it in days or weeks");
        }
    };
    let seconds = last.count.value.checked_mul(unit);
    let seconds = seconds.filter(|seconds| (1..=WINDOW_SECONDS_MAX).contains(seconds));
    seconds.ok_or("accesses are counted in at least a minute and at most a hundred years")
}

impl Checker<'_> {
    /// The meaning of `fewer than 3 reads in the last 7 days`.
    pub(super) fn fewer_than(
        &mut self,
        limit: &Number,
        action: &Name,
        last: &Duration,
    ) -> Option<Condition> {
        let action = self.counted_action(action);
        let seconds = seconds(last).map_err(|help| {
            let message = "accesses cannot be counted in this length of time";
            self.report(Problem::error(codes::WINDOW, last.span, message).help(help));
        });
        let limit = self.check_limit(limit);
        let counter = Counter {
            action: action?,
            seconds: seconds.ok()?,
        };
        // What only an expected reason counts is no counter of the policy, and equal to none.
        let id = self.scope.policy.counters.binary_search(&counter).ok();
        Some(Condition::FewerThan {
            counter: id.and_then(|id| u32::try_from(id).ok()).unwrap_or(u32::MAX),
            limit: limit?,
        })
    }

    fn counted_action(&mut self, written: &Name) -> Option<u32> {
        let id = counted_action(&self.scope, written);
        match id {
            Some(id) => _ = self.used.insert(Thing::Term(Tree::Action, id)),
            None => {
                let message = format!("no action is called {}", quote(&written.text));
                let problem = Problem::error(codes::UNKNOWN_ACTION, written.span, message);
                let singular = written.text.strip_suffix('s').unwrap_or(&written.text);
                let declare = declare(Tree::Action, singular);
                let names = self.scope.names(Tree::Action).keys().copied();
                let problem = suggest(problem, self.problems.len(), singular, names, declare);
                self.report(problem);
            }
        }
        id
    }

    /// A limit that a count can stay below or reach.
    fn check_limit(&mut self, limit: &Number) -> Option<u32> {
        let (message, help) = match u64::try_from(limit.value) {
            Err(_) | Ok(0) => (
                "there are never fewer than 0",
                "write at least 1: `fewer than 1` is none".to_owned(),
            ),
            Ok(value) if value > ACCESSES_PER_PATIENT => (
                "this is more than is ever counted",
                format!(
                    "the ledger keeps the last {ACCESSES_PER_PATIENT} accesses of a patient: write a lower number"
                ),
            ),
            Ok(value) => return u32::try_from(value).ok(),
        };
        self.report(Problem::error(codes::OUT_OF_RANGE, limit.span, message).help(help));
        None
    }

    /// The accesses that `3 reads by BlueLake on 2026-05-01` gives: at the time, at noon of a day without one, a second before
    /// the request without a day. `None` when a part of it has no meaning.
    pub(super) fn accesses(
        &mut self,
        (count, action, by): (&Number, &Name, &Actor),
        on: Option<&Moment>,
        (requester, now): (Option<&Requester>, Option<Instant>),
    ) -> Option<Vec<AccessRecord>> {
        let action = self.counted_action(action);
        let at = match on {
            Some(on) => self.moment(on, date::noon),
            None => now.map(|now| Instant(now.0.saturating_sub(1))),
        };
        let actors = self.actors(by, requester);
        let count = self.check_access_count(count);
        let action = self.scope.term_name(Tree::Action, action?).to_owned();
        let (at, (who, organisation), count) = (at?, actors?, count?);
        // Nobody counts what the patient or a guardian reads, and the ledger does not record it.
        let Some(who) = who else {
            return Some(Vec::new());
        };
        let record = AccessRecord {
            at,
            by: who,
            organisation,
            actions: vec![action],
        };
        Some(vec![record; count])
    }

    fn check_access_count(&mut self, count: &Number) -> Option<usize> {
        let value = u64::try_from(count.value).ok();
        let value = value.filter(|value| *value <= ACCESSES_PER_PATIENT);
        if value.is_none() {
            let message = "these are more accesses than the ledger keeps of a patient";
            let help = format!("it keeps the last {ACCESSES_PER_PATIENT}");
            self.report(Problem::error(codes::TOO_MUCH, count.span, message).help(help));
        }
        value.and_then(|value| usize::try_from(value).ok())
    }

    /// The names that an access is recorded under: who, and the party acted for.
    fn actors(
        &mut self,
        by: &Actor,
        requester: Option<&Requester>,
    ) -> Option<(Option<String>, Option<String>)> {
        let name = |name: Option<&str>| name.map(str::to_owned);
        if let Actor::Requester(_) = by {
            let (who, organisation) = requester?.actors();
            return Some((name(who), name(organisation)));
        }
        let (who, organisation) = match self.actor(by)? {
            super::given::Named::Party(id) => {
                let party = self.scope.party_name(id);
                (party, Some(party))
            }
            super::given::Named::Practitioner(id) => {
                let organisation = self.employer_of(id).map(|id| self.scope.party_name(id));
                (self.scope.practitioner_name(id), organisation)
            }
        };
        Some((name(Some(who)), name(organisation)))
    }
}
