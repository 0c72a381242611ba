//! What a request says of the data itself beyond its categories, and how a consent narrows its data by it.
//!
//! Nobody attests any of it: a date, an author, a custodian and the like are [`DataClaims`], part of what the requester claims.

use parity_scale_codec::{Decode, Encode};

use super::{Name, is_name};
use crate::calendar::Date;
use crate::limits::NARROWINGS;

/// HL7's confidentiality, from the least to the greatest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
pub enum Confidentiality {
    /// `U`
    #[codec(index = 0)]
    Unrestricted,
    /// `L`
    #[codec(index = 1)]
    Low,
    /// `M`
    #[codec(index = 2)]
    Moderate,
    /// `N`
    #[codec(index = 3)]
    Normal,
    /// `R`
    #[codec(index = 4)]
    Restricted,
    /// `V`
    #[codec(index = 5)]
    VeryRestricted,
}

impl Confidentiality {
    /// All of them, from the least to the greatest.
    pub const ALL: [Confidentiality; 6] = [
        Confidentiality::Unrestricted,
        Confidentiality::Low,
        Confidentiality::Moderate,
        Confidentiality::Normal,
        Confidentiality::Restricted,
        Confidentiality::VeryRestricted,
    ];

    /// Its word: `very_restricted`.
    pub fn word(self) -> &'static str {
        match self {
            Confidentiality::Unrestricted => "unrestricted",
            Confidentiality::Low => "low",
            Confidentiality::Moderate => "moderate",
            Confidentiality::Normal => "normal",
            Confidentiality::Restricted => "restricted",
            Confidentiality::VeryRestricted => "very_restricted",
        }
    }

    /// Its HL7 code: `V`.
    pub fn code(self) -> &'static str {
        match self {
            Confidentiality::Unrestricted => "U",
            Confidentiality::Low => "L",
            Confidentiality::Moderate => "M",
            Confidentiality::Normal => "N",
            Confidentiality::Restricted => "R",
            Confidentiality::VeryRestricted => "V",
        }
    }

    /// The one with this word or code.
    pub fn find(text: &str) -> Option<Confidentiality> {
        let is = |label: &Confidentiality| label.word() == text || label.code() == text;
        Confidentiality::ALL.into_iter().find(is)
    }

    /// Its place in the order, from 0.
    pub fn number(self) -> u32 {
        self as u32
    }
}

/// What a requester says of the data that is asked for; all the categories and codes of one request share it. `None` is not
/// stated, and what is narrowed by it is then not known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct DataClaims {
    /// The day that the data is of.
    pub dated: Option<Date>,
    /// Who wrote it.
    pub author: Option<Author>,
    /// Who holds it: a party, by its name or its identifier, or a practitioner of one.
    pub custodian: Option<Name>,
    /// The encounter that it is of.
    pub encounter: Option<Name>,
    /// The record that it is of.
    pub record: Option<Name>,
    /// How confidential it is.
    pub confidentiality: Option<Confidentiality>,
}

/// Who wrote the data that is asked for. Whom the policy does not know is nobody that it names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
pub enum Author {
    /// By a name alone: the party, or else the practitioner, whom the policy knows by it.
    #[codec(index = 0)]
    Named(Name),
    /// A party, by its name or its identifier.
    #[codec(index = 1)]
    Party(Name),
    /// A person.
    #[codec(index = 2)]
    Practitioner {
        /// The person's identifier.
        id: Name,
        /// The party that the person wrote for. When it is not said, it is the one that the policy says the person acts for.
        organisation: Option<Name>,
    },
    /// The patient, a guardian or a relative: nobody that a policy names as an author.
    #[codec(index = 3)]
    Private,
}

/// How a consent narrows its data, in names. It holds for data that the request says to be so.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum NarrowingTerm {
    /// Data of these days: the first, and the last, which is not before it.
    #[codec(index = 0)]
    Dated(Date, Date),
    /// Data that any of these wrote: at least one.
    #[codec(index = 1)]
    WrittenBy(Vec<AuthorTerm>),
    /// Data that any of these parties holds: at least one.
    #[codec(index = 2)]
    HeldBy(Vec<Name>),
    /// Data of one encounter.
    #[codec(index = 3)]
    OfEncounter(Name),
    /// Data of one record.
    #[codec(index = 4)]
    OfRecord(Name),
    /// Of a `may` data up to this confidentiality, of a `may not` this and above.
    #[codec(index = 5)]
    Labelled(Confidentiality),
}

/// An author that a consent names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
pub enum AuthorTerm {
    /// A party, those within it, and their people.
    #[codec(index = 0)]
    Party(Name),
    /// One person.
    #[codec(index = 1)]
    Practitioner(Name),
}

impl DataClaims {
    /// Whether every name is within the limits and the date is a day.
    pub fn is_within_limits(&self) -> bool {
        let names = [&self.custodian, &self.encounter, &self.record];
        names.into_iter().flatten().all(|name| is_name(name))
            && self.author.iter().all(Author::is_within_limits)
            && self.dated.iter().all(|date| date.is_day())
    }
}

impl Author {
    /// Whether every name is within the limits.
    pub fn is_within_limits(&self) -> bool {
        match self {
            Author::Named(name) | Author::Party(name) => is_name(name),
            Author::Practitioner { id, organisation } => {
                is_name(id) && organisation.iter().all(|name| is_name(name))
            }
            Author::Private => true,
        }
    }
}

impl NarrowingTerm {
    /// Whether every list and name is within the limits, none that must hold something is empty, and days are in order.
    pub fn is_within_limits(&self) -> bool {
        match self {
            NarrowingTerm::Dated(from, until) => from.is_day() && until.is_day() && from <= until,
            NarrowingTerm::WrittenBy(authors) => {
                is_few(authors.len()) && authors.iter().all(|author| is_name(author.name()))
            }
            NarrowingTerm::HeldBy(parties) => {
                is_few(parties.len()) && parties.iter().all(|name| is_name(name))
            }
            NarrowingTerm::OfEncounter(name) | NarrowingTerm::OfRecord(name) => is_name(name),
            NarrowingTerm::Labelled(_) => true,
        }
    }
}

fn is_few(names: usize) -> bool {
    names > 0 && names as u64 <= NARROWINGS
}

impl AuthorTerm {
    fn name(&self) -> &str {
        match self {
            AuthorTerm::Party(name) | AuthorTerm::Practitioner(name) => name,
        }
    }
}
