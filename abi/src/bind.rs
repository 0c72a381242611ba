//! Names to ids: turns a request, and a patient's consents, into the bytes a contract reads.
//!
//! The input of a decision, little-endian:
//!
//! ```text
//! offset  0 u32  kind of requester: 0 organisation, 1 practitioner, 2 patient, 3 related, 4 device
//!         4 u32  bit 0 the requester is the patient, bit 1 is a guardian, bit 2 a reason is given
//!         8 u32  party acted for, 0 for none
//!        12 u32  declared practitioner, 0 for none
//!        16 u32  purpose, 0 when not stated
//!        20 u32  number of roles r     24 u32  of actions a     28 u32  of categories c
//!        32 i64  the block's time, seconds
//!        40 u32  minutes since midnight    44 u32  weekday, 0 is Monday    48 u32  packed date:
//!                of the block's time in the policy's zone, see calendar
//!        52 u32  packed date of the data
//!        56 u32  author's party, 0 for none    60 u32  author as declared practitioner, 0 for none
//!        64 u32  custodian's party, 0 for none
//!        68 u32  text of the encounter    72 u32  of the record    76 u32  confidentiality
//!                from 52 to 76 0xffffffff where it is not stated
//!        80      r roles, a actions, c categories: u32 each, ascending, without repetition
//! ```

use std::ops::Range;

use crate::calendar::{Local, Zone};
use crate::codebook::CodeIndex;
use crate::form::{FormError, FormValue, ParameterKind};
use crate::ids::Instant;
use crate::interface::{CounterEntry, DataIds, Interface};
use crate::set::IdSet;
use crate::terms::{
    AccessRecord, AccessRequest, CategoryTerm, ConsentRecord, ConsentTerms, DataTerms, Name, Party,
    Requester, SubjectTerm,
};

mod data;
mod input;
mod names;
mod stored;

pub use data::{BoundData, BoundNarrowing, NOT_STATED, RecordNames, place};
pub use input::INPUT_HEAD_BYTES;
use names::NameIndex;
pub use stored::KnownSentences;

/// A name in a request that the policy does not know: the request is rejected, not decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnknownTerm {
    /// `actions[index]`
    #[error("no such action")]
    Action {
        /// Its position in the request.
        index: usize,
    },
    /// `categories[index]`
    #[error("no such category")]
    Category {
        /// Its position in the request.
        index: usize,
    },
    /// The purpose.
    #[error("no such purpose")]
    Purpose,
}

/// A request in a contract's ids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoundRequest {
    /// 0 organisation, 1 practitioner, 2 patient, 3 related person, 4 device.
    pub kind: u32,
    /// The requester is the patient whose record is asked for.
    pub is_patient: bool,
    /// The requester is a guardian of that patient.
    pub is_guardian: bool,
    /// The requester claims to have a reason.
    pub reason_given: bool,
    /// The party acted for, 0 for none.
    pub party: u32,
    /// The declared practitioner, 0 for none.
    pub practitioner: u32,
    /// The purpose, 0 when not stated.
    pub purpose: u32,
    /// Roles, ascending.
    pub roles: Vec<u32>,
    /// Actions, ascending.
    pub actions: Vec<u32>,
    /// Categories, ascending.
    pub categories: Vec<u32>,
    /// The block's time.
    pub now: Instant,
    /// That time on the clocks of the policy's zone.
    pub local: Local,
    /// What is said of the data.
    pub data: BoundData,
}

/// Where an entry of a consent says when it holds.
const PERIOD: Range<usize> = 8..24;

/// When a sentence says that it holds.
#[derive(Clone, Copy, Debug)]
struct Period {
    from: Option<Instant>,
    until: Option<Instant>,
}

impl Period {
    /// The part of it between a consent's recording and its withdrawal.
    fn within(self, recorded_at: Instant, withdrawn_at: Option<Instant>) -> Period {
        let from = self.from.unwrap_or(Instant::MIN).max(recorded_at);
        let until = self
            .until
            .unwrap_or(Instant::MAX)
            .min(withdrawn_at.unwrap_or(Instant::MAX));
        Period {
            from: Some(from),
            until: Some(until),
        }
    }

