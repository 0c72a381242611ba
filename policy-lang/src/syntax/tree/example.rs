//! Examples in the syntax tree. Part of what text -> syntax gives.

use super::condition::Condition;
use super::declaration::{Code, FactRef, Value};
use super::duty::Duty;
use super::sentence::{Author, Confidentiality, DataItem, Narrowing, NarrowingKind, Sentence};
use super::word::{Date, KindWord, Moment, Name, Number, PartyRef, PractitionerRef, Text};
use crate::syntax::Span;

/// `example "name"`, what the ledger holds, one request, what is expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// The name of the example.
    pub name: Name,
    /// What the ledger holds, and what the request's properties are.
    pub givens: Vec<Given>,
    /// The request.
    pub ask: Ask,
    /// The decision expected.
    pub expect: Expect,
    /// The whole statement.
    pub span: Span,
}

/// One thing that is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// What.
    pub kind: GivenKind,
    /// The words, without `given`.
    pub span: Span,
}

/// What is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GivenKind {
    /// `the patient has consented "lab Acme may read bloodwork" [on D]`
    Consented {
        /// The sentence as quoted.
        text: Text,
        /// The sentence read, with spans into the policy; `None` when it cannot be read (there is a problem then).
        sentence: Option<Box<Sentence>>,
        /// Since when; `None`: before the request.
        on: Option<Moment>,
    },
    /// `the patient has signed "CF-12" with laboratory Acme, last_day 2026-12-31 [on D]`
    Signed {
        /// The form.
        form: Name,
        /// The parameters filled in.
        with: Vec<Argument>,
        /// Since when; `None`: before the request.
        on: Option<Moment>,
    },
    /// `the patient has withdrawn "CF-12" [on D]`
    Withdrawn {
        /// The form, or the sentence that was consented to, word for word.
        what: Name,
        /// Since when; `None`: before the request.
        on: Option<Moment>,
    },
    /// `the requester treats the patient`, `Riverside treats the patient`
    Treats(Actor),
    /// `the patient is 15`, `the patient is under 16`, `the patient is at least 16`
    Age {
        /// How the age relates to the number.
        relation: AgeRelation,
        /// The number of years.
        years: Number,
    },
    /// `the patient was born on 2010-05-01`
    Born(Date),
    /// `the patient is deceased` (true), `the patient is not deceased` (false)
    Deceased(bool),
    /// `patient.vip is yes`; `patient.vip` alone is yes, `not patient.vip` is no
    Fact {
        /// The fact.
        fact: FactRef,
        /// Its value.
        value: Value,
    },
    /// `3 reads by BlueLake on 2026-05-01 [at 09:00]`
    Accesses {
        /// How many.
        count: Number,
        /// The action as it was written, in the plural or not: `reads`.
        action: Name,
        /// By whom.
        by: Actor,
        /// When; `None`: just before the request.
        on: Option<Moment>,
    },
}

/// How a patient's age relates to a number of years.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AgeRelation {
    /// `is 15`
    Exactly,
    /// `is under 16`
    Under,
    /// `is at least 16`
    AtLeast,
}

/// Someone who treats the patient or has accessed the data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// `the requester`
    Requester(Span),
    /// `insurer BlueLake`, or a name alone, which may also be a practitioner's
    Party(PartyRef),
    /// `practitioner dr_lee`
    Practitioner(PractitionerRef),
}

/// A parameter of a form with what is filled in: `laboratory Acme`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Argument {
    /// The parameter.
    pub name: Name,
    /// What is filled in.
    pub value: ArgumentValue,
    /// Both.
    pub span: Span,
}

/// What is filled in for a form's parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ArgumentValue {
    /// `2026-12-31`
    Date(Date),
    /// `Acme`, `lab Acme`, or the name of a category or a purpose
    Named(PartyRef),
    /// `practitioner dr_lee`
    Practitioner(PractitionerRef),
}

/// `lab Acme asks to read lipid_panel for treatment on 2026-05-04 at 23:10 with reason "…"`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// Who asks.
    pub asker: Asker,
    /// Who asks: the words.
    pub asker_span: Span,
    /// What for; at least one.
    pub actions: Vec<Name>,
    /// Of which data; at least one.
    pub data: Vec<AskedItem>,
    /// What is said about the data.
    pub attributes: Vec<Attribute>,
    /// The purpose that is stated.
    pub purpose: Option<Name>,
    /// When.
    pub on: Option<Moment>,
    /// The reason that is given.
    pub reason: Option<Text>,
    /// All of it.
    pub span: Span,
}

