//! Declarations and forms in the syntax tree. Part of what text -> syntax gives.

use super::sentence::Sentence;
use super::word::{Date, KindWord, Name, Number, PartyKind, PartyRef, Text};
use crate::syntax::Span;

/// `department Cardiology within Riverside is "urn:…"`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartyDeclaration {
    /// The kind of the party.
    pub kind: KindWord,
    /// The name that it is declared with.
    pub name: Name,
    /// The party that it is part of.
    pub within: Option<PartyRef>,
    /// Its identifier.
    pub identifier: Option<Text>,
    /// The whole statement.
    pub span: Span,
}

/// `practitioner dr_lee of Northside is "urn:…"`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PractitionerDeclaration {
    /// The name that the practitioner is declared with.
    pub name: Name,
    /// The party that the practitioner acts for.
    pub of: Option<PartyRef>,
    /// The practitioner's identifier.
    pub identifier: Option<Text>,
    /// The whole statement.
    pub span: Span,
}

/// A role, action, category or purpose that a policy adds to the vocabulary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermDeclaration {
    /// The new name.
    pub name: Name,
    /// The term that it lies within.
    pub within: Option<Name>,
    /// The codes that mean it; only categories and purposes have any.
    pub codes: Vec<Code>,
    /// The whole statement.
    pub span: Span,
}

/// A code of a code system: `loinc "57698-3"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// `loinc`, or a quoted address of a code system.
    pub system: Name,
    /// The code.
    pub code: Text,
    /// Both.
    pub span: Span,
}

/// `fact vip: yes/no of patient, otherwise no`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactDeclaration {
    /// The name of the fact.
    pub name: Name,
    /// What its values are.
    pub fact_type: FactType,
    /// What it is a fact of.
    pub owner: OwnerWord,
    /// The value where none is known.
    pub otherwise: Option<Value>,
    /// The whole statement.
    pub span: Span,
}

/// The type of a fact, with the words that say it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactType {
    /// Which type.
    pub kind: FactTypeKind,
    /// The words.
    pub span: Span,
}

/// What the values of a fact are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FactTypeKind {
    /// `yes/no`
    YesNo,
    /// `number`
    Number,
    /// `date`
    Date,
    /// `text`
    Text,
    /// `one of green, amber or red`
    OneOf(Vec<Name>),
}

/// What a fact is a fact of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FactOwner {
    /// The patient whose data is asked for.
    Patient,
    /// Who asks.
    Requester,
    /// The thing asked for, by its properties in the request.
    Record,
    /// The request itself.
    Request,
}

/// An owner where it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OwnerWord {
    /// Which owner.
    pub owner: FactOwner,
    /// The word.
    pub span: Span,
}

/// A fact that is referred to: `patient.vip`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactRef {
    /// What it is a fact of.
    pub owner: OwnerWord,
    /// Its name.
    pub name: Name,
    /// Both.
    pub span: Span,
}

/// A value that a fact can have or be compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// `yes` or `no`
    YesNo(YesNo),
    /// `3`
    Number(Number),
    /// `2026-12-31`
    Date(Date),
    /// `"intensive care"`: a text, or a choice that needs quotes
    Text(Text),
    /// `amber`: a choice of a `one of` fact, never quoted
    Word(Name),
    /// `requester.ward`: another fact
    Fact(FactRef),
}

/// `yes` or `no`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct YesNo {
    /// Whether it is yes.
    pub yes: bool,
    /// The word.
    pub span: Span,
}

/// `form "CF-12" (laboratory: a lab, last_day: a date) "…" laboratory may read bloodwork until last_day`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormDeclaration {
    /// The name of the form.
    pub name: Name,
    /// Its parameters.
    pub parameters: Vec<Parameter>,
    /// What the patient reads; several quoted texts in a row are its paragraphs.
    pub text: Vec<FormText>,
    /// What a signature means.
    pub sentences: Vec<Sentence>,
    /// The whole statement.
    pub span: Span,
}

/// A paragraph of a form's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormText {
    /// The paragraph, with its placeholders in braces.
    pub text: Text,
    /// The names in braces, `{laboratory}`, each spanning the name without its braces.
    pub placeholders: Vec<Name>,
}

/// `laboratory: a lab`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// The name of the parameter.
    pub name: Name,
    /// What may be filled in.
    pub parameter_type: ParameterType,
    /// The words of the type.
    pub type_span: Span,
    /// Both.
    pub span: Span,
}

/// What may be filled in for a form's parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterType {
    /// `a lab`: a party of this kind
    Party(PartyKind),
    /// `a party`: a party of any kind
    AnyParty,
    /// `a practitioner`
    Practitioner,
    /// `a date`
    Date,
    /// `a category`
    Category,
    /// `a purpose`
    Purpose,
}
