//! Days and clock times of a policy's time zone as instants, and its clock as a table. Part of syntax -> typed policy.

use std::sync::LazyLock;

use abi::calendar::Zone;
use jiff::civil;
use jiff::tz::{AmbiguousOffset, Offset, TimeZone, TimeZoneDatabase};

use super::Checker;
use super::codes;
use crate::diagnostic::{Problem, quote};
use crate::syntax::tree::{ClockTime, Date, Day, Moment, Name};
use crate::typed::Instant;

/// Seconds of a day without a change of the clocks.
const DAY_SECONDS: i64 = 86_400;

/// The first instant of 2200, in UTC.
const END_OF_TABLE: i64 = 7_258_118_400;

/// The time zones of the program itself: those of the machine it runs on may be older or newer, and a contract must not
/// depend on it.
static ZONES: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

/// The time zone that an IANA name stands for, in whatever case it is written.
pub(super) fn zone(name: &str) -> Option<TimeZone> {
    let zone = ZONES.get(name).ok().filter(|zone| !zone.is_unknown())?;
    zone.iana_name().is_some().then_some(zone)
}

/// All IANA names.
pub(super) fn zone_names() -> Vec<String> {
    ZONES
        .available()
        .map(|name| name.as_str().to_owned())
        .collect()
}

/// The offsets of a time zone: all up to the end of 2199, as its rules stand today. After that the last one holds.
///
/// Deterministic: it depends on the zone's rules alone.
#[must_use]
pub fn zone_table(zone: &TimeZone) -> Zone {
    let seconds = |change: jiff::tz::TimeZoneTransition<'_>| {
        let from = change.timestamp().as_second();
        (Instant(from), change.offset().seconds())
    };
    let first = zone.to_offset(jiff::Timestamp::MIN).seconds();
    let mut offset = first;
    let changes = zone.following(jiff::Timestamp::MIN).map(seconds);
    let changes = changes.take_while(|(from, _)| from.0 < END_OF_TABLE);
    // A change of the name alone, or of what is called summer, is none of the clock's.
    let changes = changes.filter(|(_, next)| std::mem::replace(&mut offset, *next) != *next);
    Zone {
        first,
        changes: changes.collect(),
    }
}

/// The first instant that is not before a clock time: a time that the clocks skip is the instant after the gap, one that
/// they show twice is the earlier of the two.
fn instant(zone: &TimeZone, at: civil::DateTime) -> Instant {
    let seconds = match zone.to_ambiguous_timestamp(at).offset() {
        AmbiguousOffset::Unambiguous { offset } => seconds(at, offset),
        AmbiguousOffset::Fold { before, .. } => seconds(at, before),
        AmbiguousOffset::Gap { before, .. } => gap_end(zone, seconds(at, before)),
    };
    Instant(seconds)
}

fn seconds(at: civil::DateTime, offset: Offset) -> i64 {
    let epoch = civil::date(1970, 1, 1).at(0, 0, 0, 0);
    at.duration_since(epoch).as_secs() - i64::from(offset.seconds())
}

/// The instant of the change that skips a clock time, which would be `within` if the clocks had not changed.
fn gap_end(zone: &TimeZone, within: i64) -> i64 {
    let after = jiff::Timestamp::from_second(within.saturating_add(1)).ok();
    let change = after.and_then(|after| zone.preceding(after).next());
    change.map_or(within, |change| change.timestamp().as_second())
}

fn civil_date(date: Date) -> Option<civil::Date> {
    civil::Date::new(date.year, date.month, date.day).ok()
}

fn at(date: civil::Date, time: ClockTime) -> Option<civil::DateTime> {
    Some(date.to_datetime(civil::Time::new(time.hour, time.minute, 0, 0).ok()?))
}

/// The first instant of a day, or the clock time on it.
pub(super) fn beginning(zone: &TimeZone, date: Date, time: Option<ClockTime>) -> Option<Instant> {
    let date = civil_date(date)?;
    let at = time.map_or(Some(date.at(0, 0, 0, 0)), |time| at(date, time))?;
    Some(instant(zone, at))
}

/// The first instant after a day, or the clock time on it.
pub(super) fn end(zone: &TimeZone, date: Date, time: Option<ClockTime>) -> Option<Instant> {
    if time.is_some() {
        return beginning(zone, date, time);
    }
    match civil_date(date)?.tomorrow() {
        Ok(next) => Some(instant(zone, next.at(0, 0, 0, 0))),
        // The day after 9999-12-31, which people write for "forever", has no date.
        Err(_) => Some(Instant(beginning(zone, date, None)?.0 + DAY_SECONDS)),
    }
}

/// Noon of a day, or the clock time on it.
pub(super) fn noon(zone: &TimeZone, date: Date, time: Option<ClockTime>) -> Option<Instant> {
    let date = civil_date(date)?;
    let at = time.map_or(Some(date.at(12, 0, 0, 0)), |time| at(date, time))?;
    Some(instant(zone, at))
}

/// Noon of 2000-01-01: when an example asks that has nothing to do with dates.
pub(super) fn undated(zone: &TimeZone) -> Instant {
    instant(zone, civil::date(2000, 1, 1).at(12, 0, 0, 0))
}

/// How a day becomes an instant: [`beginning`], [`end`] or [`noon`].
pub(super) type Reading = fn(&TimeZone, Date, Option<ClockTime>) -> Option<Instant>;

/// The first instant and the first instant after; each `None` when it is not given.
pub(super) type Period = (Option<Instant>, Option<Instant>);

impl Checker<'_> {
    /// The instant that a moment stands for; a name that stands for a day outside a form is an error.
    pub(super) fn moment(&mut self, moment: &Moment, reading: Reading) -> Option<Instant> {
        match &moment.day {
            Day::Date(date) => reading(&self.scope.policy.time_zone, *date, moment.time),
            Day::Named(name) => {
                self.report(no_day(name));
                None
            }
        }
    }

    /// The period of a sentence; `None` when it cannot be told. A period that ends before it begins is an error.
    pub(super) fn period(
        &mut self,
        from: Option<&Moment>,
        until: Option<&Moment>,
    ) -> Option<Period> {
        let first = from.map(|moment| self.moment(moment, beginning));
        let last = until.map(|moment| self.moment(moment, end));
        if let (Some(Some(first)), Some(Some(last)), Some(from), Some(until)) =
            (first, last, from, until)
            && first >= last
        {
            self.report(empty_period(from, until, self.source));
            return None;
        }
        Some((
            first.map_or(Some(None), |at| at.map(Some))?,
            last.map_or(Some(None), |at| at.map(Some))?,
        ))
    }
}

/// A name that stands for a day outside a form.
pub(super) fn no_day(name: &Name) -> Problem {
    let message = format!("{} is not a day", quote(&name.text));
    let help = match name.quoted {
        true => "a day stands without quotes, as in `2026-12-31`",
        false => "write the day as in `2026-12-31`; only a form's sentences name days",
    };
    Problem::error(codes::NO_DAY, name.span, message).help(help)
}

fn empty_period(from: &Moment, until: &Moment, source: &str) -> Problem {
    let (first, last) = (
        from.span.in_one_line(source),
        until.span.in_one_line(source),
    );
    let message = format!("this ends ({last}) before it begins ({first})");
    Problem::error(codes::EMPTY_PERIOD, until.span, message)
        .also(from.span, "it begins here")
        .help("put the earlier day after `from` and the later one after `until`")
}
