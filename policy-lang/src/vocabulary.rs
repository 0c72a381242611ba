//! The words that every policy knows: kinds of party, roles, actions, purposes, categories of data and the codes that mean
//! them. Read by the step syntax -> typed policy; the tables and where they come from are in `policy-lang/vocabulary`.
//!
//! ```text
//! everything ─┬─ laboratory ─┬─ bloodwork   ← loinc 718-7, …
//!             │              └─ genetics    ← sensitivity GDIS, loinc 51968-6, …
//!             └─ substance_use ─┬─ …        ← sensitivity SUD, icd10 F14.20, …
//! ```

mod read;
pub mod search;
mod table;

use std::sync::LazyLock;

use abi::{Domain, Hash};

/// The version of these words. A policy records it with [`hash`]; any change of a table needs a new one.
pub const VERSION: &str = "2026.1";

/// The category that all others lie within.
pub const EVERYTHING: &str = "everything";

/// All words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Vocabulary {
    /// Kinds of party, in the order of [`crate::syntax::tree::PartyKind::ALL`].
    pub kinds: Vec<Kind>,
    /// Roles; a term stands after the term that it lies within, as in all trees here.
    pub roles: Vec<Term>,
    /// Actions.
    pub actions: Vec<Term>,
    /// Purposes.
    pub purposes: Vec<Term>,
    /// Categories of data; the first is [`EVERYTHING`].
    pub categories: Vec<Category>,
    /// HL7's confidentiality, from what anybody may see to what hardly anybody may.
    pub labels: Vec<Label>,
    /// Code systems.
    pub systems: Vec<System>,
    /// Codes that mean a category, each once, in the order of their systems' addresses and their own bytes.
    pub codes: Vec<Code>,
}

/// A kind of party.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    /// The word of the language.
    pub name: &'static str,
    /// What it means.
    pub title: &'static str,
}

/// A role, an action or a purpose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The word of the language.
    pub name: &'static str,
    /// The term that it lies within.
    pub within: Option<&'static str>,
    /// HL7 codes that mean the same.
    pub aliases: Vec<&'static str>,
    /// What it means.
    pub title: &'static str,
}

/// A category of data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    /// The word of the language.
    pub name: &'static str,
    /// The category that it lies within.
    pub within: Option<&'static str>,
    /// HL7 sensitivity codes.
    pub sensitivity: Vec<&'static str>,
    /// What it means.
    pub title: &'static str,
}

/// A label of confidentiality.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Label {
    /// HL7's code, `R`.
    pub code: &'static str,
    /// The word of the language; `None` for a label that it has none for.
    pub name: Option<&'static str>,
    /// What it means.
    pub title: &'static str,
}

/// A code system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct System {
    /// The word for it, `loinc`.
    pub name: &'static str,
    /// Its address, `http://loinc.org`.
    pub uri: &'static str,
}

/// A code that means a category.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Code {
    /// The address of the code system.
    pub system: &'static str,
    /// The code.
    pub code: &'static str,
    /// The category's name.
    pub category: &'static str,
    /// What the code stands for, in short.
    pub title: Option<&'static str>,
}

/// The vocabulary of this version.
#[must_use]
pub fn vocabulary() -> &'static Vocabulary {
    static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| {
        // INVARIANT: the tables are part of the program and `tables_read_to_the_last_field` reads them, so there is no
        // error to hand on.
        read::vocabulary().unwrap_or_default()
    });
    &VOCABULARY
}

/// The hash of all tables, domain `vocabulary`: of their names and texts in the order of their names, in SCALE.
#[must_use]
pub fn hash() -> Hash {
    static HASH: LazyLock<Hash> = LazyLock::new(|| Domain::Vocabulary.hash_of(&read::TABLES));
    *HASH
}

impl Vocabulary {
    /// The word for the code system with this address; the address itself when there is none.
    #[must_use]
    pub fn system_name<'a>(&self, uri: &'a str) -> &'a str {
        let known = self.systems.iter().find(|system| system.uri == uri);
        known.map_or(uri, |system| system.name)
    }

    /// The address of the code system that a word stands for.
    #[must_use]
    pub fn system_uri(&self, word: &str) -> Option<&'static str> {
        self.systems
            .iter()
            .find(|system| system.name == word)
            .map(|system| system.uri)
    }
}

#[cfg(test)]
mod tests;
