//! Duties in the syntax tree. Part of what text -> syntax gives.

use super::sentence::{DataItem, Employer};
use super::word::{Duration, Name, PartyRef, PractitionerRef, Text};
use crate::syntax::Span;

/// One duty of `then …`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duty {
    /// What is to be done.
    pub kind: DutyKind,
    /// `within 72 hours`
    pub within: Option<Duration>,
    /// All of it.
    pub span: Span,
}

/// What a duty asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DutyKind {
    /// `notify the patient`
    Notify(Recipient),
    /// `mask demographics and billing`
    Mask(Vec<DataItem>),
    /// `record "break-glass"`
    Record(Text),
    /// `review [by any privacy_officer of Riverside]`
    Review(Option<Recipient>),
    /// `delete [bloodwork]`: what was obtained, or the categories named
    Delete(Vec<DataItem>),
}

/// Who is notified or reviews.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    /// Who.
    pub whom: Whom,
    /// The words.
    pub span: Span,
}

/// Who is notified or reviews.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whom {
    /// `the patient`
    Patient,
    /// `a guardian of the patient`
    Guardian,
    /// `the requester`
    Requester,
    /// `hospital Riverside`, or a name alone, which may also be a role's
    Party(PartyRef),
    /// `any privacy_officer`, `the privacy_officer of Riverside`
    Role {
        /// The role.
        role: Name,
        /// Whose.
        of: Option<Employer>,
    },
    /// `practitioner dr_lee of Northside`
    Practitioner(PractitionerRef),
}
