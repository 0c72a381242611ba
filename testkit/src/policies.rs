//! Policies as text, and requests with what the ledger holds.
//!
//! Words come from short lists, so that rules, requests and consents meet: the interesting cases
//! are overlaps, boundaries and unknowns, not big vocabularies.

use abi::calendar::Date;
use abi::decision::LISTED_RULES_MAX;
use abi::form::SignedForm;
use abi::terms::{
    AccessRecord, AccessRequest, CategoryTerm, Claims, ConsentRecord, ConsentTerms, DataClaims,
    DataTerms, Party, Requester, Scalar, SubjectTerm,
};
use abi::{Instant, PatientId};
use policy_lang::typed::Case;

use crate::entropy::Entropy;

pub mod aimed;
pub(crate) mod narrowing;
mod special;
mod wide;

/// 2026-01-01T00:00:00Z; generated dates are a few days from here.
const EPOCH: i64 = 1_767_225_600;
const DAY: i64 = 86_400;

const HEAD: &str = r#"policy "generated"
"#;

const DECLARATIONS: &str = r#"
hospital Hill
department Ward within Hill
department Theatre within Hill
lab Acme is "urn:acme"
lab Boro
insurer Cover
practitioner dr_lee of Ward
practitioner dr_may of Acme is "urn:may"
role hand_surgeon within physician
action view within read
action peek within view
category lipids within bloodwork: loinc "9999-1"
category verses within psychotherapy_notes
purpose audit_trail within operations
fact vip: yes/no of patient, otherwise no
fact score: number of patient
fact enrolled: date of patient, otherwise 2026-01-02
fact ward: text of requester
fact colour: one of green, amber or red of requester, otherwise amber
fact badge: one of gold, "old silver" or tin of requester
fact level: number of requester
fact ward: text of record
fact colour: one of green, amber or red of record
fact since: date of record
fact urgent: yes/no of request
form "CF-1" (institute: a party)
  institute may read bloodwork
form "CF-2"
  anyone may not read genetics
"#;

/// Clocks that go back and forth, one that is half an hour off, and one that never moves.
const ZONES: &[&str] = &[
    "UTC",
    "America/Chicago",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
];

const SUBJECTS: &[&str] = &[
    "anyone",
    "the patient",
    "a guardian of the patient",
    "hospital Hill",
    "department Ward",
    "lab Acme",
    "lab Boro",
    "any physician",
    "any hand_surgeon",
    "any nurse of Hill",
    "any physician of Ward",
    "any physician of any hospital",
    "any nurse of any lab",
    "any lab",
    "any hospital",
    "practitioner dr_lee",
    "practitioner dr_may",
];
const ACTIONS: &[&str] = &["read", "collect", "use", "view", "peek"];
const CATEGORIES: &[&str] = &[
    "bloodwork",
    "laboratory",
    "genetics",
    "everything",
    "psychotherapy_notes",
    "clinical_notes",
    "lipids",
    "verses",
    "hiv",
    "imaging",
];
const PROTECTABLE: &[&str] = &[
    "genetics",
    "psychotherapy_notes",
    "hiv",
    "laboratory",
    "verses",
];
const PURPOSES: &[&str] = &[
    "treatment",
    "emergency",
    "payment",
    "research",
    "clinical_trial",
    "operations",
    "audit_trail",
    "coverage",
    "legal",
    "donation",
    "compliance",
    "government",
    "break_the_glass",
];
const CONDITIONS: &[&str] = &[
    "the patient has consented",
    "the patient has refused",
    "the patient has signed \"CF-1\"",
    "the patient has signed \"CF-2\"",
    "the requester treats the patient",
    "a reason is given",
    "the patient is under 16",
    "the patient is at least 16",
    "the patient is deceased",
    "the time is between 07:00 and 19:00",
    "the time is between 22:30 and 06:15",
    "today is a weekday",
    "fewer than 2 reads in the last 2 days",
    "fewer than 1 uses in the last 12 hours",
    "fewer than 3 peeks in the last 1 days",
    "patient.vip",
    "patient.score is at least 3",
    "patient.score is under 3",
    "patient.score is not 3",
    "patient.score is at most 2",
    "patient.score is over 2",
    "patient.enrolled is under 2026-01-03",
    "requester.ward is record.ward",
    "requester.ward is \"north\"",
    "requester.colour is red",
    "requester.colour is not amber",
    "request.urgent",
];

