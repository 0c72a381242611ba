//! A packed list of codes against a map of the same codes, and against bytes that nobody packed.

use std::collections::BTreeMap;

use super::*;

const LOINC: &str = "http://loinc.org";

/// Codes that share much and little, of lengths from 1 to a name's, in three systems; some 2,000 of them.
fn codes() -> BTreeMap<(&'static str, String), u32> {
    let mut all = BTreeMap::new();
    for number in 0..700u32 {
        all.insert(
            (LOINC, format!("{}-{}", number * 37, number % 10)),
            number % 40,
        );
        all.insert(
            ("urn:b", format!("{:x}", number.wrapping_mul(0x9e37_79b9))),
            number % 300,
        );
        all.insert(("urn:a", format!("F{:03}.{}", number / 7, number % 7)), 5);
        // Blocks of these begin with the same eight bytes.
        all.insert(
            ("urn:b", format!("2.16.840.1.113883.{number}")),
            number % 50,
        );
    }
    all.insert(("urn:a", "x".repeat(NAME_BYTES as usize)), 1);
    all.insert(("urn:a", "ä".into()), 2);
    all.insert(("urn:a", "äö\u{0}".into()), 3);
    all
}

fn pack(codes: &BTreeMap<(&'static str, String), u32>) -> CodeBook {
    CodeBook::new(
        codes
            .iter()
            .map(|((system, code), category)| (*system, code.as_str(), *category)),
    )
}

#[test]
fn every_code_is_found_and_no_other() {
    let codes = codes();
    let book = pack(&codes);
    let index = CodeIndex::new(&book);
    assert!(book.is_sound(300));
    assert_eq!(book.len(), codes.len());
    for ((system, code), category) in &codes {
        assert_eq!(
            index.category(&book, system, code),
            Some(*category),
            "{code}"
        );
        for other in [
            format!("{code}0"),
            format!("{code}\u{0}"),
            code.chars().skip(1).collect(),
            String::new(),
        ] {
            let expected = codes.get(&(*system, other.clone())).copied();
            assert_eq!(index.category(&book, system, &other), expected, "{other}");
        }
    }
    assert_eq!(index.category(&book, "urn:c", "F000.0"), None);
    assert_eq!(index.category(&book, "", ""), None);
}

#[test]
fn codes_come_out_as_they_went_in_whatever_their_order() {
    let codes = codes();
    let book = pack(&codes);
    let listed: Vec<_> = book.iter().collect();
    let expected: Vec<_> = codes
        .iter()
        .map(|((system, code), category)| (*system, code.clone(), *category))
        .collect();
    assert_eq!(listed, expected);
    let backwards = expected
        .iter()
        .rev()
        .map(|(system, code, category)| (*system, code.as_str(), *category));
    assert_eq!(CodeBook::new(backwards), book);
}

#[test]
fn of_a_code_given_twice_the_first_counts_and_one_that_nobody_can_ask_for_is_left_out() {
    let long = "x".repeat(NAME_BYTES as usize + 1);
    let book = CodeBook::new([("s", "a", 1), ("s", "a", 2), ("s", "", 3), ("t", &long, 4)]);
    assert_eq!(book.iter().collect::<Vec<_>>(), [("s", "a".to_string(), 1)]);
    assert!(book.is_sound(2) && !book.is_sound(1));
    assert!(CodeBook::new([]).is_sound(0) && CodeBook::new([]).is_empty());
    assert!(!CodeBook::new([(LOINC, "1-8", 0)]).is_empty());
}

#[test]
fn numbers_are_at_both_ends_of_their_lengths_and_have_one_encoding() {
    for number in [
        0,
        1,
        127,
        128,
        16_383,
        16_384,
        2_097_151,
        2_097_152,
        (1 << 28) - 1,
    ] {
        let mut bytes = Vec::new();
        write_number(number, &mut bytes);
        assert_eq!(read_number(&bytes), Some((number, &[][..])));
    }
    for bad in [&[][..], &[0x80], &[0x80, 0], &[0xff, 0xff, 0xff, 0xff, 1]] {
        assert_eq!(read_number(bad), None, "{bad:?}");
    }
}

/// Every one-byte change of a small book's encoding either does not decode, is refused, or is just what packing its
/// codes gives; and nothing panics or finds a code that is not there.
#[test]
fn bytes_that_nobody_packed_are_refused() {
    let small = codes().into_iter().step_by(37).collect();
    let bytes = pack(&small).encode();
    let mut refused = 0;
    for position in 0..bytes.len() {
        for change in [1, 2, 3, 4, 8, 16, 32, 64, 128, 255u8] {
            let mut changed = bytes.clone();
            changed[position] ^= change;
            let Ok(book) = CodeBook::decode(&mut changed.as_slice()) else {
                continue;
            };
            let index = CodeIndex::new(&book);
            small
                .keys()
                .for_each(|(system, code)| _ = index.category(&book, system, code));
            if !book.is_sound(300) {
                refused += 1;
                continue;
            }
            let listed: Vec<_> = book.iter().collect();
            let again = CodeBook::new(
                listed
                    .iter()
                    .map(|(system, code, category)| (*system, code.as_str(), *category)),
            );
            assert_eq!(again, book, "byte {position} ^ {change:#x}");
        }
    }
    assert!(refused > 500, "{refused}");
}

#[test]
fn a_system_out_of_order_given_twice_or_empty_is_refused() {
    let system = |uri: &str, entries: &[u8]| CodeSystem {
        uri: uri.into(),
        entries: entries.into(),
    };
    let entry = [0, 1, b'a', 0];
    for (systems, is_sound) in [
        (vec![system("a", &entry), system("b", &entry)], true),
        (vec![system("b", &entry), system("a", &entry)], false),
        (vec![system("a", &entry), system("a", &entry)], false),
        (vec![system("a", &[])], false),
        (vec![system("a", &[0, 0, 0])], false),
        (vec![system("a", &[0, 1, 0xff, 0])], false),
        (vec![system("a", &[0, 1, b'b', 0, 0, 1, b'a', 0])], false),
        (
            vec![system("a", &[0, 1, b'a', 0, 0, 2, b'a', b'b', 0])],
            false,
        ),
        (vec![system("a", &[0, 1, b'a', 0, 2, 1, b'b', 0])], false),
    ] {
        let book = CodeBook { systems };
        assert_eq!(book.is_sound(1), is_sound, "{book:?}");
    }
}
