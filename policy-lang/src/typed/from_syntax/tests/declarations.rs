//! Declarations: headers, parties, practitioners, terms, codes.

use super::*;
use crate::syntax::Span;
use crate::typed::CodeMeaning;

fn category_id(policy: &Policy, name: &str) -> u32 {
    let found = policy
        .categories
        .iter()
        .position(|category| category.name == name);
    found.unwrap_or_else(|| panic!("no category {name}")) as u32
}

#[test]
fn a_header_says_what_the_policy_is() {
    let policy = policy(
        "policy \"Ours\"\nversion 4\ntime zone \"america/chicago\"\nsource \"Manual\"\nspecially protected hiv",
    );
    assert_eq!(
        (policy.title.as_str(), policy.version.as_str()),
        ("Ours", "4")
    );
    assert_eq!(policy.time_zone_name, "America/Chicago");
    assert_eq!(policy.vocabulary, crate::vocabulary::VERSION);
    let protected = policy
        .categories
        .iter()
        .filter(|category| category.protected);
    assert_eq!(
        protected
            .map(|category| category.name.as_str())
            .collect::<Vec<_>>(),
        ["hiv"]
    );
}

#[test]
fn without_a_header_the_file_and_utc_stand_in() {
    let policy = policy("lab X");
    assert_eq!(
        (policy.title.as_str(), policy.version.as_str()),
        ("file", "")
    );
    assert_eq!(policy.time_zone_name, "UTC");
}

#[test]
fn a_time_zone_must_be_known() {
    let help = "did you mean \"America/Chicago\"?";
    expect_help(
        "time zone \"America/Chicgo\"",
        "E0201",
        "\"America/Chicgo\"",
        help,
    );
    expect("time zone \"Etc/Unknown\"", &[("E0201", "\"Etc/Unknown\"")]);
}

#[test]
fn parties_are_numbered_depth_first_whatever_their_order() {
    let one =
        policy("hospital H\ndepartment B within H\ndepartment A within H\nlab C within A\nlab Z");
    let other =
        policy("lab Z\nlab C within A\ndepartment A within H\ndepartment B within H\nhospital H");
    assert_eq!(one.parties, other.parties);
    let tree: Vec<_> = one
        .parties
        .iter()
        .map(|party| (party.name.as_str(), party.within))
        .collect();
    assert_eq!(
        tree,
        [
            ("H", None),
            ("A", Some(1)),
            ("C", Some(2)),
            ("B", Some(1)),
            ("Z", None)
        ]
    );
    assert_eq!(one.kinds[one.parties[2].kind as usize], "lab");
}

#[test]
fn parties_are_known_by_identifier_too() {
    let policy = policy(
        "hospital H is \"urn:x\"\ndepartment D within \"urn:x\"\nany nurse of \"urn:x\" may read vitals",
    );
    assert_eq!(policy.parties[1].within, Some(1));
    assert_eq!(policy.parties[0].identifier.as_deref(), Some("urn:x"));
}

#[test]
fn names_of_parties_and_practitioners_are_declared_once() {
    let problems = expect("lab A\nhospital A", &[("E0202", "A")]);
    assert_eq!(problems[0].also[0].0.start, 4);
    expect("lab A\npractitioner A", &[("E0202", "A")]);
    expect(
        "lab A is \"urn:x\"\nlab B is \"urn:x\"",
        &[("E0203", "\"urn:x\"")],
    );
    expect("lab A is \"B\"\nlab B", &[("E0203", "\"B\"")]);
    policy("lab A is \"A\"");
}

#[test]
fn circles_are_reported_once() {
    let circle = "lab A within C\nlab B within A\nlab C within B\nlab D within A";
    let problems = expect(circle, &[("E0205", "A")]);
    assert_eq!(
        problems[0].message,
        "these lie within one another in a circle: `A` within `C` within `B` within `A`"
    );
    assert_eq!(problems[0].also.len(), 2);
    expect("role a within a", &[("E0106", "a")].map(|_| ("E0205", "a")));
}

#[test]
fn outer_parties_must_exist_with_their_kind() {
    expect_help(
        "hospital Riverside\nlab A within Riversde",
        "E0211",
        "Riversde",
        "did you mean `Riverside`?",
    );
    let problems = expect(
        "hospital H\nlab A within insurer H",
        &[("E0217", "insurer")],
    );
    assert_eq!(problems[0].message, "`H` is a hospital, not an insurer");
    expect("hospital H\npractitioner p of lab H", &[("E0217", "lab")]);
    expect("practitioner p of H", &[("E0211", "H")]);
}

