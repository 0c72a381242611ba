//! What reading has found to be broken, and which problems follow from it.

use super::*;

fn problem(start: u32, end: u32) -> Problem {
    Problem::error(codes::DECLARED_TWICE, Span::new(start, end), "twice")
}

#[test]
fn words_stand_on_a_mistake_that_they_share_a_letter_with() {
    let place = Span::new(10, 20);
    for (start, end, expected) in [
        (5, 10, false),
        (5, 11, true),
        (12, 14, true),
        (19, 25, true),
        (20, 25, false),
    ] {
        assert_eq!(stands_on(&problem(start, end), place), expected, "{start}");
        let beside = problem(0, 1).also(Span::new(start, end), "here");
        assert_eq!(stands_on(&beside, place), expected, "beside {start}");
    }
}

#[test]
fn a_sentence_without_a_name_may_be_any_rule_of_a_number() {
    let broken = Broken {
        unnamed_rule: true,
        ..Broken::default()
    };
    assert!(broken.is_rule("r1") && broken.is_rule("r20"));
    for name in ["r", "r2b", "rounds", "2", ""] {
        assert!(!broken.is_rule(name), "{name:?}");
    }
    let all = Broken::default();
    assert!(!all.is_rule("r1") && !all.has_rule() && broken.has_rule());
}