    /// As an entry has it.
    fn bytes(self) -> [u8; 16] {
        let (from, until) = (
            self.from.unwrap_or(Instant::MIN),
            self.until.unwrap_or(Instant::MAX),
        );
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&from.0.to_le_bytes());
        bytes[8..].copy_from_slice(&until.0.to_le_bytes());
        bytes
    }
}

/// An interface with its names indexed.
#[derive(Clone, Debug)]
pub struct Binding {
    interface: Interface,
    kinds: NameIndex,
    parties: NameIndex,
    roles: NameIndex,
    actions: NameIndex,
    categories: NameIndex,
    purposes: NameIndex,
    practitioners: NameIndex,
    codes: CodeIndex,
    /// The category that each category is directly within.
    parents: Vec<Option<u32>>,
}

impl Binding {
    /// Indexes `interface`. Where two terms bear one name, the first keeps it.
    pub fn new(interface: Interface) -> Binding {
        let names = |list: &[Name], first: u32| NameIndex::new(list.iter().zip(first..));
        let terms = |list: &[crate::interface::TermEntry], first: u32| {
            let own = list.iter().zip(first..).map(|(term, id)| (&term.name, id));
            let aliases = list.iter().zip(first..);
            let aliases =
                aliases.flat_map(|(term, id)| term.aliases.iter().map(move |name| (name, id)));
            NameIndex::new(own.chain(aliases))
        };
        let parties = interface.parties.iter().zip(1u32..);
        let identifiers = parties
            .clone()
            .filter_map(|(party, id)| Some((party.identifier.as_ref()?, id)));
        let people = interface.practitioners.iter().zip(1u32..);
        Binding {
            kinds: names(&interface.kinds, 0),
            parties: NameIndex::new(
                parties
                    .map(|(party, id)| (&party.name, id))
                    .chain(identifiers),
            ),
            roles: terms(&interface.roles, 0),
            actions: terms(&interface.actions, 0),
            categories: NameIndex::new(
                interface
                    .categories
                    .iter()
                    .zip(0..)
                    .map(|(entry, id)| (&entry.name, id)),
            ),
            purposes: terms(&interface.purposes, 1),
            practitioners: NameIndex::new(
                people.clone().map(|(person, id)| (&person.name, id)).chain(
                    people.filter_map(|(person, id)| Some((person.identifier.as_ref()?, id))),
                ),
            ),
            codes: CodeIndex::new(&interface.codes),
            parents: interface.category_parents(),
            interface,
        }
    }

    /// The interface that this was made of.
    pub fn interface(&self) -> &Interface {
        &self.interface
    }

    /// Binds a request of `requester` at block time `now`.
    ///
    /// Organisations, people and roles that the policy does not know are no error: they match only
    /// what is about anyone.
    ///
    /// # Errors
    /// Reject: an action, a category name or a purpose is unknown.
    pub fn request(
        &self,
        requester: &Requester,
        request: &AccessRequest,
        now: Instant,
    ) -> Result<BoundRequest, UnknownTerm> {
        let mut bound = self.asker(requester, now);
        self.ask(request, &mut bound)?;
        Ok(bound)
    }

    /// Who asks, and when: a request in which nothing is asked for yet. Organisations, people and roles that the policy
    /// does not know are as in [`Binding::request`].
    pub fn asker(&self, requester: &Requester, now: Instant) -> BoundRequest {
        let mut bound = self.requester(requester);
        bound.now = now;
        bound.local = self.interface.zone.local(now);
        bound.roles.sort_unstable();
        bound.roles.dedup();
        bound
    }

