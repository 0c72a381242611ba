//! Who asks in an example: one of those whom a rule is about, or somebody else.

use super::draft::name;
use crate::typed::{Party, Policy, Subject};

/// How many others are tried.
const OTHERS_MAX: usize = 8;

/// Who asks as one of those whom a sentence is about.
pub(super) fn asker(policy: &Policy, subject: Subject) -> Option<String> {
    let role = |id: u32| policy.roles.get(id as usize).map(|role| role.name.as_str());
    let party = |id: u32| policy.parties.get(id.checked_sub(1)? as usize);
    let kind = |id: u32| policy.kinds.get(id as usize).map(String::as_str);
    let of = |role: &str, party: &Party| Some(format!("{} of {}", some(role), name(&party.name)));
    match subject {
        Subject::Anyone => policy.roles.first().map(|role| some(&role.name)),
        Subject::Patient => Some("the patient".into()),
        Subject::Guardian => Some("a guardian of the patient".into()),
        Subject::Party(id) => {
            let party = party(id)?;
            Some(format!("{} {}", kind(party.kind)?, name(&party.name)))
        }
        Subject::Role(id) => role(id).map(some),
        Subject::RoleOfParty(id, of_party) => of(role(id)?, party(of_party)?),
        Subject::RoleOfKind(id, kind) => {
            let mut parties = policy.parties.iter();
            of(role(id)?, parties.find(|party| party.kind == kind)?)
        }
        Subject::Kind(id) => kind(id).map(|kind| format!("{} {kind}", article(kind))),
        Subject::Practitioner(id) => {
            let person = policy.practitioners.get(id.checked_sub(1)? as usize)?;
            Some(format!("practitioner {}", name(&person.name)))
        }
    }
}

/// Some of those who might ask as somebody whom a rule is not about.
pub(super) fn others(policy: &Policy) -> Vec<String> {
    let named = ["the patient".to_owned(), "a guardian of the patient".into()];
    let roles = policy.roles.iter().map(|role| some(&role.name));
    named.into_iter().chain(roles).take(OTHERS_MAX).collect()
}

/// Somebody with a role, who has no name.
fn some(role: &str) -> String {
    format!("{} {}", article(role), name(role))
}

fn article(word: &str) -> &'static str {
    match word.chars().next() {
        Some('a' | 'e' | 'i' | 'o' | 'u') => "an",
        _ => "a",
    }
}
