//! Days, clock times, moments and lengths of time. Part of the step from tokens to syntax.

use nom::Parser;
use nom::combinator::cut;

use super::basic::{article, name, number, skip};
use super::input::{Read, Tokens, problem_at};
use super::mistake::is_day_in_words;
use crate::diagnostic::{nearest, quote, syntax_codes as codes};
use crate::syntax::token::TokenKind;
use crate::syntax::tree::{ClockTime, Date, Day, Duration, Moment, Number, Unit};

/// Reads a day that is written out.
pub(super) fn date(input: Tokens<'_>) -> Read<'_, Date> {
    let token = input.next();
    match token.kind {
        TokenKind::Date { year, month, day } => Ok((
            input.rest(),
            Date {
                year,
                month,
                day,
                span: token.span,
            },
        )),
        _ => input.expected("a date (2026-12-31)"),
    }
}

/// Reads a clock time.
pub(super) fn clock_time(input: Tokens<'_>) -> Read<'_, ClockTime> {
    let token = input.next();
    match token.kind {
        TokenKind::Time { hour, minute } => Ok((
            input.rest(),
            ClockTime {
                hour,
                minute,
                span: token.span,
            },
        )),
        _ => input.expected("a clock time (07:00)"),
    }
}

/// Reads a day, or the name of a form's parameter that stands for one.
pub(super) fn day(input: Tokens<'_>) -> Read<'_, Day> {
    if is_day_in_words(input) {
        return date.map(Day::Date).parse(input);
    }
    if input.is_name() {
        let (rest, name) = name("a date (2026-12-31)")(input)?;
        return Ok((rest, Day::Named(name)));
    }
    date.map(Day::Date).parse(input)
}

/// Reads a day and the clock time that may follow it: `2026-12-31 at 17:00`.
pub(super) fn moment(input: Tokens<'_>) -> Read<'_, Moment> {
    let (rest, day) = day(input)?;
    let (rest, time) = following_time(rest)?;
    Ok((
        rest,
        Moment {
            day,
            time,
            span: rest.span_since(input),
        },
    ))
}

/// Reads a moment whose day is written out.
pub(super) fn written_moment(input: Tokens<'_>) -> Read<'_, Moment> {
    let (rest, date) = date(input)?;
    let (rest, time) = following_time(rest)?;
    Ok((
        rest,
        Moment {
            day: Day::Date(date),
            time,
            span: rest.span_since(input),
        },
    ))
}

fn following_time(input: Tokens<'_>) -> Read<'_, Option<ClockTime>> {
    if input.is_word("at") {
        return cut(clock_time).map(Some).parse(input.rest());
    }
    let has_time = matches!(input.next().kind, TokenKind::Time { .. });
    if has_time {
        clock_time.map(Some).parse(input)
    } else {
        Ok((input, None))
    }
}

/// Reads `on 2026-05-01 [at 09:00]`, if it is next.
pub(super) fn on_moment(input: Tokens<'_>) -> Read<'_, Option<Moment>> {
    if input.is_word("on") {
        cut(written_moment).map(Some).parse(input.rest())
    } else {
        Ok((input, None))
    }
}

/// Reads a length of time: `72 hours`.
pub(super) fn duration(input: Tokens<'_>) -> Read<'_, Duration> {
    let (rest, count) = number("a length of time (72 hours)")(input)?;
    let (rest, unit) = cut(unit).parse(rest)?;
    Ok((
        rest,
        Duration {
            count,
            unit,
            span: rest.span_since(input),
        },
    ))
}

/// Reads a length of time that may leave out the number one: `the last day`.
pub(super) fn last_duration(input: Tokens<'_>) -> Read<'_, Duration> {
    if input.next().kind == TokenKind::Number {
        return duration(input);
    }
    let (rest, unit) = unit(input)?;
    let span = rest.span_since(input);
    Ok((
        rest,
        Duration {
            count: Number { value: 1, span },
            unit,
            span,
        },
    ))
}

fn unit(input: Tokens<'_>) -> Read<'_, Unit> {
    let token = input.next();
    match Unit::from_word(token.text) {
        Some(unit) if token.kind == TokenKind::Word => Ok((input.rest(), unit)),
        _ if token.kind == TokenKind::Word && !token.starts_line => {
            input.refuse(unknown_unit(input))
        }
        _ => input.expected("a unit of time (hours, days)"),
    }
}

fn unknown_unit(input: Tokens<'_>) -> crate::diagnostic::Problem {
    let token = input.next();
    let message = format!("{} is not a unit of time", quote(token.text));
    let units = ["minutes", "hours", "days", "weeks", "months", "years"];
    let help = match nearest(token.text, units) {
        Some(unit) => format!("did you mean {}?", quote(unit)),
        None => "the units are minutes, hours, days, weeks, months and years".to_owned(),
    };
    problem_at(token, codes::UNKNOWN_WORD, message).help(help)
}

/// Reads `within 72 hours`, if it is next.
pub(super) fn within_duration(input: Tokens<'_>) -> Read<'_, Option<Duration>> {
    if input.is_word("within") {
        cut(duration).map(Some).parse(article(input.rest()))
    } else {
        Ok((input, None))
    }
}

/// Reads a number of years: `16`, `16 years`, `16 years old`, `16 years of age`.
pub(super) fn years(input: Tokens<'_>) -> Read<'_, Number> {
    let (rest, years) = number("a number of years")(input)?;
    let rest = if rest.is_any(&["years", "year"]) {
        rest.rest()
    } else {
        return Ok((rest, years));
    };
    if rest.is_word("of") && rest.word_at(1, "age") {
        return Ok((rest.rest().rest(), years));
    }
    Ok((skip(rest, "old"), years))
}
