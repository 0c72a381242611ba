//! One mistake at a time: its code, and the words that are underlined.

use super::check;

/// The rule that most cases vary.
const RULE: &str = "lab X may read bloodwork";

#[test]
fn what_was_expected_is_said_at_the_word_that_stands_there() {
    for (source, underlined, expected) in [
        ("rule x lab X read bloodwork", "read", "`may` or `may not`"),
        ("lab X may", "", "an action"),
        (
            "lab X may read until 2027-03-31",
            "until",
            "a category of data",
        ),
        ("lab X may read and until", "and", "a category of data"),
        ("lab X may read a until 2026-01-01, b", ",", "goes on"),
        ("rule x anyone may read a except", "", "a category of data"),
        (
            "rule x anyone may read the whole thing",
            "thing",
            "`record`",
        ),
        ("rule x no body may read a", "body", "`one`"),
        ("rule x any may read a", "may", "a role or a kind of party"),
        ("rule x a guardian of Ann may read a", "Ann", "`patient`"),
        (
            "rule x anyone may read a for any reason",
            "reason",
            "`purpose`",
        ),
        (
            "rule x anyone may read a from treatment at noon",
            "noon",
            "a clock time",
        ),
        ("rule x anyone may read a until if", "if", "a date"),
        ("rule x anyone may read a written Acme", "Acme", "`by`"),
        (
            "rule x anyone may read a of room 7",
            "room",
            "`encounter` or `record`",
        ),
        ("rule x anyone may read a if", "", "a condition"),
        ("rule x anyone may read a if vip", "vip", "a condition"),
        (
            "rule x anyone may read a if patient.vip and",
            "",
            "a condition",
        ),
        ("rule x anyone may read a if (patient.vip", "", "`)`"),
        (
            "rule x anyone may read a if the patient agrees",
            "agrees",
            "`has` or `is`",
        ),
        (
            "rule x anyone may read a if the patient is 16",
            "16",
            "`under`",
        ),
        (
            "rule x anyone may read a if the time is 07:00",
            "07:00",
            "`between`",
        ),
        (
            "rule x anyone may read a if the time is between 07:00 to 08:00",
            "to",
            "`and`",
        ),
        (
            "rule x anyone may read a if fewer than many reads",
            "many",
            "a number",
        ),
        (
            "rule x anyone may read a if patient.x is at 3",
            "3",
            "`least` or `most`",
        ),
        (
            "rule x anyone may read a if patient.x = if",
            "if",
            "a value",
        ),
        ("rule x anyone may read a then pray", "pray", "a duty"),
        (
            "rule x anyone may read a then record break",
            "break",
            "in quotes",
        ),
        (
            "rule x anyone may read a then notify the patient within days",
            "days",
            "a length of time",
        ),
        (
            "rule x anyone may read a then notify the patient, and pray",
            "pray",
            "a duty",
        ),
        (
            "rule x anyone may read a source manual",
            "manual",
            "a text in quotes",
        ),
        ("policy Riverside", "Riverside", "the title in quotes"),
        ("time zone UTC", "UTC", "a time zone in quotes"),
        ("lab", "", "the name of the party"),
        ("lab X is urn", "urn", "an identifier in quotes"),
        ("category x: loinc 718", "718", "a code in quotes"),
        ("fact vip yes/no of patient", "yes", "`:`"),
        ("fact vip: boolean of patient", "boolean", "`yes/no`"),
        ("fact vip: yes/no of hospital", "hospital", "`patient`"),
        ("fact vip: yes/no of patient otherwise", "", "a value"),
        ("form f (x: a lab", "", "`,` or `)`"),
        (
            "form f (x: a house) anyone may read a",
            "house",
            "what is filled in",
        ),
        ("form f \"text\"", "", "who may"),
        ("example e expect allowed", "expect", "who asks"),
        ("example e lab X may read a", "may", "`asks to`"),
        ("example e lab X asks to read a", "", "`expect`"),
        (
            "example e lab X asks to read a expect maybe",
            "maybe",
            "`allowed`",
        ),
        (
            "example e lab X asks to read a expect not allowed",
            "allowed",
            "`covered`",
        ),
        (
            "example e given 3 reads of X lab X asks to read a expect refused",
            "of",
            "`by`",
        ),
        (
            "example e given the patient has consented anyone",
            "anyone",
            "in quotes",
        ),
        (
            "example e lab X asks to read a expect refused because r1 fails",
            "fails",
            "`ended`",
        ),
        (
            "example e lab X asks to read a expect refused because the patient is old",
            "is",
            "age",
        ),
    ] {
        let code = if expected == "goes on" {
            "E0102"
        } else {
            "E0101"
        };
        let problem = check(source, code, underlined);
        assert!(
            problem.message.contains(expected),
            "{source:?}: {}",
            problem.message
        );
    }
}