#[test]
fn terms_stand_in_the_vocabulary_s_trees() {
    let policy = policy(
        "role b within er\nrole er within physician\npurpose board within treatment: \"urn:p\" \"TB\"",
    );
    let names: Vec<&str> = policy.roles.iter().map(|role| role.name.as_str()).collect();
    let er = names.iter().position(|name| *name == "er").unwrap();
    assert_eq!(names[er + 1], "b");
    assert_eq!(policy.roles[er].within, Some(0));
    assert_eq!(policy.roles[er + 1].within, Some(er as u32));
    let board = policy
        .purposes
        .iter()
        .find(|purpose| purpose.name == "board")
        .unwrap();
    assert_eq!(board.aliases, ["TB"]);
    assert_eq!(policy.purposes[0].name, "treatment");
    assert_eq!(board.within, Some(1));
}

#[test]
fn every_tree_is_numbered_depth_first() {
    let policy = policy("category x within imaging\ncategory a\naction view within read\nrole z");
    let within = |ids: Vec<Option<u32>>, first: u32| {
        let mut path: Vec<u32> = Vec::new();
        for (outer, id) in ids.into_iter().zip(first..) {
            while path.last().copied() != outer {
                assert!(path.pop().is_some(), "{id} is not within {outer:?}");
            }
            path.push(id);
        }
    };
    within(
        policy
            .categories
            .iter()
            .map(|category| category.within)
            .collect(),
        0,
    );
    within(policy.roles.iter().map(|term| term.within).collect(), 0);
    within(policy.actions.iter().map(|term| term.within).collect(), 0);
    within(policy.purposes.iter().map(|term| term.within).collect(), 1);
    assert_eq!(
        policy.categories[category_id(&policy, "a") as usize].within,
        Some(0)
    );
}

#[test]
fn words_of_the_vocabulary_are_not_declared() {
    expect("role nurse", &[("E0204", "nurse")]);
    expect("action read", &[("E0204", "read")]);
    expect("purpose treatment", &[("E0204", "treatment")]);
    let message = |source: &str| {
        let problems = expect(source, &[("E0204", "bloodwork")]);
        problems[0].message.clone()
    };
    let known = "the vocabulary has the category `bloodwork` already";
    assert_eq!(message("category bloodwork"), known);
    assert_eq!(message("category bloodwork within laboratory"), known);
    let elsewhere = "the vocabulary has `bloodwork` already, within `laboratory`";
    assert_eq!(message("category bloodwork within imaging"), elsewhere);
    let problems = expect(
        "category bloodwork within imaging: loinc \"1\"",
        &[("E0204", "bloodwork")],
    );
    assert_eq!(
        problems[0].message,
        "the vocabulary has `bloodwork` already, within `laboratory`"
    );
    let problems = expect("purpose TREAT within payment", &[("E0203", "TREAT")]);
    assert_eq!(problems[0].message, "`TREAT` is HL7's code for `treatment`");
    expect("action access", &[("E0203", "access")]);
    expect("role x\nrole x", &[("E0202", "x")]);
    expect("role x within nurze", &[("E0213", "nurze")]);
    expect(
        "purpose p: \"urn:p\" \"ETREAT\"",
        &[("E0203", "\"urn:p\" \"ETREAT\"")],
    );
}

#[test]
fn a_policy_s_codes_win_over_the_vocabulary_s() {
    let policy = policy(
        "category lipid_panel within bloodwork: loinc \"57698-3\", loinc \"2093-3\"\n\
         category bloodwork: loinc \"1-1\", \"urn:mine\" \"718-7\"",
    );
    let meaning = |system: &str, code: &str| {
        let row = policy
            .codes
            .iter()
            .find(|(of, text, _)| of == system && text == code)?;
        Some(policy.categories[row.2 as usize].name.as_str())
    };
    let loinc = "http://loinc.org";
    assert_eq!(meaning(loinc, "2093-3"), Some("lipid_panel"));
    assert_eq!(meaning(loinc, "1-1"), Some("bloodwork"));
    assert_eq!(meaning(loinc, "718-7"), Some("bloodwork"));
    assert_eq!(meaning("urn:mine", "718-7"), Some("bloodwork"));
    assert_eq!(meaning(loinc, "2-2"), None);
    let each_once =
        |one: &CodeMeaning, other: &CodeMeaning| (&one.0, &one.1) < (&other.0, &other.1);
    assert!(policy.codes.is_sorted_by(each_once));
}

