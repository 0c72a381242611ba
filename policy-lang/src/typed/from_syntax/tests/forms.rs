//! Forms: what a signature means is what the sentences mean with the values written into them.

use abi::form::{FormError, FormValue};
use abi::terms::ConsentTerms;

use super::*;
use crate::typed::{Date, FormEntry};

const POLICY: &str = "time zone \"America/Chicago\"\n\
    hospital H\ndepartment Ward within H\nlab Acme is \"urn:acme\"\nresearch_institute Blue\npractitioner lee of H\n\
    category lipids within bloodwork\npurpose audit_trail within operations\n";

fn forms(declared: &str) -> Vec<FormEntry> {
    policy(&format!("{POLICY}{declared}")).forms
}

fn name(text: &str) -> FormValue {
    FormValue::Name(text.to_owned())
}

/// A form with one sentence, filled in.
fn filled(head: &str, sentence: &str, with: &[(&str, FormValue)]) -> ConsentTerms {
    let declared = forms(&format!("form F {head}\n  {sentence}"));
    let with: Vec<_> = with
        .iter()
        .map(|(name, value)| ((*name).to_owned(), value.clone()))
        .collect();
    let zone = zone_table(&policy(POLICY).time_zone);
    let mut sentences = declared[0].fill(&with, &zone).expect("it fills the form");
    assert_eq!(sentences.len(), 1);
    sentences.remove(0)
}

/// The same sentence with the values written into it.
fn written(sentence: &str) -> ConsentTerms {
    let (syntax, problems) = crate::syntax::parse_consent(sentence);
    assert!(problems.is_empty(), "{sentence:?}: {problems:#?}");
    let policy = policy(POLICY);
    consent(&syntax.expect("it parses"), &policy, sentence).expect("a consent")
}

#[test]
fn a_form_has_at_most_256_parameters_and_256_sentences() {
    let form = |parameters: usize, sentences: usize| {
        let parameter = |at: usize| format!("p{at}: a practitioner");
        let parameters: Vec<String> = (0..parameters).map(parameter).collect();
        let head = match parameters.is_empty() {
            true => String::new(),
            false => format!("({})", parameters.join(", ")),
        };
        let sentence = "\n  the patient may read vitals".repeat(sentences);
        format!("{POLICY}form F {head}{sentence}")
    };
    let codes = |source: String| -> Vec<&str> {
        let problems = crate::check(&source, "file").problems;
        let errors = problems.iter().filter(|problem| problem.is_error());
        errors.map(|problem| problem.code).collect()
    };
    for (fits, too_long) in [
        ((0, 256), (0, 257)),
        ((256, 1), (257, 1)),
        ((0, 256), (0, 300)),
    ] {
        assert_eq!(codes(form(fits.0, fits.1)), [""; 0], "{fits:?}");
        assert_eq!(codes(form(too_long.0, too_long.1)), ["E0223"]);
    }
}

/// The sentence would say a hospital, and the patient would have signed it for a lab.
#[test]
fn a_kind_before_a_blank_is_the_blank_s() {
    for (sentence, word) in [
        ("{} who may read vitals", "hospital"),
        ("any nurse of {} who may read vitals", "department"),
        ("anyone may read vitals written by {} who", "hospital"),
        ("anyone may read vitals held by {} who", "insurer"),
    ] {
        let source = |asked: &str, kind: &str| {
            let sentence = sentence.replace("{}", kind);
            format!("{POLICY}form F (who: a {asked})\n  {sentence}")
        };
        let same = [policy(&source(word, word)), policy(&source(word, ""))];
        assert_eq!(
            same[0].forms[0].sentences[0].subjects,
            same[1].forms[0].sentences[0].subjects
        );
        for (asked, stands) in [("lab", "a lab"), ("party", "a party")] {
            let source = source(asked, word);
            let problems = run(&source).problems;
            let mut problems: Vec<Problem> =
                problems.into_iter().filter(Problem::is_error).collect();
            assert_eq!(found(&source, &problems), [("E0217", word)]);
            let problem = problems.remove(0);
            let article = if word == "insurer" { "an" } else { "a" };
            assert_eq!(
                problem.message,
                format!("`who` stands for {stands}, not {article} {word}")
            );
            assert_eq!(problem.also.len(), 1);
            assert_eq!(problem.also[0].0.text(&source), asked);
            assert_eq!(
                problem.help,
                Some(format!(
                    "leave `{word}` out: what is filled in is what the parameter asks for"
                ))
            );
        }
    }
}

