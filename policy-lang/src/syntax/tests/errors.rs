//! One mistake at a time: its code, and the words that are underlined.

use super::check;

/// The rule that most cases vary.
const RULE: &str = "lab X may read bloodwork";

/// What each is told is in the corpus of mistakes.
#[test]
fn a_statement_that_cannot_go_on_is_underlined_where_it_stops() {
    for (source, code, underlined) in [
        ("rule x lab X read bloodwork", "E0132", "read"),
        ("lab X may", "E0101", ""),
        ("lab X may read until 2027-03-31", "E0133", "until"),
        ("lab X may read and until", "E0101", "and"),
        ("lab X may read a until 2026-01-01, b", "E0102", ","),
        ("rule x anyone may read a except", "E0133", ""),
        ("rule x anyone may read the whole thing", "E0101", "thing"),
        ("rule x no body may read a", "E0101", "body"),
        ("rule x any may read a", "E0101", "may"),
        ("rule x a guardian of Ann may read a", "E0101", "Ann"),
        ("rule x anyone may read a for any reason", "E0101", "reason"),
        (
            "rule x anyone may read a from treatment at noon",
            "E0101",
            "noon",
        ),
        ("rule x anyone may read a until if", "E0101", "if"),
        ("rule x anyone may read a written Acme", "E0101", "Acme"),
        ("rule x anyone may read a of room 7", "E0101", "room"),
        ("rule x anyone may read a if", "E0137", ""),
        ("rule x anyone may read a if vip", "E0137", "vip"),
        (
            "rule x anyone may read a if patient.vip and",
            "E0134",
            "and",
        ),
        ("rule x anyone may read a if (patient.vip", "E0136", "("),
        (
            "rule x anyone may read a if the patient agrees",
            "E0137",
            "agrees",
        ),
        (
            "rule x anyone may read a if the patient is 16",
            "E0137",
            "16",
        ),
        (
            "rule x anyone may read a if the time is 07:00",
            "E0101",
            "07:00",
        ),
        (
            "rule x anyone may read a if the time is between 07:00 to 08:00",
            "E0101",
            "to",
        ),
        (
            "rule x anyone may read a if fewer than many reads",
            "E0101",
            "many",
        ),
        (
            "rule x anyone may read a if patient.x is at 3",
            "E0101",
            "3",
        ),
        ("rule x anyone may read a if patient.x = if", "E0101", "if"),
        ("rule x anyone may read a then pray", "E0138", "pray"),
        (
            "rule x anyone may read a then record break",
            "E0135",
            "break",
        ),
        (
            "rule x anyone may read a then notify the patient within days",
            "E0101",
            "days",
        ),
        (
            "rule x anyone may read a then notify the patient, and pray",
            "E0138",
            "pray",
        ),
        ("rule x anyone may read a source manual", "E0135", "manual"),
        ("policy Riverside", "E0135", "Riverside"),
        ("time zone UTC", "E0135", "UTC"),
        ("lab", "E0139", ""),
        ("lab X is urn", "E0135", "urn"),
        ("category x: loinc 718", "E0135", "718"),
        ("fact vip yes/no of patient", "E0101", "yes"),
        ("fact vip: boolean of patient", "E0131", "boolean"),
        ("fact vip: yes/no of hospital", "E0131", "hospital"),
        ("fact vip: yes/no of patient otherwise", "E0101", ""),
        ("form f (x: a lab", "E0101", ""),
        ("form f (x: a house) anyone may read a", "E0101", "house"),
        ("form f \"text\"", "E0101", ""),
        ("example e expect allowed", "E0141", "expect"),
        ("example e lab X may read a", "E0141", "may"),
        ("example e lab X asks to read a", "E0142", ""),
        (
            "example e lab X asks to read a expect maybe",
            "E0101",
            "maybe",
        ),
        (
            "example e lab X asks to read a expect not allowed",
            "E0131",
            "not allowed",
        ),
        (
            "example e given 3 reads of X lab X asks to read a expect refused",
            "E0101",
            "of",
        ),
        (
            "example e given the patient has consented anyone",
            "E0135",
            "anyone",
        ),
        (
            "example e lab X asks to read a expect refused because r1 fails",
            "E0143",
            "fails",
        ),
        (
            "example e lab X asks to read a expect refused because the patient is old",
            "E0101",
            "is",
        ),
    ] {
        let problem = check(source, code, underlined);
        assert!(problem.help.is_some(), "{source:?}: {}", problem.message);
    }
}

#[test]
fn a_word_that_begins_no_statement_is_underlined() {
    for (source, code, underlined, help) in [
        (
            "lab X may read bloodwork untill 2027-03-31",
            "E0130",
            "untill",
            "did you mean `until`?",
        ),
        (
            "rul x anyone may read a",
            "E0130",
            "rul",
            "did you mean `rule`?",
        ),
        (
            "Rule x anyone may read a",
            "E0130",
            "Rule",
            "the words of the language are written small: `rule`",
        ),
        (
            "lab X asks to read a",
            "E0144",
            "lab",
            "begin with `example \"what it shows\"`, and end with `expect allowed` or another outcome",
        ),
        (
            "lab X\nlaw a any lab may never read a",
            "E0102",
            "law",
            "write laws into a file of their own beside the policy, which ends in `.laws`; `assent fuzz` tries them",
        ),
        (
            "all nurses may read a",
            "E0131",
            "all",
            "write `any` and the word in the singular, as in `any nurse may …`",
        ),
    ] {
        let problem = check(source, code, underlined);
        assert_eq!(problem.help.as_deref(), Some(help), "{source:?}");
    }
    check("qqqqqqqq", "E0102", "qqqqqqqq");
    check("expect allowed", "E0102", "expect");
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
    assert_eq!(help("anyone can read a").as_deref(), Some("write `may`"));
}

/// White space does not matter and any word may be a name: what is advised against elsewhere is a policy here.
#[test]
fn words_that_people_misuse_can_be_names() {
    super::read("department D within\nthe hospital Riverside");
    super::read("department D within\nlab Riverside");
    super::read("category records category data");
    super::read("anyone may read data Acme may read records");
    super::read("example e lab X asks to read a expect not covered because r1 leaves records out");
    super::read("action only anyone may only read vitals may read a");
    super::read("anyone may never data");
    super::read("example\na\nAcme asks to read a expect allowed");
    super::read("category march anyone may read march for march");
    super::read("rule shall anyone may can must");
    super::read("till or since may read all");
}
