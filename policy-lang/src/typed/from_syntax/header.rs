//! The lines about the policy itself. Part of syntax -> typed policy.

use jiff::tz::TimeZone;

use super::{codes, date};
use crate::diagnostic::{Problem, nearest, quote};
use crate::syntax::tree::{Header, Text};

/// A policy's time zone and its IANA name; UTC when the policy gives none, or one that nobody knows.
pub(super) fn time_zone(header: &Header, problems: &mut Vec<Problem>) -> (TimeZone, String) {
    let written = header.time_zone.as_ref();
    let known = written.and_then(|text| date::zone(&text.text));
    if let (Some(text), None) = (written, &known) {
        problems.push(unknown_zone(text));
    }
    let zone = known.unwrap_or(TimeZone::UTC);
    let name = zone.iana_name().unwrap_or("UTC").to_owned();
    (zone, name)
}

fn unknown_zone(text: &Text) -> Problem {
    let names = date::zone_names();
    let names = names.iter().map(String::as_str);
    let place = text.text.replace(' ', "_");
    let of_city = names.clone().find(|name| {
        name.rsplit('/')
            .next()
            .is_some_and(|city| city.eq_ignore_ascii_case(&place))
    });
    let help = match of_city.or_else(|| nearest(&text.text, names)) {
        Some(name) => format!("did you mean \"{name}\"?"),
        None => "time zones have names like \"America/Chicago\" or \"Europe/Berlin\"".to_owned(),
    };
    let message = format!("no time zone is called {}", quote(&text.text));
    Problem::error(codes::UNKNOWN_TIME_ZONE, text.span, message).help(help)
}
