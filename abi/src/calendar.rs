//! Days, and the clock of a time zone, without a library: integers in, integers out.
//!
//! A policy's interface carries its zone's offsets; the language takes them from the time zone
//! database when it compiles, so that a node needs none.

use parity_scale_codec::{Decode, Encode};

use crate::ids::Instant;

const DAY_SECONDS: i64 = 86_400;

/// A calendar day, packed so that later days are greater numbers: year × 512 + month × 32 + day.
///
/// The years between two packed days are the difference divided by 512, since month and day take
/// less than that: who was born on 29 February is a year older on 1 March of a common year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
pub struct Date(pub u32);

impl Date {
    /// Packs a day; months and days count from 1. What lies before the year 0 is its first day.
    pub fn new(year: i64, month: u32, day: u32) -> Date {
        let year = u32::try_from(year.clamp(0, 8_000_000)).unwrap_or_default();
        Date(year * 512 + month * 32 + day)
    }

    /// Whether it is a day of the calendar: what was decoded need not be.
    pub fn is_day(self) -> bool {
        self.days().is_some()
    }

    /// The day that lies `days` after 1970-01-01.
    ///
    /// # Source
    /// Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`: years are
    /// counted from March, so that the leap day is the last of a year.
    pub fn from_days(days: i64) -> Date {
        let shifted = days.clamp(-800_000, 2_900_000_000) + 719_468;
        let (era, day_of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
        let month = if shifted_month < 10 {
            shifted_month + 3
        } else {
            shifted_month - 9
        };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        Date::new(year, month as u32, day as u32)
    }

    /// How many days after 1970-01-01 it lies; `None` for a number that is no day of the calendar.
    ///
    /// # Source
    /// As [`Date::from_days`]: `days_from_civil`.
    pub fn days(self) -> Option<i64> {
        let (year, month, day) = (self.0 / 512, self.0 / 32 % 16, self.0 % 32);
        let year = i64::from(year) - i64::from(month <= 2);
        let shifted_month = (i64::from(month) + 9) % 12;
        let day_of_year = (153 * shifted_month + 2) / 5 + i64::from(day) - 1;
        let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        let days = era * 146_097 + day_of_era - 719_468;
        (Date::from_days(days) == self).then_some(days)
    }
}

/// A time zone: offsets from UTC, each with the instant from which it holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct Zone {
    /// The offset before all others, in seconds.
    pub first: i32,
    /// Instants, ascending, and the offset in seconds from then on.
    pub changes: Vec<(Instant, i32)>,
}

/// What clocks and calendars show at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Local {
    /// Minutes since midnight.
    pub minute: u32,
    /// 0 is Monday.
    pub weekday: u32,
    /// The day.
    pub date: Date,
}

impl Zone {
    /// What clocks show at `instant`.
    pub fn local(&self, instant: Instant) -> Local {
        let past = self.changes.partition_point(|(from, _)| *from <= instant);
        let offset = past
            .checked_sub(1)
            .and_then(|at| self.changes.get(at))
            .map_or(self.first, |(_, offset)| *offset);
        let seconds = instant.0.saturating_add(i64::from(offset));
        let days = seconds.div_euclid(DAY_SECONDS);
        Local {
            minute: (seconds.rem_euclid(DAY_SECONDS) / 60) as u32,
            // 1970-01-01 was a Thursday.
            weekday: (days.rem_euclid(7) + 3).rem_euclid(7) as u32,
            date: Date::from_days(days),
        }
    }

