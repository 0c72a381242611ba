//! Any text at all is checked without a panic, and what comes out of it is sound.

use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::typed::Operand;

const WORDS: &[&str] = &[
    "policy",
    "\"t\"",
    "version",
    "4",
    "time",
    "zone",
    "\"America/Chicago\"",
    "specially",
    "protected",
    "hiv",
    "\n",
    "\n",
    "\n",
    "lab",
    "X",
    "hospital",
    "H",
    "within",
    "is",
    "\"urn:x\"",
    "practitioner",
    "p",
    "of",
    "role",
    "er",
    "nurse",
    "action",
    "view",
    "category",
    "c",
    "bloodwork",
    "imaging",
    ":",
    "loinc",
    "\"718-7\"",
    "purpose",
    "q",
    "treatment",
    "rule",
    "a",
    "b",
    "overrides",
    ",",
    "anyone",
    "no",
    "one",
    "the",
    "patient",
    "any",
    "may",
    "not",
    "read",
    "everything",
    "whole",
    "record",
    "except",
    "for",
    "from",
    "until",
    "2026-03-08",
    "2026-11-01",
    "at",
    "02:30",
    "if",
    "unless",
    "has",
    "consented",
    "refused",
    "(",
    ")",
    "and",
    "or",
    "reason",
    "given",
    "requester",
    "treats",
    "then",
    "notify",
    "72",
    "hours",
    "mask",
    "review",
    "example",
    "\"e\"",
    "asks",
    "to",
    "on",
    "with",
    "expect",
    "allowed",
    "refused",
    "covered",
    "by",
    "because",
    "ended",
    "needs",
    "fact",
    "yes",
    "/",
    "number",
    "date",
    "text",
    "of",
    "request",
    "otherwise",
    "patient.score",
    "record.day",
    "under",
    "least",
    "16",
    "deceased",
    "between",
    "22:00",
    "06:00",
    "today",
    "weekday",
    "fewer",
    "than",
    "reads",
    "in",
    "last",
    "days",
    "known",
    "born",
    "was",
    "form",
    "patient.vip",
    "\"lab X may read bloodwork\"",
    "withdrawn",
    "r1",
    "#",
    "é",
];

/// Whole statements, so that some texts get past the parser.
const STATEMENTS: &[&str] = &[
    "lab X",
    "hospital H is \"urn:h\"",
    "department D within H",
    "lab X within D",
    "hospital H within D",
    "practitioner p of H",
    "role er within physician",
    "role er within er",
    "category c within bloodwork: loinc \"718-7\"",
    "category bloodwork: loinc \"9\"",
    "category c within c",
    "purpose q within treatment",
    "specially protected c, hiv",
    "time zone \"America/Chicago\"",
    "lab X may read bloodwork",
    "any er of H may read c for q",
    "no one may read hiv unless the requester treats the patient",
    "rule a overrides r1 anyone may read the whole record if a reason is given then review within 2 weeks",
    "rule a any nurse may read everything except c from 2026-11-01 at 01:30 until 2026-03-08",
    "example \"e\" given the patient has consented \"lab X may read bloodwork\" lab X asks to read c on 2026-05-04 expect allowed by r1",
    "example \"f\" a nurse of H asks to read loinc \"718-7\" expect refused by r1 because a needs a reason is given",
    "fact vip: yes/no of patient",
    "fact vip: yes/no of requester, otherwise no",
    "fact score: number of patient",
    "fact day: date of record, otherwise 2026-01-01",
    "fact ward: one of icu, er or icu of patient",
    "fact ward: text of requester",
    "anyone may read c if patient.vip",
    "anyone may read c if patient.score is over 3 and requester.vip is not patient.vip",
    "no one may read hiv if record.day < 2026-05-04 and patient.ward is er or requester.ward is \"er\"",
    "lab X may read c if fewer than 3 reads in the last 7 days or fewer than 9999 views in the last 2 years",
    "any nurse may read c unless today is a weekday and the time is between 22:00 and 06:00 and the patient is under 16",
    "example \"g\" given the patient is under 16 and patient.vip and patient.ward is icu and 3 reads by X a lab asks to read c \
     expect not covered because the patient's age is not known",
    "example \"h\" given the patient was born on 2027-05-04 and the patient is deceased and 5 reads by the requester on 2026-05-01 \
     p asks to read c on 2026-05-04 expect refused because patient.vip is not known",
];

