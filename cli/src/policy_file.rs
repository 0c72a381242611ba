//! A policy from a `.consent` or `.wasm` file, and the files that a path means.

use std::collections::BTreeSet;
use std::io::Read;
use std::path::{Path, PathBuf};

use policy_lang::Checked;
use policy_lang::contract::{Contract, compile};
use policy_lang::diagnostic::render;
use policy_lang::typed::Policy;

use crate::failure::{FAILED, Failure};
use crate::{calls, laws_file};

#[cfg(test)]
mod tests;

/// Bytes of a file that are read at the most.
const FILE_BYTES: u64 = 64 << 20;

/// A policy's text with what was found in it.
pub struct PolicyText {
    /// Where it comes from, as the user wrote it.
    pub path: PathBuf,
    /// The text.
    pub source: String,
    /// The policy and the problems.
    pub checked: Checked,
}

impl PolicyText {
    /// Reads and checks a policy; `-` is standard input.
    ///
    /// # Errors
    /// The file cannot be read, or is not UTF-8. Problems of the policy are no failure.
    pub fn read(path: &Path) -> Result<PolicyText, Failure> {
        let stem = path
            .file_stem()
            .map(|stem| stem.to_string_lossy().into_owned());
        PolicyText::read_as(path, stem.as_deref().unwrap_or("policy"))
    }

    /// The same, with the title that the policy has when it gives none.
    ///
    /// # Errors
    /// The file cannot be read, or is not UTF-8.
    pub fn read_as(path: &Path, title: &str) -> Result<PolicyText, Failure> {
        let source = read_text(path)?;
        let checked = policy_lang::check(&source, title);
        Ok(PolicyText {
            path: path.into(),
            source,
            checked,
        })
    }

    /// The policy.
    ///
    /// # Errors
    /// It has errors; they are in the message.
    pub fn policy(&self) -> Result<&Policy, Failure> {
        self.checked.policy.as_ref().ok_or_else(|| {
            let errors = self
                .checked
                .problems
                .iter()
                .filter(|problem| problem.is_error());
            let texts: Vec<String> = errors
                .map(|problem| render(problem, &self.source, &self.name()))
                .collect();
            let message = format!("{} has errors\n\n{}", self.name(), texts.join("\n"));
            Failure {
                status: FAILED,
                message,
                help: None,
            }
        })
    }

    /// The policy and its contract.
    ///
    /// # Errors
    /// The policy has errors or does not fit a contract.
    pub fn compile(&self) -> Result<(&Policy, Contract), Failure> {
        let policy = self.policy()?;
        let contract = compile(policy, &self.source)
            .map_err(|error| Failure::failed(format!("{}: {error}", self.name())))?;
        Ok((policy, contract))
    }

    /// The path as people see it.
    pub fn name(&self) -> String {
        name(&self.path)
    }
}

/// A path as people see it.
pub fn name(path: &Path) -> String {
    if path.as_os_str() == "-" {
        "<standard input>".into()
    } else {
        path.display().to_string()
    }
}

/// Reads the text of a policy; `-` is standard input.
///
/// # Errors
/// The file cannot be read, or is not UTF-8.
pub fn read_text(path: &Path) -> Result<String, Failure> {
    String::from_utf8(read(path)?).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        Failure::failed(format!(
            "{} is not a text: byte {at} is not UTF-8",
            path.display()
        ))
        .help("save the policy as UTF-8")
    })
}

/// Whether a file is a compiled module, by its first bytes.
pub fn is_module(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\0asm")
}

/// Reads a whole file; `-` is standard input.
///
/// # Errors
/// It cannot be read, or is larger than any input of this program.
pub fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let limit = FILE_BYTES + 1;
    let result = if path.as_os_str() == "-" {
        std::io::stdin().lock().take(limit).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(path).and_then(|file| file.take(limit).read_to_end(&mut bytes))
    };
    result.map_err(|error| Failure::file("read", path, &error))?;
    if bytes.len() as u64 > FILE_BYTES {
        return Err(Failure::usage(format!(
            "{} is larger than {FILE_BYTES} bytes",
            path.display()
        )));
    }
    Ok(bytes)
}

/// How the name of a policy ends.
const ENDING: &str = ".consent";

/// The policies that `paths` mean: files as they are, of folders every `.consent` file below them,
/// by name; each file once.
///
/// # Errors
/// A folder cannot be read, or there is no policy at all.
pub fn policies(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let found = files(paths, &[ENDING])?;
    match found.is_empty() {
        true => Err(nothing_in(paths, "policy").help("policies are files that end in `.consent`")),
        false => Ok(found),
    }
}

/// The policies that `paths` mean, and their laws: files that end in `.laws`.
///
/// # Errors
/// A folder cannot be read, or there is neither.
pub fn policies_and_laws(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let found = files(paths, &[ENDING, laws_file::ENDING])?;
    match found.is_empty() {
        true => Err(nothing_in(paths, "policy and no law")
            .help("policies are files that end in `.consent`, laws those that end in `.laws`")),
        false => Ok(found),
    }
}

/// The policies that `paths` mean, and the scripts of calls: files that end in `.calls.json`.
///
/// # Errors
/// A folder cannot be read, or there is neither.
pub fn policies_and_scripts(paths: &[PathBuf]) -> Result<(Vec<PathBuf>, Vec<PathBuf>), Failure> {
    let found = files(paths, &[ENDING, calls::ENDING])?;
    if found.is_empty() {
        return Err(nothing_in(paths, "policy and no script of calls").help(
            "policies are files that end in `.consent`, scripts those that end in `.calls.json`",
        ));
    }
    let is_script = |path: &PathBuf| ends_in(path, &[calls::ENDING]);
    Ok(found.into_iter().partition(|path| !is_script(path)))
}

fn nothing_in(paths: &[PathBuf], what: &str) -> Failure {
    let names = paths.iter().map(|path| path.display().to_string());
    let names: Vec<String> = names.collect();
    Failure::usage(format!("no {what} in {}", names.join(", ")))
}

/// Files as they are, of folders every file below them that ends so, by name; each file once.
fn files(paths: &[PathBuf], endings: &[&str]) -> Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    for path in paths {
        if path.is_dir() {
            walk(path, endings, &mut found)?;
        } else {
            found.push(path.clone());
        }
    }
    let mut known = BTreeSet::new();
    found.retain(|path| known.insert(path.canonicalize().unwrap_or_else(|_| path.clone())));
    Ok(found)
}

/// Whether the name of a file ends in one of `endings`.
pub(crate) fn ends_in(path: &Path, endings: &[&str]) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy());
    name.is_some_and(|name| endings.iter().any(|ending| name.ends_with(ending)))
}

fn walk(folder: &Path, endings: &[&str], found: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let unreadable = |error: &std::io::Error| Failure::file("read", folder, error);
    let mut entries = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|error| unreadable(&error))? {
        entries.push(entry.map_err(|error| unreadable(&error))?.path());
    }
    entries.sort();
    for path in entries {
        let is_hidden = path
            .file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with('.'));
        // A link could lead in a circle.
        if path.is_dir() && !path.is_symlink() && !is_hidden {
            walk(&path, endings, found)?;
        } else if ends_in(&path, endings) {
            found.push(path);
        }
    }
    Ok(())
}
