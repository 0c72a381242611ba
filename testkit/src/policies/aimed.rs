//! Requests that one rule of a policy is about, but for at most one thing: what the types of the
//! rule's clauses leave to choose is chosen, so that clauses decide instead of chance.

use abi::Instant;
use abi::terms::{CategoryTerm, Party, Requester};
use policy_lang::typed::{Case, Policy, Sentence, Subject};

use super::{access, case as any_case, close_consent, consent};
use crate::entropy::Entropy;

/// A request that `policy` is likely to have something to say about.
pub fn case(choices: &mut Entropy, policy: &Policy) -> Case {
    let mut case = any_case(choices);
    if policy.rules.is_empty() || choices.one_in(5) {
        return case;
    }
    let at = usize::from(choices.byte()) * 256 + usize::from(choices.byte());
    let sentence = &policy.rules[at % policy.rules.len()].sentence;
    // What stays as it is, is the one thing that may be off.
    let off = choices.below(8);
    if off != 0 {
        let subject = *choices.pick(&sentence.subjects);
        case.requester = requester(choices, policy, subject).unwrap_or(case.requester);
    }
    if off != 1 {
        case.request.actions = actions(choices, policy, sentence);
    }
    if off != 2 {
        case.request.categories = categories(choices, policy, sentence);
    }
    if off != 3 {
        case.request.claims.purpose = purpose(choices, policy, sentence);
    }
    if off != 4 {
        case.now = instant(choices, sentence, case.now);
    }
    around(choices, &mut case);
    case
}

/// Consents and accesses that are about the request as it is now.
fn around(choices: &mut Entropy, case: &mut Case) {
    let (requester, request, now) = (&case.requester, &case.request, case.now);
    let records = (0..choices.below(4) as u32).map(|number| match choices.one_in(4) {
        true => consent(choices, number),
        false => close_consent(choices, number, requester, request, now),
    });
    let records = records.collect();
    case.consents = (!choices.one_in(12)).then_some(records);
    let accesses = (0..choices.below(5)).map(|_| access(choices, requester, now));
    let accesses = accesses.collect();
    case.accesses = (!choices.one_in(12)).then_some(accesses);
}

/// Somebody who is `subject`; `None` where anyone is.
fn requester(choices: &mut Entropy, policy: &Policy, subject: Subject) -> Option<Requester> {
    let role = |choices: &mut Entropy, id: u32| {
        let within = (0..policy.roles.len() as u32).filter(|own| policy.is_role_within(*own, id));
        let within: Vec<u32> = within.collect();
        let own = if choices.one_in(3) {
            id
        } else {
            *choices.pick(&within)
        };
        policy.roles[own as usize].name.clone()
    };
    let person = |choices: &mut Entropy, roles: Vec<String>, organisation: Option<Party>| {
        let id = (*choices.pick(&["dr_lee", "dr_may", "dr_who"])).into();
        Some(Requester::Practitioner {
            id,
            roles,
            organisation,
        })
    };
    match subject {
        Subject::Anyone => None,
        Subject::Patient => Some(Requester::Patient { is_subject: true }),
        Subject::Guardian => Some(Requester::RelatedPerson { is_guardian: true }),
        Subject::Party(id) => {
            let party = party_within(choices, policy, id);
            Some(acting(choices, party))
        }
        Subject::Kind(kind) => {
            let party = party_of_kind(choices, policy, kind);
            Some(acting(choices, party))
        }
        Subject::Role(id) => {
            let roles = vec![role(choices, id)];
            let party = choices.one_in(2).then(|| super::party(choices));
            person(choices, roles, party)
        }
        Subject::RoleOfParty(id, of) => {
            let roles = vec![role(choices, id)];
            let party = party_within(choices, policy, of);
            person(choices, roles, Some(party))
        }
        Subject::RoleOfKind(id, kind) => {
            let roles = vec![role(choices, id), "wizard".into()];
            let party = party_of_kind(choices, policy, kind);
            person(choices, roles, Some(party))
        }
        Subject::Practitioner(id) => {
            let person = &policy.practitioners[id as usize - 1];
            let of = person.of.map(|of| party_within(choices, policy, of));
            Some(Requester::Practitioner {
                id: person.name.clone(),
                roles: vec!["nurse".into()],
                organisation: of,
            })
        }
    }
}

/// A party, one of its people or one of its devices.
fn acting(choices: &mut Entropy, party: Party) -> Requester {
    match choices.below(4) {
        0 => Requester::Practitioner {
            id: "dr_who".into(),
            roles: vec!["nurse".into()],
            organisation: Some(party),
        },
        1 => Requester::Device {
            id: "monitor".into(),
            organisation: Some(party),
        },
        _ => Requester::Organisation { party },
    }
}

