//! The smallest parts of the syntax tree: names, texts, numbers, dates, references to parties. Part of what text -> syntax gives.

use crate::syntax::Span;

/// A name: an ASCII word, or any text in quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The name itself, without quotes and with `\"` and `\\` undone.
    pub text: String,
    /// The name as it stands in the source, quotes included.
    pub span: Span,
    /// Whether it was written in quotes.
    pub quoted: bool,
}

/// A quoted text (a title, a source, a reason), or for a version also a bare number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The text, without quotes and with `\"` and `\\` undone.
    pub text: String,
    /// The text as it stands in the source, quotes included.
    pub span: Span,
}

/// A whole number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Number {
    /// Its value.
    pub value: i64,
    /// Where it stands.
    pub span: Span,
}

/// A calendar day, `2026-12-31`. Always a day that exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Date {
    /// 1 to 9999.
    pub year: i16,
    /// 1 to 12.
    pub month: i8,
    /// 1 to 31.
    pub day: i8,
    /// Where it stands.
    pub span: Span,
}

/// A clock time, `07:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockTime {
    /// 0 to 23.
    pub hour: i8,
    /// 0 to 59.
    pub minute: i8,
    /// Where it stands.
    pub span: Span,
}

/// A day that is written out, or a name that stands for one (a form's parameter).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Day {
    /// `2026-12-31`
    Date(Date),
    /// `last_day`
    Named(Name),
}

/// A day with perhaps a clock time: `2026-12-31 at 17:00`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// The day.
    pub day: Day,
    /// The clock time, if one follows.
    pub time: Option<ClockTime>,
    /// The day and the time.
    pub span: Span,
}

/// A length of time: `72 hours`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Duration {
    /// How many.
    pub count: Number,
    /// Of what.
    pub unit: Unit,
    /// Both.
    pub span: Span,
}

/// What a length of time is counted in. A month and 30 days are different things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unit {
    /// `minute`, `minutes`
    Minutes,
    /// `hour`, `hours`
    Hours,
    /// `day`, `days`
    Days,
    /// `week`, `weeks`
    Weeks,
    /// `month`, `months`
    Months,
    /// `year`, `years`
    Years,
}

/// The kinds of party that the language knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PartyKind {
    /// `hospital`
    Hospital,
    /// `department`
    Department,
    /// `clinic`
    Clinic,
    /// `practice`
    Practice,
    /// `lab`
    Lab,
    /// `pharmacy`
    Pharmacy,
    /// `insurer`
    Insurer,
    /// `research_institute`
    ResearchInstitute,
    /// `public_health_agency`
    PublicHealthAgency,
    /// `device`
    Device,
}

/// A kind of party where it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KindWord {
    /// Which kind.
    pub kind: PartyKind,
    /// The word.
    pub span: Span,
}

/// A party that is referred to: `lab Acme`, `Acme`, or by its identifier, `"urn:oid:…"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartyRef {
    /// The kind, when it was written.
    pub kind: Option<KindWord>,
    /// The name or identifier.
    pub name: Name,
    /// Both.
    pub span: Span,
}

/// A practitioner that is referred to: `practitioner dr_lee [of Northside]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PractitionerRef {
    /// The practitioner's name.
    pub name: Name,
    /// The party acted for, when it was written.
    pub of: Option<PartyRef>,
    /// All of it.
    pub span: Span,
}
