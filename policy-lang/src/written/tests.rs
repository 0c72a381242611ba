//! What is written is read again as the same case.

use abi::Instant;
use abi::form::FormValue;
use abi::terms::{Author, Confidentiality, NarrowingTerm, Party, Requester};

use super::example;
use crate::interpret::decide;
use crate::typed::{Case, Date};

const POLICY: &str = r#"
time zone "America/Chicago"
specially protected genetics
hospital Hill
department Ward within Hill
lab Acme
practitioner dr_lee of Ward
fact vip: yes/no of patient
fact level: number of requester
fact ward: text of record
fact since: date of record
form "CF-1" (laboratory: a lab, last_day: a date)
  laboratory may read bloodwork until last_day
rule a
  lab Acme may read bloodwork for treatment from 2026-01-01 if the patient has consented or the patient has signed "CF-1"
rule b
  any nurse of Hill may read everything if fewer than 3 reads in the last 7 days and patient.vip
"#;

const EXAMPLES: &str = r#"
example "one"
  given the patient has consented "lab Acme may read bloodwork and imaging except genetics for treatment until 2026-06-30 at 12:00"
  given the patient has withdrawn "lab Acme may read bloodwork and imaging except genetics for treatment until 2026-06-30 at 12:00" on 2026-06-01
  given the patient has signed "CF-1" with laboratory Acme, last_day 2026-12-31 on 2026-02-01 at 09:30
  given the patient was born on 2010-02-28
  lab Acme asks to read bloodwork and loinc "718-7" dated 2026-01-31 held by Hill for treatment on 2026-05-04 at 23:10
  expect allowed by a
example "two"
  given the requester treats the patient
  given the patient is deceased
  given patient.vip is yes
  given requester.level is 7
  given record.ward is "a \"b\""
  given record.since is 2020-02-29
  given 2 reads by the requester on 2026-05-01
  given 1 read by Acme on 2026-05-02
  a nurse of Ward asks to read everything written by Acme of encounter "E 7" labelled restricted on 2026-05-04
    with reason "why"
  expect allowed by b
example "three"
  given the patient has consented "any nurse of Hill or any lab or practitioner dr_lee may not read the whole record"
  practitioner dr_lee, a physician of Ward asks to read and collect imaging on 2026-03-08 at 03:30
  expect not covered
example "four"
  a lab asks to read bloodwork on 2026-03-08 expect not covered
example "five"
  the patient asks to read bloodwork on 2026-03-08 expect not covered
"#;

#[test]
fn an_example_that_is_written_from_its_case_has_the_same_case() {
    let source = format!("{POLICY}{EXAMPLES}");
    let checked = crate::check(&source, "p");
    let policy = checked
        .policy
        .unwrap_or_else(|| panic!("{:?}", checked.problems));
    for (number, given) in policy.examples.iter().enumerate() {
        let decision = decide(&policy, &given.case).unwrap();
        let text = example(&policy, "again", &given.case, &decision.verdict).unwrap();
        let again = crate::check(&format!("{source}\n{text}"), "p");
        let read = again
            .policy
            .unwrap_or_else(|| panic!("{:?}\n{text}", again.problems));
        let last = read.examples.last().unwrap();
        assert_eq!(last.case, given.case, "example {number}\n{text}");
        assert_eq!(last.expect.outcome, decision.verdict.outcome, "{text}");
    }
}

#[test]
fn what_no_example_can_say_is_not_written() {
    let source = format!("{POLICY}{EXAMPLES}");
    let policy = crate::check(&source, "p").policy.unwrap();
    let case = &policy.examples[0].case;
    let decision = decide(&policy, case).unwrap();
    let mut late = case.clone();
    late.now.0 += 1;
    let mut unread = case.clone();
    unread.consents = None;
    for unsaid in [late, unread] {
        assert_eq!(example(&policy, "it", &unsaid, &decision.verdict), None);
    }
}

const SAID: &str = r#"
time zone "America/Chicago"
specially protected genetics
hospital Hill
department "Ward 3" within Hill
lab Acme
device Pump within Hill
practitioner dr_lee of "Ward 3"
practitioner ito
fact vip: yes/no of patient
fact level: number of requester
fact "in ward": text of record
fact since: date of request
form "CF-1" (laboratory: a lab, last_day: a date)
  laboratory may read bloodwork until last_day
form Plain
  anyone may read vitals
rule a
  lab Acme may read bloodwork for treatment from 2026-01-01 if the patient has consented or the patient has signed "CF-1"
