//! Files for what was found.

use std::path::{Component, Path, PathBuf};

use crate::failure::Failure;

/// Writes a file into the folder of findings, which is made; gives its path.
///
/// # Errors
/// It cannot be written.
pub fn write(folder: &Path, name: &str, bytes: &[u8]) -> Result<PathBuf, Failure> {
    std::fs::create_dir_all(folder).map_err(|error| Failure::file("make", folder, &error))?;
    let path = folder.join(name);
    std::fs::write(&path, bytes).map_err(|error| Failure::file("write", &path, &error))?;
    Ok(path)
}

/// The beginning of a file's name for a finding about `path`: its stem and the promise.
pub fn stem(path: &Path, promise: &str) -> String {
    let stem = path
        .file_stem()
        .map(|stem| stem.to_string_lossy().into_owned());
    let plain = |letter: char| match letter.is_ascii_alphanumeric() || letter == '_' {
        true => letter.to_ascii_lowercase(),
        false => '-',
    };
    let promise: String = promise.chars().map(plain).take(100).collect();
    format!("{}.{promise}", stem.unwrap_or_default())
}

/// How `path` is reached from a file in `folder`.
pub fn relative(path: &Path, folder: &Path) -> PathBuf {
    let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let (path, folder) = (absolute(path), absolute(folder));
    let (to, from): (Vec<Component<'_>>, Vec<Component<'_>>) =
        (path.components().collect(), folder.components().collect());
    let shared = to
        .iter()
        .zip(&from)
        .take_while(|(to, from)| to == from)
        .count();
    let up = from.iter().skip(shared).map(|_| Component::ParentDir);
    up.chain(to.iter().skip(shared).copied()).collect()
}
