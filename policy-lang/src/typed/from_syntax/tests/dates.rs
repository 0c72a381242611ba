//! Days and clock times in a time zone, with the days on which clocks change.

use super::*;

/// The period of a rule in `zone`, in UTC.
fn period(zone: &str, text: &str) -> (Option<Instant>, Option<Instant>) {
    let sentence = sentence(&format!(
        "time zone \"{zone}\"\nany nurse may read vitals {text}"
    ));
    (sentence.from, sentence.until)
}

fn from(zone: &str, text: &str) -> Instant {
    period(zone, &format!("from {text}")).0.unwrap()
}

fn until(zone: &str, text: &str) -> Instant {
    period(zone, &format!("until {text}")).1.unwrap()
}

#[test]
fn days_are_those_of_the_zone() {
    let chicago = "America/Chicago";
    assert_eq!(from(chicago, "2026-01-01"), at("2026-01-01T06:00:00Z"));
    assert_eq!(until(chicago, "2026-12-31"), at("2027-01-01T06:00:00Z"));
    assert_eq!(until(chicago, "2026-07-01"), at("2026-07-02T05:00:00Z"));
    assert_eq!(
        until(chicago, "2026-12-31 at 17:00"),
        at("2026-12-31T23:00:00Z")
    );
    assert_eq!(
        from("UTC", "2026-01-01 at 08:30"),
        at("2026-01-01T08:30:00Z")
    );
    assert_eq!(period("UTC", ""), (None, None));
}

#[test]
fn a_day_on_which_clocks_change_has_its_own_length() {
    let chicago = "America/Chicago";
    assert_eq!(from(chicago, "2026-03-08"), at("2026-03-08T06:00:00Z"));
    assert_eq!(until(chicago, "2026-03-08"), at("2026-03-09T05:00:00Z"));
    assert_eq!(from(chicago, "2026-11-01"), at("2026-11-01T05:00:00Z"));
    assert_eq!(until(chicago, "2026-11-01"), at("2026-11-02T06:00:00Z"));
}

#[test]
fn a_time_that_a_day_lacks_is_the_first_instant_after_the_gap() {
    for time in ["02:00", "02:01", "02:30", "02:59", "03:00"] {
        let text = format!("2026-03-08 at {time}");
        assert_eq!(
            from("America/Chicago", &text),
            at("2026-03-08T08:00:00Z"),
            "{text}"
        );
    }
    assert_eq!(
        from("America/Chicago", "2026-03-08 at 01:59"),
        at("2026-03-08T07:59:00Z")
    );
    assert_eq!(
        from("America/Chicago", "2026-03-08 at 03:01"),
        at("2026-03-08T08:01:00Z")
    );
}

#[test]
fn a_time_that_a_day_has_twice_is_the_earlier() {
    assert_eq!(
        from("America/Chicago", "2026-11-01 at 01:30"),
        at("2026-11-01T06:30:00Z")
    );
    assert_eq!(
        until("America/Chicago", "2026-11-01 at 01:00"),
        at("2026-11-01T06:00:00Z")
    );
    assert_eq!(
        from("America/Chicago", "2026-11-01 at 02:00"),
        at("2026-11-01T08:00:00Z")
    );
}

#[test]
fn a_day_may_begin_in_a_gap_or_not_at_all() {
    // Midnight is skipped in Beirut on 2026-03-29, and all of 2011-12-30 in Samoa.
    assert_eq!(
        from("Asia/Beirut", "2026-03-29"),
        at("2026-03-28T22:00:00Z")
    );
    assert_eq!(
        until("Pacific/Apia", "2011-12-29"),
        at("2011-12-30T10:00:00Z")
    );
    assert_eq!(
        until("Pacific/Apia", "2011-12-30"),
        at("2011-12-30T10:00:00Z")
    );
    assert_eq!(
        from("Pacific/Apia", "2011-12-30 at 15:00"),
        at("2011-12-30T10:00:00Z")
    );
}

#[test]
fn midnight_that_comes_twice_begins_the_day_once() {
    // Havana puts its clocks back from 01:00 to 00:00.
    assert_eq!(
        from("America/Havana", "2026-11-01"),
        at("2026-11-01T04:00:00Z")
    );
    assert_eq!(
        until("America/Havana", "2026-10-31"),
        at("2026-11-01T04:00:00Z")
    );
}

#[test]
fn the_first_and_the_last_day_of_the_calendar_count() {
    let far = until("America/Chicago", "9999-12-31");
    assert!(far > from("America/Chicago", "9999-12-31"));
    assert!(from("Asia/Tokyo", "0001-01-01") < at("0001-01-01T00:00:00Z"));
}

#[test]
fn rules_for_the_far_future_change_clocks_too() {
    assert_eq!(
        from("America/Chicago", "2099-07-01"),
        at("2099-07-01T05:00:00Z")
    );
    assert_eq!(
        from("America/Chicago", "2099-03-08 at 02:30"),
        at("2099-03-08T08:00:00Z")
    );
}

#[test]
fn a_period_ends_after_it_begins() {
    let rule = |period: &str| format!("any nurse may read vitals {period}");
    let source = rule("from 2026-05-02 until 2026-05-01");
    let problems = expect(&source, &[("E0221", "2026-05-01")]);
    assert_eq!(
        problems[0].message,
        "this ends (2026-05-01) before it begins (2026-05-02)"
    );
    expect(
        &rule("from 2026-05-01 at 12:00 until 2026-05-01 at 12:00"),
        &[("E0221", "2026-05-01 at 12:00")],
    );
    policy(&rule("from 2026-05-01 until 2026-05-01"));
    policy(&rule("from 2026-05-01 at 23:59 until 2026-05-01"));
}

#[test]
fn only_forms_name_days() {
    expect(
        "any nurse may read vitals until last_day",
        &[("E0220", "last_day")],
    );
}