rule b
  any nurse of Hill may read everything for any purpose
rule closed
  no one may read hiv
"#;

/// Each as it is written from its case: the way to a case and back changes no letter.
const SAID_EXAMPLES: &[&str] = &[
    r#"example "whom a consent is about"
  given the patient has consented "anyone or the patient or a guardian of the patient or lab Acme or department \"Ward 3\" or Elsewhere may read the whole record"
  given the patient has withdrawn "anyone or the patient or a guardian of the patient or lab Acme or department \"Ward 3\" or Elsewhere may read the whole record" on 2026-03-01 at 00:00
  given the patient has consented "any nurse or any nurse of \"Ward 3\" or any nurse of any hospital or any lab or practitioner dr_lee may not read and collect bloodwork and imaging except genetics and hiv for treatment or payment from 2026-01-01 at 00:00 until 2026-06-30 at 12:00" on 2026-02-01 at 09:30
  lab Acme asks to read bloodwork on 2026-05-04 at 23:10
  expect not covered
"#,
    r#"example "forms"
  given the patient has signed "CF-1" with laboratory Acme, last_day 2026-12-31 on 2026-02-01 at 09:30
  given the patient has withdrawn "CF-1" on 2026-06-01 at 08:05
  given the patient has signed "Plain"
  lab Acme asks to read bloodwork and "http://loinc.org" "718-7" for treatment on 2026-05-04 at 12:00
  expect allowed by a
"#,
    r#"example "what is attested"
  given the requester treats the patient
  given the patient was born on 2010-02-28
  given the patient is deceased
  given patient.vip is no
  given requester.level is -7
  given record."in ward" is "a \"b\" \\"
  given request.since is 2020-02-29
  given 1 read by the requester on 2026-05-01 at 09:00
  given 1 read by Hill on 2026-05-02 at 00:59
  given 1 collect by Acme on 2026-05-02 at 12:00
  a nurse of Hill asks to read and collect everything and imaging dated 2026-01-31 written by practitioner dr_lee held by Hill of encounter "E 7" of record "R" labelled restricted for payment on 2026-05-04 at 12:00 with reason "a reason"
  expect refused by closed
"#,
    r#"example "yes"
  given patient.vip is yes
  a nurse of "Ward 3" asks to read vitals written by Acme labelled normal on 2026-05-04 at 12:00
  expect allowed by b
"#,
    r#"example "a lab"
  a lab asks to read hiv labelled very_restricted on 2026-05-04 at 12:00
  expect refused by closed
"#,
    r#"example "patient"
  the patient asks to read vitals on 2026-05-04 at 12:00
  expect not covered
"#,
    r#"example "guardian"
  a guardian of the patient asks to read vitals on 2026-05-04 at 12:00
  expect not covered
"#,
    r#"example "device"
  device Pump asks to read vitals on 2026-05-04 at 12:00
  expect not covered
"#,
    r#"example "practitioner with a role"
  practitioner dr_lee, a nurse of "Ward 3" asks to read vitals on 2026-05-04 at 12:00
  expect allowed by b
"#,
    r#"example "practitioner"
  practitioner dr_lee of "Ward 3" asks to read vitals on 2026-05-04 at 12:00
  expect not covered
"#,
    r#"example "practitioner of nobody"
  given 1 read by the requester on 2026-05-01 at 09:00
  given 1 read by dr_lee on 2026-05-01 at 09:00
  practitioner ito asks to read vitals on 2026-05-04 at 12:00
  expect not covered
"#,
    r#"example "nurse"
  a nurse asks to read vitals on 2026-05-04 at 12:00
  expect not covered
"#,
];

#[test]
fn what_is_written_from_a_case_is_what_an_example_says() {
    let source = format!("{SAID}{}", SAID_EXAMPLES.concat());
    let checked = crate::check(&source, "p");
    let policy = checked
        .policy
        .unwrap_or_else(|| panic!("{:#?}", checked.problems));
    assert_eq!(policy.examples.len(), SAID_EXAMPLES.len());
    for (given, text) in policy.examples.iter().zip(SAID_EXAMPLES) {
        let verdict = decide(&policy, &given.case).unwrap().verdict;
        let written = example(&policy, &given.name, &given.case, &verdict);
        assert_eq!(written.as_deref(), Some(*text));
    }
}

