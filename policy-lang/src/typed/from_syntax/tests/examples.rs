//! Examples: who asks, what is given, what is expected.

use abi::decision::{Failure, Outcome, Reason};
use abi::terms::{CategoryTerm, Party, Requester};

use super::*;
use crate::typed::{Case, Duty, Expect};

const POLICY: &str = "time zone \"America/Chicago\"\nspecially protected hiv\nhospital Riverside is \"urn:r\"\nlab Acme\n\
    device Pump within Riverside\npractitioner lee of Riverside\ncategory lipids within bloodwork\n\
    rule labs lab Acme may read bloodwork for treatment from 2026-01-01 until 2026-12-31 at 17:00 \
    if the patient has consented and (a reason is given or the requester treats the patient) then notify the patient within 72 hours\n\
    rule closed no one may read hiv unless the requester treats the patient\n";

fn example(text: &str) -> (Case, Expect) {
    let mut policy = policy(&format!("{POLICY}example \"x\" {text}"));
    let example = policy.examples.remove(0);
    (example.case, example.expect)
}

fn asker(who: &str) -> Requester {
    example(&format!(
        "{who} asks to read vitals on 2026-05-04 expect not covered"
    ))
    .0
    .requester
}

fn party(name: &str, kind: &str) -> Party {
    Party {
        name: name.to_owned(),
        kind: Some(kind.to_owned()),
    }
}

fn practitioner(id: &str, roles: &[&str], organisation: Option<Party>) -> Requester {
    let roles = roles.iter().map(|role| String::from(*role)).collect();
    Requester::Practitioner {
        id: id.to_owned(),
        roles,
        organisation,
    }
}

#[test]
fn each_asker_is_one_that_the_ledger_could_attest() {
    let riverside = || party("Riverside", "hospital");
    assert_eq!(
        asker("the patient"),
        Requester::Patient { is_subject: true }
    );
    assert_eq!(
        asker("a guardian of the patient"),
        Requester::RelatedPerson { is_guardian: true }
    );
    assert_eq!(
        asker("lab Acme"),
        Requester::Organisation {
            party: party("Acme", "lab")
        }
    );
    // A name alone is a party's or a practitioner's.
    assert_eq!(asker("Acme"), asker("lab Acme"));
    assert_eq!(asker("lee"), asker("practitioner lee"));
    assert_eq!(
        asker("hospital \"urn:r\""),
        Requester::Organisation { party: riverside() }
    );
    assert_eq!(
        asker("a lab"),
        Requester::Organisation {
            party: party("somebody", "lab")
        }
    );
    assert_eq!(
        asker("a nurse of Riverside"),
        practitioner("somebody", &["nurse"], Some(riverside()))
    );
    assert_eq!(asker("a nurse"), practitioner("somebody", &["nurse"], None));
    assert_eq!(
        asker("practitioner lee"),
        practitioner("lee", &[], Some(riverside()))
    );
    assert_eq!(
        asker("practitioner lee, a physician of Riverside"),
        practitioner("lee", &["physician"], Some(riverside()))
    );
    assert_eq!(
        asker("device Pump"),
        Requester::Device {
            id: "Pump".to_owned(),
            organisation: Some(party("Pump", "device"))
        }
    );
}

#[test]
fn a_stranger_s_name_is_nobody_s() {
    let policy = policy(
        "lab somebody\nany lab may read vitals\nexample \"x\" a lab asks to read vitals expect allowed by r1",
    );
    let requester = &policy.examples[0].case.requester;
    assert_eq!(
        *requester,
        Requester::Organisation {
            party: party("somebody else", "lab")
        }
    );
}

#[test]
fn a_request_keeps_names_and_claims() {
    let (case, _) = example(
        "lab Acme asks to access and collect lipids, everything and loinc \"718-7\" for TREAT on 2026-05-04 \
         with reason \"why not\" expect not covered",
    );
    assert_eq!(case.request.actions, ["read", "collect"]);
    let name = |name: &str| CategoryTerm::Name(name.to_owned());
    let code = CategoryTerm::Code {
        system: "http://loinc.org".to_owned(),
        code: "718-7".to_owned(),
    };
    assert_eq!(
        case.request.categories,
        [name("lipids"), name("everything"), code]
    );
    assert_eq!(case.request.claims.purpose.as_deref(), Some("treatment"));
    assert!(case.request.claims.reason_given);
    let (case, _) =
        example("lab Acme asks to read lipids on 2026-05-04 with reason \" \" expect not covered");
    assert!(!case.request.claims.reason_given);
}

