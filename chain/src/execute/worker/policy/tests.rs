//! A policy that is active and cannot be loaded is a fault of ours, and which one is told.

use super::*;

#[test]
fn a_broken_engine_is_told_from_an_active_policy_that_is_none() {
    let hash = Hash([5; 32]);
    let broken = unloaded(hash, PolicyError::Fault(runtime::Fault::NoRoom));
    assert!(matches!(broken, Fault::Runtime(runtime::Fault::NoRoom)));
    let none = unloaded(hash, PolicyError::NoPolicy);
    assert!(matches!(none, Fault::Policy(found) if found == hash));
}
