//! What can be asked of a condition of a typed policy.

use super::*;

fn not(condition: Condition) -> Condition {
    Condition::Not(Box::new(condition))
}

fn vip(with: Operand) -> Condition {
    Condition::Compare {
        fact: 0,
        comparison: Comparison::Is,
        with,
    }
}

#[test]
fn a_condition_looks_at_consents_wherever_in_it_they_are_asked_for() {
    let other = Condition::Weekday;
    for asks in [
        Condition::Consented,
        Condition::Refused,
        Condition::Signed(0),
    ] {
        let both = vec![other.clone(), asks.clone()];
        assert!(asks.looks_at_consents());
        assert!(Condition::And(both.clone()).looks_at_consents());
        assert!(Condition::Or(both).looks_at_consents());
        assert!(not(asks).looks_at_consents());
    }
    let others = [
        Condition::Treats,
        Condition::ReasonGiven,
        Condition::AgeUnder(16),
        Condition::AgeAtLeast(16),
        Condition::Deceased,
        Condition::TimeBetween { from: 0, to: 60 },
        other,
        Condition::FewerThan {
            counter: 0,
            limit: 1,
        },
        vip(Operand::Fact(1)),
    ];
    assert!(!others.iter().any(Condition::looks_at_consents));
    assert!(!Condition::And(others.to_vec()).looks_at_consents());
    assert!(!Condition::Or(others.to_vec()).looks_at_consents());
    assert!(!not(Condition::Weekday).looks_at_consents());
}

#[test]
fn the_parts_of_a_condition_stand_in_the_order_of_its_text() {
    let yes = Scalar::YesNo(true);
    let number = Scalar::Number(7);
    let condition = Condition::And(vec![
        vip(Operand::Value(number.clone())),
        Condition::Or(vec![
            Condition::Treats,
            not(vip(Operand::Value(yes.clone()))),
        ]),
        vip(Operand::Fact(1)),
    ]);
    assert_eq!(condition.values(), [&number, &yes]);
    let leaves = [
        &vip(Operand::Value(number.clone())),
        &Condition::Treats,
        &vip(Operand::Value(yes.clone())),
        &vip(Operand::Fact(1)),
    ];
    assert_eq!(condition.leaves(), leaves);
}
