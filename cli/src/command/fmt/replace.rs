//! A file with new contents in place of another: all of it, or nothing.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::failure::Failure;

#[cfg(test)]
mod tests;

/// Replaces the contents of a file. They are written beside it and take its name once they are on the disk; the file keeps its
/// permissions, and a link stays one.
///
/// # Errors
/// The file is not to be written, or cannot be; then it is as it was.
pub fn replace(path: &Path, text: &str) -> Result<(), Failure> {
    let failed = |error: &io::Error| Failure::file("write", path, error);
    let target = fs::canonicalize(path).map_err(|error| failed(&error))?;
    let permissions = fs::metadata(&target)
        .map_err(|error| failed(&error))?
        .permissions();
    if permissions.readonly() {
        let message = format!("cannot write {}: it is read-only", path.display());
        return Err(Failure::usage(message));
    }
    let (file, beside) = beside(&target).map_err(|error| failed(&error))?;
    let written = write(file, text, permissions).and_then(|()| fs::rename(&beside, &target));
    written.map_err(|error| {
        // What could not be written is of no use, and that it cannot be taken away is not what went wrong.
        let _ = fs::remove_file(&beside);
        failed(&error)
    })
}

/// A new file in the folder of another, hidden from searches for policies.
fn beside(target: &Path) -> io::Result<(File, PathBuf)> {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let mut number = 0u32;
    loop {
        let path = target.with_file_name(format!(".{name}.{number}.new"));
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && number < 1000 => {
                number += 1
            }
            opened => return opened.map(|file| (file, path)),
        }
    }
}

fn write(mut file: File, text: &str, permissions: fs::Permissions) -> io::Result<()> {
    file.write_all(text.as_bytes())?;
    file.set_permissions(permissions)?;
    file.sync_all()
}
