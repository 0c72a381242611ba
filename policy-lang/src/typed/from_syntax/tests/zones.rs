//! The table of a time zone's offsets says what the time zone database says.

use abi::calendar::{Date, Local};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::*;
use crate::typed::from_syntax::date::{zone, zone_names};

/// Clocks and calendars by the time zone database.
fn by_database(zone: &TimeZone, at: Timestamp) -> Local {
    let local = zone.to_datetime(at);
    let part = |number: i8| u32::from(number.unsigned_abs());
    Local {
        minute: part(local.hour()) * 60 + part(local.minute()),
        weekday: part(local.weekday().to_monday_zero_offset()),
        date: Date::new(
            i64::from(local.year()),
            part(local.month()),
            part(local.day()),
        ),
    }
}

fn second(text: &str) -> i64 {
    at(text).0
}

#[test]
fn a_change_at_the_end_of_the_table_is_not_in_it() {
    // The clocks of this zone change at the first second of every year.
    let zone = TimeZone::posix("AAA0BBB,J1/0,J182/0").unwrap();
    let before = zone.preceding(Timestamp::from_second(second("2200-01-01T00:00:00Z")).unwrap());
    let last = before.map(|change| change.timestamp().as_second()).next();
    let table = zone_table(&zone);
    let changes = table.changes.last();
    assert_eq!(changes.map(|(from, _)| from.0), last);
    assert!(last > Some(second("2199-01-01T00:00:00Z")));
}

#[test]
fn a_table_agrees_with_the_database_at_every_change_and_between() {
    let end = second("2200-01-01T00:00:00Z");
    let step = 86_400 * 97 + 12_345;
    for name in zone_names() {
        let Some(zone) = zone(&name) else { continue };
        let table = zone_table(&zone);
        assert!(table.changes.is_sorted_by(|a, b| a.0 < b.0), "{name}");
        // The other way round than the table is made, so that nothing is left out by both.
        let changes = zone.preceding(Timestamp::from_second(end).unwrap());
        let changes = changes.map(|change| change.timestamp().as_second());
        let changes = changes.flat_map(|change| [change - 1, change, change + 1]);
        let between = (second("0001-01-02T00:00:00Z")..end).step_by(step as usize);
        for instant in changes.chain(between) {
            let known = by_database(&zone, Timestamp::from_second(instant).unwrap());
            assert_eq!(table.local(Instant(instant)), known, "{name} at {instant}");
        }
    }
}

#[test]
fn a_table_ends_with_2199_and_has_no_idle_change() {
    let offsets = |name: &str| zone_table(&zone(name).unwrap());
    assert_eq!((offsets("UTC").first, offsets("UTC").changes.len()), (0, 0));
    let chicago = offsets("America/Chicago");
    assert_eq!(chicago.first, -21_036, "the sun's time, before 1883");
    assert_eq!(
        chicago.changes.last(),
        Some(&(at("2199-11-03T07:00:00Z"), -21_600))
    );
    for name in zone_names() {
        let table = offsets(&name);
        let before = [table.first].into_iter();
        let before = before.chain(table.changes.iter().map(|(_, offset)| *offset));
        let idle = before
            .zip(&table.changes)
            .any(|(before, (_, offset))| before == *offset);
        assert!(!idle, "{name}");
    }
}

#[test]
fn a_change_is_at_its_instant() {
    let table = zone_table(&zone("America/Chicago").unwrap());
    let local = |text: &str| {
        let local = table.local(at(text));
        (local.minute / 60, local.minute % 60, local.weekday)
    };
    // Clocks go from 02:00 to 03:00 on Sunday 2026-03-08, and back to 01:00 on 2026-11-01.
    assert_eq!(local("2026-03-08T07:59:59Z"), (1, 59, 6));
    assert_eq!(local("2026-03-08T08:00:00Z"), (3, 0, 6));
    assert_eq!(local("2026-11-01T06:59:59Z"), (1, 59, 6));
    assert_eq!(local("2026-11-01T07:00:00Z"), (1, 0, 6));
    assert_eq!(local("2199-07-01T05:00:00Z"), (0, 0, 0));
}
