//! What is written is read again as the same case.

use super::example;
use crate::interpret::decide;

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
