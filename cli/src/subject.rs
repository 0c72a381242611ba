//! A policy or another contract, by its file or its folder, as its author thinks of it: whatever it is written in, there
//! is a module at the end.

use std::path::{Path, PathBuf};

use crate::calls;
use crate::contract_file::read_module;
use crate::failure::Failure;
use crate::policy_file::{PolicyText, name};

#[cfg(test)]
mod tests;

/// A module with what it was made from.
pub struct Subject {
    /// Where it comes from, as the user wrote it, a file of a folder added.
    pub path: PathBuf,
    /// The policy that it was compiled from, when that was given.
    pub text: Option<PolicyText>,
    /// The module. It is not admitted here.
    pub wasm: Vec<u8>,
}

impl Subject {
    /// Reads a policy, which is compiled, or a module, binary or as text; of a folder the one that it is about.
    ///
    /// # Errors
    /// There is none, or it cannot be read, or the policy has errors.
    pub fn read(path: &Path) -> Result<Subject, Failure> {
        let path = policy_or_module(path)?;
        if path.extension().is_some_and(|ending| ending == "consent") {
            let text = PolicyText::read(&path)?;
            let (_, contract) = text.compile()?;
            return Ok(Subject {
                path,
                text: Some(text),
                wasm: contract.wasm,
            });
        }
        Ok(Subject {
            wasm: read_module(&path)?,
            path,
            text: None,
        })
    }

    /// The path as people see it.
    pub fn name(&self) -> String {
        name(&self.path)
    }
}

/// Whether a path is that of a script of calls.
pub fn is_script(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy());
    name.is_some_and(|name| name.ends_with(calls::ENDING))
}

/// Of a folder the policy, or else the module that it is about; a file is itself, and so is `-`, the
/// standard input.
///
/// # Errors
/// There is none, or more than one, or nothing of that name.
pub fn policy_or_module(path: &Path) -> Result<PathBuf, Failure> {
    file(path, &["consent", "wat", "wasm"])
}

/// Of a folder the policy, or else the script of calls that it is about; a file is itself, and so is `-`, the
/// standard input.
///
/// # Errors
/// There is none, or more than one, or nothing of that name.
pub fn policy_or_script(path: &Path) -> Result<PathBuf, Failure> {
    file(path, &["consent", "calls.json"])
}

fn file(path: &Path, endings: &[&str]) -> Result<PathBuf, Failure> {
    if path.as_os_str() == "-" {
        return Ok(path.to_owned());
    }
    // Asked first: what is not there is told of as such, not by its name or by what else is missing.
    let found = std::fs::metadata(path).map_err(|error| Failure::file("read", path, &error))?;
    match found.is_dir() {
        true => within(path, endings),
        false => Ok(path.to_owned()),
    }
}

/// The file of a folder that is called as the folder and ends in one of these, the first of them that is there; or
/// else the only one that ends so.
fn within(folder: &Path, endings: &[&str]) -> Result<PathBuf, Failure> {
    let whole = folder.canonicalize();
    let whole = whole.map_err(|error| Failure::file("read", folder, &error))?;
    let stem = whole.file_name().unwrap_or_default().to_string_lossy();
    let mut named = endings
        .iter()
        .map(|ending| folder.join(format!("{stem}.{ending}")));
    if let Some(path) = named.find(|path| path.is_file()) {
        return Ok(path);
    }
    let unreadable = |error| Failure::file("read", folder, &error);
    let entries = std::fs::read_dir(folder).map_err(unreadable)?;
    let entries = entries.map(|entry| entry.map(|entry| entry.path()));
    let entries: Vec<PathBuf> = entries.collect::<Result<_, _>>().map_err(unreadable)?;
    let ends = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        endings.iter().any(|ending| {
            let before = name.strip_suffix(ending);
            before.is_some_and(|before| before.ends_with('.'))
        })
    };
    let mut found: Vec<PathBuf> = entries.into_iter().filter(ends).collect();
    found.sort();
    match (found.pop(), found.pop()) {
        (Some(path), None) => Ok(path),
        (None, _) => Err(Failure::usage(format!(
            "there is no file of a contract in {}",
            folder.display()
        ))
        .help(format!("such a file ends in .{}", endings.join(" or .")))),
        (Some(one), Some(other)) => Err(Failure::usage(format!(
            "{} and {} are in the same folder",
            other.display(),
            one.display()
        ))
        .help("name the one that is meant")),
    }
}
