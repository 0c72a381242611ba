//! Requests that a sentence is about: what the types of its clauses leave to choose is chosen.

use abi::Instant;
use abi::calendar::Date;
use abi::terms::{Author, CategoryTerm, Confidentiality, DataClaims, Party, Requester};
use policy_lang::typed::{Narrowing, Policy, Sentence, Subject};

use crate::fuzz::entropy::Entropy;

/// A name that nobody declared has.
fn stranger(policy: &Policy) -> String {
    let is_declared = |name: &str| {
        let mut parties = policy.parties.iter();
        let mut people = policy.practitioners.iter();
        parties.any(|party| party.name == name) || people.any(|person| person.is_called(name))
    };
    let mut name = "somebody".to_owned();
    while is_declared(&name) {
        name.push_str(" else");
    }
    name
}

/// Anybody at all.
pub(super) fn anybody(choices: &mut Entropy<'_>, policy: &Policy) -> Requester {
    let role = choices.index(policy.roles.len()) as u32;
    let party = choices.index(policy.parties.len()) as u32 + 1;
    let person = choices.index(policy.practitioners.len()) as u32 + 1;
    let kind = choices.index(policy.kinds.len()) as u32;
    let subject = match choices.below(10) {
        0 => Subject::Patient,
        1 => Subject::Guardian,
        2 | 3 => Subject::Party(party),
        4 => Subject::Kind(kind),
        5 => Subject::RoleOfKind(role, kind),
        6 => Subject::Practitioner(person),
        7 => Subject::Role(role),
        8 => return Requester::Patient { is_subject: false },
        _ => Subject::RoleOfParty(role, party),
    };
    let somebody = requester(choices, policy, subject);
    somebody.unwrap_or(Requester::Patient { is_subject: true })
}

/// Somebody who is `subject`; `None` where anyone is, or nobody can be.
pub(super) fn requester(
    choices: &mut Entropy<'_>,
    policy: &Policy,
    subject: Subject,
) -> Option<Requester> {
    match subject {
        Subject::Anyone => None,
        Subject::Patient => Some(Requester::Patient { is_subject: true }),
        Subject::Guardian => Some(Requester::RelatedPerson { is_guardian: true }),
        Subject::Party(id) => {
            let party = party_within(choices, policy, id)?;
            acting(choices, policy, party)
        }
        Subject::Kind(kind) => {
            let party = party_of_kind(choices, policy, kind)?;
            acting(choices, policy, party)
        }
        Subject::Role(id) => {
            let party = choices
                .among(&policy.parties)
                .map(|party| attested(policy, party));
            let party = party.filter(|_| choices.one_in(2));
            person(choices, policy, id, party)
        }
        Subject::RoleOfParty(id, of) => {
            let party = party_within(choices, policy, of)?;
            person(choices, policy, id, Some(party))
        }
        Subject::RoleOfKind(id, kind) => {
            let party = party_of_kind(choices, policy, kind)?;
            person(choices, policy, id, Some(party))
        }
        Subject::Practitioner(id) => {
            let person = policy.practitioners.get((id as usize).checked_sub(1)?)?;
            let organisation = match person.of {
                Some(of) => Some(party_within(choices, policy, of)?),
                None => None,
            };
            let role = choices.among(&policy.roles).filter(|_| choices.one_in(2));
            Some(Requester::Practitioner {
                id: person.name.clone(),
                roles: role.map(|role| role.name.clone()).into_iter().collect(),
                organisation,
            })
        }
    }
}

/// A person with a role, or with one within it; now and then with another role, too.
fn person(
    choices: &mut Entropy<'_>,
    policy: &Policy,
    role: u32,
    organisation: Option<Party>,
) -> Option<Requester> {
    let all = 0..policy.roles.len() as u32;
    let within: Vec<u32> = all
        .filter(|own| policy.is_role_within(*own, role))
        .collect();
    let own = choices
        .among(&within)
        .copied()
        .filter(|_| choices.one_in(3))
        .unwrap_or(role);
    let mut roles = vec![policy.roles.get(own as usize)?.name.clone()];
    if choices.below(12) == 1 {
        roles.extend(choices.among(&policy.roles).map(|role| role.name.clone()));
    }
    Some(Requester::Practitioner {
        id: stranger(policy),
        roles,
        organisation,
    })
}

