//! What declarations, forms and examples are read as.

use super::{read, read_one};
use crate::syntax::parse;
use crate::syntax::tree::{
    ArgumentValue, Asker, DataPart, ExpectedOutcome, FactTypeKind, GivenKind, NarrowingKind,
    ParameterType, PartyKind, ReasonKind, Statement, Value,
};

#[test]
fn a_party_that_may_is_a_sentence_and_one_that_is_stands_declared() {
    assert!(matches!(read_one("lab X"), Statement::Party(_)));
    assert!(matches!(read_one("lab X may read a"), Statement::Rule(_)));
    assert!(matches!(
        read_one("lab X or lab Y may read a"),
        Statement::Rule(_)
    ));
    assert!(matches!(
        read_one("practitioner dr_lee of Northside"),
        Statement::Practitioner(_)
    ));
    assert!(matches!(
        read_one("practitioner dr_lee of Northside may read a"),
        Statement::Rule(_)
    ));
    assert!(matches!(
        read_one("practitioner dr_lee of the clinic Northside, lab X may read a"),
        Statement::Rule(_)
    ));
    let tree = read("lab X lab X may read a lab Y");
    assert_eq!(tree.statements.len(), 3);
}

#[test]
fn every_kind_of_party_is_declared() {
    for kind in PartyKind::ALL {
        let source = format!("{} X within hospital Riverside is \"urn:x\".", kind.word());
        let Statement::Party(party) = read_one(&source) else {
            panic!()
        };
        assert_eq!(party.kind.kind, kind);
        assert_eq!(
            party.within.unwrap().span.text(&source),
            "hospital Riverside"
        );
        assert_eq!(party.identifier.unwrap().text, "urn:x");
        assert_eq!(party.span.text(&source), source.trim_end_matches('.'));
    }
}

#[test]
fn the_header_is_read_with_or_without_a_title() {
    let tree =
        read("version 2 source \"x\" time zone \"UTC\" specially protected a1, b1 and c1 lab X");
    assert!(tree.header.title.is_none());
    assert_eq!(tree.header.version.unwrap().text, "2");
    assert_eq!(tree.header.specially_protected.unwrap().names.len(), 3);
    assert_eq!(
        read("policy \"x\" version \"4 beta\"")
            .header
            .version
            .unwrap()
            .text,
        "4 beta"
    );
    assert_eq!(read(""), Default::default());
    assert_eq!(read("# nothing\n"), Default::default());
    assert_eq!(read("\u{FEFF}lab X\r\n\r\nlab Y\r\n").statements.len(), 2);
}

#[test]
fn facts_have_types_owners_and_values() {
    let Statement::Fact(fact) =
        read_one("fact ward: one of icu, er, of_old or \"day care\" of the patient, otherwise icu")
    else {
        panic!()
    };
    assert!(matches!(fact.fact_type.kind, FactTypeKind::OneOf(choices) if choices.len() == 4));
    assert!(matches!(fact.otherwise, Some(Value::Word(_))));
    let Statement::Fact(fact) = read_one("fact n: number of record otherwise -3") else {
        panic!()
    };
    assert!(matches!(fact.otherwise, Some(Value::Number(number)) if number.value == -3));
}

#[test]
fn a_form_ends_where_another_statement_begins() {
    let source = "form f (l: a lab, d: a date) \"{l} until {d} or {dd\" l may read a until d\n  l may not use b lab X\nlab X may read a";
    let tree = read(source);
    let [
        Statement::Form(form),
        Statement::Party(_),
        Statement::Rule(_),
    ] = tree.statements.as_slice()
    else {
        panic!("{tree:?}")
    };
    let types: Vec<_> = form
        .parameters
        .iter()
        .map(|parameter| parameter.parameter_type)
        .collect();
    assert_eq!(
        types,
        [ParameterType::Party(PartyKind::Lab), ParameterType::Date]
    );
    let placeholders: Vec<_> = form.text[0]
        .placeholders
        .iter()
        .map(|name| name.span.text(source))
        .collect();
    assert_eq!(placeholders, ["l", "d"]);
    assert_eq!(form.sentences.len(), 2);
    assert_eq!(form.parameters[0].type_span.text(source), "lab");
}

#[test]
fn a_bare_sentence_that_follows_a_form_is_its_own() {
    let parsed =
        parse("form f \"t\"\n  anyone may read a\nanyone may read b\nrule x anyone may read c\n");
    let [Statement::Form(form), Statement::Rule(_)] = parsed.tree.statements.as_slice() else {
        panic!()
    };
    assert_eq!(form.sentences.len(), 2);
}

#[test]
fn texts_may_go_on_over_lines() {
    let Statement::Form(form) =
        read_one("form f\n  \"I agree,\n   truly.\"\n  \"Yes.\"\n  anyone may read a")
    else {
        panic!()
    };
    assert_eq!(form.text[0].text.text, "I agree,\n   truly.");
    assert_eq!(form.text.len(), 2);
}

#[test]
fn a_title_is_no_subject() {
    let Statement::Rule(rule) = read_one("rule \"x\" \"Title\" \"Acme\" may read a") else {
        panic!()
    };
    assert_eq!(rule.title.unwrap().text, "Title");
    let Statement::Rule(rule) = read_one("rule \"x\" \"Acme\" may read a") else {
        panic!()
    };
    assert!(rule.title.is_none());
}

