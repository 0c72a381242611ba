//! The tables of `policy-lang/vocabulary` -> [`Vocabulary`].

use super::table::{self, TableError};
use super::{Category, Code, Kind, Label, System, Term, Vocabulary};

const ACTIONS: &str = include_str!("../../vocabulary/actions.tsv");
const CATEGORIES: &str = include_str!("../../vocabulary/categories.tsv");
const CODES: &str = include_str!("../../vocabulary/codes.tsv");
const KINDS: &str = include_str!("../../vocabulary/kinds.tsv");
const LABELS: &str = include_str!("../../vocabulary/labels.tsv");
const PURPOSES: &str = include_str!("../../vocabulary/purposes.tsv");
const ROLES: &str = include_str!("../../vocabulary/roles.tsv");
const SENSITIVE_CODES: &str = include_str!("../../vocabulary/sensitive-codes.tsv");
const SYSTEMS: &str = include_str!("../../vocabulary/systems.tsv");

/// All tables that the language reads, by name.
pub(super) const TABLES: [(&str, &str); 9] = [
    ("actions", ACTIONS),
    ("categories", CATEGORIES),
    ("codes", CODES),
    ("kinds", KINDS),
    ("labels", LABELS),
    ("purposes", PURPOSES),
    ("roles", ROLES),
    ("sensitive-codes", SENSITIVE_CODES),
    ("systems", SYSTEMS),
];

pub(super) fn vocabulary() -> Result<Vocabulary, TableError> {
    let categories = categories()?;
    let systems = systems()?;
    let mut codes = codes(&systems)?;
    codes.extend(sensitive_codes(&systems)?);
    codes.extend(sensitivities(&categories, &systems));
    // Three lists in order already: a stable sort only merges them.
    codes.sort();
    Ok(Vocabulary {
        kinds: kinds()?,
        roles: terms(ROLES)?,
        actions: terms(ACTIONS)?,
        purposes: terms(PURPOSES)?,
        categories,
        labels: labels()?,
        systems,
        codes,
    })
}

fn kinds() -> Result<Vec<Kind>, TableError> {
    table::read(KINDS, ["name", "title"], |[name, title]| {
        Ok(Kind { name, title })
    })
}

fn terms(text: &'static str) -> Result<Vec<Term>, TableError> {
    let columns = ["name", "within", "aliases", "title"];
    table::read(text, columns, |[name, within, aliases, title]| {
        Ok(Term {
            name,
            within: table::optional(within),
            aliases: table::list(aliases),
            title,
        })
    })
}

fn categories() -> Result<Vec<Category>, TableError> {
    let columns = ["name", "within", "sensitivity", "title"];
    table::read(CATEGORIES, columns, |[name, within, sensitivity, title]| {
        Ok(Category {
            name,
            within: table::optional(within),
            sensitivity: table::list(sensitivity),
            title,
        })
    })
}

fn labels() -> Result<Vec<Label>, TableError> {
    table::read(LABELS, ["code", "name", "title"], |[code, name, title]| {
        Ok(Label {
            code,
            name: table::optional(name),
            title,
        })
    })
}

fn systems() -> Result<Vec<System>, TableError> {
    table::read(SYSTEMS, ["name", "uri"], |[name, uri]| {
        Ok(System { name, uri })
    })
}

fn codes(systems: &[System]) -> Result<Vec<Code>, TableError> {
    let columns = ["system", "code", "category", "title"];
    table::read(CODES, columns, |[system, code, category, title]| {
        self::code(systems, system, code, category, title)
    })
}

fn sensitive_codes(systems: &[System]) -> Result<Vec<Code>, TableError> {
    let columns = ["system", "code", "category", "labels", "source", "title"];
    table::read(
        SENSITIVE_CODES,
        columns,
        |[system, code, category, _, _, title]| self::code(systems, system, code, category, title),
    )
}

fn code(
    systems: &[System],
    system: &str,
    code: &'static str,
    category: &'static str,
    title: &'static str,
) -> Result<Code, TableError> {
    let known = systems.iter().find(|known| known.name == system);
    Ok(Code {
        system: known.ok_or(TableError::UnknownSystem)?.uri,
        code,
        category,
        title: table::optional(title),
    })
}

/// Sensitivities that stand at one category alone; of two categories neither is meant for certain.
fn sensitivities(categories: &[Category], systems: &[System]) -> Vec<Code> {
    let Some(system) = systems.iter().find(|system| system.name == "sensitivity") else {
        return Vec::new();
    };
    let all = || categories.iter().flat_map(|category| &category.sensitivity);
    let alone = |code: &&&'static str| all().filter(|other| other == code).count() == 1;
    let of = |category: &Category| {
        let codes = category.sensitivity.iter().filter(alone);
        let code = |code: &&'static str| Code {
            system: system.uri,
            code,
            category: category.name,
            title: None,
        };
        codes.map(code).collect::<Vec<_>>()
    };
    categories.iter().flat_map(of).collect()
}
