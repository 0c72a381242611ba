//! The section of a policy contract that says what its numbers mean.
//!
//! A compiled policy knows parties, roles, actions, categories and purposes by dense ids. This
//! section, [`crate::host::INTERFACE_SECTION`], carries their names, so that a node needs the
//! module alone. Terms of a tree are numbered depth first: what is within term `t` is `t..=end`.

use parity_scale_codec::{Compact, Decode, DecodeLimit, Encode};

use crate::calendar::{Date, Zone};
use crate::codebook::CodeBook;
use crate::form::FormEntry;
use crate::hash::Hash;
use crate::ids::Instant;
use crate::set::IdSet;
use crate::terms::{Name, Scalar};

mod rules;

pub use rules::{NAMED_PIECES_MAX, RuleEntries};

/// The version of the consent language that this protocol knows.
pub const LANGUAGE_VERSION: u16 = 1;

/// Everything about a policy but its evaluator and tables.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Interface {
    /// [`LANGUAGE_VERSION`] at the time of compiling.
    pub language: u16,
    /// The version of the vocabulary that the policy was compiled with.
    pub vocabulary: String,
    /// The hash of that vocabulary's tables, domain `vocabulary`.
    pub vocabulary_hash: Hash,
    /// The policy's title.
    pub title: String,
    /// The IANA name of the policy's time zone.
    pub time_zone: String,
    /// The hash of the source text.
    pub source: Hash,
    /// Kinds of party, by kind number.
    pub kinds: Vec<Name>,
    /// Declared parties, depth first; the party with id `i` is at `i - 1`, id 0 is nobody.
    pub parties: Vec<PartyEntry>,
    /// Roles, depth first; the id is the position.
    pub roles: Vec<TermEntry>,
    /// Actions, depth first; the id is the position.
    pub actions: Vec<TermEntry>,
    /// Categories, depth first; id 0 is `everything`. The id after the last is a code that nothing
    /// knows: see [`Interface::unknown_category`].
    pub categories: Vec<CategoryEntry>,
    /// Purposes, depth first; the purpose with id `i` is at `i - 1`, id 0 is "not stated".
    pub purposes: Vec<TermEntry>,
    /// Declared practitioners; the one with id `i` is at `i - 1`, id 0 is nobody declared.
    pub practitioners: Vec<PractitionerEntry>,
    /// Codes that mean a category.
    pub codes: CodeBook,
    /// The clock of the policy's time zone.
    pub zone: Zone,
    /// The years that conditions compare the patient's age with; ascending.
    pub ages: Vec<u32>,
    /// Declared facts; the id is the position.
    pub facts: Vec<FactEntry>,
    /// Texts that conditions compare facts with, and the encounters and records that rules name; sorted. The number of a text
    /// is its position.
    pub fact_texts: Vec<String>,
    /// Counters; the id is the position.
    pub counters: Vec<CounterEntry>,
    /// Consent forms, in the order of the bytes of their names; the id is the position.
    pub forms: Vec<FormEntry>,
    /// Texts that rules share.
    pub texts: Vec<String>,
    /// Rules, by rule number: in the order of the bytes of their names.
    pub rules: RuleEntries,
}

/// A declared party.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct PartyEntry {
    /// Its name.
    pub name: Name,
    /// Its identifier (`urn:oid:…`), when it has one.
    pub identifier: Option<Name>,
    /// Its kind, an index into [`Interface::kinds`].
    pub kind: Compact<u32>,
    /// The id of the last party within it; its own when there is none.
    pub end: Compact<u32>,
}

/// A declared practitioner.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct PractitionerEntry {
    /// The name or identifier that enrolment attests.
    pub name: Name,
    /// Another identifier that enrolment may attest instead.
    pub identifier: Option<Name>,
    /// The id of the party that the practitioner acts for; 0 when the policy does not say. Whoever
    /// bears the name and acts for another party is somebody else.
    pub of: Compact<u32>,
}

