//! Which days an accounting takes in.

use super::*;

#[test]
fn an_accounting_takes_in_its_days_from_the_first_second_to_the_last() {
    let day = |day| Date::new(2026, 3, day).expect("a day");
    // The first second of 10 March 2026, UTC.
    let begins = 1_773_100_800;
    let ends = begins + 24 * 60 * 60;
    let cases = [
        (Some(day(10)), Some(day(10)), begins, ends),
        (Some(day(10)), None, begins, i64::MAX),
        (None, Some(day(10)), i64::MIN, ends),
        (None, None, i64::MIN, i64::MAX),
        (Some(day(10)), Some(day(11)), begins, ends + 24 * 60 * 60),
    ];
    for (first, last, from, after) in cases {
        let is_within = |at| is_within(at, first, last);
        assert!(
            is_within(from) && is_within(after - 1),
            "{first:?} {last:?}"
        );
        assert!(
            from == i64::MIN || !is_within(from - 1),
            "{first:?} {last:?}"
        );
        assert!(after == i64::MAX || !is_within(after), "{first:?} {last:?}");
    }
}