    /// Puts what `request` asks for into `bound`, which [`Binding::asker`] made, in the place of all that it asked for before.
    ///
    /// # Errors
    /// Reject: an action, a category name or a purpose is unknown. `bound` is good for another request then, and for
    /// nothing else.
    pub fn ask(
        &self,
        request: &AccessRequest,
        bound: &mut BoundRequest,
    ) -> Result<(), UnknownTerm> {
        bound.reason_given = request.claims.reason_given;
        bound.data = self.data(&request.claims.data);
        bound.actions.clear();
        bound.categories.clear();
        for (index, name) in request.actions.iter().enumerate() {
            bound
                .actions
                .push(self.action(name).ok_or(UnknownTerm::Action { index })?);
        }
        for (index, term) in request.categories.iter().enumerate() {
            bound
                .categories
                .push(self.category(term).ok_or(UnknownTerm::Category { index })?);
        }
        bound.purpose = match &request.claims.purpose {
            Some(name) => self.purpose(name).ok_or(UnknownTerm::Purpose)?,
            None => 0,
        };
        for list in [&mut bound.actions, &mut bound.categories] {
            list.sort_unstable();
            list.dedup();
        }
        Ok(())
    }

    /// The id of an action, by its name or its HL7 code.
    pub fn action(&self, name: &str) -> Option<u32> {
        self.actions.get(name)
    }

    /// The id of a purpose, by its name or its HL7 code.
    pub fn purpose(&self, name: &str) -> Option<u32> {
        self.purposes.get(name)
    }

    /// The id of a category; a code that nothing knows has the id that stands for those.
    pub fn category(&self, term: &CategoryTerm) -> Option<u32> {
        match term {
            CategoryTerm::Name(name) => self.categories.get(name),
            CategoryTerm::Code { system, code } => {
                let known = self.codes.category(&self.interface.codes, system, code);
                Some(known.unwrap_or_else(|| self.interface.unknown_category()))
            }
        }
    }

    /// The id of a party, by its name or its identifier; of an undeclared one by its kind.
    fn party(&self, party: &Party) -> u32 {
        let kind = || {
            self.kinds
                .get(party.kind.as_ref()?)
                .map(|kind| self.interface.undeclared_party(kind))
        };
        self.parties.get(&party.name).or_else(kind).unwrap_or(0)
    }

    /// The id of the declared practitioner called `name` who acts for `party`; 0 for none. A name
    /// alone is not enough where the policy says for whom the practitioner acts: any organisation
    /// can enrol somebody under that name.
    fn practitioner(&self, name: &str, party: u32) -> u32 {
        let id = self.practitioners.get(name).unwrap_or(0);
        let entry = self
            .interface
            .practitioners
            .get(id.wrapping_sub(1) as usize);
        let of = entry.map_or(0, |person| person.of.0);
        let end = self
            .interface
            .parties
            .get(of.wrapping_sub(1) as usize)
            .map_or(of, |party| party.end.0);
        if of == 0 || (of..=end).contains(&party) {
            id
        } else {
            0
        }
    }

    /// How many of a patient's past accesses a counter counts for `requester` at `now`.
    ///
    /// An access counts when it was made by the requester or for the party that the requester acts
    /// for, by one of the counter's actions, in (now − window, now]. `None` for a patient or a
    /// guardian: accesses are not recorded under them, so that how many there were is not known.
    pub fn count(
        &self,
        counter: &CounterEntry,
        accesses: &[AccessRecord],
        requester: &Requester,
        now: Instant,
    ) -> Option<u32> {
        requester.actors().0?;
        let window = i64::try_from(counter.seconds).unwrap_or(i64::MAX);
        let counts = |access: &&AccessRecord| {
            access.at <= now
                && access.at.0 > now.0.saturating_sub(window)
                && access.actions.iter().any(|name| {
                    self.action(name)
                        .is_some_and(|id| counter.actions.contains(id))
                })
                && self.is_by(access, requester)
        };
        Some(accesses.iter().filter(counts).count() as u32)
    }