#[test]
fn a_word_that_begins_no_statement_is_underlined() {
    for (source, underlined, help) in [
        (
            "lab X may read bloodwork untill 2027-03-31",
            "untill",
            Some("did you mean `until`?"),
        ),
        (
            "rul x anyone may read a",
            "rul",
            Some("did you mean `rule`?"),
        ),
        (
            "Rule x anyone may read a",
            "Rule",
            Some("the words of the language are written small: `rule`"),
        ),
        (
            "lab X asks to read a",
            "asks",
            Some("a request stands in an `example`"),
        ),
        ("qqqqqqqq", "qqqqqqqq", None),
        ("expect allowed", "expect", None),
    ] {
        let problem = check(source, "E0102", underlined);
        assert_eq!(problem.help.as_deref(), help, "{source:?}");
    }
}

#[test]
fn words_of_the_language_are_names_only_in_quotes() {
    for (source, underlined) in [
        ("rule record anyone may read a", "record"),
        ("role review within physician", "review"),
        ("category source", "source"),
        ("fact on: number of patient", "on"),
        ("lab of", "of"),
        (
            "form f (from: a date) anyone may read a until 2026-01-01",
            "from",
        ),
    ] {
        let problem = check(source, "E0106", underlined);
        assert_eq!(
            problem.help,
            Some(format!("put it in quotes: \"{underlined}\""))
        );
        super::read(&source.replacen(underlined, &format!("\"{underlined}\""), 1));
    }
    let problem = check("rule x anyone may read record", "E0101", "record");
    assert!(problem.help.unwrap().contains("\"record\""));
}

#[test]
fn characters_of_other_trades_are_refused_with_advice() {
    for (source, underlined, advice) in [
        ("lab X; lab Y", ";", "comma"),
        ("lab X & lab Y", "&", "`and`"),
        ("lab X\u{200B}", "\u{200B}", "take it out"),
        ("lab X @@!", "@@!", ""),
        ("lab “Acme”", "“Acme”", "straight"),
        ("lab “Acme", "“Acme", "straight"),
        ("lab X – lab Y", "–", "hyphens"),
    ] {
        let problems = crate::syntax::parse(source).problems;
        let found = super::found(source, &problems);
        assert_eq!(found.first(), Some(&("E0103", underlined)), "{source:?}");
        let help = problems[0].help.clone().unwrap_or_default();
        assert!(help.contains(advice), "{source:?}: {help}");
    }
}

#[test]
fn a_quote_that_is_not_closed_ends_with_its_line() {
    let source = "example \"a day late\n  lab X asks to read a on 2027-04-01\n    with reason \"x\"\n  expect refused";
    check(source, "E0104", "\"a day late");
    check("lab X is \"urn", "E0104", "\"urn");
    check(
        "form f \"I agree\n\nanyone may read a\n",
        "E0104",
        "\"I agree",
    );
    check(
        "form f\n  \"I agree\n  anyone may read a\nrule x anyone may read \"a\"",
        "E0104",
        "\"I agree",
    );
}

#[test]
fn names_that_need_quotes_are_underlined_whole() {
    for (source, underlined) in [
        ("form CF-12 anyone may read a", "CF-12"),
        ("lab Straße_7", "Straße_7"),
        ("lab 3rd_floor", "3rd_floor"),
        ("lab _x", "_x"),
        (
            "rule x anyone may read a if fewer than 3 reads in the last 72h",
            "72h",
        ),
    ] {
        let problems = crate::syntax::parse(source).problems;
        assert_eq!(
            super::found(source, &problems)[0],
            ("E0105", underlined),
            "{problems:#?}"
        );
    }
}

#[test]
fn clauses_stand_once_in_a_sentence() {
    check(&format!("{RULE} for a for b"), "E0112", "for");
    check(
        &format!("{RULE} until 2026-01-01 until 2026-01-02"),
        "E0112",
        "until",
    );
    check(
        &format!("{RULE} if a reason is given if patient.x"),
        "E0112",
        "if",
    );
    let problem = check(
        &format!("{RULE} if a reason is given unless patient.x"),
        "E0113",
        "unless",
    );
    assert_eq!(problem.also[0].0.start as usize, RULE.len() + 1);
    check("version 2 version 3", "E0112", "version");
    check(
        "example e lab X asks to read a on 2026-01-01 on 2026-01-02 expect refused",
        "E0112",
        "on",
    );
}

#[test]
fn clauses_may_come_in_any_order_and_after_commas() {
    let one = super::read(&format!(
        "{RULE} for a from 2026-01-01 until 2026-01-02 if patient.x then review"
    ));
    let other = super::read(&format!(
        "{RULE}, until 2026-01-02, from 2026-01-01 and for a, then review, if patient.x"
    ));
    assert_eq!(
        super::without_spans(&one).len(),
        super::without_spans(&other).len()
    );
    assert_eq!(
        crate::syntax::print::print(&one),
        crate::syntax::print::print(&other)
    );
}

