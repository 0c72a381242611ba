//! The typed policy: what was written, with every name resolved and every date an instant.
//!
//! Third product of the flow text -> syntax -> **typed policy** -> program -> contract. It has three
//! readers that must never disagree: the reference interpreter ([`crate::interpret`]), the
//! contract's emitter ([`crate::contract`]) and, later, the analyser. It is made by
//! [`from_syntax`] alone.
//!
//! Terms of a tree are numbered depth first, parents before children, so that the interpreter can
//! climb parents and the emitter can use intervals of the same numbers.

pub mod from_syntax;
#[cfg(test)]
mod tests;

pub use abi::calendar::Date;
pub use abi::form::FormEntry;
pub use abi::interface::{Duty, FactOwner};
pub use abi::terms::{Confidentiality, Name, Scalar};
pub use abi::{Hash, Instant};

use std::borrow::Cow;

use crate::syntax::span::Span;

/// A code system's address, a code, and the id of the category that it means. Those of the vocabulary are borrowed: there are
/// thousands.
pub type CodeMeaning = (Cow<'static, str>, Cow<'static, str>, u32);

/// A policy that says something definite: every name resolved, every rule well formed.
#[derive(Debug, Clone)]
pub struct Policy {
    /// The title; the file's name when the policy gives none.
    pub title: String,
    /// The version as written, empty when it is not.
    pub version: String,
    /// The zone that days are counted in.
    pub time_zone: jiff::tz::TimeZone,
    /// That zone's IANA name.
    pub time_zone_name: String,
    /// The version of the vocabulary that names were resolved with.
    pub vocabulary: &'static str,
    /// The hash of that vocabulary.
    pub vocabulary_hash: Hash,
    /// Declared parties, depth first; the party at position `i` has id `i + 1`.
    pub parties: Vec<Party>,
    /// Declared practitioners; the one at position `i` has id `i + 1`.
    pub practitioners: Vec<Practitioner>,
    /// Kinds of party; the id is the position.
    pub kinds: Vec<Name>,
    /// Roles; the id is the position.
    pub roles: Vec<Term>,
    /// Actions; the id is the position.
    pub actions: Vec<Term>,
    /// Categories; the id is the position, 0 is `everything`. The id after the last stands for a
    /// code that nothing knows.
    pub categories: Vec<Category>,
    /// Purposes; the purpose at position `i` has id `i + 1`, 0 is "not stated".
    pub purposes: Vec<Term>,
    /// Codes that mean a category; sorted, each once.
    pub codes: Vec<CodeMeaning>,
    /// Declared facts, in the order of their owners and the bytes of their names; the id is the
    /// position.
    pub facts: Vec<Fact>,
    /// Counters that conditions ask; the id is the position, each stands once.
    pub counters: Vec<Counter>,
    /// Forms, in the order of the bytes of their names; the id is the position.
    pub forms: Vec<FormEntry>,
    /// Rules, in the order of the bytes of their names; the number of a rule is its position.
    pub rules: Vec<Rule>,
    /// Examples, in the order of the source.
    pub examples: Vec<Example>,
}

/// A declared party.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// Its name.
    pub name: Name,
    /// Its kind.
    pub kind: u32,
    /// The id of the party it is within.
    pub within: Option<u32>,
    /// Its identifier.
    pub identifier: Option<Name>,
}

/// A declared practitioner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Practitioner {
    /// The name that requests give.
    pub name: Name,
    /// An identifier that they may give instead.
    pub identifier: Option<Name>,
    /// The id of the party acted for.
    pub of: Option<u32>,
}

impl Practitioner {
    /// Whether a name or an identifier is this practitioner's.
    pub fn is_called(&self, name: &str) -> bool {
        self.name == name || self.identifier.as_deref() == Some(name)
    }
}

/// A term of a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Its name.
    pub name: Name,
    /// Other names that mean the same: HL7 codes.
    pub aliases: Vec<Name>,
    /// The id of the term it is within.
    pub within: Option<u32>,
}

/// A category of data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    /// Its name.
    pub name: Name,
    /// The id of the category it is within; `None` for `everything` alone.
    pub within: Option<u32>,
    /// Whether the policy protects it specially.
    pub protected: bool,
}

/// A declared fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// What it is a fact of.
    pub owner: FactOwner,
    /// Its name.
    pub name: Name,
    /// What its values are.
    pub kind: FactKind,
    /// The value where none is known.
    pub otherwise: Option<Scalar>,
}

/// What the values of a fact are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FactKind {
    /// `yes/no`
    YesNo,
    /// `number`: a whole number
    Number,
    /// `date`
    Date,
    /// `text`
    Text,
    /// `one of …`
    OneOf(Vec<String>),
}