#[test]
fn a_day_means_noon() {
    let now = |on: &str| {
        example(&format!(
            "lab Acme asks to read vitals on {on} expect not covered"
        ))
        .0
        .now
    };
    assert_eq!(now("2026-05-04"), at("2026-05-04T17:00:00Z"));
    assert_eq!(now("2026-05-04 at 23:10"), at("2026-05-05T04:10:00Z"));
}

#[test]
fn an_example_needs_a_day_where_days_matter() {
    let undated = "any nurse may read vitals\nexample \"x\" ";
    let policy = policy(&format!(
        "{undated}a nurse asks to read vitals expect allowed by r1"
    ));
    assert_eq!(policy.examples[0].case.now, at("2000-01-01T12:00:00Z"));
    let source =
        format!("{POLICY}example \"x\" the patient asks to read vitals expect not covered");
    expect_help(
        &source,
        "E0229",
        "the patient asks to read vitals",
        "`labs` holds in a certain period: add a day, as in `on 2026-05-04`",
    );
    let given = "given the patient has consented \"any nurse may read vitals until 2026-01-01\"\n";
    expect(
        &format!("{undated}{given}a nurse asks to read vitals expect allowed by r1"),
        &[("E0229", "a nurse asks to read vitals")],
    );
}

/// Without a day the request is made on 2000-01-01: what is given with a day would mean something else than it seems to.
#[test]
fn an_example_needs_a_day_where_what_is_given_has_one() {
    const ASKS: &str = "a nurse asks to read vitals";
    let source = |form: &str, given: &str| {
        format!(
            "lab Acme\nfact vip: yes/no of patient\nform Plain anyone may read vitals\nform F {form}\n\
             rule r any nurse may read vitals\nexample \"x\" given {given}\n{ASKS} expect allowed by r"
        )
    };
    let plain = "(who: a lab) who may read vitals\n anyone may read hiv";
    let dated = "anyone may read hiv\n anyone may read vitals until 2026-12-31";
    let blank = "(last: a date) anyone may read vitals until last";
    for (form, given) in [
        (plain, "the patient has signed F with who Acme"),
        (plain, "the patient has signed Plain"),
        (dated, "the patient has signed Plain"),
        (
            plain,
            "the patient has consented \"lab Acme may read vitals\"",
        ),
        (
            plain,
            "the patient has signed Plain and the patient has withdrawn Plain",
        ),
        (plain, "the requester treats the patient"),
        (plain, "the patient is under 16"),
        (plain, "the patient is deceased"),
        (plain, "patient.vip"),
        (plain, "1 read by Acme"),
    ] {
        let example = policy(&source(form, given)).examples.remove(0);
        assert_eq!(example.case.now, at("2000-01-01T12:00:00Z"), "{given}");
    }
    for (form, given) in [
        (
            plain,
            "the patient has signed F with who Acme on 1999-05-01",
        ),
        (
            "anyone may read vitals from 1999-01-01",
            "the patient has signed F",
        ),
        (
            "anyone may read vitals until 2026-12-31",
            "the patient has signed F",
        ),
        (dated, "the patient has signed F"),
        (blank, "the patient has signed F with last 2026-12-31"),
        (
            plain,
            "the patient has consented \"lab Acme may read vitals\" on 1999-05-01",
        ),
        (
            plain,
            "the patient has consented \"lab Acme may read vitals from 1999-05-01\"",
        ),
        (
            plain,
            "the patient has consented \"lab Acme may read vitals until 2026-05-01\"",
        ),
        (
            plain,
            "the patient has signed Plain and the patient has withdrawn Plain on 1999-05-01",
        ),
        (plain, "the patient was born on 1999-05-01"),
        (plain, "1 read by Acme on 1999-05-01"),
    ] {
        let source = source(form, given);
        let mut problems = run(&source).problems;
        problems.retain(Problem::is_error);
        assert_eq!(found(&source, &problems), [("E0229", ASKS)], "{given}");
        assert_eq!(
            (problems[0].message.as_str(), problems[0].help.as_deref()),
            (
                "this example does not say when the request is made",
                Some("what is given has a date: add a day, as in `on 2026-05-04`")
            )
        );
    }
}