#[test]
fn rules_may_be_called_a_and_b() {
    let tree = read(
        "rule a overrides b, a\n  anyone may read x\nrule b no one may read x\nexample e lab X asks to read x expect allowed by a",
    );
    assert_eq!(tree.statements.len(), 3);
}

#[test]
fn who_asks_is_told_apart() {
    let asker = |who: &str| {
        let source = format!("example e {who} asks to read a expect refused");
        let Statement::Example(example) = read_one(&source) else {
            panic!()
        };
        assert_eq!(example.ask.asker_span.text(&source), who);
        example.ask.asker
    };
    assert!(matches!(asker("the patient"), Asker::Patient));
    assert!(matches!(
        asker("a guardian of the patient"),
        Asker::Guardian
    ));
    assert!(matches!(asker("lab Acme"), Asker::Party(party) if party.kind.is_some()));
    assert!(matches!(asker("Acme"), Asker::Party(party) if party.kind.is_none()));
    assert!(matches!(asker("a lab"), Asker::SomeParty(_)));
    assert!(matches!(
        asker("an er_physician"),
        Asker::SomeRole { of: None, .. }
    ));
    assert!(matches!(
        asker("a nurse of Riverside"),
        Asker::SomeRole { of: Some(_), .. }
    ));
    assert!(matches!(
        asker("practitioner dr_lee"),
        Asker::Practitioner {
            role: None,
            of: None,
            ..
        }
    ));
    assert!(matches!(
        asker("practitioner dr_lee, a nurse of Riverside,"),
        Asker::Practitioner {
            role: Some(_),
            of: Some(_),
            ..
        }
    ));
}

#[test]
fn what_is_given_is_told_apart() {
    let source = "example e
      given the patient has signed f with l Acme, d 2026-12-31 and Riverside treats the patient
      given the patient has withdrawn f on 2026-05-01 at 09:00
      given 3 reads by BlueLake on 2026-05-01, the patient is 15
      given patient.vip
      the patient asks to read loinc \"718-7\", vitals
      expect not covered";
    let Statement::Example(example) = read_one(source) else {
        panic!()
    };
    let kinds: Vec<_> = example.givens.iter().map(|given| &given.kind).collect();
    let [
        GivenKind::Signed { with, .. },
        GivenKind::Treats(_),
        GivenKind::Withdrawn { on: Some(on), .. },
        GivenKind::Accesses { .. },
        GivenKind::Age { .. },
        GivenKind::Fact { .. },
    ] = kinds.as_slice()
    else {
        panic!("{kinds:?}")
    };
    assert!(matches!(with[0].value, ArgumentValue::Named(_)));
    assert!(matches!(with[1].value, ArgumentValue::Date(_)));
    assert!(on.time.is_some());
    assert_eq!(example.ask.data.len(), 2);
}

#[test]
fn reasons_are_told_apart() {
    let reasons = |text: &str| {
        let source =
            format!("example e the patient asks to read a expect not covered because {text}");
        let Statement::Example(example) = read_one(&source) else {
            panic!()
        };
        assert_eq!(example.expect.outcome, ExpectedOutcome::NotCovered);
        example
            .expect
            .reasons
            .into_iter()
            .map(|reason| reason.kind)
            .collect::<Vec<_>>()
    };
    assert!(matches!(
        reasons("r1 ended 2027-03-31").as_slice(),
        [ReasonKind::Ended { .. }]
    ));
    assert!(matches!(
        reasons("r1 starts 2027-03-31").as_slice(),
        [ReasonKind::Starts { .. }]
    ));
    assert!(matches!(
        reasons("x needs fewer than 3 reads in the last 7 days").as_slice(),
        [ReasonKind::Needs { .. }]
    ));
    assert!(
        matches!(reasons("x leaves hiv, vitals out").as_slice(), [ReasonKind::LeavesOut { items, .. }] if items.len() == 2)
    );
    assert!(matches!(
        reasons("the patient's age is not known").as_slice(),
        [ReasonKind::AgeNotKnown]
    ));
    assert!(matches!(
        reasons("the patient’s age is not known").as_slice(),
        [ReasonKind::AgeNotKnown]
    ));
    assert!(matches!(
        reasons("patient.vip is not known").as_slice(),
        [ReasonKind::FactNotKnown(_)]
    ));
    assert!(matches!(
        reasons("x needs the data to be held by Acme, y ended 2027-03-31").as_slice(),
        [ReasonKind::NeedsData { narrowing, .. }, ReasonKind::Ended { .. }]
            if matches!(&narrowing.kind, NarrowingKind::HeldBy(parties) if parties.len() == 1)
    ));
    assert!(matches!(
        reasons("data needs the data to be written by data, lab Acme and the data's label is not known").as_slice(),
        [ReasonKind::NeedsData { narrowing, .. }, ReasonKind::DataNotKnown(DataPart::Label)]
            if matches!(&narrowing.kind, NarrowingKind::WrittenBy(authors) if authors.len() == 2)
    ));
    for part in DataPart::ALL {
        let text = format!("the data’s {} is not known", part.word());
        assert_eq!(reasons(&text), [ReasonKind::DataNotKnown(part)]);
    }
    assert!(matches!(
        reasons("x does not cover hiv, vitals and y is for treatment, z does not allow use").as_slice(),
        [ReasonKind::DoesNotCover { items, .. }, ReasonKind::IsFor { .. }, ReasonKind::DoesNotAllow { .. }] if items.len() == 2
    ));
}
