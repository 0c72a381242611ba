//! The time at which a command runs, and periods from it.

use abi::Instant;
use jiff::{Timestamp, ToSpan, tz::TimeZone};
use serde::{Deserialize, Serialize};

use crate::failure::Failure;

/// An instant that is written as people write it, `2026-03-01T00:00:00Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Moment(pub Instant);

impl TryFrom<String> for Moment {
    type Error = jiff::Error;

    fn try_from(text: String) -> Result<Moment, jiff::Error> {
        let time: Timestamp = text.parse()?;
        Ok(Moment(Instant(time.as_second())))
    }
}

impl From<Moment> for String {
    fn from(moment: Moment) -> String {
        crate::proof::time(moment.0)
    }
}

/// What was given with `--at`, else what the machine's clock says; whole seconds from 1970 on.
///
/// # Errors
/// It is before 1970, which certificates do not know.
pub fn now(at: Option<Timestamp>) -> Result<Instant, Failure> {
    let seconds = at.unwrap_or_else(Timestamp::now).as_second();
    match seconds >= 0 {
        true => Ok(Instant(seconds)),
        false => Err(Failure::usage("a certificate has no time before 1970")
            .help("give a later time with `--at`, or set the machine's clock")),
    }
}

/// The same day and time so many years later, in UTC.
///
/// # Errors
/// Certificates have no such year.
pub fn years_after(from: Instant, years: u16) -> Result<Instant, Failure> {
    let later = Timestamp::from_second(from.0).and_then(|from| {
        let date = TimeZone::UTC.to_datetime(from);
        let date = date.checked_add(i64::from(years).years())?;
        TimeZone::UTC.to_timestamp(date)
    });
    match later {
        Ok(later) => Ok(Instant(later.as_second())),
        Err(_) => Err(too_late()),
    }
}

/// So many days of 86,400 seconds later.
///
/// # Errors
/// Certificates have no such year.
pub fn days_after(from: Instant, days: u32) -> Result<Instant, Failure> {
    let later = from.0.saturating_add(i64::from(days) * 86_400);
    match Timestamp::from_second(later) {
        Ok(_) => Ok(Instant(later)),
        Err(_) => Err(too_late()),
    }
}

fn too_late() -> Failure {
    Failure::usage("a certificate has no time after the year 9999")
        .help("choose a shorter period, or an earlier time with `--at`")
}
