//! Forms as a module carries them: what refers outside itself is refused. What filling means is tested
//! with the language, against sentences with the values written into them.

use super::*;
use crate::terms::DataTerms;

fn form() -> FormEntry {
    let terms = ConsentTerms {
        grants: true,
        subjects: Vec::new(),
        actions: vec!["read".into()],
        data: DataTerms {
            whole_record: false,
            categories: vec!["bloodwork".into()],
            except: Vec::new(),
            narrowing: Vec::new(),
        },
        purposes: Vec::new(),
        from: None,
        until: None,
    };
    let parameter = |name: &str, kind| ParameterEntry {
        name: name.into(),
        kind,
    };
    FormEntry {
        name: "CF-12".into(),
        parameters: vec![
            parameter("laboratory", ParameterKind::Party(Some("lab".into()))),
            parameter("last_day", ParameterKind::Date),
        ],
        text: vec!["I agree that {laboratory} may look until {last_day}.".into()],
        sentences: vec![FormSentence {
            words: "laboratory may read bloodwork until last_day".into(),
            terms,
            subjects: vec![SubjectBlank::Party(Compact(0))],
            categories: Vec::new(),
            except: Vec::new(),
            narrowing: Vec::new(),
            purposes: Vec::new(),
            from: None,
            until: Some(DayBlank {
                parameter: Compact(1),
                minute: None,
            }),
        }],
    }
}

#[test]
fn a_form_that_refers_to_what_it_does_not_have_is_inconsistent() {
    assert!(form().is_consistent());
    let broken: [fn(&mut FormSentence); 11] = [
        |sentence| sentence.subjects = vec![SubjectBlank::Party(Compact(2))],
        |sentence| sentence.subjects = vec![SubjectBlank::Party(Compact(1))],
        |sentence| sentence.subjects = vec![SubjectBlank::Practitioner(Compact(0))],
        |sentence| sentence.subjects = vec![SubjectBlank::RoleOfParty("nurse".into(), Compact(1))],
        |sentence| sentence.categories = vec![Compact(0)],
        |sentence| sentence.except = vec![Compact(0)],
        |sentence| sentence.narrowing = vec![NarrowingBlank::HeldBy(vec![], vec![Compact(1)])],
        |sentence| {
            let party = vec![AuthorBlank::Practitioner(Compact(0))];
            sentence.narrowing = vec![NarrowingBlank::WrittenBy(vec![], party)];
        },
        |sentence| {
            let (first, last) = (
                DateBlank::FilledIn(Compact(0)),
                DateBlank::FilledIn(Compact(1)),
            );
            sentence.narrowing = vec![NarrowingBlank::Dated(first, last)];
        },
        |sentence| sentence.purposes = vec![Compact(1)],
        |sentence| {
            sentence.from = Some(DayBlank {
                parameter: Compact(1),
                minute: Some(24 * 60),
            })
        },
    ];
    for (number, change) in broken.into_iter().enumerate() {
        let mut form = form();
        form.sentences.iter_mut().for_each(change);
        assert!(!form.is_consistent(), "{number}");
    }
}

#[test]
fn the_hash_of_a_form_changes_with_any_word_of_it() {
    let mut other = form();
    other.text[0].push('!');
    assert_ne!(form().hash(), other.hash());
    let mut other = form();
    other.sentences[0].terms.grants = false;
    assert_ne!(form().hash(), other.hash());
}

/// The minutes of a day end before the next day, and what an author's or a custodian's blank is filled in with may be a party.
#[test]
fn blanks_that_fit_are_consistent() {
    let with = |change: fn(&mut FormSentence)| {
        let mut form = form();
        form.sentences.iter_mut().for_each(change);
        form.is_consistent()
    };
    assert!(with(|sentence| {
        sentence.from = Some(DayBlank {
            parameter: Compact(1),
            minute: Some(24 * 60 - 1),
        });
    }));
    assert!(with(|sentence| {
        let last = || DateBlank::FilledIn(Compact(1));
        sentence.narrowing = vec![
            NarrowingBlank::Dated(last(), last()),
            NarrowingBlank::HeldBy(vec![], vec![Compact(0)]),
            NarrowingBlank::WrittenBy(vec![], vec![AuthorBlank::Party(Compact(0))]),
        ];
    }));
}

fn filled(
    party: &str,
    day: Date,
    change: impl FnOnce(&mut FormSentence),
) -> Result<Vec<ConsentTerms>, FormError> {
    let mut form = form();
    if let Some(sentence) = form.sentences.first_mut() {
        change(sentence);
    }
    let with = [
        ("laboratory".into(), FormValue::Name(party.into())),
        ("last_day".into(), FormValue::Date(day)),
    ];
    form.fill(&with, &Zone::default())
}

#[test]
fn a_form_is_filled_in_with_names_and_days_that_are_some() {
    let day = Date::new(2026, 2, 28);
    assert!(filled("Acme", day, |_| ()).is_ok());
    let longest = "n".repeat(crate::limits::NAME_BYTES as usize);
    assert!(filled(&longest, day, |_| ()).is_ok());
    assert!(filled(&format!("{longest}n"), day, |_| ()).is_err());
    assert!(filled("", day, |_| ()).is_err());
    assert!(filled("Acme", Date::new(2026, 2, 29), |_| ()).is_err());
}

#[test]
fn a_period_that_is_filled_in_has_an_instant_and_the_terms_are_within_limits() {
    let day = Date::new(2026, 2, 28);
    let from = DayBlank {
        parameter: Compact(1),
        minute: None,
    };
    let until = |end| {
        let from = from.clone();
        filled("Acme", day, move |sentence| {
            (sentence.from, sentence.until) = (Some(from), None);
            sentence.terms.until = end;
        })
    };
    let begins = until(None).unwrap()[0].from.unwrap();
    assert_eq!(until(Some(begins)), Err(FormError::NoSense(0)));
    assert!(until(Some(Instant(begins.0 + 1))).is_ok());
    // Within the limits but for one subject more than may be, and within its period.
    let crowd = |count: u64| {
        filled("Acme", day, move |sentence| {
            sentence.terms.subjects = vec![SubjectTerm::Patient; count as usize];
        })
    };
    assert!(crowd(crate::limits::LIST_ITEMS - 1).is_ok());
    assert_eq!(crowd(crate::limits::LIST_ITEMS), Err(FormError::NoSense(0)));
}
