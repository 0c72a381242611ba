//! What identifies an engine and its rules.

use super::*;

#[test]
fn a_fingerprint_is_of_the_configuration_and_the_rules_are_the_same_for_all() {
    let speed = Engine::new().unwrap();
    assert_eq!(speed.fingerprint(), Engine::new().unwrap().fingerprint());
    let off = Engine::with(Optimisation::Off).unwrap();
    assert_ne!(speed.fingerprint(), off.fingerprint());
    assert_ne!(speed.fingerprint(), rules_hash());
    assert_eq!(rules_hash(), rules_hash());
}

#[test]
fn every_admitted_operator_costs_something() {
    assert!(operators::PRICES.iter().all(|(_, price)| *price > 0));
    assert_eq!(operators::costs().I32Add, 1);
    assert_eq!(operators::costs().MemoryGrow, u8::MAX);
    assert_eq!(operators::costs().variable.memory_grow_per_page, u8::MAX);
}
