//! What is told of a fuzzer, and when it is enough.

use super::*;

fn course(is_terminal: bool) -> Course {
    Course {
        is_wanted: true,
        is_terminal,
        limit: Some(Duration::from_secs(60)),
        total: 40,
        told: None,
    }
}

fn status(runs: u64) -> Status {
    Status {
        runs,
        points: 12,
        corpus: 7,
        failures: 1,
    }
}

/// What is told at each of these milliseconds, after a thousand runs.
fn told(course: &mut Course, times: &[u64]) -> Vec<bool> {
    let mut told = |millis: &u64| course.told(Duration::from_millis(*millis), &status(1000));
    times
        .iter()
        .map(|millis| !told(millis).is_empty())
        .collect()
}

#[test]
fn a_line_on_a_terminal_moves_five_times_a_second_and_is_gone_in_the_end() {
    let mut course = course(true);
    assert_eq!(course.cleared(), "");
    let begun = course.told(Duration::ZERO, &status(0));
    let text = "0 runs, 0 a second, 12 of 40 points, corpus 7, 1 found";
    assert_eq!(begun, format!("{ANEW}{text}"));
    let due = told(&mut course, &[1, 199, 200, 201, 399, 400, 900]);
    assert_eq!(due, [false, false, true, false, false, true, true]);
    let text = "3000 runs, 1500 a second, 12 of 40 points, corpus 7, 1 found";
    let later = course.told(Duration::from_secs(2), &status(3000));
    assert_eq!(later, format!("{ANEW}{text}"));
    assert_eq!(course.cleared(), ANEW);
}

#[test]
fn elsewhere_there_is_a_line_every_ten_seconds() {
    let mut course = course(false);
    let due = told(
        &mut course,
        &[0, 200, 9_999, 10_000, 10_001, 19_999, 20_000],
    );
    assert_eq!(due, [false, false, false, true, false, false, true]);
    let text = "300 runs, 10 a second, 12 of 40 points, corpus 7, 1 found\n";
    assert_eq!(course.told(Duration::from_secs(30), &status(300)), text);
    assert_eq!(course.cleared(), "");
}

#[test]
fn whoever_wants_to_be_told_nothing_is_told_nothing() {
    for is_terminal in [true, false] {
        let mut course = Course {
            is_wanted: false,
            ..course(is_terminal)
        };
        assert_eq!(told(&mut course, &[0, 10_000, 90_000]), [false; 3]);
        assert_eq!(course.cleared(), "");
    }
}

#[test]
fn it_goes_on_until_its_time_is_over() {
    let course = course(false);
    assert!(course.goes_on(Duration::from_millis(59_999)));
    assert!(!course.goes_on(Duration::from_secs(60)));
    let endless = Course {
        limit: None,
        ..course
    };
    assert!(endless.goes_on(Duration::MAX));
}