/// A policy that checks but for exceptions that take everything away: mostly a mixture of up to ten
/// rules; sometimes one that leaves everything to consents, a crowd of rules that all apply, or a rule for
/// each condition or each clause that narrows data.
pub fn policy(choices: &mut Entropy) -> String {
    let mut text = String::from(HEAD);
    text += &format!("time zone \"{}\"\n", choices.pick(ZONES));
    let protected = choices.some(PROTECTABLE, 0, 3);
    if !protected.is_empty() {
        text += &format!("specially protected {}\n", join(&protected, ", "));
    }
    text += DECLARATIONS;
    match choices.below(12) {
        0 | 1 => text += &special::consent_policy(choices),
        2 | 3 => text += &special::crowd(choices),
        4 => text += &special::probes(choices),
        5 => text += &special::narrowed_refusals(choices),
        6 | 7 => text += &wide::rules(choices),
        _ => text += &mixture(choices),
    }
    text
}

/// A policy of so many rules, most of which apply to most requests; `opening` of those that allow override all that forbid.
pub fn crowd(choices: &mut Entropy, rules: usize, opening: usize) -> String {
    let zone = choices.pick(ZONES);
    let rules = special::crowd_of(choices, rules, opening);
    format!("{HEAD}time zone \"{zone}\"\n{DECLARATIONS}{rules}")
}

/// Exactly as many rules as an output lists, half of which are found before the other half, which stand between them.
pub fn listed() -> String {
    let rule = |index| {
        let subject = ["any physician", "anyone"][index % 2];
        let actions = ACTIONS.join(", ");
        format!("\nrule listed_{index}\n  {subject} may {actions} the whole record\n")
    };
    let rules: String = (0..LISTED_RULES_MAX).map(rule).collect();
    format!("{HEAD}{DECLARATIONS}{rules}")
}

fn mixture(choices: &mut Entropy) -> String {
    let count = 1 + choices.below(10);
    let refusing: Vec<bool> = (0..count).map(|_| choices.one_in(3)).collect();
    let names = name_order(choices, count);
    let rules = refusing.iter().enumerate();
    rules
        .map(|(index, refuses)| rule(choices, index, *refuses, &refusing, &names))
        .collect()
}

/// Names in an order that has nothing to do with that of the rules.
fn name_order(choices: &mut Entropy, count: usize) -> Vec<String> {
    let mut names: Vec<String> = (0..count).map(|index| format!("rule_{index}")).collect();
    for index in (1..count).rev() {
        names.swap(index, choices.below(index + 1));
    }
    names
}

fn rule(
    choices: &mut Entropy,
    index: usize,
    refuses: bool,
    refusing: &[bool],
    names: &[String],
) -> String {
    let mut text = format!("\nrule {}", names[index]);
    if !refuses && choices.one_in(3) {
        let all = refusing.iter().zip(names).filter(|(refuses, _)| **refuses);
        let targets: Vec<&String> = all.map(|(_, name)| name).collect();
        if !targets.is_empty() {
            let mut picked = choices.some(&targets, 1, 3);
            picked.sort_unstable();
            picked.dedup();
            text += &format!(" overrides {}", join(&picked, ", "));
        }
    }
    let verb = if refuses { "may not" } else { "may" };
    let subjects = choices.some(SUBJECTS, 1, 3);
    text += &format!("\n  {} {verb} ", join(&subjects, " or "));
    text += &join(&choices.some(ACTIONS, 1, 3), ", ");
    text += &format!(" {}", data(choices));
    if choices.one_in(2) {
        text += &format!("\n  for {}", join(&choices.some(PURPOSES, 1, 12), " or "));
    }
    text += &period(choices);
    if choices.one_in(2) {
        let word = if choices.one_in(3) { "unless" } else { "if" };
        text += &format!("\n  {word} {}", condition(choices, 3));
    }
    text + "\n"
}

fn data(choices: &mut Entropy) -> String {
    let mut text = if choices.one_in(6) {
        String::from("the whole record")
    } else {
        join(&choices.some(CATEGORIES, 1, 3), ", ")
    };
    if choices.one_in(4) {
        text += &format!(" except {}", join(&choices.some(CATEGORIES, 1, 2), ", "));
    }
    text + &narrowing::clauses(choices)
}