/// Who acts for a hospital is known when the policy declares it, and not when somebody is filled in.
#[test]
fn a_practitioner_of_somebody_is_no_blank() {
    for sentence in [
        "practitioner who of H may read vitals",
        "anyone may read vitals written by practitioner who of H",
    ] {
        let source = format!("{POLICY}form F (who: a practitioner)\n  {sentence}");
        let problems = run(&source).problems;
        let errors: Vec<Problem> = problems.into_iter().filter(Problem::is_error).collect();
        assert_eq!(found(&source, &errors), [("E0212", "who")], "{sentence}");
    }
}

/// A blank for anything but a day is none where a day stands.
#[test]
fn data_is_dated_by_days_that_are_written_or_filled_in() {
    for (head, dated, errors) in [
        ("(day: a date)", "from day until 2026-12-31", &[][..]),
        ("(day: a date)", "from 2026-01-01 until day", &[]),
        ("(day: a date)", "from day until last", &[("E0220", "last")]),
        (
            "(day: a lab)",
            "from day until 2026-12-31",
            &[("E0220", "day")],
        ),
        (
            "(day: a lab)",
            "from day until last",
            &[("E0220", "day"), ("E0220", "last")],
        ),
        (
            "",
            "from 2026-02-01 until 2026-01-01",
            &[("E0221", "dated from 2026-02-01 until 2026-01-01")],
        ),
    ] {
        let source = format!("{POLICY}form F {head}\n  anyone may read vitals dated {dated}");
        let problems = run(&source).problems;
        let found_errors: Vec<Problem> = problems.into_iter().filter(Problem::is_error).collect();
        assert_eq!(found(&source, &found_errors), errors, "{head} {dated}");
    }
}

/// `lab who` is a laboratory, though the form has a practitioner of that name to fill in.
#[test]
fn an_author_is_filled_in_as_what_it_is_said_to_be() {
    let source = |author: &str| {
        format!(
            "{POLICY}form F (who: a practitioner)\n  lab Acme may read vitals written by {author}"
        )
    };
    assert_eq!(policy(&source("practitioner who")).forms.len(), 1);
    assert_eq!(policy(&source("who")).forms.len(), 1);
    let problems = run(&source("lab who")).problems;
    let codes: Vec<&str> = problems.iter().map(|problem| problem.code).collect();
    assert_eq!(codes, ["E0211"]);
}