    /// The first instant at which clocks show minute `minute` of the day that lies `days` after
    /// 1970-01-01, or a later time: of a time that they skip the instant after the gap, of one that
    /// they show twice the earlier.
    pub fn first_instant(&self, days: i64, minute: u32) -> Instant {
        let shown = days
            .saturating_mul(DAY_SECONDS)
            .saturating_add(i64::from(minute) * 60);
        let starts = std::iter::once((Instant::MIN, self.first));
        let starts = starts.chain(self.changes.iter().copied());
        let ends = self.changes.iter().map(|(from, _)| *from);
        let ends = ends.chain([Instant::MAX]);
        let instants = starts.zip(ends).map(|((from, offset), end)| {
            let instant = shown.saturating_sub(i64::from(offset)).max(from.0);
            (instant < end.0).then_some(Instant(instant))
        });
        instants.flatten().next().unwrap_or(Instant::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_calendar() {
        assert_eq!(Date::from_days(0), Date::new(1970, 1, 1));
        assert_eq!(Date::from_days(-1), Date::new(1969, 12, 31));
        assert_eq!(Date::from_days(11_016), Date::new(2000, 2, 29));
        assert_eq!(Date::from_days(20_576), Date::new(2026, 5, 3));
        assert_eq!(Date::from_days(47_540), Date::new(2100, 2, 28));
        assert_eq!(Date::from_days(47_541), Date::new(2100, 3, 1));
    }

    #[test]
    fn every_day_follows_the_one_before() {
        let mut before = Date::from_days(-100_000);
        for days in -99_999..200_000 {
            let day = Date::from_days(days);
            let step = day.0 - before.0;
            assert!(step == 1 || day.0 % 32 == 1, "{days}");
            assert_eq!(day.days(), Some(days));
            before = day;
        }
    }

    #[test]
    fn numbers_between_the_days_are_none() {
        for (year, month, day) in [(2026, 2, 29), (2026, 0, 1), (2026, 13, 1), (2026, 4, 31)] {
            assert_eq!(
                Date::new(year, month, day).days(),
                None,
                "{year}-{month}-{day}"
            );
        }
        assert_eq!(Date(u32::MAX).days(), None);
    }

    #[test]
    fn a_time_that_clocks_skip_or_repeat_is_the_first_instant_not_before_it() {
        let (spring, autumn) = (1_772_956_800, 1_793_516_400);
        let zone = Zone {
            first: -21_600,
            changes: vec![(Instant(spring), -18_000), (Instant(autumn), -21_600)],
        };
        // 2026-03-08 has no 02:30, 2026-11-01 has 01:30 twice.
        assert_eq!(zone.first_instant(20_520, 150), Instant(spring));
        assert_eq!(zone.first_instant(20_758, 90), Instant(autumn - 1_800));
        assert_eq!(zone.first_instant(20_520, 119), Instant(spring - 60));
        assert_eq!(zone.first_instant(20_758, 120), Instant(autumn + 3_600));
    }

    #[test]
    fn what_is_a_day_is_what_the_calendar_has() {
        let counted: std::collections::BTreeSet<u32> = (-1_000..60_000)
            .map(|days| Date::from_days(days).0)
            .collect();
        let (first, last) = (Date::from_days(-1_000).0, Date::from_days(59_999).0);
        for packed in first..=last {
            assert_eq!(Date(packed).is_day(), counted.contains(&packed), "{packed}");
        }
        assert!(!Date(u32::MAX).is_day());
    }

    #[test]
    fn a_leap_day_child_is_a_year_older_on_the_first_of_march() {
        let born = Date::new(2012, 2, 29);
        let age = |year, month, day| (Date::new(year, month, day).0 - born.0) / 512;
        assert_eq!(
            [
                age(2026, 2, 28),
                age(2026, 3, 1),
                age(2028, 2, 28),
                age(2028, 2, 29)
            ],
            [13, 14, 15, 16]
        );
    }

    #[test]
    fn clocks_follow_the_zone() {
        let zone = Zone {
            first: -21_600,
            changes: vec![(Instant(1_772_956_800), -18_000)],
        };
        // 2026-03-08T07:59:59Z is 01:59 in Chicago, a second later 03:00.
        let at = |seconds| zone.local(Instant(seconds));
        assert_eq!(
            (at(1_772_956_799).minute, at(1_772_956_800).minute),
            (119, 180)
        );
        assert_eq!(
            (at(1_772_956_800).weekday, at(1_772_956_800).date),
            (6, Date::new(2026, 3, 8))
        );
    }
}