fn period(choices: &mut Entropy) -> String {
    let from = choices.below(4);
    let until = from + choices.below(3);
    match choices.below(6) {
        0 => format!("\n  from 2026-01-0{}", from + 1),
        1 => format!("\n  until 2026-01-0{}", until + 1),
        2 => format!(
            "\n  from 2026-01-0{} until 2026-01-0{}",
            from + 1,
            until + 1
        ),
        3 => format!(
            "\n  until 2026-01-0{} at 1{}:30",
            until + 1,
            choices.below(10)
        ),
        _ => String::new(),
    }
}

fn condition(choices: &mut Entropy, depth: usize) -> String {
    if depth == 0 || choices.one_in(2) {
        return (*choices.pick(CONDITIONS)).into();
    }
    match choices.below(3) {
        0 => format!("not ({})", condition(choices, depth - 1)),
        1 => format!(
            "({} and {})",
            condition(choices, depth - 1),
            condition(choices, depth - 1)
        ),
        _ => format!(
            "({} or {})",
            condition(choices, depth - 1),
            condition(choices, depth - 1)
        ),
    }
}

/// A request by somebody for something, with consents and a treatment relation.
pub fn case(choices: &mut Entropy) -> Case {
    let requester = requester(choices);
    let request = AccessRequest {
        patient: PatientId([1; 16]),
        actions: owned(&choices.some(ACTIONS, 1, 2)),
        categories: (0..1 + choices.below(3))
            .map(|_| category(choices))
            .collect(),
        claims: Claims {
            purpose: choices.one_in(3).then(|| (*choices.pick(PURPOSES)).into()),
            reason_given: choices.one_in(2),
            data: narrowing::claims(choices),
        },
    };
    let now = instant(choices);
    let consents = (0..choices.below(4) as u32).map(|number| match choices.one_in(2) {
        true => close_consent(choices, number, &requester, &request, now),
        false => consent(choices, number),
    });
    let consents: Vec<ConsentRecord> = consents.collect();
    let consents = (!choices.byte().is_multiple_of(11)).then_some(consents);
    let treats = *choices.pick(&[Some(false), Some(true), Some(true), None]);
    let accesses = (0..choices.below(5)).map(|_| access(choices, &requester, now));
    let accesses: Vec<AccessRecord> = accesses.collect();
    let accesses = (!choices.one_in(9)).then_some(accesses);
    Case {
        birth_date: (!choices.one_in(4)).then(|| birth_date(choices)),
        deceased: *choices.pick(&[Some(false), Some(false), Some(true), None]),
        facts: facts(choices),
        accesses,
        requester,
        request,
        now,
        treats,
        consents,
    }
}

/// A past access, mostly by the requester and near the edges of the windows.
fn access(choices: &mut Entropy, requester: &Requester, now: Instant) -> AccessRecord {
    let (who, party) = requester.actors();
    let own = who.unwrap_or("somebody").to_string();
    let (by, organisation) = match choices.below(5) {
        0 => (String::from("somebody"), party.map(String::from)),
        1 => (String::from("urn:acme"), None),
        2 => (String::from("Elsewhere"), Some(String::from("Acme"))),
        _ => (own, party.map(String::from)),
    };
    let ago = choices.pick(&[0, 1, 43_199, 43_200, 86_399, 86_400, 172_799, 172_800, -1]);
    AccessRecord {
        at: Instant(now.0 - ago),
        by,
        organisation,
        actions: owned(&choices.some(ACTIONS, 1, 2)),
    }
}

/// Around the sixteenth birthday of the generated days, leap days among them.
fn birth_date(choices: &mut Entropy) -> Date {
    let (year, month) = (
        2009 + choices.below(3) as i64,
        1 + choices.below(2) as u32 * 11,
    );
    match choices.below(6) {
        0 => Date::new(2012, 2, 29),
        _ => Date::new(year, month, 1 + choices.below(31) as u32),
    }
}