/// A term of a tree.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct TermEntry {
    /// Its name.
    pub name: Name,
    /// Other names that mean the same: HL7 codes.
    pub aliases: Vec<Name>,
    /// The id of the last term within it; its own when there is none.
    pub end: Compact<u32>,
}

/// A category of data.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct CategoryEntry {
    /// Its name.
    pub name: Name,
    /// The id of the last category within it; its own when there is none.
    pub end: Compact<u32>,
    /// Whether the policy protects it specially.
    pub protected: bool,
}

/// What a declared fact is a fact of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
pub enum FactOwner {
    /// The patient whose data is asked for; attested by the ledger.
    #[codec(index = 0)]
    Patient,
    /// Who asks; attested by the ledger.
    #[codec(index = 1)]
    Requester,
    /// The thing asked for, by its properties in the request: a claim.
    #[codec(index = 2)]
    Record,
    /// The request itself: a claim.
    #[codec(index = 3)]
    Request,
}

/// A declared fact.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct FactEntry {
    /// What it is a fact of.
    pub owner: FactOwner,
    /// Its name.
    pub name: Name,
    /// What its values are.
    pub kind: FactKind,
}

/// What the values of a declared fact are, and so how they become a number.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum FactKind {
    /// No is 0, yes is 1.
    #[codec(index = 0)]
    YesNo,
    /// The number.
    #[codec(index = 1)]
    Number,
    /// The packed date.
    #[codec(index = 2)]
    Date,
    /// The text's position in [`Interface::fact_texts`]; one that is not there has a number of its
    /// own after those, the same for equal texts of one request.
    #[codec(index = 3)]
    Text,
    /// As a text, and one of these.
    #[codec(index = 4)]
    OneOf(Vec<String>),
}

/// What is counted: allowed accesses by these actions in (now − seconds, now].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct CounterEntry {
    /// The ids of the actions.
    pub actions: IdSet,
    /// The length of the window.
    pub seconds: u64,
}

/// What people are told about a rule. Texts are indexes into [`Interface::texts`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleEntry {
    /// Its name.
    pub name: Name,
    /// Its title.
    pub title: Option<String>,
    /// The line of the source on which it begins, from 1.
    pub line: Compact<u32>,
    /// `may` when true, `may not` when false.
    pub may: bool,
    /// Its actions, as written.
    pub actions: Compact<u32>,
    /// Its data, as written.
    pub data: Compact<u32>,
    /// The categories that it names and what is within them, before exceptions: an index into the
    /// contract's own list of such sets would save nothing, since most are one interval.
    pub named: IdSet,
    /// Its purposes, as written.
    pub purposes: Option<Compact<u32>>,
    /// Its first day, as written.
    pub from: Option<Compact<u32>>,
    /// Its last day, as written.
    pub until: Option<Compact<u32>>,
    /// Its condition, one text for each part that must hold.
    pub conditions: Vec<Compact<u32>>,
    /// What it obliges to.
    pub duties: Vec<Duty>,
    /// The rules it overrides, by number.
    pub overrides: Vec<Compact<u32>>,
}

/// What an allowed request obliges its sender to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
pub enum Duty {
    /// Tell somebody.
    #[codec(index = 0)]
    Notify {
        /// `patient`, or the name of a party, role or practitioner.
        whom: String,
        /// The deadline in hours.
        within_hours: Option<u32>,
    },
    /// Leave categories out of what is shown.
    #[codec(index = 1)]
    Mask {
        /// Their names.
        categories: Vec<Name>,
    },
    /// Keep a record of the access under a heading.
    #[codec(index = 2)]
    Record {
        /// The heading.
        text: String,
    },
    /// Have the access reviewed.
    #[codec(index = 3)]
    Review {
        /// Who reviews: as `whom`. Anybody, when nobody is named.
        by: Option<String>,
        /// The deadline in hours.
        within_hours: Option<u32>,
    },
    /// Delete what was received.
    #[codec(index = 4)]
    Delete {
        /// The names of the categories; none: all of it.
        categories: Vec<Name>,
        /// The deadline in hours.
        within_hours: Option<u32>,
    },
}

