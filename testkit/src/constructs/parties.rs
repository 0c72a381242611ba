//! Who asks, and whom the rules name.

use abi::terms::{Party, Requester};
use policy_lang::typed::{Rule, Subject};

use super::{Marks, Seen, Table, any, only};

pub(super) const WHO_ASKS: Table = Table {
    heading: "Who asks",
    rows: &[
        any("a declared organisation"),
        any("one by its identifier"),
        any("one within another"),
        any("an organisation that only enrolment knows, of a known kind"),
        any("one of no known kind"),
        any("a practitioner for an organisation"),
        any("a practitioner for nobody"),
        any("somebody with several roles"),
        any("somebody with a role that the policy does not know"),
        any("somebody with the name of a declared practitioner who acts for others"),
        any("the patient"),
        any("another patient"),
        any("a guardian"),
        any("another related person"),
        any("a device of an organisation"),
        any("a device of nobody"),
    ],
    mark: who_asks,
};

fn who_asks(seen: &Seen<'_>, marks: &mut Marks) {
    match &seen.case.requester {
        Requester::Organisation { party } => organisation(seen, party, marks),
        Requester::Practitioner {
            id,
            roles,
            organisation,
        } => {
            marks.add(match organisation {
                Some(_) => "a practitioner for an organisation",
                None => "a practitioner for nobody",
            });
            organisation
                .iter()
                .for_each(|party| self::organisation(seen, party, marks));
            marks.add_if(roles.len() > 1, "somebody with several roles");
            let is_known = |role: &String| seen.policy.roles.iter().any(|own| own.name == *role);
            marks.add_if(
                !roles.iter().all(is_known),
                "somebody with a role that the policy does not know",
            );
            let people = seen.policy.practitioners.iter().zip(1..);
            let mut namesakes = people.filter(|(person, _)| person.name == *id);
            marks.add_if(
                namesakes.any(|(_, id)| !seen.clauses.is(Subject::Practitioner(id))),
                "somebody with the name of a declared practitioner who acts for others",
            );
        }
        Requester::Patient { is_subject } => marks.add(match is_subject {
            true => "the patient",
            false => "another patient",
        }),
        Requester::RelatedPerson { is_guardian } => marks.add(match is_guardian {
            true => "a guardian",
            false => "another related person",
        }),
        Requester::Device { organisation, .. } => {
            marks.add(match organisation {
                Some(_) => "a device of an organisation",
                None => "a device of nobody",
            });
            organisation
                .iter()
                .for_each(|party| self::organisation(seen, party, marks));
        }
    }
}

fn organisation(seen: &Seen<'_>, party: &Party, marks: &mut Marks) {
    let parties = &seen.policy.parties;
    let named = parties.iter().find(|own| own.name == party.name);
    let identified = || {
        let mut parties = parties.iter();
        parties.find(|own| own.identifier.as_ref() == Some(&party.name))
    };
    let is_kind = |kind: &String| seen.policy.kinds.contains(kind);
    marks.add(match (named, &party.kind) {
        (Some(_), _) => "a declared organisation",
        (None, _) if identified().is_some() => "one by its identifier",
        (None, Some(kind)) if is_kind(kind) => {
            "an organisation that only enrolment knows, of a known kind"
        }
        _ => "one of no known kind",
    });
    let inner = named.or_else(identified).and_then(|own| own.within);
    marks.add_if(inner.is_some(), "one within another");
}

pub(super) const WHOM_RULES_NAME: Table = Table {
    heading: "Whom rules name",
    rows: &[
        any("`anyone`"),
        only("`no one may`", [true, true, false]),
        any("`the patient`"),
        any("`a guardian of the patient`"),
        any("`lab Acme`: a party"),
        any("`lab Acme`, asked by who is within it"),
        any("`any nurse`: a role"),
        any("`any nurse`, asked by who has a role within it"),
        any("`any nurse of Hill`"),
        any("`any nurse of any hospital`"),
        any("`any lab`: a kind"),
        any("`any lab`, asked by one that only enrolment knows"),
        any("`practitioner dr_lee`"),
        any("several, joined with `or`"),
    ],
    mark: whom_rules_name,
};

fn whom_rules_name(seen: &Seen<'_>, marks: &mut Marks) {
    for rule in &seen.rules {
        let subjects = rule.sentence.subjects.iter();
        let met: Vec<&Subject> = subjects.filter(|who| seen.clauses.is(**who)).collect();
        met.iter()
            .for_each(|subject| named(seen, rule, **subject, marks));
        let several = rule.sentence.subjects.len() > 1;
        marks.add_if(several, "several, joined with `or`");
    }
}

fn named(seen: &Seen<'_>, rule: &Rule, subject: Subject, marks: &mut Marks) {
    let clauses = &seen.clauses;
    let name = match subject {
        Subject::Anyone if !rule.sentence.may && is_no_one(seen, rule) => "`no one may`",
        Subject::Anyone => "`anyone`",
        Subject::Patient => "`the patient`",
        Subject::Guardian => "`a guardian of the patient`",
        Subject::Party(party) => {
            let mut inner = (1..=seen.policy.parties.len() as u32).filter(|own| *own != party);
            let within = |own| seen.policy.is_party_within(own, party);
            marks.add_if(
                inner.any(|own| within(own) && clauses.is(Subject::Party(own))),
                "`lab Acme`, asked by who is within it",
            );
            "`lab Acme`: a party"
        }
        Subject::Role(role) => {
            let mut inner = (0..seen.policy.roles.len() as u32).filter(|own| *own != role);
            let within = |own| seen.policy.is_role_within(own, role);
            marks.add_if(
                inner.any(|own| within(own) && clauses.is(Subject::Role(own))),
                "`any nurse`, asked by who has a role within it",
            );
            "`any nurse`: a role"
        }
        Subject::RoleOfParty(..) => "`any nurse of Hill`",
        Subject::RoleOfKind(..) => "`any nurse of any hospital`",
        Subject::Kind(_) => {
            let mut parties = 1..=seen.policy.parties.len() as u32;
            marks.add_if(
                !parties.any(|own| clauses.is(Subject::Party(own))),
                "`any lab`, asked by one that only enrolment knows",
            );
            "`any lab`: a kind"
        }
        Subject::Practitioner(_) => "`practitioner dr_lee`",
    };
    marks.add(name);
}

/// `no one may` and `anyone may not` are one sentence; the text tells them apart.
fn is_no_one(seen: &Seen<'_>, rule: &Rule) -> bool {
    let text = seen
        .source
        .get(rule.span.start as usize..rule.span.end as usize);
    text.is_some_and(|text| text.contains("no one may"))
}
