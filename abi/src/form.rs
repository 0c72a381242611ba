//! Consent forms: sentences with blanks, and what they say once the blanks are filled in.
//!
//! A policy declares forms; a patient signs one with values. What is recorded are the sentences with
//! the values in them, so that a later version of the policy changes nothing about what was signed.

use parity_scale_codec::{Compact, Decode, Encode};

mod narrowing;

pub use narrowing::{AuthorBlank, DateBlank, NarrowingBlank};

use crate::calendar::{Date, Zone};
use crate::hash::{Domain, Hash};
use crate::ids::Instant;
use crate::terms::{ConsentTerms, Name, SubjectTerm, is_name};

/// A form that a policy declares.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct FormEntry {
    /// Its name.
    pub name: Name,
    /// Its blanks, in the order in which they are declared.
    pub parameters: Vec<ParameterEntry>,
    /// The paragraphs that the patient reads; a parameter's name in braces stands for its value.
    pub text: Vec<String>,
    /// What a signature means.
    pub sentences: Vec<FormSentence>,
}

/// A blank of a form.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct ParameterEntry {
    /// Its name.
    pub name: Name,
    /// What may be filled in.
    pub kind: ParameterKind,
}

/// What may be filled in for a parameter.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum ParameterKind {
    /// A party; of this kind, when there is one.
    #[codec(index = 0)]
    Party(Option<Name>),
    /// A practitioner.
    #[codec(index = 1)]
    Practitioner,
    /// A day.
    #[codec(index = 2)]
    Date,
    /// A category of data.
    #[codec(index = 3)]
    Category,
    /// A purpose.
    #[codec(index = 4)]
    Purpose,
}

/// A sentence of a form. A parameter is referred to by its position.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct FormSentence {
    /// The sentence as it is written, for people.
    pub words: String,
    /// What it says without its parameters. Its lists may be empty where parameters fill them.
    pub terms: ConsentTerms,
    /// Subjects that are filled in.
    pub subjects: Vec<SubjectBlank>,
    /// Categories that are filled in.
    pub categories: Vec<Compact<u32>>,
    /// Exceptions that are filled in.
    pub except: Vec<Compact<u32>>,
    /// What narrows the data, where something of it is filled in.
    pub narrowing: Vec<NarrowingBlank>,
    /// Purposes that are filled in.
    pub purposes: Vec<Compact<u32>>,
    /// The first moment, when it is filled in.
    pub from: Option<DayBlank>,
    /// The last day, or the moment of the end, when it is filled in.
    pub until: Option<DayBlank>,
}

/// A subject that is filled in.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum SubjectBlank {
    /// A party.
    #[codec(index = 0)]
    Party(Compact<u32>),
    /// A practitioner.
    #[codec(index = 1)]
    Practitioner(Compact<u32>),
    /// Anyone with a role who acts for a party.
    #[codec(index = 2)]
    RoleOfParty(Name, Compact<u32>),
}

/// A day that is filled in, perhaps with a clock time that stands in the form.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct DayBlank {
    /// The parameter.
    pub parameter: Compact<u32>,
    /// Minutes since midnight; without them the day as a whole is meant.
    pub minute: Option<u32>,
}

/// A value that is filled in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
pub enum FormValue {
    /// The name of a party, a practitioner, a category or a purpose.
    #[codec(index = 0)]
    Name(Name),
    /// A day.
    #[codec(index = 1)]
    Date(Date),
}

/// Which form was signed, and with what.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct SignedForm {
    /// The form's name.
    pub name: Name,
    /// The parameters' names with the values.
    pub with: Vec<(Name, FormValue)>,
}

/// Why values do not fill a form. A position is one of the values', or of the form's parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    /// The policy declares no form of that name.
    #[error("no such form")]
    Unknown,
    /// Value `0` is for something that the form does not ask for.
    #[error("the form has no such parameter")]
    NoParameter(usize),
    /// Value `0` is for a parameter that has one already.
    #[error("the parameter has a value already")]
    Twice(usize),
    /// Value `0` is not what the parameter asks for.
    #[error("the value is not what the parameter asks for")]
    WrongValue(usize),
    /// Parameter `0` has no value.
    #[error("a parameter has no value")]
    Missing(usize),
    /// Sentence `0` would end before it begins, say nothing, or say too much.
    #[error("a sentence of the form makes no sense with these values")]
    NoSense(usize),
}

impl FormEntry {
    /// What is signed when this form is: its hash changes with any word of it.
    pub fn hash(&self) -> Hash {
        Domain::Form.hash_of(self)
    }

    /// The sentences with `with` filled in. Days are those of `zone`.
    ///
    /// Whether a name means what the parameter asks for is for the caller to see to: see
    /// [`crate::bind::Binding::fill`].
    ///
    /// # Errors
    /// Reject: a value is missing, superfluous or no such value; a period that ends before it begins.
    pub fn fill(
        &self,
        with: &[(Name, FormValue)],
        zone: &Zone,
    ) -> Result<Vec<ConsentTerms>, FormError> {
        let values = self.values(with)?;
        let filled = self.sentences.iter().enumerate();
        let filled =
            filled.map(|(at, sentence)| sentence.fill(&values, zone).ok_or(FormError::NoSense(at)));
        filled.collect()
    }

