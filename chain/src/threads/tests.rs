//! Threads are as many as were asked for, and signatures have the verdicts that they have on one.

use abi::{Hash, Signature};

use super::*;
use crate::fixture::signer;

fn threads(count: usize) -> Threads {
    Threads::new(NonZeroUsize::new(count).unwrap())
}

#[test]
fn there_are_as_many_threads_as_were_asked_for() {
    assert_eq!(Threads::one().count(), 1);
    for count in 1..4 {
        assert_eq!(threads(count).count(), count);
    }
}

#[test]
fn each_signature_has_its_own_verdict_on_any_number_of_threads() {
    let key = signer("Acme");
    let signed = |number: usize| {
        let message = Hash([number as u8; 32]);
        let right = key.sign(&message);
        Signed {
            key: key.public_key(),
            message,
            signature: match number {
                1 => Signature([0; 64]),
                _ => right,
            },
        }
    };
    let all: Vec<Signed> = (0..4).map(signed).collect();
    for count in 1..4 {
        let verdicts = threads(count).verify_signatures(&all);
        assert_eq!(verdicts, [true, false, true, true], "{count} threads");
    }
}