    /// Whether an access was made by the requester or for the party acted for.
    fn is_by(&self, access: &AccessRecord, requester: &Requester) -> bool {
        let (who, party) = requester.actors();
        let own = [who, party].into_iter().flatten();
        let theirs = [Some(access.by.as_str()), access.organisation.as_deref()];
        own.flat_map(|own| theirs.iter().flatten().map(move |their| (own, *their)))
            .any(|(own, their)| own == their || self.is_one(own, their))
    }

    /// Whether two names are of one declared party or practitioner.
    fn is_one(&self, one: &str, other: &str) -> bool {
        [&self.parties, &self.practitioners]
            .into_iter()
            .any(|ids| ids.get(one).is_some() && ids.get(one) == ids.get(other))
    }

    fn requester(&self, requester: &Requester) -> BoundRequest {
        let mut bound = BoundRequest {
            kind: 0,
            is_patient: false,
            is_guardian: false,
            reason_given: false,
            party: 0,
            practitioner: 0,
            purpose: 0,
            roles: Vec::new(),
            actions: Vec::new(),
            categories: Vec::new(),
            now: Instant(0),
            local: Zone::default().local(Instant(0)),
            data: BoundData::default(),
        };
        match requester {
            Requester::Organisation { party } => bound.party = self.party(party),
            Requester::Practitioner {
                id,
                roles,
                organisation,
            } => {
                bound.kind = 1;
                bound.party = organisation.as_ref().map_or(0, |party| self.party(party));
                bound.practitioner = self.practitioner(id, bound.party);
                bound.roles = roles
                    .iter()
                    .filter_map(|role| self.roles.get(role))
                    .collect();
            }
            Requester::Patient { is_subject } => (bound.kind, bound.is_patient) = (2, *is_subject),
            Requester::RelatedPerson { is_guardian } => {
                (bound.kind, bound.is_guardian) = (3, *is_guardian);
            }
            Requester::Device { organisation, .. } => {
                bound.kind = 4;
                bound.party = organisation.as_ref().map_or(0, |party| self.party(party));
            }
        }
        bound
    }

    /// The sentences of the form `form` with `with` filled in.
    ///
    /// A party that the policy does not declare may be of any kind: as in any consent, a sentence
    /// that allows it something counts for nothing while it is not known.
    ///
    /// # Errors
    /// Reject: no such form; values that do not fill it; a category or purpose that the policy does
    /// not know; a declared party of another kind.
    pub fn fill(
        &self,
        form: &str,
        with: &[(Name, FormValue)],
    ) -> Result<Vec<ConsentTerms>, FormError> {
        let entry = self.interface.form(form).ok_or(FormError::Unknown)?;
        let sentences = entry.fill(with, &self.interface.zone)?;
        for (at, (name, value)) in with.iter().enumerate() {
            let parameter = entry.parameters.iter().find(|known| known.name == *name);
            let parameter = parameter.ok_or(FormError::NoParameter(at))?;
            if !self.is_meant(&parameter.kind, value) {
                return Err(FormError::WrongValue(at));
            }
        }
        Ok(sentences)
    }

    /// Whether a value, as far as the policy knows it, means what a parameter asks for.
    fn is_meant(&self, kind: &ParameterKind, value: &FormValue) -> bool {
        let FormValue::Name(name) = value else {
            return true;
        };
        match kind {
            ParameterKind::Party(Some(kind)) => {
                let id = self.parties.get(name).unwrap_or(0);
                let party = self.interface.parties.get(id.wrapping_sub(1) as usize);
                let declared =
                    party.and_then(|party| self.interface.kinds.get(party.kind.0 as usize));
                declared.is_none_or(|declared| declared == kind)
            }
            ParameterKind::Category => self.categories.get(name).is_some(),
            ParameterKind::Purpose => self.purposes.get(name).is_some(),
            ParameterKind::Party(None) | ParameterKind::Practitioner | ParameterKind::Date => true,
        }
    }

