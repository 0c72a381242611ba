//! Each fact has words, and so has each answer.

use abi::calendar::Date;
use abi::host::fact;
use abi::interface::Interface;

use super::{answer_words, fact_words};
use crate::fixture::contract;

/// The number of a fact by its name.
fn declared(interface: &Interface, name: &str) -> u32 {
    let at = interface.facts.iter().position(|entry| entry.name == name);
    fact::DECLARED + at.expect("it is declared") as u32
}

#[test]
fn every_fact_is_told_by_what_it_is_about() {
    let interface = contract().interface;
    let told = |id| fact_words(&interface, id);
    let fixed = [
        (fact::TREATS, "whether the requester treats the patient"),
        (fact::CONSENTS, "the patient's consents"),
        (fact::BIRTH_DATE, "the patient's birth date"),
        (fact::DECEASED, "whether the patient is deceased"),
        (fact::DECEASED + 1, "fact 5, which does not exist"),
        (fact::DECLARED - 1, "fact 4095, which does not exist"),
        (fact::DECLARED + 4, "a fact that the policy does not have"),
        (fact::COUNTER - 1, "a fact that the policy does not have"),
        (fact::COUNTER, "how many accesses there were in 604800 s"),
        (fact::COUNTER + 1, "a counter that the policy does not have"),
        (fact::SIGNED - 1, "a counter that the policy does not have"),
        (fact::SIGNED, "whether the patient has signed circle"),
        (fact::SIGNED + 1, "a form that the policy does not have"),
    ];
    for (id, words) in fixed {
        assert_eq!(told(id), words);
    }
    let owned = [
        ("vip", "the patient's vip"),
        ("score", "the requester's score"),
        ("ward", "the record's ward"),
        ("enrolled", "the request's enrolled"),
    ];
    for (name, words) in owned {
        assert_eq!(told(declared(&interface, name)), words);
    }
}

#[test]
fn every_answer_is_told_in_words() {
    let interface = contract().interface;
    let told = |id, answer: &[u8]| answer_words(&interface, id, Some(answer));
    let (yes, no) = (1u32.to_le_bytes(), 0u32.to_le_bytes());
    let date = Date::new(1987, 11, 5);
    assert_eq!(answer_words(&interface, fact::TREATS, None), "not known");
    for id in [fact::TREATS, fact::DECEASED, fact::SIGNED] {
        assert_eq!((told(id, &yes), told(id, &no)), ("yes".into(), "no".into()));
        assert_eq!(told(id, &7u32.to_le_bytes()), "4 bytes");
        assert_eq!(told(id, &[1]), "1 bytes");
    }
    assert_eq!(told(fact::CONSENTS, &[0; 4]), "none");
    assert_eq!(
        told(fact::CONSENTS, &[0; 5]),
        "5 bytes of consents, in the contract's ids"
    );
    assert_eq!(told(fact::BIRTH_DATE, &date.0.to_le_bytes()), "1987-11-05");
    assert_eq!(told(fact::COUNTER, &no), "0");
    assert_eq!(told(fact::SIGNED - 1, &yes), "1");
}

#[test]
fn the_value_of_a_declared_fact_is_told_by_its_kind() {
    let interface = contract().interface;
    let told = |name: &str, number: i64| {
        let id = declared(&interface, name);
        answer_words(&interface, id, Some(&number.to_le_bytes()))
    };
    assert_eq!(
        (told("vip", 1), told("vip", 0)),
        ("yes".into(), "no".into())
    );
    assert_eq!(
        (told("score", -3), told("score", 1)),
        ("-3".into(), "1".into())
    );
    let date = i64::from(Date::new(2026, 5, 1).0);
    assert_eq!(told("enrolled", date), "2026-05-01");
    assert_eq!(told("enrolled", -1), "no date");
    let icu = interface.fact_texts.iter().position(|text| text == "icu");
    let icu = icu.expect("a rule compares with it") as i64;
    assert_eq!(told("ward", icu), "\"icu\"");
    assert_eq!(told("ward", -1), "a text that no rule names");
    let beyond = interface.fact_texts.len() as i64;
    assert_eq!(told("ward", beyond), "a text that no rule names");
    let unknown = fact::COUNTER - 1;
    assert_eq!(
        answer_words(&interface, unknown, Some(&5i64.to_le_bytes())),
        "5"
    );
}