/// A value for each declared fact, by owner and name: patient.enrolled, patient.score, patient.vip,
/// requester.badge, requester.colour, requester.level, requester.ward, record.colour, record.since,
/// record.ward, request.urgent.
fn facts(choices: &mut Entropy) -> Vec<Option<Scalar>> {
    let text = |choices: &mut Entropy| {
        Scalar::Text((*choices.pick(&["north", "south", "east", "amber"])).into())
    };
    let day = |choices: &mut Entropy| Scalar::Date(Date::new(2026, 1, 1 + choices.below(4) as u32));
    let word = |choices: &mut Entropy, words: &[&str]| Scalar::Text((*choices.pick(words)).into());
    let colours = ["green", "amber", "red"];
    let values = [
        day(choices),
        Scalar::Number(choices.below(5) as i64),
        Scalar::YesNo(choices.one_in(2)),
        word(choices, &["gold", "old silver", "tin"]),
        word(choices, &colours),
        Scalar::Number(choices.below(5) as i64),
        text(choices),
        word(choices, &colours),
        day(choices),
        text(choices),
        Scalar::YesNo(choices.one_in(2)),
    ];
    values
        .map(|value| (!choices.one_in(4)).then_some(value))
        .into()
}

/// A consent that covers the request but for, sometimes, one thing: its subject, its instants to
/// the second, its actions, data or purposes.
fn close_consent(
    choices: &mut Entropy,
    number: u32,
    requester: &Requester,
    request: &AccessRequest,
    now: Instant,
) -> ConsentRecord {
    let near = |choices: &mut Entropy| Instant(now.0 + [0, 1, -1][choices.below(3)]);
    let record = consent(choices, number);
    let terms = record.sentences[0].clone();
    let off = choices.below(8);
    let subjects = if off == 0 {
        terms.subjects
    } else {
        vec![describe(choices, requester)]
    };
    let purpose = request.claims.purpose.iter().cloned();
    ConsentRecord {
        number,
        form: record.form,
        sentences: vec![ConsentTerms {
            grants: !choices.one_in(3),
            subjects,
            actions: if off == 1 {
                terms.actions
            } else {
                request.actions.clone()
            },
            data: if off == 2 {
                terms.data
            } else {
                DataTerms {
                    whole_record: true,
                    categories: Vec::new(),
                    except: Vec::new(),
                    narrowing: narrowing::terms(choices, &request.claims.data),
                }
            },
            purposes: if off == 3 {
                terms.purposes
            } else {
                purpose.collect()
            },
            from: (off == 4).then(|| near(choices)),
            until: (off == 5).then(|| near(choices)),
        }],
        recorded_at: if off == 6 { near(choices) } else { Instant(0) },
        withdrawn_at: (off == 7).then(|| near(choices)),
    }
}

/// A subject that is the requester, or nearly.
fn describe(choices: &mut Entropy, requester: &Requester) -> SubjectTerm {
    let of = |party: &Party| SubjectTerm::Party(party.name.clone());
    match requester {
        Requester::Organisation { party } => of(party),
        Requester::Device {
            organisation: Some(party),
            ..
        } => of(party),
        Requester::Patient { .. } => SubjectTerm::Patient,
        Requester::RelatedPerson { .. } => SubjectTerm::Guardian,
        Requester::Practitioner {
            id,
            roles,
            organisation,
        } => {
            let role = roles.last().cloned().unwrap_or_else(|| "nurse".into());
            match (choices.below(5), organisation) {
                (0, Some(party)) => of(party),
                (1, Some(party)) => SubjectTerm::RoleOfParty(role, party.name.clone()),
                (2, _) => SubjectTerm::RoleOfKind(role, "hospital".into()),
                (3, _) => SubjectTerm::Practitioner(id.clone()),
                _ => SubjectTerm::Role(role),
            }
        }
        Requester::Device { .. } => SubjectTerm::Anyone,
    }
}

fn category(choices: &mut Entropy) -> CategoryTerm {
    let code = match choices.below(8) {
        0 => "9999-1",
        1 => "0000-0",
        _ => return CategoryTerm::Name((*choices.pick(CATEGORIES)).into()),
    };
    CategoryTerm::Code {
        system: "http://loinc.org".into(),
        code: code.into(),
    }
}

/// Around the boundaries of days, a second before and after them included.
fn instant(choices: &mut Entropy) -> Instant {
    let day = choices.below(6) as i64;
    // The ends of days and of the clock times that conditions name, and a second before.
    let offset = [
        0,
        1,
        -1,
        DAY / 2,
        11 * 3_600 + 1_800,
        15 * 3_600 + 1_799,
        6 * 3_600 + 900,
        7 * 3_600,
        7 * 3_600 - 1,
        19 * 3_600,
        22 * 3_600 + 1_800,
    ];
    Instant(EPOCH + day * DAY + choices.pick(&offset))
}

