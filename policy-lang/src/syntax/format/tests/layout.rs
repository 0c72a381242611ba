//! The style, by examples.

use super::{LINE_CHARS, format, format_laws, formatted, formatted_laws};

/// The policies of the repository, which are written as they are to be written.
const LAID_OUT: &[&str] = &[
    include_str!("../../../../tests-data/language/bloodwork.consent"),
    include_str!("../../../../tests-data/language/everything.consent"),
    include_str!("../../../../tests-data/language/forms.consent"),
    include_str!("../../../../tests-data/language/riverside.consent"),
    include_str!("../../../../../contracts/bloodwork/bloodwork.consent"),
    include_str!("../../../../../contracts/break-glass/break-glass.consent"),
    include_str!("../../../../../contracts/gdpr-art-9/gdpr-art-9.consent"),
    include_str!("../../../../../contracts/hipaa-tpo/hipaa-tpo.consent"),
    include_str!("../../../../../contracts/minors/minors.consent"),
    include_str!("../../../../../contracts/part-2/part-2.consent"),
    include_str!("../../../../../contracts/research/research.consent"),
    include_str!("../../../../../contracts/riverside/riverside.consent"),
];

#[test]
fn the_policies_of_the_repository_are_laid_out_as_they_stand() {
    for source in LAID_OUT {
        assert_eq!(formatted(source), *source);
    }
}

#[test]
fn the_laws_of_the_repository_are_laid_out_as_they_stand() {
    let source = include_str!("../../../../../contracts/riverside/riverside.laws");
    assert_eq!(formatted_laws(source), source);
}

#[test]
fn a_law_has_its_sentence_below_its_name_and_a_blank_line_around_it() {
    assert_eq!(
        formatted_laws(
            "# ours\nlaw a  \"T\"  any  insurer may never read hiv   # ever\nlaw b the patient may always read vitals\n   if the patient has consented\n\n\n"
        ),
        "# ours\nlaw a \"T\"\n  any insurer may never read hiv  # ever\n\n\
         law b\n  the patient may always read vitals\n    if the patient has consented\n"
    );
}

#[test]
fn laws_are_laid_out_as_laws_alone_and_policies_as_policies() {
    let (law, rule) = (
        "law a anyone may never read hiv",
        "rule a no one may read hiv",
    );
    assert!(format(rule).is_ok() && format_laws(law).is_ok());
    assert!(format(law).is_err() && format_laws(rule).is_err());
}

#[test]
fn nothing_is_laid_out_as_nothing() {
    for nothing in ["", "\n", " \n\t\n", "\u{FEFF}", "\r\n"] {
        assert_eq!(formatted(nothing), "");
    }
    assert_eq!(
        formatted("\n\n# a comment alone   \n\n\n"),
        "# a comment alone\n"
    );
}

#[test]
fn a_text_with_errors_is_not_laid_out() {
    let problems = format("lab X\nlab X may\n\n\nlab Y may not\n").unwrap_err();
    assert_eq!(problems.len(), 2, "{problems:#?}");
}

#[test]
fn what_names_mean_does_not_matter() {
    let source = "lab   X may read   no_such_thing";
    assert_eq!(formatted(source), "lab X may read no_such_thing\n");
}

#[test]
fn a_rule_has_its_sentence_below_its_name() {
    assert_eq!(
        formatted(
            "rule a \"T\" overrides b ,c anyone may read vitals for treatment\nrule b no one may read hiv source \"law\""
        ),
        "rule a \"T\" overrides b, c\n  anyone may read vitals for treatment\n\n\
         rule b\n  no one may read hiv\n  source \"law\"\n"
    );
}

#[test]
fn a_sentence_that_its_author_broke_has_a_line_for_each_clause() {
    assert_eq!(
        formatted(
            "rule a\nanyone may read vitals for treatment from 2026-01-01\nuntil 2026-12-31 if a reason is given\n\
             then notify the patient, and review within 1 day, delete"
        ),
        "rule a\n  anyone may read vitals for treatment from 2026-01-01 until 2026-12-31\n    if a reason is given\n    \
         then notify the patient,\n     and review within 1 day,\n         delete\n"
    );
    assert_eq!(
        formatted("anyone may read vitals\nfor treatment if a reason is given source \"x\""),
        "anyone may read vitals\n  for treatment\n  if a reason is given\n  source \"x\"\n"
    );
    let one_line =
        "anyone may read vitals for treatment if a reason is given then review source \"x\"\n";
    assert_eq!(formatted(one_line), one_line);
}

