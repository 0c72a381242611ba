//! The rule of signatures, and keys that are none.

use abi::PublicKey;
use ed25519_zebra::SigningKey;
use proptest::prelude::*;

use super::{is_weak, verifies};
use crate::fixture::public;

/// The points of order 1, 2, 4 and 8, each in every encoding that ZIP-215 takes.
///
/// # Source
/// The coordinates follow from the curve (RFC 8032, section 5.1): y = 1, -1, 0, and the two y of order 8, with each
/// sign, and those below 19 also with the field's prime added.
const LOW_ORDER: [&str; 14] = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000080",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
];

fn key(hex: &str) -> PublicKey {
    PublicKey(abi::Hash::from_hex(hex).expect("hexadecimal").0)
}

#[test]
fn keys_of_low_order_are_weak() {
    for hex in LOW_ORDER {
        assert!(is_weak(&key(hex)), "{hex}");
    }
}

#[test]
fn what_is_no_point_is_weak() {
    let mut none = [0; 32];
    none[0] = 2;
    assert!(is_weak(&PublicKey(none)), "there is no point with y = 2");
}

proptest! {
    #[test]
    fn keys_of_seeds_are_not_weak_and_sign_what_they_sign_alone(
        seed: [u8; 32], message: Vec<u8>, other: Vec<u8>,
    ) {
        let signer = SigningKey::from(seed);
        let key = PublicKey(ed25519_zebra::VerificationKeyBytes::from(&signer).into());
        prop_assert!(!is_weak(&key));
        let signature = signer.sign(&message).to_bytes();
        prop_assert!(verifies(&key, &message, &signature));
        prop_assert_eq!(verifies(&key, &other, &signature), message == other);
        prop_assert!(!verifies(&key, &message, &signature[..63]));
    }
}

#[test]
fn a_signature_whose_scalar_is_not_reduced_is_none() {
    let key = PublicKey(public(1));
    let signature = SigningKey::from([1; 32]).sign(b"x").to_bytes();
    // The order of the group, least significant byte first.
    let order: [u8; 32] = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde,
        0x14, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ];
    let mut more = signature;
    let mut carry = 0;
    for (byte, add) in more[32..].iter_mut().zip(order) {
        let sum = u16::from(*byte) + u16::from(add) + carry;
        (*byte, carry) = (sum as u8, sum >> 8);
    }
    assert!(verifies(&key, b"x", &signature));
    assert!(!verifies(&key, b"x", &more));
}
