//! Who asks in an example, as the ledger would attest it. Part of syntax -> typed policy.

use abi::terms::{Party, Requester};

use super::Checker;
use super::scope::Tree;
use crate::syntax::tree::{Asker, Name, PartyKind, PartyRef};

impl Checker<'_> {
    /// Who asks; `None` when a name is not known.
    pub(super) fn asker(&mut self, asker: &Asker) -> Option<Requester> {
        match asker {
            Asker::Patient => Some(Requester::Patient { is_subject: true }),
            Asker::Guardian => Some(Requester::RelatedPerson { is_guardian: true }),
            Asker::Party(reference) => self.asking_party(reference),
            Asker::SomeParty(word) => {
                self.kind(*word);
                Some(organisation(Party {
                    name: self.stranger(),
                    kind: Some(word.kind.word().to_owned()),
                }))
            }
            Asker::SomeRole { role, of } => {
                let role = self.role_name(role);
                let organisation = self.acting_for(of.as_ref());
                let id = self.stranger();
                Some(Requester::Practitioner {
                    id,
                    roles: vec![role?],
                    organisation: organisation?,
                })
            }
            Asker::Practitioner { name, role, of } => {
                self.asking_practitioner(name, role.as_ref(), of.as_ref())
            }
        }
    }

    /// A name alone is a party's or a practitioner's.
    fn asking_party(&mut self, reference: &PartyRef) -> Option<Requester> {
        let known = self
            .scope
            .parties
            .contains_key(reference.name.text.as_str());
        if !known && reference.kind.is_none() {
            let Some(id) = self.known_practitioner(&reference.name) else {
                self.report_nobody(&reference.name);
                return None;
            };
            return Some(self.declared_practitioner(id, Vec::new()));
        }
        let party = self.party(reference)?;
        Some(organisation(self.attested_party(party)))
    }

    fn asking_practitioner(
        &mut self,
        name: &Name,
        role: Option<&Name>,
        of: Option<&PartyRef>,
    ) -> Option<Requester> {
        let reference = crate::syntax::tree::PractitionerRef {
            name: name.clone(),
            of: of.cloned(),
            span: name.span,
        };
        let id = self.practitioner(&reference);
        let role = role.map(|role| self.role_name(role));
        let roles = role.into_iter().collect::<Option<Vec<String>>>()?;
        Some(self.declared_practitioner(id?, roles))
    }

    fn declared_practitioner(&self, id: u32, roles: Vec<String>) -> Requester {
        let organisation = self.employer_of(id).map(|party| self.attested_party(party));
        Requester::Practitioner {
            id: self.scope.practitioner_name(id).to_owned(),
            roles,
            organisation,
        }
    }

    /// The party acted for, if there is one; `None` when it is not known.
    fn acting_for(&mut self, of: Option<&PartyRef>) -> Option<Option<Party>> {
        let Some(of) = of else { return Some(None) };
        let party = self.party(of)?;
        Some(Some(self.attested_party(party)))
    }

    fn role_name(&mut self, role: &Name) -> Option<String> {
        let id = self.term(Tree::Role, role)?;
        Some(self.scope.term_name(Tree::Role, id).to_owned())
    }

    fn attested_party(&self, id: u32) -> Party {
        let kind = self.scope.kind_name(self.party_kind(id)).to_owned();
        Party {
            name: self.scope.party_name(id).to_owned(),
            kind: Some(kind),
        }
    }

    /// A name that nobody declared has, for `a lab` and `a nurse`.
    fn stranger(&self) -> String {
        let scope = &self.scope;
        let declared =
            |name: &str| scope.parties.contains_key(name) || scope.practitioners.contains_key(name);
        let mut name = "somebody".to_owned();
        while declared(&name) {
            name.push_str(" else");
        }
        name
    }
}

/// An organisation that asks in its own name; a device when that is what it is.
fn organisation(party: Party) -> Requester {
    if party.kind.as_deref() == Some(PartyKind::Device.word()) {
        return Requester::Device {
            id: party.name.clone(),
            organisation: Some(party),
        };
    }
    Requester::Organisation { party }
}
