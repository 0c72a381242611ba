//! A policy for tests.

use policy_lang::contract::{Contract, compile};
use policy_lang::typed::Policy;

/// Whoever and whatever a rule can be about.
pub const POLICY: &str = r#"policy "Everything that is aimed at"
time zone "America/Chicago"
specially protected hiv
hospital Hill
hospital Vale
department Ward within Hill
lab Acme
device monitor within Ward
practitioner dr_lee of Hill
practitioner mrs_ito
role er_nurse within nurse
category lipids within bloodwork: loinc "57698-3"
fact vip: yes/no of the patient, otherwise no
fact ward: one of icu or er of the record
fact score: a number of the requester
fact enrolled: date of the request

form circle (who: a lab, doctor: a practitioner, what: a category, why: a purpose, last_day: a date)
  "I agree that {who} and {doctor} may look at {what} for {why} until {last_day}."
  who may read what for why until last_day
  doctor may read what for why until last_day

rule own
  the patient or the guardian of the patient may read the whole record

rule party
  Hill may read or collect imaging
    for treatment, research
    from 2026-02-01 until 2026-03-01

rule kind
  any lab may read laboratory except lipids
    until 2026-06-30
    if the patient has signed circle or patient.vip

rule by_role
  any nurse may read vitals
    if record.ward is icu and the requester treats the patient and the patient is under 18

rule role_of_party
  any physician of Hill may read hiv
    if the patient has consented and not the patient has refused

rule role_of_kind
  any nurse of any hospital may read medications written by Vale, dr_lee, held by Hill
    if the time is between 08:00 and 20:00 and requester.score is at least 5

rule person
  dr_lee may read vitals dated from 2025-01-01 until 2026-01-01
    if a reason is given and the patient is at least 65

rule machine
  monitor may read vitals labelled restricted
    if fewer than 3 accesses in the last 7 days

rule anyone_at_all
  anyone may read immunizations of encounter inpatient
    if request.enrolled < 2026-05-01 and not the patient is deceased
"#;

/// The policy.
pub fn policy() -> Policy {
    policy_of(POLICY)
}

/// Its contract.
pub fn contract() -> Contract {
    contract_of(POLICY)
}

/// The policy that a text is, with the same name.
pub fn policy_of(text: &str) -> Policy {
    let checked = policy_lang::check(text, "aims");
    let problems = checked.problems;
    checked.policy.unwrap_or_else(|| panic!("{problems:#?}"))
}

/// The contract of a text.
pub fn contract_of(text: &str) -> Contract {
    compile(&policy_of(text), text).expect("it fits a contract")
}