/// Why a section cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InterfaceError {
    /// The bytes are no interface, or more than one.
    #[error("the policy's section does not decode")]
    Malformed,
    /// A subtree, a kind or a text points outside its table.
    #[error("the policy's section is inconsistent: {0}")]
    Inconsistent(&'static str),
    /// The policy was compiled for another version of the language.
    #[error(
        "the policy was compiled for version {0} of the language, this is version {LANGUAGE_VERSION}"
    )]
    OtherLanguage(u16),
}

impl Interface {
    /// Reads and checks the section's bytes.
    ///
    /// # Errors
    /// Reject: the bytes do not decode exactly, or refer outside their own tables.
    pub fn read(mut bytes: &[u8]) -> Result<Interface, InterfaceError> {
        let interface = Interface::decode_all_with_depth_limit(16, &mut bytes)
            .map_err(|_| InterfaceError::Malformed)?;
        interface.check()?;
        Ok(interface)
    }

    /// The form of a name.
    pub fn form(&self, name: &str) -> Option<&FormEntry> {
        let at = self
            .forms
            .binary_search_by(|form| form.name.as_str().cmp(name));
        self.forms.get(at.ok()?)
    }

    /// The id that stands for a code which neither the policy nor its vocabulary knows.
    pub fn unknown_category(&self) -> u32 {
        self.categories.len() as u32
    }

    /// The id that stands for any party of kind `kind` that the policy does not declare.
    pub fn undeclared_party(&self, kind: u32) -> u32 {
        self.parties.len() as u32 + 1 + kind
    }

    /// The greatest party id, undeclared ones included.
    pub fn last_party(&self) -> u32 {
        (self.parties.len() + self.kinds.len()) as u32
    }

    /// The parties that `any KIND` means: those declared of that kind, those within them, and any
    /// undeclared one of the kind.
    pub fn parties_of_kind(&self, kind: u32) -> IdSet {
        let declared = self
            .parties
            .iter()
            .zip(1..)
            .filter(|(party, _)| party.kind.0 == kind);
        let undeclared = self.undeclared_party(kind);
        declared
            .map(|(party, id)| (id, party.end.0))
            .chain([(undeclared, undeclared)])
            .collect()
    }

    /// The categories that a `may` sentence covers: for each of them, all that is within it is
    /// named, not excepted and not left out as specially protected.
    pub fn covered_by_may(&self, data: &DataIds) -> IdSet {
        let whole = data.whole_record.then_some(0);
        let named = data.named.iter().copied().chain(whole);
        let pieces = named.flat_map(|name| self.reached_by_naming(name, data.whole_record));
        let reached = pieces
            .collect::<IdSet>()
            .without(&self.subtrees(&data.except));
        let covers = |id: &u32| reached.contains_all(*id, self.category_end(*id));
        let covered = reached.ids().filter(covers);
        // A code that nothing knows could be anything: only what covers everything covers it.
        let unknown = covers(&0).then(|| self.unknown_category());
        covered.chain(unknown).collect()
    }

    /// The categories that a `may not` sentence reaches: some part of them is named and not
    /// excepted. A code that nothing knows is always reached.
    ///
    /// `parents` are those of [`Interface::category_parents`].
    pub fn reached_by_may_not(&self, data: &DataIds, parents: &[Option<u32>]) -> IdSet {
        let mut named = self.subtrees(&data.named);
        if data.whole_record {
            named = IdSet::interval(0, self.unknown_category());
        }
        let meant = named.without(&self.subtrees(&data.except));
        // What is around any part of an interval is around its beginning, or begins in it.
        let around = |id: u32| {
            std::iter::successors(Some(id), |id| parents.get(*id as usize).copied().flatten())
        };
        let wider = meant.intervals().iter().flat_map(|(from, _)| around(*from));
        let wider = wider.map(|id| (id, id));
        let unknown = self.unknown_category();
        meant
            .intervals()
            .iter()
            .copied()
            .chain(wider)
            .chain([(unknown, unknown)])
            .collect()
    }

