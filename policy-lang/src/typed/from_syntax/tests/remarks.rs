//! Remarks on policies that mean something.

use super::*;

const CLEAN: &str = "specially protected hiv\nhospital H\n\
                     rule care any nurse of H may read everything if the patient has consented\n";

#[test]
fn a_sound_policy_has_no_remarks() {
    expect(CLEAN, &[]);
}

#[test]
fn the_sentence_of_the_mission_is_a_policy() {
    let source = include_str!("../../../../tests-data/language/bloodwork.consent");
    expect(source, &[("W0254", ""), ("W0251", "may")]);
    let policy = policy(source);
    assert_eq!(policy.rules[0].name, "r1");
    assert_eq!(
        policy.rules[0].sentence.until,
        Some(at("2027-04-01T00:00:00Z"))
    );
    assert_eq!(policy.examples.len(), 3);
}

/// Facts of every owner, and a rule that uses them.
const FACTS: &str = "fact vip: yes/no of patient\nfact vip: yes/no of requester\nfact vip: yes/no of record\n\
     fact vip: yes/no of request\n\
     rule facts any nurse may read vitals if patient.vip and requester.vip and record.vip and request.vip\n";

#[test]
fn a_rule_that_rests_on_claims_alone_is_reported() {
    for (condition, code) in [
        ("", true),
        ("for treatment", true),
        ("if a reason is given", true),
        ("if a reason is given or the patient has consented", true),
        (
            "if not (a reason is given and the patient has refused)",
            true,
        ),
        ("if the patient has consented", false),
        (
            "if a reason is given and the requester treats the patient",
            false,
        ),
        ("unless the patient has refused", false),
        ("if the patient is under 16", false),
        (
            "if the patient is at least 16 or the patient is deceased",
            false,
        ),
        ("if fewer than 3 reads in the last day", false),
        ("if patient.vip", false),
        ("if requester.vip is patient.vip", false),
        ("if record.vip", true),
        ("if request.vip", true),
        ("if record.vip is patient.vip", true),
        ("if patient.vip or record.vip", true),
        ("unless patient.vip or record.vip", false),
        ("if today is a weekday", true),
        ("if the time is between 07:00 and 19:00", true),
        (
            "if not (a reason is given or the patient has refused)",
            false,
        ),
    ] {
        let source = format!("{CLEAN}{FACTS}rule open anyone may read imaging {condition}");
        let expected: &[_] = if code { &[("W0252", "anyone")] } else { &[] };
        let problems = expect(&source, expected);
        let said = match condition {
            "" => "allows anyone, whatever they are",
            _ => "allows anyone who merely claims what it asks for",
        };
        let mut messages = problems.iter().map(|problem| &problem.message);
        assert!(messages.all(|message| message.ends_with(said)), "{source}");
    }
    expect(&format!("{CLEAN}rule closed no one may read hiv"), &[]);
}

#[test]
fn of_parts_that_must_all_hold_one_that_is_attested_is_enough() {
    let both = vec![Condition::ReasonGiven, Condition::Consented];
    let (and, or) = (Condition::And(both.clone()), Condition::Or(both));
    assert!(and.rests_on_attested(false, &[]) && !or.rests_on_attested(false, &[]));
    // The opposite of `and` is an `or` of the opposites.
    assert!(or.rests_on_attested(true, &[]) && !and.rests_on_attested(true, &[]));
    let not = |condition| Condition::Not(Box::new(condition));
    assert!(not(or).rests_on_attested(false, &[]) && !not(and).rests_on_attested(false, &[]));
}

#[test]
fn that_nothing_is_protected_is_said_where_the_first_statement_begins() {
    let statements = [
        "lab Acme",
        "practitioner dr_lee",
        "role clerk",
        "fact vip: yes/no of patient",
        "form \"F\"\n  \"Yes.\"\n  the patient may read vitals",
        "rule a any nurse may read vitals",
        "example \"x\" a nurse asks to read vitals expect not covered",
    ];
    for first in statements {
        let rest = statements.map(|other| if other == first { "" } else { other });
        let source = format!("# ours\nversion 2\n\n{first}\n{}\n", rest.join("\n"));
        let problems = run(&source).problems;
        let remark = problems.iter().find(|problem| problem.code == "W0254");
        let start = source.find(first).unwrap() as u32;
        assert_eq!(remark.unwrap().span.start, start, "{first}");
    }
}

#[test]
fn what_is_never_used_is_reported() {
    for (declaration, name) in [
        ("lab Acme", "Acme"),
        ("practitioner dr_lee of H", "dr_lee"),
        ("role er", "er"),
        ("action view within read", ""),
        ("action view", "view"),
        ("category x within imaging", ""),
        ("purpose board within payment", "board"),
        ("department D within H", ""),
        ("lab A\ndepartment B within A", "B"),
        ("role a within nurse", ""),
        ("role aa\nrole bb within aa", "bb"),
        ("category bloodwork: loinc \"1\"", ""),
        ("fact vip: yes/no of patient", "vip"),
        (
            "fact a: text of record\nfact b: text of patient\nany nurse may read vitals if patient.b is record.a",
            "",
        ),
    ] {
        let source = format!("{CLEAN}{declaration}");
        let expected: &[_] = if name.is_empty() {
            &[]
        } else {
            &[("W0253", name)]
        };
        expect(&source, expected);
    }
}

#[test]
fn a_word_of_the_vocabulary_that_gets_codes_need_not_be_used() {
    let source = CLEAN.replace("read everything", "read vitals");
    expect(&format!("{source}category imaging: loinc \"1\""), &[]);
    let own = format!("{source}category mine within imaging: loinc \"1\"");
    expect(&own, &[("W0253", "mine")]);
}

