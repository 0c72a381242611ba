//! The patient's age: numbers of years in conditions, and a birth date for the age that an example gives. Part of syntax ->
//! typed policy.

use jiff::civil;
use jiff::tz::TimeZone;

use super::{Checker, codes};
use crate::diagnostic::Problem;
use crate::syntax::tree::{self, AgeRelation, Number};
use crate::typed::{Date, Instant};

/// The greatest age that policies speak of; nobody has lived so long.
const YEARS_MAX: i64 = 150;

/// The day of an instant.
fn today(zone: &TimeZone, now: Instant) -> Option<civil::Date> {
    let timestamp = jiff::Timestamp::from_second(now.0).ok()?;
    Some(zone.to_datetime(timestamp).date())
}

/// The day on which somebody was born who is `years` old today: the same day of the year, or 28 February.
fn birthday(today: civil::Date, years: i64) -> Option<civil::Date> {
    let year = i16::try_from(i64::from(today.year()) - years).ok()?;
    let first = civil::Date::new(year, today.month(), 1).ok()?;
    let day = today.day().min(first.days_in_month());
    civil::Date::new(year, today.month(), day).ok()
}

fn packed(date: civil::Date) -> Date {
    let part = |number: i8| u32::from(number.unsigned_abs());
    Date::new(i64::from(date.year()), part(date.month()), part(date.day()))
}

impl Checker<'_> {
    /// A number of years in a condition.
    pub(super) fn years(&mut self, years: &Number) -> Option<u32> {
        self.check_years(years, 1)
    }

    fn check_years(&mut self, years: &Number, least: i64) -> Option<u32> {
        if (least..=YEARS_MAX).contains(&years.value) {
            return u32::try_from(years.value).ok();
        }
        let message = "this is no age that somebody could have";
        let help = format!("write a number of years from {least} to {YEARS_MAX}");
        self.report(Problem::error(codes::OUT_OF_RANGE, years.span, message).help(help));
        None
    }

    /// The birth date of a patient whose age is given. Who `is 15` or `is at least 15` turns 15 on the day of the request, who
    /// `is under 16` will be 16 the day after: the conditions that just hold, so that an example shows where they end.
    pub(super) fn birth_date_of_age(
        &mut self,
        relation: AgeRelation,
        years: &Number,
        now: Option<Instant>,
    ) -> Option<Date> {
        let least = if relation == AgeRelation::Under { 1 } else { 0 };
        let age = i64::from(self.check_years(years, least)?);
        let today = today(&self.scope.policy.time_zone, now?)?;
        let birthday = birthday(today, age).filter(|day| day.year() > 0);
        let birthday = match relation {
            AgeRelation::Exactly | AgeRelation::AtLeast => birthday,
            AgeRelation::Under => birthday.and_then(|day| day.tomorrow().ok()),
        };
        if birthday.is_none() {
            let message = "nobody is so old on the day of this request";
            let help = "ask on a later day, or give a lower age";
            self.report(Problem::error(codes::OUT_OF_RANGE, years.span, message).help(help));
        }
        birthday.map(packed)
    }

    /// The birth date that is given; one after the day of the request is an error.
    pub(super) fn birth_date(&mut self, date: tree::Date, now: Option<Instant>) -> Option<Date> {
        let today = today(&self.scope.policy.time_zone, now?)?;
        let birth = super::fact::day(date);
        if birth <= packed(today) {
            return Some(birth);
        }
        let message = "the patient is born after the request";
        let help = "give an earlier day of birth, or ask on a later day";
        self.report(Problem::error(codes::OUT_OF_RANGE, date.span, message).help(help));
        None
    }
}