fn party(choices: &mut Entropy) -> Party {
    let name = choices.pick(&[
        "Hill",
        "Ward",
        "Acme",
        "Boro",
        "Cover",
        "urn:acme",
        "Elsewhere",
        "Nowhere",
    ]);
    let kind = choices.pick(&[None, Some("lab"), Some("hospital"), Some("circus")]);
    Party {
        name: (*name).into(),
        kind: kind.map(String::from),
    }
}

fn requester(choices: &mut Entropy) -> Requester {
    match choices.below(8) {
        0 | 1 => Requester::Organisation {
            party: party(choices),
        },
        2 => Requester::Patient {
            is_subject: choices.one_in(2),
        },
        3 => Requester::RelatedPerson {
            is_guardian: choices.one_in(2),
        },
        4 => Requester::Device {
            id: "monitor".into(),
            organisation: choices.one_in(2).then(|| party(choices)),
        },
        _ => Requester::Practitioner {
            id: (*choices.pick(&["dr_lee", "dr_may", "dr_who"])).into(),
            roles: owned(&choices.some(&["physician", "hand_surgeon", "nurse", "wizard"], 0, 3)),
            organisation: (!choices.one_in(4)).then(|| party(choices)),
        },
    }
}

fn consent(choices: &mut Entropy, number: u32) -> ConsentRecord {
    let mut names = |list: &[&str], min, max| {
        let mut names = owned(&choices.some(list, min, max));
        if choices.one_in(9) {
            names.push("unheard_of".into());
        }
        names
    };
    let (actions, categories) = (names(ACTIONS, 1, 2), names(CATEGORIES, 1, 2));
    let (except, purposes) = (names(CATEGORIES, 0, 1), names(PURPOSES, 0, 2));
    let whole_record = choices.one_in(5);
    ConsentRecord {
        number,
        form: signed_form(choices),
        sentences: vec![ConsentTerms {
            grants: !choices.one_in(3),
            subjects: (0..1 + choices.below(2))
                .map(|_| subject(choices))
                .collect(),
            actions,
            data: DataTerms {
                whole_record,
                categories: if whole_record { Vec::new() } else { categories },
                except,
                narrowing: narrowing::terms(choices, &DataClaims::default()),
            },
            purposes,
            from: choices.one_in(3).then(|| instant(choices)),
            until: choices.one_in(3).then(|| instant(choices)),
        }],
        recorded_at: if choices.one_in(3) {
            instant(choices)
        } else {
            Instant(0)
        },
        withdrawn_at: choices.one_in(5).then(|| instant(choices)),
    }
}

/// A form that the policy declares, or one that it does not.
fn signed_form(choices: &mut Entropy) -> Option<SignedForm> {
    let name = ["CF-1", "CF-2", "CF-3"][choices.below(3)];
    choices.one_in(3).then(|| SignedForm {
        name: name.into(),
        with: Vec::new(),
    })
}

fn subject(choices: &mut Entropy) -> SubjectTerm {
    let name = |choices: &mut Entropy, list: &[&str]| String::from(*choices.pick(list));
    let parties = ["Hill", "Ward", "Acme", "urn:acme", "Nobody"];
    let roles = ["physician", "hand_surgeon", "nurse", "wizard"];
    let kinds = ["lab", "hospital", "circus"];
    match choices.below(9) {
        0 => SubjectTerm::Anyone,
        1 => SubjectTerm::Patient,
        2 => SubjectTerm::Guardian,
        3 => SubjectTerm::Party(name(choices, &parties)),
        4 => SubjectTerm::Role(name(choices, &roles)),
        5 => SubjectTerm::RoleOfParty(name(choices, &roles), name(choices, &parties)),
        6 => SubjectTerm::RoleOfKind(name(choices, &roles), name(choices, &kinds)),
        7 => SubjectTerm::Kind(name(choices, &kinds)),
        _ => SubjectTerm::Practitioner(name(choices, &["dr_lee", "dr_may", "dr_who"])),
    }
}

fn owned(names: &[&&str]) -> Vec<String> {
    names.iter().map(|name| (**name).into()).collect()
}

fn join<T: std::fmt::Display>(items: &[T], between: &str) -> String {
    items
        .iter()
        .map(T::to_string)
        .collect::<Vec<_>>()
        .join(between)
}