/// A party, or one of its people.
fn acting(choices: &mut Entropy<'_>, policy: &Policy, party: Party) -> Option<Requester> {
    let is_device = party.kind.as_deref() == Some("device");
    if is_device {
        let id = party.name.clone();
        let organisation = Some(party);
        return Some(Requester::Device { id, organisation });
    }
    if choices.below(3) > 0 || policy.roles.is_empty() {
        return Some(Requester::Organisation { party });
    }
    let role = choices.index(policy.roles.len()) as u32;
    person(choices, policy, role, Some(party))
}

fn attested(policy: &Policy, party: &policy_lang::typed::Party) -> Party {
    Party {
        name: party.name.clone(),
        kind: policy.kinds.get(party.kind as usize).cloned(),
    }
}

/// The party, or one within it.
fn party_within(choices: &mut Entropy<'_>, policy: &Policy, id: u32) -> Option<Party> {
    let parties = (1..=policy.parties.len() as u32).filter(|own| policy.is_party_within(*own, id));
    let parties: Vec<u32> = parties.collect();
    let chosen = choices.among(&parties).copied()?;
    let party = policy.parties.get((chosen as usize).checked_sub(1)?)?;
    Some(attested(policy, party))
}

/// A declared party of a kind, or one that only enrolment knows.
fn party_of_kind(choices: &mut Entropy<'_>, policy: &Policy, kind: u32) -> Option<Party> {
    let declared = policy.parties.iter().filter(|party| party.kind == kind);
    let declared: Vec<_> = declared.collect();
    match choices.among(&declared).filter(|_| choices.one_in(2)) {
        Some(party) => Some(attested(policy, party)),
        None => Some(Party {
            name: stranger(policy),
            kind: Some(policy.kinds.get(kind as usize)?.clone()),
        }),
    }
}

/// Actions that the sentence names, or ones within them; now and then another.
pub(super) fn actions(
    choices: &mut Entropy<'_>,
    policy: &Policy,
    sentence: &Sentence,
) -> Vec<String> {
    let all = 0..policy.actions.len() as u32;
    let within = all.filter(|own| {
        let mut named = sentence.actions.iter();
        named.any(|named| policy.is_action_within(*own, *named))
    });
    let within: Vec<u32> = within.collect();
    let mut chosen: Vec<u32> = choices.among(&within).copied().into_iter().collect();
    if choices.below(6) == 1 {
        chosen.extend(choices.among(&within));
    }
    if choices.below(12) == 1 {
        chosen.push(choices.index(policy.actions.len()) as u32);
    }
    chosen.sort_unstable();
    chosen.dedup();
    let name = |id: &u32| Some(policy.actions.get(*id as usize)?.name.clone());
    chosen.iter().filter_map(name).collect()
}

/// Categories that the sentence names, by name or by code, what is within them or around them.
pub(super) fn categories(
    choices: &mut Entropy<'_>,
    policy: &Policy,
    sentence: &Sentence,
) -> Vec<CategoryTerm> {
    let mut pool = sentence.categories.clone();
    if choices.one_in(3) {
        pool.extend(&sentence.except);
    }
    if pool.is_empty() {
        pool.push(choices.index(policy.categories.len()) as u32);
    }
    let count = 1 + choices.below(6).saturating_sub(4);
    let mut chosen: Vec<CategoryTerm> = (0..count)
        .filter_map(|_| category(choices, policy, &pool))
        .collect();
    chosen.sort();
    chosen.dedup();
    chosen
}

fn category(choices: &mut Entropy<'_>, policy: &Policy, pool: &[u32]) -> Option<CategoryTerm> {
    let named = choices.among(pool).copied()?;
    let all = 0..policy.categories.len() as u32;
    let id = match choices.below(6) {
        0 => policy
            .categories
            .get(named as usize)?
            .within
            .unwrap_or(named),
        1..=3 => named,
        _ => {
            let within: Vec<u32> = all
                .filter(|own| policy.is_category_within(*own, named))
                .collect();
            choices.among(&within).copied()?
        }
    };
    if choices.below(8) == 1 {
        let codes: Vec<_> = policy.codes.iter().filter(|(_, _, of)| *of == id).collect();
        if let Some((system, code, _)) = choices.among(&codes) {
            let (system, code) = (system.to_string(), code.to_string());
            return Some(CategoryTerm::Code { system, code });
        }
    }
    if choices.below(32) == 1 {
        let (system, code) = ("http://loinc.org".into(), "0000-0".into());
        return Some(CategoryTerm::Code { system, code });
    }
    Some(CategoryTerm::Name(
        policy.categories.get(id as usize)?.name.clone(),
    ))
}

