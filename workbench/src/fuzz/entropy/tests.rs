//! Choices from bytes: the same forever.

use super::{Entropy, seeded};

#[test]
fn choices_are_made_of_bytes_in_their_order() {
    let bytes: Vec<u8> = (1..=32).collect();
    let mut choices = Entropy::new(&bytes);
    assert!(!choices.is_spent());
    assert_eq!(choices.byte(), 1);
    assert_eq!(choices.below(256), 2);
    assert_eq!(choices.below(2), 1);
    assert_eq!(choices.below(1), 0);
    assert_eq!(choices.below(0), 0);
    assert_eq!(choices.position(1_000_000), 4 << 8 | 5);
    assert_eq!(choices.position(10), (6 << 8 | 7) % 10);
    assert_eq!(choices.position(0), 0);
    assert_eq!(choices.bytes(3), [10, 11, 12]);
    assert_eq!(choices.number(), 0x0d0e_0f10_1112_1314);
    assert_eq!(choices.index(256), 21);
    assert_eq!(choices.index(1 << 24), 22 << 16 | 23 << 8 | 24);
    assert_eq!(*choices.pick(&[5, 6, 7]), 6);
    assert_eq!(choices.among(&[5, 6, 7]), Some(&7));
    assert_eq!(choices.among::<u8>(&[]), None);
    assert_eq!(choices.bytes(6), [27, 28, 29, 30, 31, 32]);
    assert!(choices.is_spent());
    assert_eq!(
        (choices.byte(), choices.below(7), choices.number()),
        (0, 0, 0)
    );
    assert!(choices.one_in(9));
}

/// No bit of a byte falls out of a number, and none falls on another's.
#[test]
fn bytes_of_a_number_stand_beside_one_another() {
    let ones = [0xff; 8];
    assert_eq!(Entropy::new(&ones).number(), u64::MAX);
    assert_eq!(Entropy::new(&ones).index(1 << 24), 0xff_ffff);
    assert_eq!(Entropy::new(&ones).position(1 << 16), 0xffff);
}

#[test]
fn some_are_from_so_many_to_so_many() {
    let choices = [1, 2, 3];
    let some = |bytes: &[u8], min, max| {
        let mut entropy = Entropy::new(bytes);
        let some = entropy.some(&choices, min, max);
        some.into_iter().copied().collect::<Vec<i32>>()
    };
    assert_eq!(some(&[0, 1], 1, 3), [2]);
    assert_eq!(some(&[1, 0, 2], 1, 3), [1, 3]);
    assert_eq!(some(&[2, 0, 1, 2], 1, 3), [1, 2, 3]);
    assert_eq!(some(&[3, 0], 1, 3), [1]);
    assert_eq!(some(&[2, 1, 2, 0], 2, 2), [3, 2]);
    assert_eq!(some(&[], 0, 4), [0; 0]);
}

#[test]
fn a_seed_is_so_many_bytes_and_more_of_it_begin_the_same() {
    let long = seeded(7, 40);
    assert_eq!(long.len(), 40);
    for count in [0, 1, 7, 8, 9, 32] {
        assert_eq!(seeded(7, count), long[..count]);
    }
    assert_ne!(seeded(8, 8), long[..8]);
}
