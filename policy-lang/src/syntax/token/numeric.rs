//! Numbers, dates and clock times, on the way from text to tokens.

use super::{Lexer, Problem, TokenKind, codes, quote};

impl Lexer<'_, '_> {
    /// Takes whatever begins with a digit, `sign` bytes from here.
    pub(super) fn numeric(&mut self, sign: usize) {
        let length = sign + numeric_length(self.rest().get(sign..).unwrap_or(""));
        let text = self.rest().get(..length).unwrap_or("");
        let kind = match shape(text) {
            Shape::Number => TokenKind::Number,
            Shape::Date => self.date(text),
            Shape::Time => self.time(text),
            Shape::Word => {
                self.report_digits_first(text);
                TokenKind::Word
            }
        };
        self.take(kind, length);
    }

    fn date(&mut self, text: &str) -> TokenKind {
        let plain = plain_hyphens(text);
        let (date, fault) = match read_date(&plain) {
            Ok(date) if plain == text => return date,
            Ok(date) => (
                date,
                DateFault::badly_written(format!("write it with plain hyphens: {plain}")),
            ),
            Err(fault) => fault,
        };
        let span = self.span(self.at, self.at + text.len());
        let problem = Problem::error(
            codes::NOT_A_DATE,
            span,
            format!("{} {}", quote(text), fault.message),
        );
        self.report(problem.help(fault.help));
        date
    }

    fn time(&mut self, text: &str) -> TokenKind {
        let (hour, minute, help) = match read_time(text) {
            Ok((hour, minute)) => return TokenKind::Time { hour, minute },
            Err(fault) => fault,
        };
        let span = self.span(self.at, self.at + text.len());
        let message = format!("{} is not a clock time", quote(text));
        self.report(Problem::error(codes::NOT_A_TIME, span, message).help(help));
        TokenKind::Time { hour, minute }
    }
}

/// What a text that begins with a digit wants to be.
enum Shape {
    Number,
    Date,
    Time,
    Word,
}

fn shape(text: &str) -> Shape {
    let plain = plain_hyphens(text);
    let text = plain.as_str();
    let digits = text.trim_start_matches('-');
    if digits
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.')
    {
        Shape::Number
    } else if text.contains(':') || text.ends_with("am") || text.ends_with("pm") {
        Shape::Time
    } else if digits.contains(['-', '/']) && !digits.contains(char::is_alphabetic) {
        if is_code(text) {
            Shape::Word
        } else {
            Shape::Date
        }
    } else {
        Shape::Word
    }
}

/// A word processor makes dashes of hyphens.
fn plain_hyphens(text: &str) -> String {
    text.replace(['–', '—', '−', '‑'], "-")
}

/// Whether digits and a hyphen are no part of a date but a code, such as LOINC's 57698-3.
fn is_code(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    matches!(parts.as_slice(), [first, last] if !(first.len() == 4 && last.len() <= 2))
        && !text.contains(['/', '.'])
}

fn numeric_length(rest: &str) -> usize {
    let mut length = 0;
    let mut characters = rest.chars().peekable();
    while let Some(character) = characters.next() {
        let joins =
            ".:/-–—−‑".contains(character) && characters.peek().is_some_and(char::is_ascii_digit);
        if !(character.is_alphanumeric() || character == '_' || joins) {
            break;
        }
        length += character.len_utf8();
    }
    length
}

/// What is wrong with a date, and what would be right.
struct DateFault {
    message: String,
    help: String,
}

impl DateFault {
    fn badly_written(help: String) -> Self {
        Self {
            message: "is not a date as it stands".to_owned(),
            help,
        }
    }
}

/// Reads `yyyy-mm-dd`; when it is none, gives the date that the parser goes on with.
fn read_date(text: &str) -> Result<TokenKind, (TokenKind, DateFault)> {
    let parts: Vec<&str> = text.split(['-', '/', '.']).collect();
    let [year, month, day] = parts.as_slice() else {
        let help = match parts.as_slice() {
            [year, month] if text.contains('-') => month_end(small(year), small(month)),
            _ => None,
        };
        let help =
            help.unwrap_or_else(|| "a date is written year-month-day: 2026-12-31".to_owned());
        return Err((date_token(1, 1, 1), DateFault::badly_written(help)));
    };
    let widths = (year.len(), month.len(), day.len());
    let numbers = (small(year), small(month), small(day));
    if widths == (4, 2, 2) && !text.contains(['/', '.']) {
        return check_date(text, numbers);
    }
    let (year, month, day) = reorder(numbers, widths);
    let help = if exists(year, month, day) && widths.0.max(widths.2) == 4 {
        format!("write {year:04}-{month:02}-{day:02}")
    } else {
        either_way(numbers, widths)
            .unwrap_or_else(|| "a date is written year-month-day: 2026-12-31".to_owned())
    };
    Err((
        nearest_date(year, month, day),
        DateFault::badly_written(help),
    ))
}

/// Advice about a date without its day.
fn month_end(year: i16, month: i16) -> Option<String> {
    exists(year, month, 1).then(|| {
        let last = days_in(year, month);
        format!("the day is missing: that month ends on {year:04}-{month:02}-{last:02}")
    })
}

