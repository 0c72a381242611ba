//! What conditions ask of the clock, of the patient, of declared facts and of past accesses.

use std::cmp::Ordering;

use abi::terms::AccessRecord;
use jiff::Timestamp;
use jiff::civil::{DateTime, Weekday};

use super::{Asked, Truth};
use crate::typed::{Comparison, Date, Operand, Scalar};

/// The last second of 2199 in UTC.
const LAST_KNOWN: i64 = 7_258_118_399;

impl Asked<'_> {
    /// Clocks and calendars in the policy's zone.
    fn local(&self) -> DateTime {
        // The clocks of the years after 2199 are not made yet: the last known offset stays.
        let known = Timestamp::from_second(self.case.now.0.min(LAST_KNOWN)).unwrap_or_default();
        let now = Timestamp::from_second(self.case.now.0).unwrap_or(Timestamp::MAX);
        self.policy.time_zone.to_offset(known).to_datetime(now)
    }

    /// Completed years of the patient today; below 0 before birth.
    pub(super) fn age(&self) -> Option<i64> {
        let Date(birth) = self.case.birth_date?;
        let (year, month, day) = (i64::from(birth / 512), birth / 32 % 16, birth % 32);
        let today = self.local().date();
        let has_had_birthday = (today.month() as u32, today.day() as u32) >= (month, day);
        Some(i64::from(today.year()) - year - i64::from(!has_had_birthday))
    }

    /// Whether the time of day is `from` or later and before `to`, over midnight when `to` is the
    /// earlier.
    pub(super) fn is_between(&self, from: u32, to: u32) -> bool {
        let local = self.local();
        let minute = local.hour() as u32 * 60 + local.minute() as u32;
        if from <= to {
            (from..to).contains(&minute)
        } else {
            !(to..from).contains(&minute)
        }
    }

    pub(super) fn is_weekday(&self) -> bool {
        !matches!(self.local().weekday(), Weekday::Saturday | Weekday::Sunday)
    }

    /// Allowed accesses that a counter counts.
    pub(super) fn count(&self, counter: u32) -> Option<u32> {
        let counter = self.policy.counters.get(counter as usize)?;
        let accesses = self.case.accesses.as_ref()?;
        // No access is recorded under a patient or a guardian.
        self.case.requester.actors().0?;
        let is_inside = |access: &AccessRecord| {
            let age = self.case.now.0.saturating_sub(access.at.0);
            (0..counter.seconds).contains(&age)
        };
        let is_action = |access: &AccessRecord| {
            access.actions.iter().any(|name| {
                let id = super::request::term(&self.policy.actions, name);
                id.is_some_and(|id| self.policy.is_action_within(id, counter.action))
            })
        };
        let counted = accesses
            .iter()
            .filter(|access| is_inside(access) && is_action(access) && self.is_own(access));
        Some(counted.count() as u32)
    }

    /// Whether an access was made by the requester, or for the party that the requester acts for.
    fn is_own(&self, access: &AccessRecord) -> bool {
        let (who, party) = self.case.requester.actors();
        let made_by = |name: &str| {
            self.is_same(name, &access.by)
                || access
                    .organisation
                    .as_ref()
                    .is_some_and(|organisation| self.is_same(name, organisation))
        };
        who.is_some_and(made_by) || party.is_some_and(made_by)
    }

    /// Whether two names are one, or are the name and the identifier of one party.
    fn is_same(&self, one: &str, other: &str) -> bool {
        one == other
            || self.policy.parties.iter().any(|party| {
                let is =
                    |name: &str| party.name == name || party.identifier.as_deref() == Some(name);
                is(one) && is(other)
            })
            || self
                .policy
                .practitioners
                .iter()
                .any(|person| person.is_called(one) && person.is_called(other))
    }

    /// A fact's value, or the one that stands for it.
    fn value(&self, fact: u32) -> Option<&Scalar> {
        let known = self.case.facts.get(fact as usize).and_then(Option::as_ref);
        known.or_else(|| self.policy.facts.get(fact as usize)?.otherwise.as_ref())
    }

    pub(super) fn compare(&self, fact: u32, comparison: Comparison, with: &Operand) -> Truth {
        let right = match with {
            Operand::Value(value) => Some(value),
            Operand::Fact(other) => self.value(*other),
        };
        let (Some(left), Some(right)) = (self.value(fact), right) else {
            return Truth::Unknown;
        };
        let order = left.cmp(right);
        Truth::from(match comparison {
            Comparison::Is => order == Ordering::Equal,
            Comparison::IsNot => order != Ordering::Equal,
            Comparison::Under => order == Ordering::Less,
            Comparison::AtMost => order != Ordering::Greater,
            Comparison::Over => order == Ordering::Greater,
            Comparison::AtLeast => order != Ordering::Less,
        })
    }
}
