//! Consents in words, with each of their parts.

use abi::Instant;
use abi::form::SignedForm;
use abi::terms::Confidentiality;
use parity_scale_codec::Encode;
use serde_json::json;

use super::*;

const NOON: Instant = Instant(1_777_896_000);
const LATER: Instant = Instant(1_777_896_060);

fn names<const N: usize>(names: [&str; N]) -> Vec<String> {
    names.map(str::to_owned).to_vec()
}

fn terms() -> ConsentTerms {
    ConsentTerms {
        grants: true,
        subjects: vec![SubjectTerm::Party("Acme".into())],
        actions: names(["read"]),
        data: DataTerms {
            whole_record: false,
            categories: names(["bloodwork"]),
            except: Vec::new(),
            narrowing: Vec::new(),
        },
        purposes: Vec::new(),
        from: None,
        until: None,
    }
}

#[test]
fn a_sentence_says_who_may_do_what_for_what_and_when() {
    assert_eq!(sentence(&terms()), "Acme may read bloodwork");
    let full = ConsentTerms {
        grants: false,
        subjects: vec![
            SubjectTerm::RoleOfParty("nurse".into(), "Riverside".into()),
            SubjectTerm::Kind("insurer".into()),
            SubjectTerm::Guardian,
        ],
        actions: names(["read", "collect", "use"]),
        data: DataTerms {
            whole_record: true,
            categories: names(["vitals"]),
            except: names(["genetics", "notes"]),
            narrowing: vec![NarrowingTerm::OfRecord("r".into())],
        },
        purposes: names(["treatment", "payment"]),
        from: Some(NOON),
        until: Some(LATER),
    };
    let expected = "any nurse of Riverside, any insurer or a guardian of the patient may not \
                    read, collect and use the whole record and vitals except genetics and notes \
                    of the record r for treatment or payment \
                    from 2026-05-04T12:00:00Z before 2026-05-04T12:01:00Z";
    assert_eq!(sentence(&full), expected);
}

#[test]
fn every_subject_has_words() {
    let name = || String::from("x");
    for (term, words) in [
        (SubjectTerm::Anyone, "anyone"),
        (SubjectTerm::Patient, "the patient"),
        (SubjectTerm::Guardian, "a guardian of the patient"),
        (SubjectTerm::Party(name()), "x"),
        (SubjectTerm::Practitioner(name()), "x"),
        (SubjectTerm::Role(name()), "any x"),
        (SubjectTerm::RoleOfParty(name(), "y".into()), "any x of y"),
        (
            SubjectTerm::RoleOfKind(name(), "y".into()),
            "any x of any y",
        ),
        (SubjectTerm::Kind(name()), "any x"),
    ] {
        assert_eq!(subject(&term), words, "{term:?}");
    }
}

#[test]
fn every_narrowing_of_data_has_words() {
    let authors = vec![
        AuthorTerm::Party("Acme".into()),
        AuthorTerm::Practitioner("anna".into()),
    ];
    let dates = (Date::new(2026, 1, 2), Date::new(2026, 12, 31));
    for (term, words) in [
        (
            NarrowingTerm::Dated(dates.0, dates.1),
            " dated from 2026-01-02 until 2026-12-31",
        ),
        (
            NarrowingTerm::WrittenBy(authors),
            " written by Acme or anna",
        ),
        (
            NarrowingTerm::HeldBy(names(["a", "b", "c"])),
            " held by a, b or c",
        ),
        (
            NarrowingTerm::OfEncounter("e".into()),
            " of the encounter e",
        ),
        (NarrowingTerm::OfRecord("r".into()), " of the record r"),
        (
            NarrowingTerm::Labelled(Confidentiality::VeryRestricted),
            " labelled very_restricted",
        ),
    ] {
        assert_eq!(narrowing(&term), words, "{term:?}");
    }
    assert_eq!(alternatives(&[]), "");
}

#[test]
fn a_consent_says_its_form_its_sentences_and_whether_it_was_withdrawn() {
    let plain = ConsentRecord::of_sentence(4, terms(), NOON);
    let refusal = ConsentTerms {
        grants: false,
        ..terms()
    };
    let with = vec![
        ("who".into(), FormValue::Name("Acme".into())),
        ("until".into(), FormValue::Date(Date::new(2026, 12, 31))),
    ];
    let form = |with| SignedForm {
        name: "research".into(),
        with,
    };
    let of_form = ConsentRecord {
        form: Some(form(with)),
        sentences: vec![terms(), refusal],
        withdrawn_at: Some(LATER),
        ..plain.clone()
    };
    let of_empty_form = ConsentRecord {
        form: Some(form(Vec::new())),
        ..plain.clone()
    };
    let lines = [
        "4: Acme may read bloodwork; recorded 2026-05-04T12:00:00Z",
        "4: the form research with who Acme and until 2026-12-31: Acme may read bloodwork; Acme may not read bloodwork; recorded 2026-05-04T12:00:00Z, withdrawn 2026-05-04T12:01:00Z",
        "4: the form research: Acme may read bloodwork; recorded 2026-05-04T12:00:00Z",
    ];
    let all = [plain, of_form, of_empty_form];
    assert_eq!(all.each_ref().map(line), lines);

    let patient = abi::PatientId([0x11; 16]);
    let key = ledger::records::key::consents(patient);
    let said = super::super::value::said(&key, Some(&all[..2].to_vec().encode()));
    assert_eq!(
        said.sentence,
        format!("the patient {patient} has 2 consents")
    );
    assert_eq!(said.lines, &lines[..2]);
    let at = "2026-05-04T12:00:00Z";
    let expected = json!([
        {
            "number": 4, "form": null, "sentences": ["Acme may read bloodwork"], "recorded": at,
            "withdrawn": null,
        },
        {
            "number": 4, "form": "research", "recorded": at, "withdrawn": "2026-05-04T12:01:00Z",
            "sentences": ["Acme may read bloodwork", "Acme may not read bloodwork"],
        },
    ]);
    assert_eq!(said.value, expected);
}