#[test]
fn consents_hold_from_before_the_request_until_they_are_withdrawn() {
    let (case, _) = example(
        "given the patient has consented \"lab Acme may read bloodwork\"\n\
         given the patient has consented \"lab Acme may not read vitals\" on 2026-05-01\n\
         given the patient has withdrawn \"lab Acme may read bloodwork\" on 2026-05-03\n\
         lab Acme asks to read vitals on 2026-05-04 expect not covered",
    );
    let [first, second] = case.consents.as_deref().unwrap_or_default() else {
        panic!("{:?}", case.consents)
    };
    assert_eq!((first.number, first.recorded_at), (0, Instant::MIN));
    assert_eq!(first.withdrawn_at, Some(at("2026-05-03T05:00:00Z")));
    assert_eq!(
        (second.number, second.recorded_at),
        (1, at("2026-05-01T05:00:00Z"))
    );
    assert_eq!(
        (second.withdrawn_at, second.sentences[0].grants),
        (None, false)
    );
}

#[test]
fn a_withdrawal_repeats_what_was_given() {
    let source = format!(
        "{POLICY}example \"x\" given the patient has withdrawn \"lab Acme may read bloodwork\"\n\
         lab Acme asks to read vitals on 2026-05-04 expect not covered"
    );
    expect(&source, &[("E0230", "\"lab Acme may read bloodwork\"")]);
}

#[test]
fn problems_of_a_quoted_consent_stand_inside_the_quotes() {
    let source = format!(
        "{POLICY}example \"x\" given the patient has consented \"lab Acm may read bloodwork if a reason is given\"\n\
         lab Acme asks to read vitals on 2026-05-04 expect not covered"
    );
    expect(
        &source,
        &[("W0255", "Acm"), ("E0235", "if a reason is given")],
    );
}

/// Nothing more is said of a consent once it is unclear whom it means.
#[test]
fn a_consent_for_a_party_of_another_kind_is_reported_once() {
    let labs: Vec<String> = (0..17).map(|number| format!("L{number}")).collect();
    let declared: String = labs.iter().map(|lab| format!("lab {lab}\n")).collect();
    let given = |who: &str| {
        let held = labs.join(" or ");
        format!(
            "{declared}example \"x\" given the patient has consented \"{who} may read vitals held by {held}\" \
             lab L0 asks to read vitals expect not covered"
        )
    };
    let codes = |source: String| -> Vec<&str> {
        let problems = run(&source).problems;
        problems.iter().map(|problem| problem.code).collect()
    };
    assert_eq!(codes(given("hospital L0")), ["E0217"]);
    // Of a party that is clear, it would be said that this is too much.
    assert_eq!(codes(given("lab L0")).len(), 1);
}

/// Years count from 1.
#[test]
fn nobody_is_born_before_the_first_year() {
    let errors = |year: &str| {
        let source = format!(
            "{POLICY}any nurse may read vitals if the patient is under 16\n\
             example \"x\" given the patient is 15 a nurse asks to read vitals on {year}-05-04 expect allowed by r1"
        );
        let problems = run(&source).problems;
        let errors = problems.iter().filter(|problem| problem.is_error());
        errors.map(|problem| problem.code).collect::<Vec<_>>()
    };
    assert_eq!(errors("0016"), [""; 0]);
    assert_eq!(errors("0015"), ["E0247"]);
    assert_eq!(errors("0014"), ["E0247"]);
}

#[test]
fn a_patient_has_at_most_256_consents() {
    let consent = "given the patient has consented \"lab Acme may read vitals\"\n";
    let asked = "lab Acme asks to read vitals on 2026-05-04 expect not covered";
    let source = |count: usize| format!("{POLICY}example \"x\" {}{asked}", consent.repeat(count));
    assert_eq!(policy(&source(256)).examples.len(), 1);
    let problems = run(&source(257)).problems;
    let codes: Vec<&str> = problems.iter().map(|problem| problem.code).collect();
    assert_eq!(codes, ["E0223"]);
}