/// A purpose that the sentence names, or one within it; or none.
pub(super) fn purpose(
    choices: &mut Entropy<'_>,
    policy: &Policy,
    sentence: &Sentence,
) -> Option<String> {
    let any = 1 + choices.index(policy.purposes.len()) as u32;
    let named = sentence
        .purposes
        .as_ref()
        .and_then(|named| choices.among(named).copied());
    let named = named.unwrap_or(any);
    let at = |id: u32| policy.purposes.get((id as usize).checked_sub(1)?);
    let all = 1..=policy.purposes.len() as u32;
    let id = match choices.below(8) {
        0 if sentence.purposes.is_none() => return None,
        1 => at(named)?.within.unwrap_or(named),
        2..=5 => named,
        _ => {
            let within: Vec<u32> = all
                .filter(|own| policy.is_purpose_within(*own, named))
                .collect();
            choices.among(&within).copied()?
        }
    };
    at(id).map(|purpose| purpose.name.clone())
}

/// A minute around an edge of the sentence's period, or inside of it; as it was without one.
pub(super) fn instant(choices: &mut Entropy<'_>, sentence: &Sentence, now: Instant) -> Instant {
    let edge = match (sentence.from, sentence.until) {
        (None, None) => return now,
        (Some(from), Some(until)) if choices.one_in(2) => {
            return Instant(from.0.midpoint(until.0).div_euclid(60) * 60);
        }
        (Some(edge), None) | (None, Some(edge)) => edge,
        (Some(from), Some(until)) => {
            if choices.one_in(2) {
                from
            } else {
                until
            }
        }
    };
    let later = [0, -60, 60, 43_200, -43_200][choices.below(5)];
    Instant(edge.0.saturating_add(later))
}

/// Says of the data what the sentence narrows it to, or something just beside it.
pub(super) fn claims(
    choices: &mut Entropy<'_>,
    policy: &Policy,
    sentence: &Sentence,
    data: &mut DataClaims,
) {
    let party = |id: u32| {
        let party = policy.parties.get((id as usize).checked_sub(1)?)?;
        Some(party.name.clone())
    };
    for narrowing in &sentence.narrowing {
        match narrowing {
            Narrowing::Dated { from, until } => {
                let edge = if choices.one_in(2) { from } else { until };
                let step = [0, 1, -1][choices.below(3)];
                data.dated = edge.days().map(|days| Date::from_days(days + step));
            }
            Narrowing::WrittenBy {
                parties,
                practitioners,
            } => {
                let person = choices.among(practitioners).filter(|_| choices.one_in(2));
                let person = person.and_then(|id| {
                    let person = policy.practitioners.get((*id as usize).checked_sub(1)?)?;
                    let (id, organisation) = (person.name.clone(), None);
                    Some(Author::Practitioner { id, organisation })
                });
                let named = choices.among(parties).and_then(|id| party(*id));
                data.author = person.or(named.map(Author::Named)).or(data.author.take());
            }
            Narrowing::HeldBy(parties) => {
                let named = choices.among(parties).and_then(|id| party(*id));
                data.custodian = named.or(data.custodian.take());
            }
            Narrowing::OfEncounter(name) => data.encounter = Some(this_or_another(choices, name)),
            Narrowing::OfRecord(name) => data.record = Some(this_or_another(choices, name)),
            Narrowing::Labelled(label) => {
                let high = Confidentiality::VeryRestricted;
                let label = if choices.one_in(2) { *label } else { high };
                data.confidentiality = Some(label);
            }
        }
    }
}

/// The name, or now and then one that is not it.
fn this_or_another(choices: &mut Entropy<'_>, name: &str) -> String {
    let other = if name == "another" {
        "other"
    } else {
        "another"
    };
    let is_other = choices.below(8) == 1;
    if is_other { other } else { name }.to_owned()
}
