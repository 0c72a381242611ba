//! What a patient writes never stops a decision.

use super::*;
use abi::interface::{CategoryEntry, Interface, LANGUAGE_VERSION, TermEntry};
use abi::terms::{ConsentTerms, DataTerms, SubjectTerm};

/// A policy of one action and `categories` categories that lie beside one another.
fn flat(categories: u32) -> Interface {
    let category = |id: u32| CategoryEntry {
        name: format!("c{id}"),
        end: (if id == 0 { categories } else { id }).into(),
        protected: false,
    };
    let read = TermEntry {
        name: "read".into(),
        aliases: Vec::new(),
        end: 0.into(),
    };
    Interface {
        language: LANGUAGE_VERSION,
        vocabulary: String::new(),
        vocabulary_hash: abi::Hash::ZERO,
        title: "flat".into(),
        time_zone: "UTC".into(),
        source: abi::Hash::ZERO,
        kinds: Vec::new(),
        parties: Vec::new(),
        roles: Vec::new(),
        actions: vec![read],
        categories: (0..=categories).map(category).collect(),
        purposes: Vec::new(),
        practitioners: Vec::new(),
        codes: abi::codebook::CodeBook::default(),
        zone: abi::calendar::Zone::default(),
        ages: Vec::new(),
        facts: Vec::new(),
        fact_texts: Vec::new(),
        counters: Vec::new(),
        forms: Vec::new(),
        texts: Vec::new(),
        rules: Default::default(),
    }
}

/// A consent to every second category: as many pieces as names.
fn consent(number: u32, categories: u32) -> ConsentRecord {
    let terms = ConsentTerms {
        grants: true,
        subjects: vec![SubjectTerm::Anyone],
        actions: vec!["read".into()],
        data: DataTerms {
            whole_record: false,
            categories: (1..=categories)
                .step_by(2)
                .map(|id| format!("c{id}"))
                .collect(),
            except: Vec::new(),
            narrowing: Vec::new(),
        },
        purposes: Vec::new(),
        from: None,
        until: None,
    };
    ConsentRecord::of_sentence(number, terms, Instant(0))
}

#[test]
fn a_fact_that_there_is_not_is_not_known() {
    let mut facts = Facts::<Given>::new(Arc::new(Binding::new(flat(1))));
    let requester = Requester::Patient { is_subject: true };
    facts.give(&requester, Instant(1), Given::default());
    for id in [
        0,
        fact::DECEASED + 1,
        fact::DECLARED - 1,
        fact::DECLARED,
        fact::COUNTER,
        fact::SIGNED,
        u32::MAX,
    ] {
        let mut out = Vec::new();
        let answer = facts.fact(id, &mut out).unwrap();
        assert_eq!((answer, out.len()), (FactAnswer::Unknown, 0), "{id}");
    }
}

#[test]
fn consents_that_do_not_fit_are_not_known() {
    let categories = 200;
    let mut facts = Facts::<Given>::new(Arc::new(Binding::new(flat(categories))));
    let requester = Requester::Patient { is_subject: true };
    let mut read = |count: u32| {
        let consents = (0..count).map(|number| consent(number, categories));
        let given = Given {
            consents: Some(consents.collect()),
            ..Given::default()
        };
        facts.give(&requester, Instant(1), given);
        let mut out = Vec::new();
        (facts.consents(&mut out).unwrap(), out.len() as u64)
    };
    let (known, one) = read(1);
    assert!(known);
    // The list begins with its count of four bytes.
    let most = (FACT_BYTES - 4) / (one - 4);
    assert!(read(most as u32).0);
    let (known, bytes) = read(most as u32 + 1);
    assert!(bytes > FACT_BYTES && !known);
}