#[test]
fn a_code_is_another_name_of_its_purpose_once() {
    let codes = "\"urn:p\" \"TB\", \"urn:q\" \"TB\", \"urn:p\" \"board\", \"urn:p\" \"B\"";
    let policy = policy(&format!("purpose board within treatment: {codes}"));
    let board = policy.purposes.iter().find(|term| term.name == "board");
    assert_eq!(board.unwrap().aliases, ["TB", "B"]);
}

#[test]
fn codes_name_a_system_and_one_category() {
    expect_help(
        "category x: lionc \"1\"",
        "E0207",
        "lionc",
        "did you mean `loinc`?",
    );
    expect(
        "category x: \"loinc\" \"1\"\nany nurse may read x",
        &[("W0254", ""), ("W0251", "may")],
    );
    expect("category x: \"mine\" \"1\"", &[("E0207", "\"mine\"")]);
    expect("category x: loinc \" \"", &[("E0208", "\" \"")]);
    let long = format!("\"{}\"", "1".repeat(129));
    expect(&format!("category x: loinc {long}"), &[("E0206", &long)]);
    let longest = "1".repeat(128);
    policy(&format!("category x: loinc \"{longest}\""));
    let address = format!("urn:{}", &longest[4..]);
    policy(&format!("category x: \"{address}\" \"1\""));
    let longer = format!("\"{address}1\"");
    expect(
        &format!("category x: {longer} \"1\""),
        &[("E0206", &longer)],
    );
    expect(
        "category x: loinc \"1\"\ncategory y: loinc \"1\"",
        &[("E0209", "loinc \"1\"")],
    );
    let twice = "specially protected x\ncategory x: loinc \"1\", loinc \"1\"";
    expect(twice, &[("W0259", "loinc \"1\"")]);
}

#[test]
fn special_protection_is_of_known_categories() {
    expect_help(
        "specially protected hvi",
        "E0215",
        "hvi",
        "did you mean `hiv`?",
    );
    expect(
        "specially protected \"everything\"",
        &[("E0210", "\"everything\"")],
    );
    policy("specially protected mine\ncategory mine");
}

#[test]
fn of_a_circle_the_first_eight_are_named() {
    let message = |count: u32| {
        let names: Vec<String> = (1..=count).map(|at| format!("p{at}")).collect();
        let named = names.iter().zip(0..);
        let named: Vec<(&str, Span)> = named
            .map(|(name, at)| (name.as_str(), Span::new(at, at + 1)))
            .collect();
        super::super::declarations::circle(&named).unwrap().message
    };
    let path =
        "`p1` within `p2` within `p3` within `p4` within `p5` within `p6` within `p7` within `p8`";
    assert!(message(8).ends_with(&format!(": {path} within `p1`")));
    for count in [9, 10, 20] {
        assert!(message(count).ends_with(&format!(": {path} within … within `p1`")));
    }
}

#[test]
fn names_are_short_enough_for_requests() {
    let name = "n".repeat(129);
    expect(&format!("lab {name}"), &[("E0206", &name)]);
    policy(&format!("lab {}", "n".repeat(128)));
}

#[test]
fn a_party_that_is_not_there_or_of_another_kind_is_told_with_its_declaration() {
    expect_told(
        "department D within Zeta",
        ("E0211", "Zeta"),
        "no party is called `Zeta`",
        &[],
        "declare it with a line: `hospital Zeta`",
    );
    expect_told(
        "department D within clinic Zeta",
        ("E0211", "Zeta"),
        "no clinic is called `Zeta`",
        &[],
        "declare it with a line: `clinic Zeta`",
    );
    expect_told(
        "hospital Hill\ndepartment D within hospital Hil",
        ("E0211", "Hil"),
        "no hospital is called `Hil`",
        &[],
        "did you mean `Hill`?",
    );
    expect_told(
        "hospital Hill is \"urn:h\"\ndepartment D within clinic \"urn:h\"",
        ("E0217", "clinic"),
        "`urn:h` is a hospital, not a clinic",
        &[("Hill", "it is declared here")],
        "write `hospital \"urn:h\"`",
    );
    let used =
        "insurer Blue\nlab Acme\nany nurse of lab Blue may read vitals\nAcme may read vitals";
    expect_told(
        used,
        ("E0217", "lab"),
        "`Blue` is an insurer, not a lab",
        &[("Blue", "it is declared here")],
        "write `insurer Blue`",
    );
    expect_told(
        "any nurse of insurer Blue may read vitals",
        ("E0211", "Blue"),
        "no insurer is called `Blue`",
        &[],
        "declare it with a line: `insurer Blue`",
    );
}