/// Who asks in an example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asker {
    /// `the patient`
    Patient,
    /// `a guardian of the patient`
    Guardian,
    /// `lab Acme`, or a name alone, which may also be a practitioner's
    Party(PartyRef),
    /// `a lab`: some undeclared party of this kind
    SomeParty(KindWord),
    /// `a nurse [of Riverside]`: some practitioner with this role
    SomeRole {
        /// The role.
        role: Name,
        /// The party acted for.
        of: Option<PartyRef>,
    },
    /// `practitioner dr_lee [, a physician] [of Riverside]`
    Practitioner {
        /// The practitioner's name.
        name: Name,
        /// The role, when it was written.
        role: Option<Name>,
        /// The party acted for, when it was written.
        of: Option<PartyRef>,
    },
}

/// Data that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AskedItem {
    /// A category, `everything`, or `the whole record`.
    Category(DataItem),
    /// `loinc "718-7"`
    Code(Code),
}

/// Something that is said about the data asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// What.
    pub kind: AttributeKind,
    /// The words.
    pub span: Span,
}

/// What is said about the data asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AttributeKind {
    /// `dated 2026-01-31`
    Dated(Date),
    /// `written by lab Acme`
    WrittenBy(Author),
    /// `held by Riverside`
    HeldBy(PartyRef),
    /// `of encounter "E-7"`
    OfEncounter(Name),
    /// `of record "R-7"`
    OfRecord(Name),
    /// `labelled restricted`
    Labelled(Confidentiality),
}

/// `expect allowed by … | refused by … | not covered [because …]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expect {
    /// The outcome.
    pub outcome: ExpectedOutcome,
    /// The rules that decide, when they were written.
    pub rules: Vec<Name>,
    /// Duties that come with it; each without `within` stands for any deadline.
    pub duties: Vec<Duty>,
    /// Reasons that are among those given.
    pub reasons: Vec<Reason>,
    /// All of it.
    pub span: Span,
}

/// The outcome that an example expects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExpectedOutcome {
    /// `allowed`
    Allowed,
    /// `refused`
    Refused,
    /// `not covered`
    NotCovered,
}

/// One reason of `because …`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// Which.
    pub kind: ReasonKind,
    /// The words.
    pub span: Span,
}

/// Why a request is not covered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReasonKind {
    /// `r1 ended 2027-03-31`
    Ended {
        /// The rule.
        rule: Name,
        /// Its last day, or the moment at which it ended.
        when: Moment,
    },
    /// `r1 starts 2027-03-31`
    Starts {
        /// The rule.
        rule: Name,
        /// Its first moment.
        when: Moment,
    },
    /// `lab_bloods needs the patient has consented`
    Needs {
        /// The rule.
        rule: Name,
        /// The condition that does not hold.
        condition: Condition,
    },
    /// `lab_bloods needs the data to be written by Acme`
    NeedsData {
        /// The rule.
        rule: Name,
        /// What its data is narrowed to.
        narrowing: Narrowing,
    },
    /// `care_team leaves substance_use out`
    LeavesOut {
        /// The rule.
        rule: Name,
        /// The categories that it leaves out or excepts.
        items: Vec<DataItem>,
    },
    /// `r1 does not cover genetics`
    DoesNotCover {
        /// The rule.
        rule: Name,
        /// The categories that it does not name.
        items: Vec<DataItem>,
    },
    /// `r1 does not allow disclose`
    DoesNotAllow {
        /// The rule.
        rule: Name,
        /// The actions that it does not name.
        actions: Vec<Name>,
    },
    /// `r1 is for treatment`
    IsFor {
        /// The rule.
        rule: Name,
        /// The purposes that it names.
        purposes: Vec<Name>,
    },
    /// `the patient's age is not known`
    AgeNotKnown,
    /// `patient.vip is not known`
    FactNotKnown(FactRef),
    /// `the data's author is not known`
    DataNotKnown(DataPart),
}

/// What a request may say of its data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DataPart {
    /// `date`
    Date,
    /// `author`
    Author,
    /// `custodian`
    Custodian,
    /// `encounter`
    Encounter,
    /// `record`
    Record,
    /// `label`
    Label,
}

impl DataPart {
    /// What a clause narrows data by.
    #[must_use]
    pub fn of(narrowing: &NarrowingKind) -> Self {
        match narrowing {
            NarrowingKind::Dated { .. } => Self::Date,
            NarrowingKind::WrittenBy(_) => Self::Author,
            NarrowingKind::HeldBy(_) => Self::Custodian,
            NarrowingKind::OfEncounter(_) => Self::Encounter,
            NarrowingKind::OfRecord(_) => Self::Record,
            NarrowingKind::Labelled(_) => Self::Label,
        }
    }
}
