//! The tables of `policy-lang/vocabulary` -> [`Vocabulary`].

use super::table::{self, Table, TableError};
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
    sensitive_codes(&systems, &mut codes)?;
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

fn labels() -> Result<Vec<Label>, TableError> {
    let table = Table::read(LABELS, ["code", "name", "title"])?;
    let label = |[code, name, title]: [&'static str; 3]| Label {
        code,
        name: table::optional(name),
        title,
    };
    Ok(table.rows.into_iter().map(label).collect())
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
    let rows = table.rows.into_iter();
    rows.map(|[system, code, category, title]| self::code(systems, system, code, category, title))
        .collect()
}

fn sensitive_codes(systems: &[System], codes: &mut Vec<Code>) -> Result<(), TableError> {
    let columns = ["system", "code", "category", "labels", "source", "title"];
    let table = Table::read(SENSITIVE_CODES, columns)?;
    for [system, code, category, _, _, title] in table.rows {
        codes.push(self::code(systems, system, code, category, title)?);
    }
    Ok(())
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