#[test]
fn an_example_uses_what_it_names() {
    let source = format!(
        "{CLEAN}insurer I\nexample \"x\" given practitioner p treats the patient\n\
         insurer I asks to read imaging expect not covered\npractitioner p"
    );
    expect(&source, &[]);
}

#[test]
fn any_kind_uses_the_parties_of_the_kind() {
    expect(&format!("{CLEAN}lab Acme\nany lab may read bloodwork"), &[]);
}

#[test]
fn a_fact_is_used_where_a_condition_asks_for_it() {
    let given = "example \"x\" given patient.vip a nurse asks to read imaging expect not covered\n";
    let source = format!("{CLEAN}{given}fact vip: yes/no of patient");
    let problems = expect(&source, &[("W0253", "vip")]);
    assert_eq!(
        problems[0].message,
        "the fact `vip` is declared and never used"
    );
}

#[test]
fn a_protected_category_that_is_left_out_beside_a_named_one_is_reported() {
    for (data, underlined) in [
        ("everything and hiv", "everything"),
        ("hiv, everything", "everything"),
        ("laboratory and hiv", "laboratory"),
        ("everything and hiv except genetics", "everything"),
        ("everything and hiv except genetics, substance_use", ""),
        ("everything and hiv except laboratory and substance_use", ""),
        ("everything and hiv and genetics and substance_use", ""),
        ("everything, hiv, x, substance_use", ""),
        ("laboratory and vitals", ""),
        ("everything", ""),
        ("hiv and genetics", ""),
        ("imaging and hiv", ""),
        ("the whole record and hiv", ""),
    ] {
        let source = format!(
            "specially protected hiv, genetics, substance_use\ncategory x within genetics\n\
             any nurse may read {data} if the patient has consented\n\
             any nurse may not read {data} and x if the patient has refused"
        );
        let expected: &[_] = if underlined.is_empty() {
            &[]
        } else {
            &[("W0272", underlined)]
        };
        expect(&source, expected);
    }
}

#[test]
fn of_what_is_left_out_the_outermost_four_are_named() {
    const ASKED: &str = "any nurse may read everything and hiv if the patient has consented";
    let message = |others: usize| {
        let declared: String = (0..others)
            .map(|at| format!("category x{at}\ncategory y{at} within x{at}\n"))
            .collect();
        let names: Vec<String> = (0..others).map(|at| format!("x{at}, y{at}")).collect();
        let names = names.join(", ");
        let source = format!("specially protected hiv, {names}\n{declared}{ASKED}\n");
        let problems = expect(&source, &[("W0272", "everything")]);
        problems[0].message.clone()
    };
    let said =
        |names: &str| format!("`everything` leaves out {names}, though `hiv` is named beside it");
    assert_eq!(message(1), said("`x0`"));
    assert_eq!(message(4), said("`x0`, `x1`, `x2` and `x3`"));
    for count in [5, 6, 9] {
        assert_eq!(message(count), said("`x0`, `x1`, `x2`, `x3` and others"));
    }
}

/// More than is shown is not looked for, and it is said that there is more.
#[test]
fn remarks_on_what_is_left_out_end_where_nobody_would_see_them() {
    const CONSENTED: &str = "any nurse may read vitals if the patient has consented\n";
    let source = |who: &str, count: usize| {
        format!("specially protected hiv, genetics\n{CONSENTED}")
            + &format!("{who} may read everything and hiv\n").repeat(count)
    };
    let problems = |source: &str| crate::check(source, "file").problems;
    let last = |source: &str| problems(source).pop().unwrap();
    assert_eq!(problems(&source("any nurse", 200)).len(), 200);
    assert_eq!(last(&source("any nurse", 200)).code, "W0272");
    for (who, count) in [("any nurse", 201), ("any nurse", 300), ("anyone", 205)] {
        let more = if who == "anyone" { 6 } else { 2 };
        let message = format!("at least {more} more problems follow from here on");
        assert_eq!(last(&source(who, count)).message, message, "{who} {count}");
    }
}

#[test]
fn a_rule_that_has_ended_is_reported_on_the_day_after() {
    let source = "time zone \"America/Chicago\"\nspecially protected hiv\n\
                  rule a any nurse may read vitals until 2026-06-30 if the patient has consented\n\
                  rule b any nurse may read imaging until 2026-06-30 at 17:00\n\
                  rule c any nurse may not read billing from 2026-06-30\n";
    let policy = policy(source);
    let remarked = |day| found(source, &remarks_on(&policy, source, day));
    assert_eq!(remarked((2026, 6, 30)), []);
    let both = [("W0271", "2026-06-30"), ("W0271", "2026-06-30 at 17:00")];
    assert_eq!(remarked((2026, 7, 1)), both);
    assert_eq!(remarked((2030, 1, 1)), both);
    let told = remarks_on(&policy, source, (2026, 7, 1));
    let messages: Vec<&str> = told.iter().map(|problem| &*problem.message).collect();
    assert_eq!(
        messages,
        [
            "`a` ended 2026-06-30, so it allows or forbids nothing any more",
            "`b` ended 2026-06-30 at 17:00, so it allows or forbids nothing any more"
        ]
    );
    let help = "give it a later day after `until`, or leave the rule out";
    assert!(
        told.iter()
            .all(|problem| problem.help.as_deref() == Some(help))
    );
    assert_eq!(remarked((2026, 2, 30)), []);
    assert_eq!(remarked((2026, 13, 1)), []);
}