/// What a condition counts: allowed accesses in a sliding window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Counter {
    /// The action; accesses by actions within it count, too.
    pub action: u32,
    /// The length of the window in seconds: accesses in (now − window, now] count.
    pub seconds: i64,
}

/// One rule.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Its name, `r1`, `r2`, … for a bare sentence.
    pub name: Name,
    /// Its title.
    pub title: Option<String>,
    /// What it says.
    pub sentence: Sentence,
    /// The parts of its condition; all of them must hold. `unless C` is the one part `not C`.
    pub conditions: Vec<Condition>,
    /// The condition's parts in words, one for each of `conditions`.
    pub condition_texts: Vec<String>,
    /// Of each part the conditions in it that are none of `and`, `or` and `not`, in words; in the
    /// order of [`Condition::leaves`].
    pub leaf_texts: Vec<Vec<String>>,
    /// What it obliges to, when it allows.
    pub duties: Vec<Duty>,
    /// The numbers of the rules that it overrides; sorted.
    pub overrides: Vec<u32>,
    /// Where it stands.
    pub span: Span,
    /// The line on which it begins, from 1.
    pub line: u32,
}

/// A sentence without condition and duties: a rule's core, or a consent.
#[derive(Debug, Clone)]
pub struct Sentence {
    /// `may` when true; `may not`, and `no one may`, when false.
    pub may: bool,
    /// Whom it is about; at least one.
    pub subjects: Vec<Subject>,
    /// The actions; at least one.
    pub actions: Vec<u32>,
    /// `the whole record` is among the data.
    pub whole_record: bool,
    /// The categories named; `everything` is category 0.
    pub categories: Vec<u32>,
    /// The categories excepted.
    pub except: Vec<u32>,
    /// What narrows the data; all of them hold together.
    pub narrowing: Vec<Narrowing>,
    /// The purposes; `None` for any.
    pub purposes: Option<Vec<u32>>,
    /// The first instant at which it holds.
    pub from: Option<Instant>,
    /// The first instant at which it holds no more.
    pub until: Option<Instant>,
    /// Parts of it in the author's words, for people.
    pub words: Words,
}

/// Parts of a sentence as they are printed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// `read and collect`
    pub actions: String,
    /// `laboratory except genetics`
    pub data: String,
    /// What narrows the data, as a reason says it, one for each: `the data to be held by Riverside`
    pub narrowing: Vec<String>,
    /// `treatment or payment`
    pub purposes: Option<String>,
    /// `2026-01-01`
    pub from: Option<String>,
    /// `2026-12-31 at 17:00`
    pub until: Option<String>,
}

/// Whom a sentence is about, in ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// Anyone at all, the patient included.
    Anyone,
    /// The patient.
    Patient,
    /// A guardian of the patient.
    Guardian,
    /// A party, those within it, and those who act for them.
    Party(u32),
    /// Anyone with a role, or one within it.
    Role(u32),
    /// Anyone with a role who acts for a party or one within it.
    RoleOfParty(u32, u32),
    /// Anyone with a role who acts for a party of a kind.
    RoleOfKind(u32, u32),
    /// Any party of a kind, those within it, and those who act for them.
    Kind(u32),
    /// One declared practitioner.
    Practitioner(u32),
}

/// What narrows the data of a sentence: three values, since a request need not state what it asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Narrowing {
    /// The data is of a day in this time, both ends included.
    Dated {
        /// The first day.
        from: Date,
        /// The last day.
        until: Date,
    },
    /// One of these wrote it; a party takes in those within it and their people.
    WrittenBy {
        /// Parties.
        parties: Vec<u32>,
        /// Declared practitioners.
        practitioners: Vec<u32>,
    },
    /// One of these parties, or one within them, holds it.
    HeldBy(Vec<u32>),
    /// It is of this encounter.
    OfEncounter(Name),
    /// It is of this record.
    OfRecord(Name),
    /// In a sentence that allows: it is labelled so or lower; in one that forbids: so or higher.
    Labelled(Confidentiality),
}

