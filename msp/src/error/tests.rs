//! Numbers and sentences of refusals.

use super::CertificateError;

#[test]
fn numbers_are_distinct_and_in_order() {
    let codes: Vec<u16> = CertificateError::ALL.iter().map(|one| one.code()).collect();
    let expected: Vec<u16> = (1..=codes.len() as u16).collect();
    assert_eq!(codes, expected);
}

#[test]
fn a_sentence_says_what_is_wrong_and_what_to_do() {
    for error in CertificateError::ALL {
        let text = error.to_string();
        let advises = ["issue", "hand in", "wait", "make", "changed", "enrol"];
        assert!(text.contains(';'), "{text}");
        let (_, advice) = text.split_once(';').expect("two halves");
        assert!(advises.iter().any(|word| advice.contains(word)), "{text}");
        assert!(!text.ends_with('.') && text.is_ascii(), "{text}");
    }
}