#[test]
fn long_lines_are_broken_where_the_language_has_a_place() {
    let names: Vec<String> = (0..40).map(|number| format!("category_{number}")).collect();
    let list = names.join(", ");
    let sources = [
        format!("specially protected {list}"),
        format!("anyone may read {list} for treatment"),
        format!("rule a overrides {list} anyone may read {list} except {list} if a reason is given"),
        format!("example e anyone asks to read {list} for treatment expect not covered because a leaves {list} out")
            .replace("anyone", "the patient"),
        format!("fact f: one of {list} of the patient"),
        format!("anyone may read a if {}", vec!["(a reason is given or not patient.x)"; 30].join(" and ")),
    ];
    for source in sources {
        let laid_out = formatted(&source);
        assert!(laid_out.lines().count() > 3, "{laid_out}");
        assert!(
            laid_out
                .lines()
                .all(|line| line.chars().count() <= LINE_CHARS),
            "{laid_out}"
        );
    }
}

#[test]
fn what_is_in_quotes_is_not_touched() {
    let source =
        "policy \"a\n   b  ,c # no comment\n d\"\n\nform f\n  \"one\n two\"\n  anyone may read a\n";
    assert_eq!(formatted(source), source);
    assert_eq!(formatted(&source.replace("\n  \"one", "\r\n\"one")), source);
}

#[test]
fn comments_stay_where_they_were() {
    let source = "# top\n\n# about the lab\nlab X  # trails\nlab Y # trails, too\n  # inside\n\n# about a\nrule a  # its name\n  \
                  # its sentence\n  lab X may read vitals  # what\n    # when\n    if a reason is given\n\n# end\n";
    assert_eq!(formatted(source), source.replace("lab Y #", "lab Y  #"));
    assert_eq!(
        formatted("rule a anyone # who\n may # what\nread a,# list\nb\n# last"),
        "rule a\n  anyone  # who\n    may  # what\n    read a,  # list\n    b\n# last\n"
    );
}

#[test]
fn blank_lines_are_one_and_stand_around_rules_forms_and_examples() {
    assert_eq!(
        formatted(
            "\n\nlab X\n\n\n\nlab Y\n# about a\nrule a anyone may read b\nlab Z\nexample e the patient asks to read b expect allowed"
        ),
        "lab X\n\nlab Y\n\n# about a\nrule a\n  anyone may read b\n\nlab Z\n\nexample e\n  the patient asks to read b\n  expect allowed\n"
    );
}

#[test]
fn columns_made_by_hand_stay_columns() {
    let source = "hospital H  is \"urn:h\"\nlab      X  is \"urn:x\"\ninsurer  Yy is \"urn:y\"\nrole     officer within nurse\n";
    assert_eq!(formatted(source), source);
    // A name that got longer, in lines of one kind.
    assert_eq!(
        formatted("department A   within H\ndepartment Bcd within H\ndepartment Longer within H"),
        "department A      within H\ndepartment Bcd    within H\ndepartment Longer within H\n"
    );
    // Wider than it needs to be, and a column of comments.
    assert_eq!(
        formatted(
            "lab A        # one\nlab Bc       # two\nfact a:   text of patient\nfact bcd: text of patient"
        ),
        "lab A   # one\nlab Bc  # two\nfact a:   text of patient\nfact bcd: text of patient\n"
    );
    // No column.
    assert_eq!(
        formatted("lab A    is \"a\"\nlab Bcd is \"b\"\n\nlab   C\nclinic D"),
        "lab A is \"a\"\nlab Bcd is \"b\"\n\nlab C\nclinic D\n"
    );
}

#[test]
fn a_column_that_makes_a_line_too_long_is_none() {
    let long = "x".repeat(100);
    let source = format!("lab A{}is \"a\"\nlab {long} is \"{long}\"", " ".repeat(100));
    let laid_out = formatted(&source);
    assert!(laid_out.starts_with("lab A is"), "{laid_out}");
}

#[test]
fn a_full_stop_ends_its_line_and_the_point_of_a_fact_does_not() {
    assert_eq!(
        formatted(
            "lab X .\npolicy_x may read the whole record . anyone may read a if patient.vip."
        ),
        "lab X.\npolicy_x may read the whole record.\nanyone may read a if patient.vip.\n"
    );
}

#[test]
fn examples_have_a_line_for_each_thing_given_the_request_and_the_expectation() {
    assert_eq!(
        formatted(
            "example e given patient.vip and the requester treats the patient. given the patient is 15 a nurse asks to read a. expect allowed."
        ),
        "example e\n  given patient.vip and the requester treats the patient.\n  given the patient is 15\n  a nurse asks to read a.\n  expect allowed.\n"
    );
}

/// This test ends only when the time to lay out grows with the length, not with its square.
#[test]
fn half_a_megabyte_of_anything_is_laid_out() {
    let many = |piece: &str| piece.repeat((1 << 19) / piece.len());
    let sources = [
        many("lab X "),
        many("lab  X\n"),
        many("# x\n"),
        many("lab X # x\n"),
        many("anyone may read b.\n\n"),
        many("rule a anyone may read b "),
        format!("specially protected {}a", many("a, ")),
        format!("anyone may read b if {}patient.x", many("patient.x and ")),
        format!("anyone may read b then {}review", many("review and ")),
        format!("lab X {}is \"x\"", many(" ")),
    ];
    for source in sources {
        assert!(format(&source).is_ok());
    }
}
