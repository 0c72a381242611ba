//! The syntax tree of a policy: what was written, not yet what it means. First product of the flow
//! text -> syntax -> typed policy -> program -> contract.
//!
//! The tree is plain data. It keeps what an author chose (`no one may`, `unless`, a party named with or without its kind)
//! and drops what says nothing (articles, white space, the order of a rule's clauses). Names are not resolved: `Acme` may be
//! a party, a form's parameter or nothing at all. Everything that a problem can point at has a [`Span`].

mod condition;
mod declaration;
mod duty;
mod example;
mod sentence;
mod word;

use super::span::Span;

pub use condition::*;
pub use declaration::*;
pub use duty::*;
pub use example::*;
pub use sentence::*;
pub use word::*;

/// A whole policy: its header, then its statements in the order they were written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PolicySyntax {
    /// The lines about the policy itself.
    pub header: Header,
    /// Everything else, in source order. Bare sentences are numbered `r1`, `r2`, … among themselves by the typed layer.
    pub statements: Vec<Statement>,
    /// The statements that could not be read, or not to their end; empty when there is no error.
    pub broken: Vec<Broken>,
}

/// A statement that could not be read, with what it evidently declares: whoever meets the name need not say that it is unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// What it declares.
    pub declares: Declares,
    /// The name; `None` when there is none, or it cannot be told.
    pub name: Option<String>,
}

/// What a statement that could not be read evidently declares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Declares {
    /// A party or a practitioner.
    Somebody,
    /// A role.
    Role,
    /// An action.
    Action,
    /// A category of data.
    Category,
    /// A purpose.
    Purpose,
    /// A fact.
    Fact,
    /// A form.
    Form,
    /// A rule, with or without a name.
    Rule,
    /// Nothing that anybody names: a line about the policy, an example.
    Nothing,
}

/// `policy "title"`, `version 4`, `time zone "…"`, `source "…"`, `specially protected …`; every line is optional.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Header {
    /// The title of the policy.
    pub title: Option<Text>,
    /// The version, as it was written: `4`, `4.1`, or a quoted text.
    pub version: Option<Text>,
    /// The name of the time zone that days are counted in; not checked here.
    pub time_zone: Option<Text>,
    /// What the policy rests on.
    pub source: Option<Text>,
    /// The categories that a `may` sentence reaches only by naming them; `None` when the line is missing.
    pub specially_protected: Option<NameList>,
}

/// Names joined with `and`, `or` or commas.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameList {
    /// The names, at least one.
    pub names: Vec<Name>,
    /// From the line's first word to the last name.
    pub span: Span,
}

/// One statement of a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Statement {
    /// `lab Acme [within Riverside] [is "urn:…"]`
    Party(PartyDeclaration),
    /// `practitioner dr_lee of Northside [is "…"]`
    Practitioner(PractitionerDeclaration),
    /// `role er_physician [within physician]`
    Role(TermDeclaration),
    /// `action view [within read]`
    Action(TermDeclaration),
    /// `category lipid_panel [within bloodwork] [: loinc "57698-3", …]`
    Category(TermDeclaration),
    /// `purpose tumour_board [within treatment] [: …]`
    Purpose(TermDeclaration),
    /// `fact vip: yes/no of patient, otherwise no`
    Fact(FactDeclaration),
    /// `form "CF-12" (laboratory: a lab) "…" laboratory may read bloodwork`
    Form(FormDeclaration),
    /// `rule lab_bloods …`, or a bare sentence
    Rule(Rule),
    /// `example "…" …`
    Example(Example),
}