    /// The value of each parameter, in the order of the parameters.
    fn values<'v>(&self, with: &'v [(Name, FormValue)]) -> Result<Vec<&'v FormValue>, FormError> {
        let mut values = vec![None; self.parameters.len()];
        for (at, (name, value)) in with.iter().enumerate() {
            let known = self
                .parameters
                .iter()
                .position(|parameter| parameter.name == *name);
            let known = known.ok_or(FormError::NoParameter(at))?;
            let (Some(slot), Some(parameter)) = (values.get_mut(known), self.parameters.get(known))
            else {
                return Err(FormError::NoParameter(at));
            };
            if slot.is_some() {
                return Err(FormError::Twice(at));
            }
            if !parameter.kind.takes(value) {
                return Err(FormError::WrongValue(at));
            }
            *slot = Some(value);
        }
        let missing = |at: usize| FormError::Missing(at);
        let values = values.into_iter().enumerate();
        values.map(|(at, value)| value.ok_or(missing(at))).collect()
    }

    /// Whether every parameter that a sentence refers to is there and of a kind that fits.
    pub fn is_consistent(&self) -> bool {
        self.sentences
            .iter()
            .all(|sentence| sentence.is_consistent(&self.parameters))
    }
}

impl FormValue {
    /// Whether a name is within the limits; a day always is.
    pub fn is_within_limits(&self) -> bool {
        match self {
            FormValue::Name(name) => is_name(name),
            FormValue::Date(_) => true,
        }
    }
}

impl ParameterKind {
    /// Whether `value` is of the sort that is asked for.
    fn takes(&self, value: &FormValue) -> bool {
        match (self, value) {
            (ParameterKind::Date, FormValue::Date(date)) => date.days().is_some(),
            (ParameterKind::Date, FormValue::Name(_)) | (_, FormValue::Date(_)) => false,
            (_, FormValue::Name(name)) => is_name(name),
        }
    }
}

impl FormSentence {
    fn fill(&self, values: &[&FormValue], zone: &Zone) -> Option<ConsentTerms> {
        let name = |at: &Compact<u32>| name(values, *at);
        let names = |blanks: &[Compact<u32>]| blanks.iter().map(name).collect::<Option<Vec<_>>>();
        let subject = |blank: &SubjectBlank| {
            Some(match blank {
                SubjectBlank::Party(at) => SubjectTerm::Party(name(at)?),
                SubjectBlank::Practitioner(at) => SubjectTerm::Practitioner(name(at)?),
                SubjectBlank::RoleOfParty(role, at) => {
                    SubjectTerm::RoleOfParty(role.clone(), name(at)?)
                }
            })
        };
        let mut terms = self.terms.clone();
        let subjects: Option<Vec<SubjectTerm>> = self.subjects.iter().map(subject).collect();
        terms.subjects.extend(subjects?);
        terms.data.categories.extend(names(&self.categories)?);
        terms.data.except.extend(names(&self.except)?);
        terms.purposes.extend(names(&self.purposes)?);
        let narrowing = self.narrowing.iter().map(|blank| blank.fill(values));
        terms
            .data
            .narrowing
            .extend(narrowing.collect::<Option<Vec<_>>>()?);
        if let Some(blank) = &self.from {
            terms.from = Some(blank.instant(values, zone, 0)?);
        }
        if let Some(blank) = &self.until {
            terms.until = Some(blank.instant(values, zone, 1)?);
        }
        let begins = terms.from.unwrap_or(Instant::MIN);
        let ends = terms.until.unwrap_or(Instant::MAX);
        (begins < ends && terms.is_within_limits()).then_some(terms)
    }

    fn is_consistent(&self, parameters: &[ParameterEntry]) -> bool {
        let is =
            |at: &Compact<u32>, fits: fn(&ParameterKind) -> bool| fits_at(parameters, *at, fits);
        let is_party = |kind: &ParameterKind| matches!(kind, ParameterKind::Party(_));
        let is_category = |kind: &ParameterKind| matches!(kind, ParameterKind::Category);
        let subject = |blank: &SubjectBlank| match blank {
            SubjectBlank::Party(at) | SubjectBlank::RoleOfParty(_, at) => is(at, is_party),
            SubjectBlank::Practitioner(at) => {
                is(at, |kind| matches!(kind, ParameterKind::Practitioner))
            }
        };
        let day = |blank: &DayBlank| {
            is(&blank.parameter, |kind| matches!(kind, ParameterKind::Date))
                && blank.minute.is_none_or(|minute| minute < 24 * 60)
        };
        let purposes = |at: &Compact<u32>| is(at, |kind| matches!(kind, ParameterKind::Purpose));
        self.subjects.iter().all(subject)
            && self.categories.iter().all(|at| is(at, is_category))
            && self.except.iter().all(|at| is(at, is_category))
            && self.purposes.iter().all(purposes)
            && self
                .narrowing
                .iter()
                .all(|blank| blank.is_consistent(parameters))
            && self.from.iter().chain(&self.until).all(day)
    }
}

/// Whether a parameter is there and of a kind that fits.
fn fits_at(
    parameters: &[ParameterEntry],
    at: Compact<u32>,
    fits: fn(&ParameterKind) -> bool,
) -> bool {
    let parameter = parameters.get(at.0 as usize);
    parameter.is_some_and(|parameter| fits(&parameter.kind))
}

/// The name that is filled in for a parameter.
fn name(values: &[&FormValue], at: Compact<u32>) -> Option<Name> {
    match values.get(at.0 as usize)? {
        FormValue::Name(name) => Some(name.clone()),
        FormValue::Date(_) => None,
    }
}

impl DayBlank {
    /// The first instant of the day that lies `later` days after the one filled in, or the clock
    /// time on the day itself.
    fn instant(&self, values: &[&FormValue], zone: &Zone, later: i64) -> Option<Instant> {
        let FormValue::Date(date) = values.get(self.parameter.0 as usize)? else {
            return None;
        };
        let days = date.days()?;
        Some(match self.minute {
            Some(minute) => zone.first_instant(days, minute),
            None => zone.first_instant(days.saturating_add(later), 0),
        })
    }
}

#[cfg(test)]
mod tests;
