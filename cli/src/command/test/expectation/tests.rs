//! Which duties of a decision are those that an example expects.

use super::*;

#[test]
fn a_deadline_that_is_not_written_is_not_compared_and_one_that_is_must_be_the_same() {
    let of = |within_hours: Option<u32>, other: bool| {
        let name = |one: &str, another: &str| String::from(if other { another } else { one });
        [
            Duty::Notify {
                whom: name("patient", "nurse"),
                within_hours,
            },
            Duty::Review {
                by: Some(name("auditor", "nurse")),
                within_hours,
            },
            Duty::Delete {
                categories: vec![name("bloodwork", "imaging")],
                within_hours,
            },
        ]
    };
    for at in 0..3 {
        let duty = |within, other| of(within, other)[at].clone();
        let expected = duty(None, false);
        for actual in [duty(None, false), duty(Some(24), false)] {
            assert!(is_met(&expected, &actual), "{actual:?}");
            assert!(!is_met(&duty(Some(48), false), &actual), "{actual:?}");
        }
        assert!(is_met(&duty(Some(24), false), &duty(Some(24), false)));
        for actual in [duty(None, true), duty(Some(24), true)] {
            assert!(!is_met(&expected, &actual), "{actual:?}");
        }
        for actual in of(None, false)
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != at)
        {
            assert!(!is_met(&expected, actual.1), "{actual:?}");
        }
    }
    let mask = |category: &str| Duty::Mask {
        categories: vec![category.into()],
    };
    assert!(is_met(&mask("imaging"), &mask("imaging")));
    assert!(!is_met(&mask("imaging"), &mask("bloodwork")));
}