    /// The category that each category is directly within.
    pub fn category_parents(&self) -> Vec<Option<u32>> {
        let mut open: Vec<(u32, u32)> = Vec::new();
        let mut parents = Vec::with_capacity(self.categories.len());
        for (entry, id) in self.categories.iter().zip(0..) {
            while open.pop_if(|(_, end)| *end < id).is_some() {}
            parents.push(open.last().map(|(outer, _)| *outer));
            open.push((id, entry.end.0));
        }
        parents
    }

    /// The number that stands for the value of fact `id` among the values of one request; `None`
    /// when there is no value, or one that is not of the fact's kind.
    pub fn fact_number(&self, id: u32, values: &[Option<Scalar>]) -> Option<i64> {
        let value = values.get(id as usize)?.as_ref()?;
        match (&self.facts.get(id as usize)?.kind, value) {
            (FactKind::YesNo, Scalar::YesNo(yes)) => Some(i64::from(*yes)),
            (FactKind::Number, Scalar::Number(number)) => Some(*number),
            (FactKind::Date, Scalar::Date(date)) => Some(i64::from(date.0)),
            (FactKind::Text, Scalar::Text(text)) => Some(self.text_number(text, values)),
            (FactKind::OneOf(words), Scalar::Text(text)) => {
                words.contains(text).then(|| self.text_number(text, values))
            }
            _ => None,
        }
    }

    /// The number of an encounter or a record that a request names: its place among the policy's texts, else the one after
    /// them, which no rule has.
    pub fn record_number(&self, name: &str) -> u32 {
        let known = self
            .fact_texts
            .binary_search_by(|known| known.as_str().cmp(name));
        known.unwrap_or(self.fact_texts.len()) as u32
    }

    /// Whether the policy declares a fact of this name about the patient that an organisation may attest with
    /// this value. Free text is for nobody to attest: it could say anything.
    pub fn takes_attested(&self, name: &str, value: &Scalar) -> bool {
        let is_it = |fact: &&FactEntry| fact.owner == FactOwner::Patient && fact.name == name;
        let Some(fact) = self.facts.iter().find(is_it) else {
            return false;
        };
        match (&fact.kind, value) {
            (FactKind::YesNo, Scalar::YesNo(_))
            | (FactKind::Number, Scalar::Number(_))
            | (FactKind::Date, Scalar::Date(_)) => true,
            (FactKind::OneOf(words), Scalar::Text(text)) => words.contains(text),
            _ => false,
        }
    }

    /// A birth date that answers every question of this policy about the age of somebody of `from` years or more and
    /// fewer than `below`, at `now`; `None` when a question's answer depends on more than that.
    pub fn birth_date_within(&self, from: u32, below: Option<u32>, now: Instant) -> Option<Date> {
        let is_open = |years: &u32| *years > from && below.is_none_or(|below| *years < below);
        if self.ages.iter().any(is_open) {
            return None;
        }
        // Whoever was born on the first day of a year has had the birthday of this one.
        let Date(today) = self.zone.local(now).date;
        let year = i64::from(today / 512) - i64::from(from);
        (year > 0).then(|| Date::new(year, 1, 1))
    }

    /// Equal texts of one request have equal numbers: their place among the policy's texts, else
    /// the first fact with that text, counted after those.
    fn text_number(&self, text: &str, values: &[Option<Scalar>]) -> i64 {
        if let Ok(at) = self
            .fact_texts
            .binary_search_by(|known| known.as_str().cmp(text))
        {
            return at as i64;
        }
        let is_first =
            |value: &Option<Scalar>| matches!(value, Some(Scalar::Text(other)) if other == text);
        let first = values.iter().position(is_first).unwrap_or(values.len());
        (self.fact_texts.len() + first) as i64
    }