/// The party, or one within it, by its name or its identifier.
fn party_within(choices: &mut Entropy, policy: &Policy, id: u32) -> Party {
    let parties = (1..=policy.parties.len() as u32).filter(|own| policy.is_party_within(*own, id));
    let parties: Vec<u32> = parties.collect();
    let party = &policy.parties[*choices.pick(&parties) as usize - 1];
    let identifier = party.identifier.as_ref().filter(|_| choices.one_in(2));
    Party {
        name: identifier.unwrap_or(&party.name).clone(),
        kind: None,
    }
}

/// A declared party of a kind, or one that only enrolment knows.
fn party_of_kind(choices: &mut Entropy, policy: &Policy, kind: u32) -> Party {
    let parties = (1..).zip(&policy.parties);
    let declared = parties.filter(|(_, party)| party.kind == kind);
    let declared: Vec<u32> = declared.map(|(id, _)| id).collect();
    if declared.is_empty() || choices.one_in(2) {
        return Party {
            name: "Elsewhere".into(),
            kind: Some(policy.kinds[kind as usize].clone()),
        };
    }
    let id = *choices.pick(&declared);
    party_within(choices, policy, id)
}

/// Actions that the sentence names, or ones within them; now and then another.
fn actions(choices: &mut Entropy, policy: &Policy, sentence: &Sentence) -> Vec<String> {
    let within = (0..policy.actions.len() as u32).filter(|own| {
        let mut named = sentence.actions.iter();
        named.any(|named| policy.is_action_within(*own, *named))
    });
    let within: Vec<u32> = within.collect();
    let mut chosen = vec![*choices.pick(&within)];
    if choices.one_in(4) {
        chosen.push(*choices.pick(&within));
    }
    if choices.one_in(12) {
        chosen.push(choices.below(policy.actions.len()) as u32);
    }
    let name = |id: u32| policy.actions[id as usize].name.clone();
    chosen.into_iter().map(name).collect()
}

/// Categories that the sentence names, by name or by code, what is within them or around them.
fn categories(choices: &mut Entropy, policy: &Policy, sentence: &Sentence) -> Vec<CategoryTerm> {
    let mut pool = sentence.categories.clone();
    pool.extend(sentence.except.iter().filter(|_| choices.one_in(3)));
    if pool.is_empty() {
        pool.push(0);
    }
    let count = 1 + choices.below(5).saturating_sub(2);
    (0..count)
        .map(|_| category(choices, policy, &pool))
        .collect()
}

fn category(choices: &mut Entropy, policy: &Policy, pool: &[u32]) -> CategoryTerm {
    let named = *choices.pick(pool);
    let all = 0..policy.categories.len() as u32;
    let id = match choices.below(6) {
        0 => policy.categories[named as usize].within.unwrap_or(named),
        1 | 2 => named,
        _ => {
            let within = all.filter(|own| policy.is_category_within(*own, named));
            *choices.pick(&within.collect::<Vec<_>>())
        }
    };
    let codes = policy.codes.iter().filter(|(_, _, of)| *of == id);
    let codes: Vec<_> = codes.collect();
    if choices.one_in(24) {
        return CategoryTerm::Code {
            system: "http://loinc.org".into(),
            code: "0000-0".into(),
        };
    }
    if codes.is_empty() || !choices.one_in(4) {
        return CategoryTerm::Name(policy.categories[id as usize].name.clone());
    }
    let (system, code, _) = *choices.pick(&codes);
    CategoryTerm::Code {
        system: system.to_string(),
        code: code.to_string(),
    }
}

/// A purpose that the sentence names, by its name or by HL7's code; one within it; or none.
fn purpose(choices: &mut Entropy, policy: &Policy, sentence: &Sentence) -> Option<String> {
    let all = 1..=policy.purposes.len() as u32;
    let named = match &sentence.purposes {
        Some(named) => *choices.pick(named),
        None => 1 + choices.below(policy.purposes.len()) as u32,
    };
    let id = match choices.below(8) {
        0 => return None,
        1 => policy.purposes[named as usize - 1].within.unwrap_or(named),
        2 | 3 => named,
        _ => {
            let within = all.filter(|own| policy.is_purpose_within(*own, named));
            *choices.pick(&within.collect::<Vec<_>>())
        }
    };
    let purpose = &policy.purposes[id as usize - 1];
    let alias = purpose.aliases.first().filter(|_| choices.one_in(4));
    Some(alias.unwrap_or(&purpose.name).clone())
}

/// An edge of the sentence's period, a second before it, or far inside; as it was without one.
fn instant(choices: &mut Entropy, sentence: &Sentence, otherwise: Instant) -> Instant {
    let edges = [sentence.from, sentence.until];
    let edges: Vec<Instant> = edges.into_iter().flatten().collect();
    if edges.is_empty() || choices.one_in(3) {
        return otherwise;
    }
    let edge = *choices.pick(&edges);
    Instant(edge.0 + choices.pick(&[0, 0, -1, 1, -43_200, 43_200]))
}
