//! When somebody asks in an example: inside a rule's period, and at every time of a week where its
//! condition asks for the clock.

use jiff::Timestamp;
use jiff::civil::{DateTime, date};

use crate::typed::{Condition, Policy, Rule};

const DAY: i64 = 24 * 3600;

/// The clock and calendar of the policy at a second.
pub(super) fn local(policy: &Policy, second: i64) -> Option<DateTime> {
    let instant = Timestamp::from_second(second).ok()?;
    Some(policy.time_zone.to_datetime(instant))
}

/// Moments in the rule's period: one, or those of a week.
pub(super) fn moments(policy: &Policy, rule: &Rule) -> Vec<DateTime> {
    let (from, until) = (rule.sentence.from, rule.sentence.until);
    let is_inside =
        |at: i64| from.is_none_or(|from| from.0 <= at) && until.is_none_or(|until| at < until.0);
    let noon = policy
        .time_zone
        .to_timestamp(date(2026, 1, 5).at(12, 0, 0, 0));
    let monday = noon.map_or(0, Timestamp::as_second);
    let first = match (from, until) {
        _ if is_inside(monday) => monday,
        (Some(from), _) => from.0,
        (None, Some(until)) => until.0.saturating_sub(60),
        (None, None) => monday,
    };
    let leaves = || rule.conditions.iter().flat_map(Condition::leaves);
    let asks_clock =
        |leaf: &Condition| matches!(leaf, Condition::TimeBetween { .. } | Condition::Weekday);
    if !leaves().any(asks_clock) {
        return local(policy, first).into_iter().collect();
    }
    let week = (0..7).map(|day| first + day * DAY);
    let days: Vec<DateTime> = week
        .filter(|at| is_inside(*at))
        .filter_map(|at| local(policy, at))
        .collect();
    let edges = leaves().flat_map(|leaf| match leaf {
        Condition::TimeBetween { from, to } => vec![*from, *to],
        _ => Vec::new(),
    });
    let mut moments = days.clone();
    for minute in edges {
        let (hour, minute) = ((minute / 60) as i8, (minute % 60) as i8);
        let at = |day: &DateTime| day.with().hour(hour).minute(minute).build().ok();
        moments.extend(days.iter().filter_map(at));
    }
    moments
}