/// The date that numbers and a month in words make: `31 December 2026`; or numbers joined with points: `31.12.2026`.
pub(in crate::syntax) fn date_in_words(numbers: &[&str], month: Option<usize>) -> Option<String> {
    let (year, month, day) = match (numbers, month) {
        ([text], None) => {
            let parts: Vec<&str> = text.split('.').collect();
            let [first, second, last] = parts.as_slice() else {
                return None;
            };
            if first.len() == 4 {
                (small(first), small(second), small(last))
            } else {
                let widths = (first.len(), second.len(), last.len());
                reorder((small(first), small(second), small(last)), widths)
            }
        }
        ([one, other], Some(month)) => {
            let (year, day) = if one.len() == 4 {
                (one, other)
            } else {
                (other, one)
            };
            (small(year), i16::try_from(month).ok()?, small(day))
        }
        _ => return None,
    };
    exists(year, month, day).then(|| format!("{year:04}-{month:02}-{day:02}"))
}

/// The clock time that a number stands for: `9`, `17`, `07.30`.
pub(in crate::syntax) fn time_of_number(text: &str) -> Option<String> {
    let (hours, minutes) = text.split_once('.').unwrap_or((text, "00"));
    let (hour, minute) = (small(hours), small(minutes));
    let is_time = (0..=23).contains(&hour) && (0..=59).contains(&minute) && minutes.len() == 2;
    is_time.then(|| format!("{hour:02}:{minute:02}"))
}

/// The clock time that `7am` or `7:30pm` stands for.
fn half_day_time(text: &str) -> Option<String> {
    let (digits, noon) = match text.strip_suffix("pm") {
        Some(digits) => (digits, 12),
        None => (text.strip_suffix("am")?, 0),
    };
    let (hours, minutes) = digits.split_once(':').unwrap_or((digits, "00"));
    let (hour, minute) = (small(hours), small(minutes));
    let is_time = (1..=12).contains(&hour) && (0..=59).contains(&minute) && minutes.len() == 2;
    is_time.then(|| format!("{:02}:{minute:02}", hour % 12 + noon))
}

/// A part of a date: too many digits count as a number that no part can have.
fn small(digits: &str) -> i16 {
    digits.parse().unwrap_or(i16::MAX)
}

/// Year, month and day of a date in another country's order, as far as it can be told.
fn reorder(numbers: (i16, i16, i16), widths: (usize, usize, usize)) -> (i16, i16, i16) {
    match (numbers, widths.2) {
        ((day, month, year), 4) if day > 12 => (year, month, day),
        ((month, day, year), 4) if day > 12 => (year, month, day),
        // Day first or month first: nobody can tell, so nothing is suggested.
        ((_, _, year), 4) => (year, 0, 0),
        (numbers, _) => numbers,
    }
}

/// Advice about a date that is read day first or month first.
fn either_way(numbers: (i16, i16, i16), widths: (usize, usize, usize)) -> Option<String> {
    let (one, other, year) = numbers;
    let both = exists(year, one, other) && exists(year, other, one) && widths.2 == 4;
    both.then(|| {
        format!("write {year:04}-{other:02}-{one:02} or {year:04}-{one:02}-{other:02}, whichever is meant")
    })
}

fn check_date(
    text: &str,
    (year, month, day): (i16, i16, i16),
) -> Result<TokenKind, (TokenKind, DateFault)> {
    if exists(year, month, day) {
        return Ok(date_token(year, month, day));
    }
    let message = "is a day that does not exist".to_owned();
    let help = if year == 0 || !(1..=12).contains(&month) {
        match year {
            0 => "years run from 0001 to 9999".to_owned(),
            _ => "months run from 01 to 12".to_owned(),
        }
    } else {
        format!(
            "that month ends on {}-{:02}",
            text.get(..7).unwrap_or(""),
            days_in(year, month)
        )
    };
    Err((nearest_date(year, month, day), DateFault { message, help }))
}

fn exists(year: i16, month: i16, day: i16) -> bool {
    (1..=9999).contains(&year)
        && (1..=12).contains(&month)
        && (1..=days_in(year, month)).contains(&day)
}

fn nearest_date(year: i16, month: i16, day: i16) -> TokenKind {
    let year = year.clamp(1, 9999);
    let month = month.clamp(1, 12);
    date_token(year, month, day.clamp(1, days_in(year, month)))
}

/// The numbers are in range: 1 to 9999, 1 to 12, 1 to 31.
fn date_token(year: i16, month: i16, day: i16) -> TokenKind {
    TokenKind::Date {
        year,
        month: narrow(month),
        day: narrow(day),
    }
}

fn narrow(number: i16) -> i8 {
    i8::try_from(number).unwrap_or(i8::MAX)
}

fn days_in(year: i16, month: i16) -> i16 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Reads `HH:MM`; when it is none, gives a time to go on with, and advice.
fn read_time(text: &str) -> Result<(i8, i8), (i8, i8, String)> {
    let general = "a clock time is written with two digits each from 00:00 to 23:59: 07:00, 17:30";
    if let Some(time) = half_day_time(text) {
        return Err((0, 0, format!("write {time}")));
    }
    let Some((hours, minutes)) = text.split_once(':') else {
        return Err((0, 0, general.to_owned()));
    };
    let (hour, minute) = (small(hours), small(minutes));
    let in_range = (0..=23).contains(&hour) && (0..=59).contains(&minute);
    match (hours.len(), minutes.len()) {
        (2, 2) if in_range => Ok((narrow(hour), narrow(minute))),
        (1, 2) if in_range => Err((
            narrow(hour),
            narrow(minute),
            format!("write {hour:02}:{minute:02}"),
        )),
        (2, 2) if (hour, minute) == (24, 0) => Err((
            0,
            0,
            "the day ends where the next begins: write 00:00".to_owned(),
        )),
        (_, 5) => Err((
            0,
            0,
            "seconds are not written: a clock time is 07:00 or 17:30".to_owned(),
        )),
        _ => Err((0, 0, general.to_owned())),
    }
}