fn checked(source: &str) {
    let parsed = parse(source);
    let checked = check(&parsed.tree, source, "file");
    let has_errors = checked.problems.iter().any(Problem::is_error);
    assert!(checked.policy.is_none() || !has_errors);
    for problem in &checked.problems {
        check_wording(problem);
        assert!(problem.span.end as usize <= source.len());
    }
    if let Some(policy) = checked.policy {
        assert!(policy.rules.is_sorted_by(|a, b| a.name < b.name));
        assert!(policy.counters.is_sorted_by(|a, b| a < b));
        assert!(
            policy
                .facts
                .is_sorted_by_key(|fact| (fact.owner, fact.name.clone()))
        );
        for rule in &policy.rules {
            rule.conditions
                .iter()
                .for_each(|condition| check_ids(&policy, condition));
        }
        for example in &policy.examples {
            assert_eq!(example.case.facts.len(), policy.facts.len());
        }
        let within = policy.categories.iter().zip(0..);
        assert!(
            within
                .clone()
                .all(|(term, id)| term.within.is_none_or(|outer| outer < id))
        );
    }
}

/// Every counter and fact that a rule asks for is one of the policy's.
fn check_ids(policy: &Policy, condition: &Condition) {
    let is_fact = |id: &u32| (*id as usize) < policy.facts.len();
    let is_known = |single: &Condition| match single {
        Condition::FewerThan { counter, limit } => {
            (*counter as usize) < policy.counters.len() && *limit > 0
        }
        Condition::Compare { fact, with, .. } => {
            is_fact(fact)
                && match with {
                    Operand::Value(_) => true,
                    Operand::Fact(other) => is_fact(other),
                }
        }
        _ => true,
    };
    assert!(!condition.has(&|single| !is_known(single)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn words_in_any_order_are_checked(words in prop::collection::vec(select(WORDS), 0..60)) {
        checked(&words.join(" "));
    }

    #[test]
    fn statements_in_any_order_are_checked(statements in prop::collection::vec(select(STATEMENTS), 0..12)) {
        checked(&statements.join("\n"));
    }

    #[test]
    fn any_text_is_checked(text in "\\PC{0,200}") {
        checked(&text);
    }

    #[test]
    fn the_order_of_declarations_changes_no_id(order in Just(DECLARATIONS.to_vec()).prop_shuffle()) {
        let sorted = run(&DECLARATIONS.join("\n")).policy;
        let shuffled = run(&order.join("\n")).policy;
        let ids = |policy: Option<Policy>| policy.map(|policy| {
            let rules: Vec<_> = policy.rules.iter().map(|rule| (rule.name.clone(), rule.sentence.subjects.clone(), rule.sentence.categories.clone(), rule.conditions.clone())).collect();
            (policy.parties, policy.practitioners, policy.roles, policy.categories, policy.codes, policy.facts, policy.counters, rules)
        });
        prop_assert_eq!(ids(sorted), ids(shuffled));
    }
}

const DECLARATIONS: &[&str] = &[
    "lab X",
    "hospital H",
    "department D within H",
    "department E within H",
    "practitioner p of D",
    "practitioner o",
    "role er within physician",
    "role aa within er",
    "category x within bloodwork: loinc \"718-7\"",
    "category y within x",
    "fact b: yes/no of record",
    "fact a: number of record",
    "fact b: text of patient",
    "rule a lab X may read y if record.b and fewer than 3 reads in the last week",
    "rule b any er of D or practitioner p may read x if record.a is 3 and patient.b is \"x\" and fewer than 9 reads in the last day",
];

#[test]
fn time_grows_with_the_length_of_a_policy_alone() {
    // Quadratic steps would take minutes: a deep tree, long lists, many names that are not known.
    const COUNT: usize = 20_000;
    let mut source = String::from("lab p0\ncategory c0\n");
    for at in 1..COUNT {
        source += &format!(
            "lab p{at} within p{}\ncategory c{at} within c{}\n",
            at - 1,
            at - 1
        );
    }
    let list = |prefix: &str| {
        (0..COUNT)
            .map(|at| format!("{prefix}{at}"))
            .collect::<Vec<_>>()
            .join(", ")
    };
    for at in 0..COUNT {
        source += &format!("fact f{at}: yes/no of patient\n");
        source += &format!(
            "any nurse may read c0 if patient.f{at} and fewer than 3 reads in the last {} hours\n",
            at + 1
        );
    }
    let counted = format!("fact g: one of {} of patient\n", list("w"));
    source += &counted;
    source += &format!("any nurse may read {} except {}\n", list("c"), list("c"));
    source += &format!("any nurse may read {} for {}\n", list("x"), list("y"));
    for at in 0..COUNT {
        source += &format!(
            "practitioner q{at} of p{at}\nrule z{at} overrides u{at} lab p{at} may read c{at} if a reason is given. "
        );
    }
    let checked = run(&source);
    assert_eq!(checked.problems.len(), crate::diagnostic::PROBLEMS_MAX);
}
