//! Whether the patient has consented to a request, or refused it.

use abi::terms::{ConsentRecord, ConsentTerms, Name, SubjectTerm};

use super::request::term;
use super::{Asked, Truth};
use crate::typed::{Policy, Sentence, Subject, Words};

impl Asked<'_> {
    /// What `holds` says, when the patient's consents are known.
    pub(super) fn known_consents(&self, holds: impl Fn(&Self) -> bool) -> Truth {
        if self.case.consents.is_some() {
            holds(self).into()
        } else {
            Truth::Unknown
        }
    }

    /// Whether a live consent of the patient covers the request.
    pub(super) fn has_grant(&self) -> bool {
        self.live()
            .any(|sentence| sentence.may && self.meets(&sentence))
    }

    /// Whether a live refusal of the patient overlaps the request.
    pub(super) fn has_refusal(&self) -> bool {
        self.live()
            .any(|sentence| !sentence.may && self.meets(&sentence))
    }

    /// Whether a consent covers the request, and its data is what it narrows it to.
    fn meets(&self, sentence: &Sentence) -> bool {
        let narrowed = self.narrowings(sentence).min().unwrap_or(Truth::Yes);
        self.covers(sentence) && narrowed.counts(sentence.may)
    }

    /// The patient's consents that hold now, in the policy's ids.
    fn live(&self) -> impl Iterator<Item = Sentence> + '_ {
        self.live_records()
            .flat_map(|record| &record.sentences)
            .filter_map(|terms| sentence(self.policy, terms))
    }

    /// Whether the patient has signed a form and not withdrawn it.
    pub(super) fn has_signed(&self, form: u32) -> bool {
        let Some(form) = self.policy.forms.get(form as usize) else {
            return false;
        };
        let signed = self
            .live_records()
            .filter_map(|record| record.form.as_ref());
        signed
            .map(|signed| &signed.name)
            .any(|name| *name == form.name)
    }

    fn live_records(&self) -> impl Iterator<Item = &ConsentRecord> + '_ {
        let now = self.case.now;
        let is_live = move |record: &&ConsentRecord| {
            record.recorded_at <= now && record.withdrawn_at.is_none_or(|end| now < end)
        };
        self.case.consents.iter().flatten().filter(is_live)
    }
}

/// A consent in the policy's ids. One that grants in words the policy does not know is `None`; of
/// one that refuses the unknown words alone fall away, and a list of which nothing is left means all.
fn sentence(policy: &Policy, terms: &ConsentTerms) -> Option<Sentence> {
    let grants = terms.grants;
    let category = |name: &Name| {
        policy
            .categories
            .iter()
            .position(|category| category.name == *name)
            .map(|at| at as u32)
    };
    let mut subjects = known(grants, &terms.subjects, |subject| {
        self::subject(policy, subject)
    })?;
    let mut actions = known(grants, &terms.actions, |name| term(&policy.actions, name))?;
    let mut categories = known(grants, &terms.data.categories, category)?;
    let except = known(grants, &terms.data.except, category)?;
    let purpose = |name: &Name| term(&policy.purposes, name).map(|at| at + 1);
    let purposes = known(grants, &terms.purposes, purpose)?;
    if subjects.is_empty() {
        subjects.push(Subject::Anyone);
    }
    if actions.is_empty() {
        actions.extend(0..policy.actions.len() as u32);
    }
    if categories.is_empty() && !terms.data.whole_record {
        categories.push(0);
    }
    Some(Sentence {
        may: grants,
        subjects,
        actions,
        whole_record: terms.data.whole_record,
        categories,
        except,
        narrowing: super::narrowing::narrowing(policy, terms)?,
        purposes: (!purposes.is_empty()).then_some(purposes),
        from: terms.from,
        until: terms.until,
        words: Words::default(),
    })
}

/// The ids of `names`: `None` when a granting sentence has one that is not known.
fn known<T, U>(all: bool, names: &[T], id: impl Fn(&T) -> Option<U>) -> Option<Vec<U>> {
    if all {
        names.iter().map(id).collect()
    } else {
        Some(names.iter().filter_map(id).collect())
    }
}

fn subject(policy: &Policy, subject: &SubjectTerm) -> Option<Subject> {
    let role = |name: &Name| term(&policy.roles, name);
    let kind = |name: &Name| {
        policy
            .kinds
            .iter()
            .position(|kind| kind == name)
            .map(|at| at as u32)
    };
    let party = |name: &Name| {
        let named = policy.parties.iter().position(|party| party.name == *name);
        let identified = || {
            policy
                .parties
                .iter()
                .position(|party| party.identifier.as_ref() == Some(name))
        };
        named.or_else(identified).map(|at| at as u32 + 1)
    };
    Some(match subject {
        SubjectTerm::Anyone => Subject::Anyone,
        SubjectTerm::Patient => Subject::Patient,
        SubjectTerm::Guardian => Subject::Guardian,
        SubjectTerm::Party(name) => Subject::Party(party(name)?),
        SubjectTerm::Role(name) => Subject::Role(role(name)?),
        SubjectTerm::RoleOfParty(name, of) => Subject::RoleOfParty(role(name)?, party(of)?),
        SubjectTerm::RoleOfKind(name, of) => Subject::RoleOfKind(role(name)?, kind(of)?),
        SubjectTerm::Kind(name) => Subject::Kind(kind(name)?),
        SubjectTerm::Practitioner(name) => {
            let at = policy
                .practitioners
                .iter()
                .position(|person| person.is_called(name))?;
            Subject::Practitioner(at as u32 + 1)
        }
    })
}