#[test]
fn who_treats_is_the_requester_itself() {
    let treats = |given: &str, asker: &str| {
        example(&format!(
            "given {given}\n{asker} asks to read vitals on 2026-05-04 expect not covered"
        ))
        .0
        .treats
            == Some(true)
    };
    assert!(treats(
        "the requester treats the patient",
        "a nurse of Riverside"
    ));
    assert!(treats("Riverside treats the patient", "hospital Riverside"));
    assert!(!treats("Riverside treats the patient", "practitioner lee"));
    assert!(treats(
        "practitioner lee treats the patient",
        "practitioner lee"
    ));
    assert!(treats("lee treats the patient", "practitioner lee"));
    assert!(!treats(
        "practitioner lee treats the patient",
        "a nurse of Riverside"
    ));
}

fn expected(text: &str) -> Expect {
    example(&format!(
        "lab Acme asks to read vitals on 2026-05-04 expect {text}"
    ))
    .1
}

/// Rules are `closed` (0) and `labs` (1).
fn reasons(text: &str) -> Vec<Failure> {
    let expected = expected(&format!("not covered because {text}"));
    assert!(expected.reasons.iter().all(|reason| reason.rule == 1));
    expected
        .reasons
        .iter()
        .map(|reason| reason.failure)
        .collect()
}

#[test]
fn an_expectation_names_rules_and_duties() {
    let allowed = expected("allowed by labs then notify the patient");
    assert_eq!(
        (allowed.outcome, allowed.rules),
        (Outcome::Allowed, vec![1])
    );
    assert_eq!(
        allowed.duties,
        [Duty::Notify {
            whom: "patient".to_owned(),
            within_hours: None
        }]
    );
    let refused = expected("refused by closed");
    assert_eq!(
        (refused.outcome, refused.rules),
        (Outcome::Refused, vec![0])
    );
    assert_eq!(expected("not covered").outcome, Outcome::NotCovered);
}

#[test]
fn each_reason_is_one_that_a_decision_can_give() {
    assert_eq!(reasons("labs ended 2026-12-31 at 17:00"), [Failure::Ended]);
    assert_eq!(reasons("labs starts 2026-01-01"), [Failure::NotStarted]);
    assert_eq!(
        reasons("labs needs the patient has consented"),
        [Failure::ConditionFalse(0)]
    );
    assert_eq!(
        reasons("labs needs (a reason is given or the requester treats the patient)"),
        [Failure::ConditionFalse(1)]
    );
    assert_eq!(reasons("labs is for treatment"), [Failure::Purpose]);
    let policy = policy(POLICY);
    let id = |name: &str| {
        policy
            .categories
            .iter()
            .position(|term| term.name == name)
            .unwrap() as u32
    };
    assert_eq!(reasons("labs leaves hiv out"), [Failure::Data(id("hiv"))]);
    assert_eq!(
        reasons("labs does not cover vitals"),
        [Failure::Data(id("vitals"))]
    );
    let disclose = policy
        .actions
        .iter()
        .position(|term| term.name == "disclose")
        .unwrap() as u32;
    assert_eq!(
        reasons("labs does not allow disclose"),
        [Failure::Action(disclose)]
    );
}

#[test]
fn reasons_must_be_the_rule_s_own() {
    let source = |reason: &str| {
        format!(
            "{POLICY}example \"x\" lab Acme asks to read vitals on 2026-05-04 expect not covered because {reason}"
        )
    };
    for (reason, code, underlined) in [
        ("labs ended 2026-12-31", "E0231", "2026-12-31"),
        ("closed ended 2026-12-31", "E0231", "2026-12-31"),
        ("labs starts 2026-01-02", "E0231", "2026-01-02"),
        (
            "labs needs the requester treats the patient",
            "E0232",
            "the requester treats the patient",
        ),
        ("labs is for payment", "E0233", "labs is for payment"),
        ("lab5 ended 2026-12-31", "E0227", "lab5"),
        ("labs does not cover vitls", "E0215", "vitls"),
    ] {
        expect(&source(reason), &[(code, underlined)]);
    }
    let problems = run(&source("labs ended 2026-12-31")).problems;
    assert_eq!(
        problems[0].message,
        "`labs` says `until 2026-12-31 at 17:00`"
    );
}