/// Whoever needs the very same case must be told that there is no text of it.
#[test]
fn a_case_with_something_that_no_example_says_is_not_written() {
    let source = format!("{SAID}{}", SAID_EXAMPLES.concat());
    let policy = crate::check(&source, "p").policy.unwrap();
    let base = |name: &str| {
        let mut examples = policy.examples.iter();
        let found = examples.find(|example| example.name == name);
        found.unwrap().case.clone()
    };
    let party = |name: &str, kind: Option<&str>| Party {
        name: name.to_owned(),
        kind: kind.map(str::to_owned),
    };
    let nurse = |id: &str, roles: &[&str], organisation: Option<Party>| Requester::Practitioner {
        id: id.to_owned(),
        roles: roles.iter().map(|role| (*role).to_owned()).collect(),
        organisation,
    };
    let day = |packed: u32| Some(Date(packed));
    // What it is, the example it is made from, how.
    type Change<'c> = (&'c str, &'c str, &'c dyn Fn(&mut Case));
    let changes: &[Change<'_>] = &[
        ("a second", "nurse", &|case| case.now.0 += 1),
        ("before the first year", "nurse", &|case| {
            case.now = Instant(-62_200_000_020)
        }),
        ("consents that cannot be read", "nurse", &|case| {
            case.consents = None
        }),
        ("treatment that is not known", "nurse", &|case| {
            case.treats = None
        }),
        ("death that is not known", "nurse", &|case| {
            case.deceased = None
        }),
        ("accesses that cannot be read", "nurse", &|case| {
            case.accesses = None
        }),
        ("a birthday that is no day", "nurse", &|case| {
            case.birth_date = day(2026 * 512 + 2 * 32 + 30)
        }),
        ("data of no day", "nurse", &|case| {
            case.request.claims.data.dated = day(2026 * 512 + 13 * 32 + 1)
        }),
        ("a label without a word", "nurse", &|case| {
            case.request.claims.data.confidentiality = Some(Confidentiality::Low)
        }),
        ("an author with a party", "nurse", &|case| {
            case.request.claims.data.author = Some(Author::Practitioner {
                id: "dr_lee".into(),
                organisation: Some("Hill".into()),
            })
        }),
        ("another patient", "nurse", &|case| {
            case.requester = Requester::Patient { is_subject: false }
        }),
        ("a relative", "nurse", &|case| {
            case.requester = Requester::RelatedPerson { is_guardian: false }
        }),
        ("two roles", "nurse", &|case| {
            case.requester = nurse("dr_lee", &["nurse", "physician"], None)
        }),
        ("a stranger without a role", "nurse", &|case| {
            case.requester = nurse("somebody", &[], None)
        }),
        ("a stranger's party", "nurse", &|case| {
            case.requester = nurse("somebody", &["nurse"], Some(party("Far", Some("hospital"))))
        }),
        ("a party of no kind", "nurse", &|case| {
            case.requester = Requester::Organisation {
                party: party("Far", None),
            }
        }),
        ("a device of another's", "device", &|case| {
            case.requester = Requester::Device {
                id: "Pump 2".into(),
                organisation: Some(party("Pump", Some("device"))),
            }
        }),
        (
            "two actions of one access",
            "practitioner of nobody",
            &|case| {
                let accesses = case.accesses.as_mut().unwrap();
                accesses[0].actions.push("collect".into());
            },
        ),
        ("two sentences", "whom a consent is about", &|case| {
            let consents = case.consents.as_mut().unwrap();
            let more = consents[1].sentences.clone();
            consents[0].sentences.extend(more);
        }),
        ("narrowed data", "whom a consent is about", &|case| {
            let consents = case.consents.as_mut().unwrap();
            let data = &mut consents[0].sentences[0].data;
            data.narrowing = vec![NarrowingTerm::OfRecord("R".into())];
        }),
        ("a withdrawal at no time", "forms", &|case| {
            case.consents.as_mut().unwrap()[0].withdrawn_at = Some(Instant::MIN)
        }),
        ("a form filled in with no day", "forms", &|case| {
            let consents = case.consents.as_mut().unwrap();
            let with = &mut consents[0].form.as_mut().unwrap().with;
            with[1].1 = FormValue::Date(Date(2026 * 512));
        }),
    ];
    for (what, name, change) in changes {
        let mut case = base(name);
        let verdict = decide(&policy, &case).unwrap().verdict;
        assert!(example(&policy, "it", &case, &verdict).is_some(), "{name}");
        change(&mut case);
        assert_eq!(example(&policy, "it", &case, &verdict), None, "{what}");
    }
}
