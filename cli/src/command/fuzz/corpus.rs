//! Cases in files: one each, called by the hash of what is in it.
//!
//! ```text
//! HASH.case   "assent fuzz policy 1\n" or "assent fuzz contract 1\n", then the bytes of the case
//! ```

use std::path::Path;

use crate::failure::Failure;
use crate::policy_file::read;

/// The ending of a case.
pub const ENDING: &str = "case";

/// Whose cases they are; the first line of each file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// A policy's.
    Policy,
    /// Any other contract's.
    Contract,
}

impl Of {
    fn line(self) -> &'static [u8] {
        match self {
            Of::Policy => b"assent fuzz policy 1\n",
            Of::Contract => b"assent fuzz contract 1\n",
        }
    }
}

/// The bytes of a case, by the file that holds it.
///
/// # Errors
/// It cannot be read, is damaged, or is a case of something else.
pub fn read_case(path: &Path, of: Of) -> Result<Vec<u8>, Failure> {
    let bytes = read(path)?;
    let stem = path
        .file_stem()
        .map(|stem| stem.to_string_lossy().into_owned());
    let name = path.display();
    let is_case = [Of::Policy, Of::Contract]
        .iter()
        .any(|of| bytes.starts_with(of.line()));
    if !is_case {
        return Err(Failure::failed(format!("{name} is no case of a fuzzer"))
            .help("cases are made by `assent fuzz --corpus DIR`"));
    }
    if stem.as_deref() != Some(hash(&bytes).as_str()) {
        return Err(Failure::failed(format!(
            "{name} is damaged: its name is not the hash of what is in it"
        ))
        .help("remove it, or fetch it again from where it came"));
    }
    match bytes.strip_prefix(of.line()) {
        Some(case) => Ok(case.to_vec()),
        None => Err(
            Failure::failed(format!("{name} is a case of another kind of contract"))
                .help("keep the corpus of each policy and each contract in a folder of its own"),
        ),
    }
}

/// All cases in a folder, by name; none when it is not there yet.
///
/// # Errors
/// The folder cannot be read, or one of its cases: see [`read_case`].
pub fn read_all(folder: &Path, of: Of) -> Result<Vec<Vec<u8>>, Failure> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let unreadable = |error: &std::io::Error| Failure::file("read", folder, error);
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|error| unreadable(&error))? {
        let path = entry.map_err(|error| unreadable(&error))?.path();
        if path.extension().is_some_and(|ending| ending == ENDING) {
            paths.push(path);
        }
    }
    paths.sort();
    paths.iter().map(|path| read_case(path, of)).collect()
}

/// Keeps cases in a folder, which is made; those that are there already stay.
///
/// # Errors
/// Something cannot be written.
pub fn write_all(folder: &Path, of: Of, cases: &[Vec<u8>]) -> Result<(), Failure> {
    let failed = |error: &std::io::Error| Failure::file("write", folder, error);
    std::fs::create_dir_all(folder).map_err(|error| failed(&error))?;
    for case in cases {
        let bytes = [of.line(), case].concat();
        let path = folder.join(hash(&bytes)).with_extension(ENDING);
        if !path.exists() {
            std::fs::write(&path, bytes).map_err(|error| Failure::file("write", &path, &error))?;
        }
    }
    Ok(())
}

/// The first half of the hash, in hexadecimal digits.
fn hash(bytes: &[u8]) -> String {
    let hash = blake3::hash(bytes).to_hex();
    hash.as_str().chars().take(32).collect()
}