#[test]
fn a_filled_form_says_what_its_sentence_says_with_the_values_written_into_it() {
    let day = |year, month, day| FormValue::Date(Date::new(year, month, day));
    type Case<'c> = (&'c str, &'c str, &'c [(&'c str, FormValue)], &'c str);
    let cases: &[Case<'_>] = &[
        (
            "(laboratory: a lab, last_day: a date)",
            "laboratory may read laboratory for treatment until last_day",
            &[
                ("last_day", day(2026, 12, 31)),
                ("laboratory", name("Acme")),
            ],
            "lab Acme may read laboratory for treatment until 2026-12-31",
        ),
        (
            "(first: date, last: date)",
            "any nurse may read and use vitals from first until last at 17:00",
            &[("first", day(2026, 3, 8)), ("last", day(2026, 11, 1))],
            "any nurse may read and use vitals from 2026-03-08 until 2026-11-01 at 17:00",
        ),
        (
            "(first: date)",
            "anyone may read vitals from first at 02:30",
            &[("first", day(2026, 3, 8))],
            "anyone may read vitals from 2026-03-08 at 02:30",
        ),
        (
            "(last: date)",
            "anyone may read vitals from 2026-01-01 until last at 01:30",
            &[("last", day(2026, 11, 1))],
            "anyone may read vitals from 2026-01-01 until 2026-11-01 at 01:30",
        ),
        (
            "(last: date)",
            "anyone may read vitals until last",
            &[("last", day(9999, 12, 31))],
            "anyone may read vitals until 9999-12-31",
        ),
        (
            "(where: a party, who: a practitioner)",
            "any nurse of where or who or practitioner who may not read everything",
            &[("where", name("Ward")), ("who", name("lee"))],
            "any nurse of Ward or practitioner lee or practitioner lee may not read everything",
        ),
        (
            "(what: a category, not_that: a category, why: a purpose)",
            "hospital H may disclose vitals, what except genetics and not_that for payment or why",
            &[
                ("what", name("bloodwork")),
                ("not_that", name("lipids")),
                ("why", name("audit_trail")),
            ],
            "hospital H may disclose vitals, bloodwork except genetics and lipids for payment or audit_trail",
        ),
        (
            "(first: date, where: a party, who: a practitioner)",
            "lab Acme may read vitals dated from first until 2026-12-31 written by where or who or Blue held by H or where",
            &[
                ("first", day(2026, 1, 1)),
                ("where", name("Ward")),
                ("who", name("lee")),
            ],
            "lab Acme may read vitals dated from 2026-01-01 until 2026-12-31 written by Blue or Ward or lee held by H or Ward",
        ),
        (
            "",
            "no one may read the whole record",
            &[],
            "no one may read the whole record",
        ),
    ];
    for (head, sentence, with, expected) in cases {
        // The parameters' places are after what is written out; the order of a list means nothing.
        let sorted = |mut terms: ConsentTerms| {
            terms.subjects.sort();
            terms
        };
        assert_eq!(
            sorted(filled(head, sentence, with)),
            sorted(written(expected)),
            "{sentence}"
        );
    }
}

#[test]
fn days_are_filled_in_as_they_are_written_in_every_zone() {
    for zone in [
        "America/Chicago",
        "Australia/Lord_Howe",
        "Pacific/Apia",
        "Asia/Kolkata",
    ] {
        let time_zone = date::zone(zone).expect("a zone");
        let table = zone_table(&time_zone);
        for (year, month, day) in [
            (2011, 12, 30),
            (2026, 3, 8),
            (2026, 4, 5),
            (2026, 10, 4),
            (2026, 11, 1),
            (2028, 2, 29),
        ] {
            let span = crate::syntax::Span::new(0, 0);
            let written = crate::syntax::tree::Date {
                year,
                month,
                day,
                span,
            };
            let days = Date::new(i64::from(year), month as u32, day as u32)
                .days()
                .expect("a day");
            assert_eq!(
                date::beginning(&time_zone, written, None),
                Some(table.first_instant(days, 0)),
                "{zone} {year}-{month}-{day}"
            );
            assert_eq!(
                date::end(&time_zone, written, None),
                Some(table.first_instant(days + 1, 0)),
                "{zone} {year}-{month}-{day}"
            );
            for minute in 0..24 * 60 {
                let time = crate::syntax::tree::ClockTime {
                    hour: (minute / 60) as i8,
                    minute: (minute % 60) as i8,
                    span,
                };
                let expected = date::beginning(&time_zone, written, Some(time));
                assert_eq!(
                    Some(table.first_instant(days, minute)),
                    expected,
                    "{zone} {year}-{month}-{day} {minute}"
                );
            }
        }
    }
}

#[test]
fn a_form_is_filled_whole_or_not_at_all() {
    let form = &forms(
        "form F (who: a party, last: a date) \"{who} {last}\" who may read vitals from 2026-01-01 until last",
    )[0];
    let zone = zone_table(&policy(POLICY).time_zone);
    let day = |year| FormValue::Date(Date::new(year, 12, 31));
    let fill = |with: &[(&str, FormValue)]| {
        let with: Vec<_> = with
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect();
        form.fill(&with, &zone)
    };
    assert!(fill(&[("who", name("Acme")), ("last", day(2026))]).is_ok());
    for (with, error) in [
        (vec![("who", name("Acme"))], FormError::Missing(1)),
        (
            vec![("who", name("Acme")), ("what", name("x"))],
            FormError::NoParameter(1),
        ),
        (
            vec![("who", name("Acme")), ("who", name("Acme"))],
            FormError::Twice(1),
        ),
        (
            vec![("who", day(2026)), ("last", day(2026))],
            FormError::WrongValue(0),
        ),
        (
            vec![("who", name("")), ("last", day(2026))],
            FormError::WrongValue(0),
        ),
        (
            vec![
                ("who", name("Acme")),
                ("last", FormValue::Date(Date::new(2026, 2, 30))),
            ],
            FormError::WrongValue(1),
        ),
        (
            vec![("who", name("Acme")), ("last", day(2025))],
            FormError::NoSense(0),
        ),
    ] {
        assert_eq!(fill(&with), Err(error), "{with:?}");
    }
}

#[test]
fn a_form_with_mistakes_says_where_they_are() {
    for (text, code, underlined) in [
        (
            "form F (who: a lab) \"{whom}\" who may read vitals",
            "E0262",
            "whom",
        ),
        (
            "form F (last: a date) last may read vitals",
            "E0263",
            "last",
        ),
        ("form F (who: a lab) anyone may read who", "E0263", "who"),
        (
            "form F (who: a lab) anyone may read vitals for who",
            "E0263",
            "who",
        ),
        (
            "form F (who: a lab) anyone may read vitals until who",
            "E0263",
            "who",
        ),
        ("form F (Acme: a lab) Acme may read vitals", "E0261", "Acme"),
        (
            "form F (genetics: a category) anyone may read genetics",
            "E0261",
            "genetics",
        ),
        (
            "form F (who: a lab, who: a date) who may read vitals",
            "E0202",
            "who",
        ),
        (
            "form F anyone may read vitals if a reason is given",
            "E0235",
            "if a reason is given",
        ),
        (
            "form F anyone may read vitals then record \"x\"",
            "E0236",
            "record \"x\"",
        ),
        (
            "form F anyone may read vitals until tomorrow",
            "E0220",
            "tomorrow",
        ),
        ("form F anyone may read vitls", "E0215", "vitls"),
        (
            "form F anyone may read vitals\nform F anyone may use vitals",
            "E0202",
            "F",
        ),
        (
            "any nurse may read vitals if the patient has signed \"CF-13\"",
            "E0260",
            "\"CF-13\"",
        ),
    ] {
        let source = format!("{POLICY}{text}");
        let problems = run(&source).problems;
        let errors: Vec<Problem> = problems.into_iter().filter(Problem::is_error).collect();
        let found = found(&source, &errors);
        assert!(found.contains(&(code, underlined)), "{text}: {found:?}");
        assert!(
            errors.iter().all(|problem| problem.help.is_some()),
            "{errors:#?}"
        );
    }
}

#[test]
fn a_form_s_text_and_sentences_speak_of_the_same_parameters() {
    let source = format!(
        "{POLICY}form F (who: a lab, last: a date, idle: a date) \"For {{who}}.\" who may read vitals until last"
    );
    let warnings: Vec<Problem> = run(&source).problems;
    let found = found(&source, &warnings);
    assert!(found.contains(&("W0270", "last")), "{found:?}");
    assert!(found.contains(&("W0253", "idle")), "{found:?}");
    assert!(
        !found.iter().any(|(_, underlined)| *underlined == "who"),
        "{found:?}"
    );
}

#[test]
fn each_blank_is_filled_in_with_what_it_asks_for() {
    let source = |blank: &str, value: &str| {
        let used = match blank {
            "a category" => "lab Acme may read what",
            "a purpose" => "lab Acme may read vitals for what",
            _ => "what may read vitals",
        };
        format!(
            "{POLICY}form F (what: {blank})\n  {used}\n\
             example \"x\" given the patient has signed F with what {value}\n\
             lab Acme asks to read vitals expect not covered"
        )
    };
    let values = |blank: &str, value: &str| {
        let case = policy(&source(blank, value)).examples.remove(0).case;
        let forms = case.consents.into_iter().flatten();
        let with = forms.flat_map(|record| record.form.unwrap().with);
        with.collect::<Vec<_>>()
    };
    let problems = |blank: &str, value: &str| {
        let problems = run(&source(blank, value)).problems;
        let errors = problems.iter().filter(|problem| problem.is_error());
        errors.map(|problem| problem.code).collect::<Vec<_>>()
    };
    for (blank, value) in [
        ("a practitioner", "lee"),
        ("a category", "bloodwork"),
        ("a purpose", "treatment"),
    ] {
        assert_eq!(values(blank, value), [("what".into(), name(value))]);
        // With a word before it, it is a party.
        assert_eq!(problems(blank, &format!("lab {value}")), ["E0265"]);
    }
    let lee = values("a practitioner", "practitioner lee");
    assert_eq!(lee, [("what".into(), name("lee"))]);
}

/// The problems of an example with this line, and a form of a lab and a day.
fn signing(given: &str) -> Vec<(&'static str, String)> {
    let source = format!(
        "{POLICY}form \"CF-12\" (laboratory: a lab, last_day: a date)\n  laboratory may read bloodwork until last_day\n\
         form Open anyone may read vitals from 2026-01-01\n\
         rule r anyone may read everything if the patient has consented\n\
         example \"x\" {given} lab Acme asks to read bloodwork on 2026-05-04 expect not covered"
    );
    let problems = run(&source).problems;
    let errors: Vec<Problem> = problems.into_iter().filter(Problem::is_error).collect();
    found(&source, &errors)
        .into_iter()
        .map(|(code, text)| (code, text.to_owned()))
        .collect()
}

/// What is signed in an example ends when the same sentence as a rule does.
#[test]
fn the_last_day_of_a_signature_ends_by_the_policy_s_clock() {
    let policy = policy(
        "time zone \"America/Chicago\"\nlab Acme\n\
         form F (last_day: a date) \"Until {last_day}.\"\n  lab Acme may read vitals until last_day\n\
         rule r\n  lab Acme may read vitals until 2026-12-31 if the patient has signed F\n\
         example \"e\"\n  given the patient has signed F with last_day 2026-12-31\n  \
         lab Acme asks to read vitals on 2026-05-04\n  expect allowed",
    );
    let consents = policy.examples[0].case.consents.clone().unwrap_or_default();
    assert_eq!(consents.len(), 1);
    let until = consents[0].sentences[0].until;
    assert_eq!(until, policy.rules[0].sentence.until);
    assert_eq!(until, Some(at("2027-01-01T06:00:00Z")));
}

#[test]
fn an_example_fills_a_form_in_as_it_asks() {
    let signed = "given the patient has signed \"CF-12\" with";
    for (given, code, underlined) in [
        ("laboratory Acme".to_owned(), "E0266", "\"CF-12\""),
        (
            "laboratory Blue, last_day 2026-12-31".to_owned(),
            "E0265",
            "Blue",
        ),
        (
            "laboratory 2026-12-31, last_day 2026-12-31".to_owned(),
            "E0265",
            "laboratory 2026-12-31",
        ),
        (
            "laboratory Acme, last_day Acme".to_owned(),
            "E0265",
            "last_day Acme",
        ),
        (
            "laboratory Acm, last_day 2026-12-31".to_owned(),
            "E0211",
            "Acm",
        ),
        (
            "labratory Acme, last_day 2026-12-31".to_owned(),
            "E0264",
            "labratory",
        ),
        (
            "laboratory Acme, laboratory Acme, last_day 2026-12-31".to_owned(),
            "E0202",
            "laboratory Acme",
        ),
    ] {
        assert_eq!(
            signing(&format!("{signed} {given}")),
            [(code, underlined.to_owned())],
            "{given}"
        );
    }
    assert_eq!(
        signing(&format!("{signed} laboratory Acme, last_day 2026-12-31")),
        []
    );
    assert_eq!(
        signing(&format!(
            "{signed} laboratory \"urn:acme\", last_day 2026-12-31"
        )),
        []
    );
    assert_eq!(signing("given the patient has signed Open"), []);
    let unknown =
        "given the patient has signed \"CF-21\" with laboratory Acme, last_day 2026-12-31";
    assert_eq!(signing(unknown), [("E0260", "\"CF-21\"".to_owned())]);
    let early = "given the patient has withdrawn \"CF-12\"";
    assert_eq!(signing(early), [("E0230", "\"CF-12\"".to_owned())]);
}
