//! The words that every policy knows: kinds of party, roles, actions, purposes, categories of data and the codes that mean
//! them. Read by the step syntax -> typed policy; the tables and where they come from are in `policy-lang/vocabulary`.
//!
//! ```text
//! everything ─┬─ laboratory ─┬─ bloodwork   ← loinc 718-7, …
//!             │              └─ genetics    ← sensitivity GDIS, loinc 51968-6, …
//!             └─ substance_use ─┬─ …        ← sensitivity SUD, icd10 F14.20, …
//! ```

mod table;

use std::sync::LazyLock;

use table::{Table, TableError};

/// The version of these words. A policy records it; any change of a table needs a new one.
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
    /// Code systems.
    pub systems: Vec<System>,
    /// Codes that mean a category, each once.
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
}

/// The vocabulary of this version.
#[must_use]
pub fn vocabulary() -> &'static Vocabulary {
    static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| {
        // INVARIANT: the tables are part of the program and `tables_read_to_the_last_field` reads them, so there is no
        // error to hand on.
        read().unwrap_or_default()
    });
    &VOCABULARY
}

impl Vocabulary {
    /// The address of the code system that a word stands for.
    #[must_use]
    pub fn system_uri(&self, word: &str) -> Option<&'static str> {
        self.systems
            .iter()
            .find(|system| system.name == word)
            .map(|system| system.uri)
    }
}

const KINDS: &str = include_str!("../vocabulary/kinds.tsv");
const ROLES: &str = include_str!("../vocabulary/roles.tsv");
const ACTIONS: &str = include_str!("../vocabulary/actions.tsv");
const PURPOSES: &str = include_str!("../vocabulary/purposes.tsv");
const CATEGORIES: &str = include_str!("../vocabulary/categories.tsv");
const SYSTEMS: &str = include_str!("../vocabulary/systems.tsv");
const CODES: &str = include_str!("../vocabulary/codes.tsv");

fn read() -> Result<Vocabulary, TableError> {
    let categories = categories()?;
    let systems = systems()?;
    let mut codes = codes(&systems)?;
    codes.extend(sensitivities(&categories, &systems));
    codes.sort_unstable();
    Ok(Vocabulary {
        kinds: kinds()?,
        roles: terms(ROLES)?,
        actions: terms(ACTIONS)?,
        purposes: terms(PURPOSES)?,
        categories,
        systems,
        codes,
    })
}

fn kinds() -> Result<Vec<Kind>, TableError> {
    let table = Table::read(KINDS, ["name", "title"])?;
    Ok(table
        .rows
        .into_iter()
        .map(|[name, title]| Kind { name, title })
        .collect())
}

fn terms(text: &'static str) -> Result<Vec<Term>, TableError> {
    let table = Table::read(text, ["name", "within", "aliases", "title"])?;
    let term = |[name, within, aliases, title]: [&'static str; 4]| Term {
        name,
        within: table::optional(within),
        aliases: table::list(aliases),
        title,
    };
    Ok(table.rows.into_iter().map(term).collect())
}

fn categories() -> Result<Vec<Category>, TableError> {
    let table = Table::read(CATEGORIES, ["name", "within", "sensitivity", "title"])?;
    let category = |[name, within, sensitivity, title]: [&'static str; 4]| Category {
        name,
        within: table::optional(within),
        sensitivity: table::list(sensitivity),
        title,
    };
    Ok(table.rows.into_iter().map(category).collect())
}

fn systems() -> Result<Vec<System>, TableError> {
    let table = Table::read(SYSTEMS, ["name", "uri"])?;
    Ok(table
        .rows
        .into_iter()
        .map(|[name, uri]| System { name, uri })
        .collect())
}

fn codes(systems: &[System]) -> Result<Vec<Code>, TableError> {
    let table = Table::read(CODES, ["system", "code", "category", "title"])?;
    let rows = table.rows.into_iter().map(|[word, code, category, _]| {
        let system = systems.iter().find(|system| system.name == word);
        Some(Code {
            system: system?.uri,
            code,
            category,
        })
    });
    rows.collect::<Option<_>>().ok_or(TableError::UnknownSystem)
}

/// Sensitivities that stand at one category alone; of two categories neither is meant for certain.
fn sensitivities(categories: &[Category], systems: &[System]) -> Vec<Code> {
    let Some(system) = systems.iter().find(|system| system.name == "sensitivity") else {
        return Vec::new();
    };
    let all = || categories.iter().flat_map(|category| &category.sensitivity);
    let alone = |code: &str| all().filter(|other| **other == code).count() == 1;
    let of = |category: &Category| {
        let codes = category
            .sensitivity
            .clone()
            .into_iter()
            .filter(|code| alone(code));
        let name = category.name;
        codes
            .map(move |code| Code {
                system: system.uri,
                code,
                category: name,
            })
            .collect::<Vec<_>>()
    };
    categories.iter().flat_map(of).collect()
}

#[cfg(test)]
mod tests;
