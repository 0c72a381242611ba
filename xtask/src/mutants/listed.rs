//! The mutants: cargo-mutants lists them, so that theirs are the names, the places and the choice.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use serde_json::Value;

use crate::failure::Failure;
use crate::process;

/// A listing that takes longer hangs.
const LIST_LIMIT: Duration = Duration::from_secs(600);

/// Numbers below mean something else to the switch.
pub const FIRST_NUMBER: u32 = 16;

/// What kind of change a mutant is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Genre {
    /// A function returns a fixed value.
    FnValue,
    /// Another operator between two operands.
    Binary,
    /// `!` or `-` is left out.
    Unary,
    /// An arm of a match is left out.
    Arm,
    /// The guard of an arm is always true, or never.
    Guard,
    /// A field is left out, so that it has the value of the base.
    Field,
}

impl Genre {
    fn of(name: &str) -> Option<Genre> {
        Some(match name {
            "FnValue" => Genre::FnValue,
            "BinaryOperator" => Genre::Binary,
            "UnaryOperator" => Genre::Unary,
            "MatchArm" => Genre::Arm,
            "MatchArmGuard" => Genre::Guard,
            "StructField" => Genre::Field,
            _ => return None,
        })
    }
}

/// A line and a column, both from one, as cargo-mutants counts them: the column in characters.
pub type Place = (usize, usize);

/// A small wrong change.
#[derive(Clone, Debug)]
pub struct Mutant {
    /// Its number in the compiled switches; from one listing to the next it changes with the sources.
    pub number: u32,
    /// Its file, what it changes and in which function, without the line; ` #2` and so on tell those apart that would
    /// have the same name.
    pub name: String,
    /// The package.
    pub package: String,
    /// The file, by its path in the repository.
    pub file: String,
    /// Where the text that is replaced begins.
    pub start: Place,
    /// Where it ends.
    pub end: Place,
    /// What replaces it.
    pub replacement: String,
    /// The kind of change.
    pub genre: Genre,
    /// The return type of its function, with the arrow; empty when it returns nothing.
    pub returns: String,
}

/// Lists the mutants of all packages of the repository, in the order of cargo-mutants.
///
/// # Errors
/// cargo-mutants is not installed, or its listing cannot be read.
pub fn list(root: &Path) -> Result<Vec<Mutant>, Failure> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.current_dir(root).args([
        "mutants",
        "--workspace",
        "--list",
        "--json",
        "--colors=never",
    ]);
    let listed = process::run(&mut command, LIST_LIMIT)?;
    if !listed.is_success() {
        return Err(Failure::new(format!(
            "cargo-mutants lists no mutants: {}\nInstall it: cargo install cargo-mutants --version 27.1.0 --locked",
            listed.stderr.trim()
        )));
    }
    read(&listed.stdout)
}

/// Reads what `cargo mutants --list --json` prints.
///
/// # Errors
/// It has another form than that of version 27.
pub fn read(text: &str) -> Result<Vec<Mutant>, Failure> {
    let unknown = |what: &str| {
        Failure::new(format!(
            "the list of cargo-mutants has another form than that of version 27.1: {what}"
        ))
    };
    let values: Value = serde_json::from_str(text).map_err(|cause| unknown(&cause.to_string()))?;
    let values = values.as_array().ok_or_else(|| unknown("no list"))?;
    let mut names = BTreeMap::new();
    values
        .iter()
        .zip(FIRST_NUMBER..)
        .map(|(value, number)| {
            mutant(value, number, &mut names).ok_or_else(|| unknown(&value.to_string()))
        })
        .collect()
}

fn mutant(value: &Value, number: u32, names: &mut BTreeMap<String, usize>) -> Option<Mutant> {
    let text = |name: &str| value[name].as_str().map(str::to_owned);
    let place = |end: &str| {
        let place = &value["span"][end];
        let count = |name: &str| usize::try_from(place[name].as_u64()?).ok();
        Some((count("line")?, count("column")?))
    };
    let (file, start) = (text("file")?, place("start")?);
    let long = text("name")?;
    let change = long.strip_prefix(&format!("{file}:{}:{}: ", start.0, start.1))?;
    let name = format!("{file}: {change}");
    let count = names.entry(name.clone()).or_insert(0);
    *count += 1;
    Some(Mutant {
        number,
        name: match *count {
            1 => name,
            count => format!("{name} #{count}"),
        },
        package: text("package")?,
        file,
        start,
        end: place("end")?,
        replacement: text("replacement")?,
        genre: Genre::of(value["genre"].as_str()?)?,
        returns: value["function"]["return_type"]
            .as_str()
            .unwrap_or_default()
            .to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const LISTED: &str = r#"[
        {"name": "a/src/b.rs:3:7: replace + with - in sum", "package": "a", "file": "a/src/b.rs",
         "function": {"function_name": "sum", "return_type": "-> u8", "span": {}},
         "span": {"start": {"line": 3, "column": 7}, "end": {"line": 3, "column": 8}},
         "replacement": "-", "genre": "BinaryOperator", "diff": ""},
        {"name": "a/src/b.rs:3:11: replace + with - in sum", "package": "a", "file": "a/src/b.rs",
         "function": null, "span": {"start": {"line": 3, "column": 11}, "end": {"line": 3, "column": 12}},
         "replacement": "-", "genre": "BinaryOperator", "diff": ""}]"#;

    #[test]
    fn mutants_of_one_name_are_told_apart_and_lines_are_no_part_of_it() {
        let found = read(LISTED).unwrap();
        assert_eq!(found[0].name, "a/src/b.rs: replace + with - in sum");
        assert_eq!(found[1].name, "a/src/b.rs: replace + with - in sum #2");
        assert_eq!((found[0].number, found[1].number), (16, 17));
        assert_eq!((found[1].start, found[1].end), ((3, 11), (3, 12)));
        assert_eq!(found[0].returns, "-> u8");
    }

    #[test]
    fn another_form_is_refused() {
        assert!(read("{}").is_err());
        assert!(read(&LISTED.replace("BinaryOperator", "Other")).is_err());
    }
}
