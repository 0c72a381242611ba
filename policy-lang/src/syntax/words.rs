//! The words of the language: those that cannot be names without quotes, and the words of its closed lists. Shared by the
//! lexer, the parser and the printer, at the start of text -> syntax.

use super::tree::{Comparison, Confidentiality, DataPart, FactOwner, PartyKind, Unit};

/// Words that are never names unless they stand in quotes; sorted.
pub const RESERVED: &[&str] = &[
    "a",
    "action",
    "an",
    "and",
    "any",
    "anyone",
    "asks",
    "at",
    "because",
    "by",
    "category",
    "clinic",
    "dated",
    "delete",
    "department",
    "device",
    "everything",
    "example",
    "except",
    "expect",
    "fact",
    "for",
    "form",
    "from",
    "given",
    "guardian",
    "held",
    "hospital",
    "if",
    "insurer",
    "is",
    "lab",
    "labelled",
    "mask",
    "may",
    "no",
    "not",
    "notify",
    "of",
    "on",
    "or",
    "otherwise",
    "overrides",
    "patient",
    "pharmacy",
    "policy",
    "practice",
    "practitioner",
    "public_health_agency",
    "purpose",
    "record",
    "request",
    "requester",
    "research_institute",
    "review",
    "role",
    "rule",
    "source",
    "the",
    "then",
    "to",
    "unless",
    "until",
    "version",
    "whole",
    "with",
    "within",
    "written",
    "yes",
];

/// Articles that are also names where no article can stand.
pub(super) const LETTER_NAMES: &[&str] = &["a", "an"];

/// Words that begin a statement wherever they begin a line.
pub(super) const STATEMENTS: &[&str] = &[
    "policy", "role", "action", "category", "fact", "form", "rule", "example",
];

/// Words that may begin a bare sentence or, some of them, a declaration.
pub(super) const SENTENCE_STARTS: &[&str] = &[
    "anyone",
    "any",
    "no",
    "the",
    "a",
    "an",
    "patient",
    "guardian",
    "practitioner",
];

/// Words that begin a clause of a sentence.
pub(super) const CLAUSES: &[&str] = &["for", "from", "until", "if", "unless", "then", "source"];

/// Words that begin a narrowing of data.
pub(super) const NARROWINGS: &[&str] = &["dated", "written", "held", "of", "labelled"];

/// Words that begin a duty.
pub(super) const DUTIES: &[&str] = &["notify", "mask", "record", "review", "delete"];

/// Words at which a list of names has ended, although a comma or an `and` stands before them.
pub(super) const LIST_ENDS: &[&str] = &[
    "for",
    "from",
    "until",
    "if",
    "unless",
    "then",
    "source",
    "dated",
    "written",
    "held",
    "of",
    "labelled",
    "except",
    "notify",
    "mask",
    "record",
    "review",
    "delete",
    "on",
    "with",
    "within",
    "because",
    "given",
    "expect",
    "otherwise",
    "is",
];

/// Whether a word is one of the language and cannot be a name without quotes.
#[must_use]
pub fn is_reserved(word: &str) -> bool {
    RESERVED.binary_search(&word).is_ok()
}

/// Whether a text can be a name without quotes.
#[must_use]
pub fn is_plain_name(text: &str) -> bool {
    is_ascii_word(text) && (!is_reserved(text) || LETTER_NAMES.contains(&text))
}

/// Whether a text is an ASCII letter followed by ASCII letters, digits and `_`.
pub(super) fn is_ascii_word(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

impl PartyKind {
    /// Every kind, in the order of the language reference.
    pub const ALL: [Self; 10] = [
        Self::Hospital,
        Self::Department,
        Self::Clinic,
        Self::Practice,
        Self::Lab,
        Self::Pharmacy,
        Self::Insurer,
        Self::ResearchInstitute,
        Self::PublicHealthAgency,
        Self::Device,
    ];

    /// The word for this kind.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Hospital => "hospital",
            Self::Department => "department",
            Self::Clinic => "clinic",
            Self::Practice => "practice",
            Self::Lab => "lab",
            Self::Pharmacy => "pharmacy",
            Self::Insurer => "insurer",
            Self::ResearchInstitute => "research_institute",
            Self::PublicHealthAgency => "public_health_agency",
            Self::Device => "device",
        }
    }

    /// The kind that a word stands for.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

impl FactOwner {
    /// Every owner of facts.
    pub const ALL: [Self; 4] = [Self::Patient, Self::Requester, Self::Record, Self::Request];

    /// The word for this owner.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Patient => "patient",
            Self::Requester => "requester",
            Self::Record => "record",
            Self::Request => "request",
        }
    }

    /// The owner that a word stands for.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|owner| owner.word() == word)
    }
}

impl Confidentiality {
    /// Every label, from the lowest to the highest.
    pub const ALL: [Self; 3] = [Self::Normal, Self::Restricted, Self::VeryRestricted];

    /// The word for this label.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Restricted => "restricted",
            Self::VeryRestricted => "very_restricted",
        }
    }

    /// The label that a word stands for.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|label| label.word() == word)
    }
}

impl DataPart {
    /// Every part.
    pub const ALL: [Self; 6] = [
        Self::Date,
        Self::Author,
        Self::Custodian,
        Self::Encounter,
        Self::Record,
        Self::Label,
    ];

    /// The word for this part.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Date => "date",
            Self::Author => "author",
            Self::Custodian => "custodian",
            Self::Encounter => "encounter",
            Self::Record => "record",
            Self::Label => "label",
        }
    }
}

impl Unit {
    /// Every unit, from the shortest to the longest.
    pub const ALL: [Self; 6] = [
        Self::Minutes,
        Self::Hours,
        Self::Days,
        Self::Weeks,
        Self::Months,
        Self::Years,
    ];

    /// The word for one of this unit.
    #[must_use]
    pub const fn singular(self) -> &'static str {
        match self {
            Self::Minutes => "minute",
            Self::Hours => "hour",
            Self::Days => "day",
            Self::Weeks => "week",
            Self::Months => "month",
            Self::Years => "year",
        }
    }

    /// The unit that a word in the singular or plural stands for.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        let singular = word.strip_suffix('s').unwrap_or(word);
        Self::ALL
            .into_iter()
            .find(|unit| unit.singular() == singular)
    }
}

impl Comparison {
    /// The words for this comparison.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Is => "is",
            Self::IsNot => "is not",
            Self::Under => "is under",
            Self::AtMost => "is at most",
            Self::Over => "is over",
            Self::AtLeast => "is at least",
        }
    }
}