    /// Appends a patient's consents in this contract's ids, as the fact
    /// [`crate::host::fact::CONSENTS`] hands them over. Little-endian:
    ///
    /// ```text
    /// u32 count | count × entry
    /// entry: u32 bytes of this entry, these four included | u32 1 may, 0 may not
    ///        i64 first instant | i64 first instant after
    ///        u32 number of subjects | subjects | actions | data | purposes
    ///        u32 number of narrowings | narrowings
    /// subject: u32 tag: 0 anyone, 1 party, 2 role, 3 role of party, 4 practitioner, 5 patient,
    ///          6 guardian | parties (practitioners for tag 4) | roles
    /// narrowing: as BoundNarrowing::write
    /// sets as IdSet::write
    /// ```
    ///
    /// `names` are those of the request: consents may be about one encounter or record.
    ///
    /// A granting consent that names what the policy does not know is left out; of a refusing one
    /// the unknown names alone fall away, and when nothing known is left of a list it means all.
    pub fn consents(&self, records: &[ConsentRecord], names: &RecordNames, out: &mut Vec<u8>) {
        let count_at = out.len();
        out.extend([0; 4]);
        let mut count = 0u32;
        for record in records {
            for terms in &record.sentences {
                count += u32::from(self.consent(record, terms, names, out).is_some());
            }
        }
        if let Some(slot) = out.get_mut(count_at..count_at + 4) {
            slot.copy_from_slice(&count.to_le_bytes());
        }
    }

    fn consent(
        &self,
        record: &ConsentRecord,
        terms: &ConsentTerms,
        names: &RecordNames,
        out: &mut Vec<u8>,
    ) -> Option<()> {
        let start = out.len();
        self.sentence(terms, names, out)?;
        let own = Period {
            from: terms.from,
            until: terms.until,
        };
        out.get_mut(start..)?
            .get_mut(PERIOD)?
            .copy_from_slice(&own.within(record.recorded_at, record.withdrawn_at).bytes());
        Some(())
    }

    /// Appends the entry of a sentence, with zeros for its period; `None`, and nothing, when it counts for nothing.
    fn sentence(&self, terms: &ConsentTerms, names: &RecordNames, out: &mut Vec<u8>) -> Option<()> {
        let subjects = self.consent_subjects(terms)?;
        let data = self.consent_data(terms)?;
        let narrowings = self.narrowings(terms, names)?;
        let actions = self.known(terms.grants, &terms.actions, &self.actions)?;
        let purposes = self.known(terms.grants, &terms.purposes, &self.purposes)?;

        let start = out.len();
        out.extend([0; 4]);
        out.extend(u32::from(terms.grants).to_le_bytes());
        out.extend([0; PERIOD.end - PERIOD.start]);
        out.extend((subjects.len() as u32).to_le_bytes());
        for subject in &subjects {
            out.extend(subject.tag.to_le_bytes());
            subject.parties.write(out);
            subject.roles.write(out);
        }
        self.action_set(&actions).write(out);
        data.write(out);
        self.purpose_set(terms.grants, &purposes).write(out);
        out.extend((narrowings.len() as u32).to_le_bytes());
        narrowings.iter().for_each(|clause| clause.write(out));
        let length = (out.len() - start) as u32;
        out.get_mut(start..start + 4)?
            .copy_from_slice(&length.to_le_bytes());
        Some(())
    }

    fn consent_subjects(&self, terms: &ConsentTerms) -> Option<Vec<BoundSubject>> {
        let bound: Vec<Option<BoundSubject>> = terms
            .subjects
            .iter()
            .map(|term| self.subject(term))
            .collect();
        if terms.grants {
            return bound.into_iter().collect();
        }
        let known: Vec<BoundSubject> = bound.into_iter().flatten().collect();
        if known.is_empty() {
            Some(vec![BoundSubject::anyone()])
        } else {
            Some(known)
        }
    }

