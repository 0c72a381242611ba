//! Rules, their sentences and data in the syntax tree. Part of what text -> syntax gives.

use super::condition::ConditionClause;
use super::duty::Duty;
use super::word::{Day, KindWord, Moment, Name, PartyRef, PractitionerRef, Text};
use crate::syntax::Span;

/// `rule NAME ["title"] [overrides NAME, …] SENTENCE`, or a bare sentence (no label, title or overrides).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// The label; `None` for a bare sentence.
    pub label: Option<Name>,
    /// The title.
    pub title: Option<Text>,
    /// The rules that this one overrides.
    pub overrides: Vec<Name>,
    /// What the rule says.
    pub sentence: Sentence,
    /// The whole statement.
    pub span: Span,
}

/// `SUBJECT may | may not ACTIONS DATA [for …] [from …] [until …] [if | unless …] [then …] [source …]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// Who; at least one.
    pub subjects: Vec<Subject>,
    /// `may` or `may not`, as it was written: `no one may` stays `may`.
    pub permission: Permission,
    /// The word `may`, or the words `may not`.
    pub permission_span: Span,
    /// What may be done; at least one.
    pub actions: Vec<Name>,
    /// With which data.
    pub data: Data,
    /// For what.
    pub purposes: Purposes,
    /// The first moment.
    pub from: Option<Moment>,
    /// The last day, or the moment at which it ends.
    pub until: Option<Moment>,
    /// `if …` or `unless …`
    pub condition: Option<ConditionClause>,
    /// `then …`
    pub duties: Vec<Duty>,
    /// What the sentence rests on.
    pub source: Option<Text>,
    /// The whole sentence, without a final full stop.
    pub span: Span,
}

/// `may` or `may not`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permission {
    /// `may`
    May,
    /// `may not`
    MayNot,
}

/// One of the subjects of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// Who.
    pub who: Who,
    /// The words.
    pub span: Span,
}

/// Who a sentence is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// `anyone`
    Anyone,
    /// `no one`
    NoOne,
    /// `the patient`
    Patient,
    /// `a guardian of the patient`
    Guardian,
    /// `lab Acme`: always with its kind
    Party(PartyRef),
    /// `laboratory`: a name alone, a form's parameter or a party without its kind
    Named(Name),
    /// `any lab`
    AnyKind(KindWord),
    /// `any physician`, `any physician of Riverside`, `any nurse of any hospital`
    AnyRole {
        /// The role.
        role: Name,
        /// Whose; `None` for anybody's.
        of: Option<Employer>,
    },
    /// `practitioner dr_lee of Northside`
    Practitioner(PractitionerRef),
}

/// Whose staff a role is taken from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Employer {
    /// `Riverside`, `hospital Riverside`
    Party(PartyRef),
    /// `any hospital`
    AnyKind(KindWord),
}

/// `bloodwork and imaging except genetics, held by Acme`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Data {
    /// What is named; at least one.
    pub items: Vec<DataItem>,
    /// What is excepted: everything after `except`.
    pub except: Vec<DataItem>,
    /// What narrows the whole list; all of them hold together.
    pub narrowing: Vec<Narrowing>,
    /// All of it.
    pub span: Span,
}

/// A category of data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DataItem {
    /// `everything`
    Everything(Span),
    /// `the whole record`
    WholeRecord(Span),
    /// `bloodwork`
    Category(Name),
}

/// One narrowing of the data of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Narrowing {
    /// Which.
    pub kind: NarrowingKind,
    /// The words.
    pub span: Span,
}

/// How data is narrowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NarrowingKind {
    /// `dated from D until D`: the data's own date
    Dated {
        /// The first day.
        from: Day,
        /// The last day.
        until: Day,
    },
    /// `written by lab Acme or practitioner dr_lee`: any of them
    WrittenBy(Vec<Author>),
    /// `held by Riverside or Acme`: any of them
    HeldBy(Vec<PartyRef>),
    /// `of encounter "E-7"`
    OfEncounter(Name),
    /// `of record "R-7"`
    OfRecord(Name),
    /// `labelled restricted`
    Labelled(Confidentiality),
}

/// Who wrote something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Author {
    /// `lab Acme`, or a name alone, which may also be a practitioner's
    Party(PartyRef),
    /// `practitioner dr_lee`
    Practitioner(PractitionerRef),
}

/// HL7's confidentiality, in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidentiality {
    /// `normal`
    Normal,
    /// `restricted`
    Restricted,
    /// `very_restricted`
    VeryRestricted,
}

/// The purposes of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Purposes {
    /// No `for`: any purpose.
    NotNamed,
    /// `for any purpose`
    Any(Span),
    /// `for treatment or payment`: any of them
    Listed(Vec<Name>),
}
