//! Files of an authority, as they are and as they should not be.

use abi::Instant;

use super::issue::serial;
use super::pem::{self, Block, CERTIFICATE, blocks};
use super::register::{Register, Standing};
use super::time::{days_after, now, years_after};

fn block(label: &str, der: &[u8]) -> Block {
    let label = Some(label.to_owned());
    let der = der.to_vec();
    Block { label, der }
}

#[test]
fn a_file_holds_blocks_with_words_between_or_one_of_der() {
    let one = pem::text(CERTIFICATE, b"one").expect("a text");
    let two = pem::text("X509 CRL", &[2; 100]).expect("a text");
    let expected = vec![block(CERTIFICATE, b"one"), block("X509 CRL", &[2; 100])];
    for file in [
        format!("{one}{two}"),
        format!("Certificate:\n  Data: x\n{one}\n\nmore words\n{two}behind\n"),
        format!("{one}{}", two.trim_end()),
    ] {
        assert_eq!(blocks(file.as_bytes()), Some(expected.clone()), "{file}");
    }
    let der = Block {
        label: None,
        der: vec![0x30, 0],
    };
    assert_eq!(blocks(&[0x30, 0]), Some(vec![der]));
}

#[test]
fn what_is_neither_pem_nor_der_is_none() {
    let one = pem::text(CERTIFICATE, b"one").expect("a text");
    for file in [
        "",
        "words",
        "-----END CERTIFICATE-----",
        "-----BEGIN CERTIFICATE-----\n",
        &one.replace("END CERTIFICATE", "END OTHER"),
        &one.replace("b25l", "b2!l"),
        &one.replacen("-----BEGIN", "----BEGIN", 1),
    ] {
        assert_eq!(blocks(file.as_bytes()), None, "{file}");
    }
    assert_eq!(blocks(&[0xff, 0x30]), None);
}

#[test]
fn periods_end_at_the_same_time_of_day() {
    // 2024-02-29 and 2025-02-28, at noon.
    let leap = Instant(1_709_208_000);
    assert_eq!(years_after(leap, 1).ok(), Some(Instant(1_740_744_000)));
    assert_eq!(days_after(leap, 2).ok(), Some(Instant(1_709_380_800)));
    let last = Instant(253_402_207_200);
    assert!(days_after(last, 1).is_err() && years_after(last, 1).is_err());
    assert!(now(jiff::Timestamp::from_second(-1).ok()).is_err());
}

#[test]
fn a_register_is_read_as_it_was_written_and_nothing_else_is() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let path = folder.path().join("register.json");
    let entry = r#"{"serial":"4a","id":"x","roles":[],"key":"","from":"2026-01-01T00:00:00Z","until":"2027-01-01T00:00:00Z","fingerprint":""}"#;
    let text = |entry: &str, format: u32| {
        format!(
            r#"{{"format":{format},"organisation":"R","next_list":1,"certificates":[{entry}]}}"#
        )
    };
    let read = |text: String| {
        std::fs::write(&path, text).expect("a file");
        Register::read(&path)
    };
    let mut register = read(text(entry, 1)).expect("a register");
    register.write(&path).expect("it is written");
    assert_eq!(Register::read(&path).ok().as_ref(), Some(&register));
    let standing = |seconds| register.certificates[0].standing(Instant(seconds));
    let (from, until) = (1_767_225_600, 1_798_761_600);
    assert_eq!(
        (standing(from - 1), standing(from)),
        (Standing::NotYetValid, Standing::Valid)
    );
    assert_eq!(
        (standing(until - 1), standing(until)),
        (Standing::Valid, Standing::Expired)
    );
    assert!(register.find_mut("4A").is_some() && register.find_mut("4b").is_none());
    let odd = entry
        .replace("4a", "zz")
        .replace("\"\"}", "\"\",\"revoked\":\"2026-01-01T00:00:00Z\"}");
    assert!(read(text(&odd, 1)).expect("a register").revoked().is_err());
    for text in [
        text(entry, 2),
        text(&entry.replace("roles", "rules"), 1),
        text("{}", 1),
        "[]".into(),
    ] {
        assert!(read(text).is_err());
    }
}

#[test]
fn serial_numbers_are_positive_and_equally_long() {
    for _ in 0..64 {
        let [first, ..] = serial().expect("random bytes");
        assert!((0x40..=0x7f).contains(&first), "{first:#x}");
    }
}
