//! `assent new contract`: a folder with a small contract that builds and passes its tests, to be changed into one's own.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};

use contracts::templates::{self, File, Template};
use serde::Serialize;

use crate::arguments::{ContractLanguage, NewContractArguments};
use crate::failure::Failure;

/// Bytes of a contract's name at the most.
const NAME_BYTES: usize = 64;

/// What `--json` prints.
#[derive(Serialize)]
struct Report {
    name: String,
    language: &'static str,
    folder: String,
    files: Vec<String>,
    /// What to do next, in the folder above.
    next: Vec<String>,
}

/// Runs the command: status 0.
pub fn run(arguments: &NewContractArguments, out: &mut dyn Write) -> Result<u8, Failure> {
    let folder = &arguments.folder;
    let name = contract_name(folder)?;
    let template = match arguments.lang {
        ContractLanguage::Wat => &templates::WAT,
        ContractLanguage::C => &templates::C,
        ContractLanguage::AssemblyScript => &templates::ASSEMBLY_SCRIPT,
    };
    each_file_is_another(template, name)?;
    make(folder)?;
    for file in template.files {
        write(&folder.join(file.path_for(name)), file, template, name)?;
    }
    show(&report(folder, name, template), arguments.json, out)
}

/// The name that a folder gives: it becomes the name of files, of a module and of a package, so it is a plain one.
fn contract_name(folder: &Path) -> Result<&str, Failure> {
    let name = folder.file_name().and_then(|name| name.to_str());
    let is_plain = |name: &&str| {
        let letters = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        name.len() <= NAME_BYTES
            && name.starts_with(|first: char| first.is_ascii_lowercase())
            && name.bytes().all(letters)
    };
    name.filter(is_plain).ok_or_else(|| {
        let message = format!("a contract cannot be called as {}", folder.display());
        Failure::usage(message).help(format!(
            "a name has lower-case letters, digits and `-`, begins with a letter, and has {NAME_BYTES} bytes at most"
        ))
    })
}

/// A contract called as a file that it needs would take that file's place.
fn each_file_is_another(template: &Template, name: &str) -> Result<(), Failure> {
    let paths: BTreeSet<String> = template
        .files
        .iter()
        .map(|file| file.path_for(name))
        .collect();
    if paths.len() == template.files.len() {
        return Ok(());
    }
    let message = format!(
        "a contract in {} cannot be called {name}: another file of it is called so",
        template.language
    );
    Err(Failure::usage(message).help("choose another name"))
}

/// Makes the folder. What is there already is left alone, whatever it is.
fn make(folder: &Path) -> Result<(), Failure> {
    if let Some(parent) = folder
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
    {
        std::fs::create_dir_all(parent).map_err(|error| Failure::file("make", parent, &error))?;
    }
    std::fs::create_dir(folder).map_err(|error| {
        let failure = Failure::file("make", folder, &error);
        match error.kind() {
            std::io::ErrorKind::AlreadyExists => {
                failure.help("choose another name: nothing is overwritten")
            }
            _ => failure,
        }
    })
}

fn write(path: &PathBuf, file: &File, template: &Template, name: &str) -> Result<(), Failure> {
    let unwritable = |error: &std::io::Error| Failure::file("write", path, error);
    let text = file.text_for(template, name);
    std::fs::write(path, text).map_err(|error| unwritable(&error))?;
    if file.runs {
        make_executable(path).map_err(|error| unwritable(&error))?;
    }
    Ok(())
}

#[cfg(unix)]
fn make_executable(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mut permissions = std::fs::metadata(path)?.permissions();
    // Whoever may read it may run it.
    permissions.set_mode(permissions.mode() | (permissions.mode() & 0o444) >> 2);
    std::fs::set_permissions(path, permissions)
}

#[cfg(not(unix))]
fn make_executable(_: &Path) -> std::io::Result<()> {
    Ok(())
}

fn report(folder: &Path, name: &str, template: &Template) -> Report {
    let shown = folder.display().to_string();
    let steps = template.steps.iter().map(|step| format!("{shown}/{step}"));
    Report {
        name: name.into(),
        language: template.language,
        files: template
            .files
            .iter()
            .map(|file| file.path_for(name))
            .collect(),
        next: steps.chain([format!("assent test {shown}")]).collect(),
        folder: shown,
    }
}

fn show(report: &Report, as_json: bool, out: &mut dyn Write) -> Result<u8, Failure> {
    if as_json {
        let line = serde_json::to_string(report).map_err(std::io::Error::from)?;
        writeln!(out, "{line}")?;
        return Ok(0);
    }
    writeln!(out, "{}: {}", report.folder, report.files.join(", "))?;
    writeln!(out, "next:")?;
    for step in &report.next {
        writeln!(out, "  {step}")?;
    }
    Ok(0)
}