#[test]
fn denying_twice_is_refused() {
    check("no one may not read a", "E0114", "no one may not");
    check("lab X or no one may not read a", "E0114", "no one may not");
    super::read("no one may read a");
    super::read("anyone may not read a");
}

#[test]
fn dated_needs_both_ends() {
    check(&format!("{RULE} dated from 2026-01-01"), "E0117", "dated");
    check(&format!("{RULE} dated until 2026-01-01"), "E0117", "dated");
    check(
        &format!("{RULE} dated from 2026-01-01 for a"),
        "E0117",
        "dated",
    );
    super::read(&format!(
        "{RULE} dated from 2026-01-01 until 2026-01-02 until 2026-01-03"
    ));
}

#[test]
fn narrowing_stands_after_all_the_data() {
    check(
        &format!("{RULE} labelled normal and imaging"),
        "E0124",
        "imaging",
    );
    check(
        &format!("{RULE} of encounter x except genetics"),
        "E0124",
        "except",
    );
    check(
        &format!("{RULE} held by Acme except genetics"),
        "E0124",
        "except",
    );
}

#[test]
fn narrowing_comes_before_the_clauses() {
    check(
        &format!("{RULE} until 2026-12-31, held by Acme"),
        "E0124",
        "held",
    );
    check(
        &format!("{RULE} for treatment except genetics"),
        "E0124",
        "except",
    );
}

#[test]
fn words_outside_closed_lists_are_refused_with_the_nearest() {
    let problem = check(&format!("{RULE} labelled restrictd"), "E0120", "restrictd");
    assert_eq!(problem.help.as_deref(), Some("did you mean `restricted`?"));
    let problem = check(
        &format!("{RULE} then review within 3 fortnights"),
        "E0120",
        "fortnights",
    );
    assert_eq!(
        problem.help.as_deref(),
        Some("the units are minutes, hours, days, weeks, months and years")
    );
    let problem = check(
        &format!("{RULE} then review within 3 dyas"),
        "E0120",
        "dyas",
    );
    assert_eq!(problem.help.as_deref(), Some("did you mean `days`?"));
}

#[test]
fn the_header_comes_first() {
    check("lab X\nversion 2", "E0118", "version");
    check("lab X\nspecially protected hiv", "E0118", "specially");
    super::read("version 2 lab X");
}

#[test]
fn a_rule_is_about_any_nurse() {
    let problem = check("a nurse of Riverside may read a", "E0125", "a nurse");
    assert_eq!(problem.help.as_deref(), Some("write `any nurse`"));
    check("rule x a lab may read a", "E0125", "a lab");
    super::read("the lab Acme may read a");
    super::read("a lab Acme may read a");
}

#[test]
fn and_with_or_is_worth_parentheses() {
    let mixed = format!("{RULE} if patient.a and patient.b or patient.c");
    check(&mixed, "W0115", "patient.a and patient.b");
    check(
        &format!("{RULE} if not patient.a and patient.b"),
        "W0116",
        "not patient.a",
    );
    for clear in [
        "(patient.a and patient.b) or patient.c",
        "patient.a and not patient.b",
        "(not patient.a) and patient.b",
        "not (patient.a and patient.b)",
        "the patient has not consented and patient.b",
        "the time is between 07:00 and 08:00 or patient.b",
    ] {
        super::read(&format!("{RULE} if {clear}"));
    }
}

#[test]
fn a_sentence_after_a_form_belongs_to_it() {
    let source = "form f \"t\"\n  anyone may read a\nno one may read b\n";
    let problem = check(source, "W0119", "no");
    assert_eq!(problem.also[0].0.text(source), "form");
    super::read("form f \"t\"\n  anyone may read a\n  no one may read b\nrule x no one may read c");
}

#[test]
fn nesting_is_bounded() {
    let nested = |depth: usize| {
        format!(
            "{RULE} if {}patient.x{}",
            "(".repeat(depth),
            ")".repeat(depth)
        )
    };
    super::read(&nested(64));
    check(&nested(65), "E0111", "(");
    check(
        &format!("{RULE} if {}patient.x", "not ".repeat(65)),
        "E0111",
        "not",
    );
    let alternating = (0..40).fold("patient.x".to_owned(), |inner, _| {
        format!("({inner}) and patient.y or patient.z")
    });
    let problems = crate::syntax::parse(&format!("{RULE} if {alternating}")).problems;
    assert!(problems.iter().any(|problem| problem.code == "E0111"));
}

#[test]
fn the_word_that_was_meant_is_one_that_is_expected() {
    let help = |source: &str| crate::syntax::parse(source).problems.remove(0).help;
    assert_eq!(
        help("anyone amy read a").as_deref(),
        Some("did you mean `may`?")
    );
    assert_eq!(
        help("anyone may read a if the patient hsa consented").as_deref(),
        Some("did you mean `has`?")
    );
    assert_eq!(
        help("example e lab X asks to read a expect alowed").as_deref(),
        Some("did you mean `allowed`?")
    );
    assert_eq!(help("anyone can read a"), None);
}