    /// The categories within any of `ids`, themselves included.
    pub fn subtrees(&self, ids: &[u32]) -> IdSet {
        ids.iter().map(|id| (*id, self.category_end(*id))).collect()
    }

    /// What naming `name` reaches: all within it but specially protected categories below it.
    fn reached_by_naming(&self, name: u32, whole: bool) -> Vec<(u32, u32)> {
        let end = self.category_end(name);
        let (mut from, mut id, mut pieces) = (name, name + 1, Vec::new());
        while id <= end && !whole {
            let is_protected = self
                .categories
                .get(id as usize)
                .is_some_and(|entry| entry.protected);
            if !is_protected {
                id += 1;
                continue;
            }
            pieces.push((from, id - 1));
            from = self.category_end(id) + 1;
            id = from;
        }
        if from <= end {
            pieces.push((from, end));
        }
        pieces
    }

    fn category_end(&self, id: u32) -> u32 {
        self.categories
            .get(id as usize)
            .map_or(id, |entry| entry.end.0)
    }

    fn check(&self) -> Result<(), InterfaceError> {
        if self.language != LANGUAGE_VERSION {
            return Err(InterfaceError::OtherLanguage(self.language));
        }
        let parties = self.parties.iter().map(|party| party.end.0);
        let trees = is_forest(parties, 1)
            && is_forest(self.roles.iter().map(|term| term.end.0), 0)
            && is_forest(self.actions.iter().map(|term| term.end.0), 0)
            && is_forest(self.categories.iter().map(|term| term.end.0), 0)
            && is_forest(self.purposes.iter().map(|term| term.end.0), 1);
        let kinds = self
            .parties
            .iter()
            .all(|party| (party.kind.0 as usize) < self.kinds.len());
        let people = self
            .practitioners
            .iter()
            .all(|person| person.of.0 as usize <= self.parties.len());
        let forms = self.forms.iter().all(FormEntry::is_consistent)
            && self.forms.is_sorted_by(|one, next| one.name < next.name);
        let codes = self.codes.is_sound(self.unknown_category());
        let rules = self.rules.iter().all(|rule| self.is_rule(rule));
        for (holds, what) in [
            (trees, "a tree"),
            (kinds, "a kind"),
            (people, "a practitioner"),
            (codes, "a code"),
            (forms, "a form"),
            (rules, "a rule"),
        ] {
            if !holds {
                return Err(InterfaceError::Inconsistent(what));
            }
        }
        Ok(())
    }

    fn is_rule(&self, rule: &RuleEntry) -> bool {
        let optional = [rule.purposes, rule.from, rule.until].into_iter().flatten();
        let mut texts = [rule.actions, rule.data]
            .into_iter()
            .chain(optional)
            .chain(rule.conditions.iter().copied());
        texts.all(|text| (text.0 as usize) < self.texts.len())
            && rule
                .overrides
                .iter()
                .all(|other| (other.0 as usize) < self.rules.len())
    }
}

/// Data in a contract's ids.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DataIds {
    /// `the whole record`.
    pub whole_record: bool,
    /// The categories named.
    pub named: Vec<u32>,
    /// The categories excepted.
    pub except: Vec<u32>,
}

/// Whether `ends` (each term's last descendant, by id from `first`) nest as trees do.
fn is_forest(ends: impl Iterator<Item = u32>, first: u32) -> bool {
    let ends: Vec<u32> = ends.collect();
    let last = first as u64 + ends.len() as u64;
    let mut open: Vec<u32> = Vec::new();
    for (id, end) in (first..).zip(ends) {
        while open.last().is_some_and(|outer| *outer < id) {
            open.pop();
        }
        if end < id || u64::from(end) >= last || open.last().is_some_and(|outer| end > *outer) {
            return false;
        }
        open.push(end);
    }
    true
}

#[cfg(test)]
pub(crate) mod tests;