    fn consent_data(&self, terms: &ConsentTerms) -> Option<IdSet> {
        let DataTerms {
            whole_record,
            categories,
            except,
            narrowing: _,
        } = &terms.data;
        let named = self.known(terms.grants, categories, &self.categories)?;
        let except = self.known(terms.grants, except, &self.categories)?;
        let data = DataIds {
            whole_record: *whole_record,
            named,
            except,
        };
        if terms.grants {
            return Some(self.interface.covered_by_may(&data));
        }
        if data.named.is_empty() && !data.whole_record {
            let everything = DataIds {
                whole_record: true,
                except: data.except,
                named: Vec::new(),
            };
            return Some(
                self.interface
                    .reached_by_may_not(&everything, &self.parents),
            );
        }
        Some(self.interface.reached_by_may_not(&data, &self.parents))
    }

    /// The ids of `names`: all of them for a granting sentence, those known for a refusing one.
    fn known(&self, all: bool, names: &[Name], ids: &NameIndex) -> Option<Vec<u32>> {
        let found = names.iter().map(|name| ids.get(name));
        if all {
            found.collect()
        } else {
            Some(found.flatten().collect())
        }
    }

    /// The actions within `ids`; all actions for none.
    fn action_set(&self, ids: &[u32]) -> IdSet {
        if ids.is_empty() {
            return IdSet::interval(0, self.interface.actions.len() as u32);
        }
        let end = |id: &u32| {
            self.interface
                .actions
                .get(*id as usize)
                .map_or(*id, |term| term.end.0)
        };
        ids.iter().map(|id| (*id, end(id))).collect()
    }

    /// The purposes within `ids`, and any for none. A refusal applies, too, when none is stated.
    fn purpose_set(&self, grants: bool, ids: &[u32]) -> IdSet {
        if ids.is_empty() {
            return IdSet::interval(0, self.interface.purposes.len() as u32);
        }
        let entry = |id: u32| self.interface.purposes.get(id.wrapping_sub(1) as usize);
        let within = ids
            .iter()
            .map(|id| (*id, entry(*id).map_or(*id, |term| term.end.0)));
        within.chain((!grants).then_some((0, 0))).collect()
    }

    fn subject(&self, term: &SubjectTerm) -> Option<BoundSubject> {
        let party = |name: &Name| {
            let id = self.parties.get(name)?;
            let end = self
                .interface
                .parties
                .get(id.wrapping_sub(1) as usize)?
                .end
                .0;
            Some(IdSet::interval(id, end))
        };
        let role = |name: &Name| {
            let id = self.roles.get(name)?;
            Some(IdSet::interval(
                id,
                self.interface.roles.get(id as usize)?.end.0,
            ))
        };
        let kind = |name: &Name| Some(self.interface.parties_of_kind(self.kinds.get(name)?));
        let (tag, parties, roles) = match term {
            SubjectTerm::Anyone => (0, IdSet::new(), IdSet::new()),
            SubjectTerm::Party(name) => (1, party(name)?, IdSet::new()),
            SubjectTerm::Kind(name) => (1, kind(name)?, IdSet::new()),
            SubjectTerm::Role(name) => (2, IdSet::new(), role(name)?),
            SubjectTerm::RoleOfParty(name, of) => (3, party(of)?, role(name)?),
            SubjectTerm::RoleOfKind(name, of) => (3, kind(of)?, role(name)?),
            SubjectTerm::Practitioner(name) => {
                let id = self.practitioners.get(name)?;
                (4, IdSet::interval(id, id), IdSet::new())
            }
            SubjectTerm::Patient => (5, IdSet::new(), IdSet::new()),
            SubjectTerm::Guardian => (6, IdSet::new(), IdSet::new()),
        };
        Some(BoundSubject {
            tag,
            parties,
            roles,
        })
    }
}

/// A subject in a contract's ids.
struct BoundSubject {
    tag: u32,
    parties: IdSet,
    roles: IdSet,
}

impl BoundSubject {
    fn anyone() -> BoundSubject {
        BoundSubject {
            tag: 0,
            parties: IdSet::new(),
            roles: IdSet::new(),
        }
    }
}

#[cfg(test)]
mod tests;