#[test]
fn a_reason_names_the_purposes_that_the_rule_has() {
    let refused = |purposes: &str| {
        let source = format!(
            "rule a any nurse may read vitals {purposes}\nexample \"x\" a nurse asks to read vitals \
             expect not covered because a is for marketing"
        );
        let problems = expect(&source, &[("E0233", "a is for marketing")]);
        assert_eq!(
            problems[0].help.as_deref(),
            Some("name the purposes that the rule has")
        );
        let places = problems[0].also.iter();
        let places = places.map(|(span, label)| (span.text(&source).to_owned(), label.clone()));
        (problems[0].message.clone(), places.collect::<Vec<_>>())
    };
    let any = ("`a` is for any purpose".to_owned(), Vec::new());
    assert_eq!(refused(""), any);
    assert_eq!(refused("for any purpose"), any);
    assert_eq!(
        refused("for treatment or payment"),
        (
            "`a` is for `treatment or payment`".to_owned(),
            vec![(
                "treatment or payment".to_owned(),
                "the purposes of the rule".into()
            )]
        )
    );
}

#[test]
fn a_needed_condition_may_be_known_neither_way() {
    // The decision may say that it is not known; whoever compares takes the two for one.
    let reason = expected("not covered because labs needs the patient has consented").reasons;
    assert_eq!(
        reason,
        [Reason {
            rule: 1,
            failure: Failure::ConditionFalse(0)
        }]
    );
}

#[test]
fn a_rule_decides_what_it_can() {
    let source = |expect: &str| {
        format!("{POLICY}example \"x\" lab Acme asks to read vitals on 2026-05-04 expect {expect}")
    };
    expect(&source("allowed by closed"), &[("E0234", "closed")]);
    expect(&source("refused by labs"), &[("E0234", "labs")]);
}

#[test]
fn unknown_names_in_examples_are_reported() {
    let source = format!(
        "{POLICY}example \"x\" given Zeta treats the patient\n\
         a nurze of Riversde asks to raed vitls for tratment on 2026-05-04 expect allowed by lab5"
    );
    let codes = [
        "E0211", "E0213", "E0211", "E0214", "E0215", "E0216", "E0227",
    ];
    let words = [
        "Zeta", "nurze", "Riversde", "raed", "vitls", "tratment", "lab5",
    ];
    let expected: Vec<_> = codes.into_iter().zip(words).collect();
    expect(&source, &expected);
    let stranger = format!(
        "{POLICY}example \"x\" lab Zeta asks to read vitals on 2026-05-04 expect not covered"
    );
    expect(&stranger, &[("E0211", "Zeta")]);
    // An article in quotes is a name as any other.
    let named = stranger.replace("\"x\" lab Zeta", "\"a\" Zeta");
    expect(&named, &[("E0211", "Zeta")]);
    // The article may be the name where somebody known follows.
    for who in ["Acme", "lee"] {
        policy(&stranger.replace("\"x\" lab Zeta", &format!("a {who}")));
    }
    let treats = stranger.replace("lab Zeta", "given lab lee treats the patient\nlab Acme");
    expect(&treats, &[("E0211", "lee")]);
    // A practitioner is no laboratory.
    expect(
        &stranger.replace("lab Zeta", "lab lee"),
        &[("E0211", "lee")],
    );
}

#[test]
fn examples_of_one_name_are_told_apart() {
    let one = "example \"x\" lab Acme asks to read vitals on 2026-05-04 expect not covered\n";
    let problems = run(&format!("{POLICY}{one}{one}")).problems;
    let codes: Vec<&str> = problems.iter().map(|problem| problem.code).collect();
    assert_eq!(
        codes,
        ["W0253", "W0253", "W0258"],
        "the device and the practitioner are not used, either"
    );
}
