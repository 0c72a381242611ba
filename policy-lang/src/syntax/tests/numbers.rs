//! Dates, clock times and numbers: those that exist, and what is said about others.

use super::{check, read, read_one};
use crate::syntax::tree::{Day, Statement, Unit};

fn until(text: &str) -> String {
    format!("lab X may read bloodwork until {text}")
}

#[test]
fn days_that_exist_are_read() {
    for date in [
        "2027-03-31",
        "2028-02-29",
        "2000-02-29",
        "0001-01-01",
        "9999-12-31",
        "2026-04-30",
    ] {
        let Statement::Rule(rule) = read_one(&until(date)) else {
            panic!()
        };
        let Some(Day::Date(read)) = rule.sentence.until.map(|moment| moment.day) else {
            panic!()
        };
        assert_eq!(
            format!("{:04}-{:02}-{:02}", read.year, read.month, read.day),
            date
        );
    }
}

#[test]
fn other_days_are_refused_with_the_right_one() {
    for (date, help) in [
        ("2026-02-30", "that month ends on 2026-02-28"),
        ("2026-02-29", "that month ends on 2026-02-28"),
        ("1900-02-29", "that month ends on 1900-02-28"),
        ("2028-02-30", "that month ends on 2028-02-29"),
        ("2026-04-31", "that month ends on 2026-04-30"),
        ("2026-00-10", "months run from 01 to 12"),
        ("2026-13-01", "months run from 01 to 12"),
        ("0000-01-01", "years run from 0001 to 9999"),
        ("2026-2-3", "write 2026-02-03"),
        ("2026/12/31", "write 2026-12-31"),
        ("31/12/2026", "write 2026-12-31"),
        ("12/31/2026", "write 2026-12-31"),
        (
            "03/04/2026",
            "write 2026-04-03 or 2026-03-04, whichever is meant",
        ),
        (
            "2026-02",
            "the day is missing: that month ends on 2026-02-28",
        ),
        ("2026–12–31", "write it with plain hyphens: 2026-12-31"),
        ("31-12-26", "a date is written year-month-day: 2026-12-31"),
        (
            "99999999999-12-31",
            "a date is written year-month-day: 2026-12-31",
        ),
    ] {
        let problem = check(&until(date), "E0107", date);
        assert_eq!(problem.help.as_deref(), Some(help), "{date}");
    }
}

#[test]
fn clock_times_have_two_digits_each() {
    read(&until("2026-01-01 at 00:00"));
    read(&until("2026-01-01 at 23:59"));
    read(&until("2026-01-01 23:59"));
    for (time, help) in [
        ("7:00", "write 07:00"),
        ("24:00", "the day ends where the next begins: write 00:00"),
        (
            "23:10:05",
            "seconds are not written: a clock time is 07:00 or 17:30",
        ),
        (
            "07:60",
            "a clock time is written with two digits each from 00:00 to 23:59: 07:00, 17:30",
        ),
        ("7pm", "write 19:00"),
        ("12am", "write 00:00"),
        ("12:30pm", "write 12:30"),
        (
            "13pm",
            "a clock time is written with two digits each from 00:00 to 23:59: 07:00, 17:30",
        ),
    ] {
        let problem = check(&until(&format!("2026-01-01 at {time}")), "E0108", time);
        assert_eq!(problem.help.as_deref(), Some(help), "{time}");
    }
}

#[test]
fn numbers_are_whole() {
    let counter =
        |count: &str| format!("anyone may read a if fewer than {count} reads in the last 7 days");
    read(&counter("3"));
    check(&counter("2.5"), "E0109", "2.5");
    check(
        &counter("99999999999999999999"),
        "E0109",
        "99999999999999999999",
    );
    read("anyone may read a if patient.x > -9223372036854775808");
}

#[test]
fn months_and_days_are_kept_apart() {
    let within = |text: &str| {
        let source = format!("anyone may read a then review within {text}.");
        let Statement::Rule(rule) = read_one(&source) else {
            panic!()
        };
        let within = rule.sentence.duties[0].within.unwrap();
        (within.count.value, within.unit)
    };
    assert_eq!(within("1 month"), (1, Unit::Months));
    assert_eq!(within("30 days"), (30, Unit::Days));
    assert_eq!(within("1 week"), (1, Unit::Weeks));
    assert_eq!(within("2 hours"), (2, Unit::Hours));
    assert_eq!(within("5 minutes"), (5, Unit::Minutes));
    assert_eq!(within("1 years"), (1, Unit::Years));
}
