//! Data of a form's sentence that is narrowed by what is filled in.

use parity_scale_codec::{Compact, Decode, Encode};

use super::{FormValue, ParameterEntry, ParameterKind};
use crate::calendar::Date;
use crate::terms::{AuthorTerm, Name, NarrowingTerm};

/// A narrowing of the data of which something is filled in.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum NarrowingBlank {
    /// Data of these days: the first and the last.
    #[codec(index = 0)]
    Dated(DateBlank, DateBlank),
    /// Data that any of these wrote: who stands in the form, and who is filled in.
    #[codec(index = 1)]
    WrittenBy(Vec<AuthorTerm>, Vec<AuthorBlank>),
    /// Data that any of these holds: who stands in the form, and who is filled in.
    #[codec(index = 2)]
    HeldBy(Vec<Name>, Vec<Compact<u32>>),
}

/// A day of data.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum DateBlank {
    /// One that stands in the form.
    #[codec(index = 0)]
    Written(Date),
    /// One that is filled in.
    #[codec(index = 1)]
    FilledIn(Compact<u32>),
}

/// An author who is filled in.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum AuthorBlank {
    /// A party.
    #[codec(index = 0)]
    Party(Compact<u32>),
    /// A practitioner.
    #[codec(index = 1)]
    Practitioner(Compact<u32>),
}

impl NarrowingBlank {
    /// What narrows the data with the values filled in.
    pub(super) fn fill(&self, values: &[&FormValue]) -> Option<NarrowingTerm> {
        let day = |blank: &DateBlank| match blank {
            DateBlank::Written(date) => Some(*date),
            DateBlank::FilledIn(at) => match values.get(at.0 as usize)? {
                FormValue::Date(date) => Some(*date),
                FormValue::Name(_) => None,
            },
        };
        let author = |blank: &AuthorBlank| {
            Some(match blank {
                AuthorBlank::Party(at) => AuthorTerm::Party(super::name(values, *at)?),
                AuthorBlank::Practitioner(at) => {
                    AuthorTerm::Practitioner(super::name(values, *at)?)
                }
            })
        };
        Some(match self {
            NarrowingBlank::Dated(from, until) => NarrowingTerm::Dated(day(from)?, day(until)?),
            NarrowingBlank::WrittenBy(written, filled) => {
                let filled: Option<Vec<AuthorTerm>> = filled.iter().map(author).collect();
                NarrowingTerm::WrittenBy(written.iter().cloned().chain(filled?).collect())
            }
            NarrowingBlank::HeldBy(written, filled) => {
                let filled: Option<Vec<Name>> =
                    filled.iter().map(|at| super::name(values, *at)).collect();
                NarrowingTerm::HeldBy(written.iter().cloned().chain(filled?).collect())
            }
        })
    }

    /// Whether every parameter that it refers to is there and of a kind that fits.
    pub(super) fn is_consistent(&self, parameters: &[ParameterEntry]) -> bool {
        let is = |at: &Compact<u32>, fits: fn(&ParameterKind) -> bool| {
            super::fits_at(parameters, *at, fits)
        };
        let is_party = |kind: &ParameterKind| matches!(kind, ParameterKind::Party(_));
        let day = |blank: &DateBlank| match blank {
            DateBlank::Written(_) => true,
            DateBlank::FilledIn(at) => is(at, |kind| matches!(kind, ParameterKind::Date)),
        };
        match self {
            NarrowingBlank::Dated(from, until) => day(from) && day(until),
            NarrowingBlank::WrittenBy(_, filled) => filled.iter().all(|blank| match blank {
                AuthorBlank::Party(at) => is(at, is_party),
                AuthorBlank::Practitioner(at) => {
                    is(at, |kind| matches!(kind, ParameterKind::Practitioner))
                }
            }),
            NarrowingBlank::HeldBy(_, filled) => filled.iter().all(|at| is(at, is_party)),
        }
    }
}