/// A condition with three values. `and` is the least, `or` the greatest, `not` the opposite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// All of them.
    And(Vec<Condition>),
    /// Any of them.
    Or(Vec<Condition>),
    /// The opposite.
    Not(Box<Condition>),
    /// The patient has consented to this request.
    Consented,
    /// The patient has refused this request.
    Refused,
    /// The patient has signed this form and not withdrawn it.
    Signed(u32),
    /// The requester is among those who treat the patient.
    Treats,
    /// The requester claims to have a reason.
    ReasonGiven,
    /// The patient has completed fewer years than this, on the day of the request.
    AgeUnder(u32),
    /// The patient has completed at least as many years as this.
    AgeAtLeast(u32),
    /// The patient is attested to be deceased.
    Deceased,
    /// The time of day in the policy's zone, in minutes since midnight, is `from` or later and
    /// before `to`; over midnight when `to` is the earlier.
    TimeBetween {
        /// The first minute.
        from: u32,
        /// The first minute after.
        to: u32,
    },
    /// The day in the policy's zone is none of Saturday and Sunday.
    Weekday,
    /// The counter stands below the limit.
    FewerThan {
        /// The counter's id.
        counter: u32,
        /// The limit.
        limit: u32,
    },
    /// A fact compares with a value or with another fact of the same kind. `patient.vip` alone is
    /// the comparison with yes.
    Compare {
        /// The fact's id.
        fact: u32,
        /// How.
        comparison: Comparison,
        /// With what.
        with: Operand,
    },
}

/// How two values compare. Texts and yes/no know `Is` and `IsNot` alone.
pub use crate::syntax::tree::Comparison;

/// What a fact is compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Operand {
    /// A value of the fact's kind.
    Value(Scalar),
    /// Another fact, by its id, of the same kind.
    Fact(u32),
}

impl Condition {
    /// Every value that facts are compared with.
    pub fn values(&self) -> Vec<&Scalar> {
        match self {
            Condition::And(parts) | Condition::Or(parts) => {
                parts.iter().flat_map(Self::values).collect()
            }
            Condition::Not(part) => part.values(),
            Condition::Compare {
                with: Operand::Value(value),
                ..
            } => vec![value],
            _ => Vec::new(),
        }
    }

    /// The conditions in it that are none of `and`, `or` and `not`, in the order of the text.
    pub fn leaves(&self) -> Vec<&Condition> {
        match self {
            Condition::And(parts) | Condition::Or(parts) => {
                parts.iter().flat_map(Self::leaves).collect()
            }
            Condition::Not(part) => part.leaves(),
            leaf => vec![leaf],
        }
    }

    /// Whether it asks about consents or refusals.
    pub fn looks_at_consents(&self) -> bool {
        match self {
            Condition::And(parts) | Condition::Or(parts) => {
                parts.iter().any(Self::looks_at_consents)
            }
            Condition::Not(part) => part.looks_at_consents(),
            Condition::Consented | Condition::Refused | Condition::Signed(_) => true,
            Condition::Treats
            | Condition::ReasonGiven
            | Condition::AgeUnder(_)
            | Condition::AgeAtLeast(_)
            | Condition::Deceased
            | Condition::TimeBetween { .. }
            | Condition::Weekday
            | Condition::FewerThan { .. }
            | Condition::Compare { .. } => false,
        }
    }
}

/// An example: what the ledger holds, one request, what is expected.
#[derive(Debug, Clone)]
pub struct Example {
    /// Its name.
    pub name: String,
    /// What the ledger attests about the request, and what is asked.
    pub case: Case,
    /// The decision expected.
    pub expect: Expect,
    /// Where it stands.
    pub span: Span,
    /// The line on which it begins, from 1.
    pub line: u32,
}

/// One request with all that the ledger attests about it: what both the interpreter and, bound to
/// a contract's ids, the contract decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Who asks, as the ledger attests it.
    pub requester: abi::terms::Requester,
    /// What is asked and claimed.
    pub request: abi::terms::AccessRequest,
    /// The block's time.
    pub now: Instant,
    /// Whether the ledger lists the requester among those who treat the patient; `None` when it
    /// cannot say.
    pub treats: Option<bool>,
    /// The patient's consents; `None` when the ledger cannot say.
    pub consents: Option<Vec<abi::terms::ConsentRecord>>,
    /// The patient's birth date; `None` when it is not known.
    pub birth_date: Option<Date>,
    /// Whether the patient is attested to be deceased; `None` when the ledger cannot say.
    pub deceased: Option<bool>,
    /// The value of each declared fact, by its id; `None`, or no entry, where it is not known.
    pub facts: Vec<Option<Scalar>>,
    /// The patient's past allowed accesses; `None` when the ledger cannot say.
    pub accesses: Option<Vec<abi::terms::AccessRecord>>,
}

/// What an example expects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expect {
    /// The outcome.
    pub outcome: abi::decision::Outcome,
    /// Rules that must be among those that decided; sorted.
    pub rules: Vec<u32>,
    /// A duty that must be among those of the decision, as `then …` says it; deadlines that are
    /// not written are not compared.
    pub duties: Vec<Duty>,
    /// Reasons that must be among those given.
    pub reasons: Vec<abi::decision::Reason>,
    /// Lists of reasons: of each list at least one must be among those given. What is not known
    /// may be asked for by several rules.
    pub any_of: Vec<Vec<abi::decision::Reason>>,
}
