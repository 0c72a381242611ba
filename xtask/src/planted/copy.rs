//! The copy of the tree that bugs are planted in: `target/planted/tree`, with what is compiled of it beside it in
//! `target/planted/target`.
//!
//! Files that have not changed since the last time are left alone, so that what was compiled of them stands. What
//! the repository's own `target/release` has of others' packages is linked into the copy's the first time: no
//! room of this workspace is among it.

use std::collections::BTreeSet;
use std::fs::{self, File, FileTimes};
use std::path::{Path, PathBuf};
use std::process::Command;

use super::bug::Bug;
use super::check::no_longer_applies;
use crate::failure::Failure;
use crate::repository;
use crate::rooms::ROOMS;

/// The copy.
#[derive(Debug)]
pub struct Copy {
    root: PathBuf,
    /// Where the tree lies.
    pub tree: PathBuf,
    /// Where cargo puts what it compiles.
    pub target: PathBuf,
}

impl Copy {
    /// Makes it, or brings it up to date.
    ///
    /// # Errors
    /// A file cannot be read or written.
    pub fn of(root: &Path) -> Result<Copy, Failure> {
        let folder = root.join("target/planted");
        let copy = Copy {
            root: root.to_owned(),
            tree: folder.join("tree"),
            target: folder.join("target"),
        };
        let files = repository::files(root)?;
        eprintln!("copying {} files to {}", files.len(), copy.tree.display());
        for path in &files {
            copy.bring(path)?;
        }
        copy.remove_others(&files.into_iter().collect())?;
        copy.warm()?;
        Ok(copy)
    }

    /// Makes a file of the copy what it is in the repository.
    fn bring(&self, path: &str) -> Result<(), Failure> {
        let (from, to) = (self.root.join(path), self.tree.join(path));
        let wanted = fs::read(&from).map_err(|cause| Failure::at(&from, "cannot read", &cause))?;
        if fs::read(&to).is_ok_and(|found| found == wanted) {
            return Ok(());
        }
        make_folder(to.parent())?;
        // Permissions come along: some of the files are run.
        fs::copy(&from, &to)
            .map(drop)
            .map_err(|cause| Failure::at(&to, "cannot write", &cause))
    }

    fn remove_others(&self, wanted: &BTreeSet<String>) -> Result<(), Failure> {
        for path in all_files(&self.tree)? {
            let inside = path.strip_prefix(&self.tree).unwrap_or(&path);
            let name = inside.to_string_lossy().replace('\\', "/");
            // What tests have left there is not ours to judge.
            if !wanted.contains(&name) && !name.starts_with("target/") {
                fs::remove_file(&path)
                    .map_err(|cause| Failure::at(&path, "cannot remove", &cause))?;
            }
        }
        Ok(())
    }

    /// Applies a bug's patch.
    ///
    /// # Errors
    /// It applies no longer.
    pub fn apply(&self, bug: &Bug) -> Result<(), Failure> {
        let output = Command::new("git")
            .current_dir(&self.tree)
            // The copy is no work tree, though it lies in one.
            .env(
                "GIT_CEILING_DIRECTORIES",
                self.tree.parent().unwrap_or(&self.tree),
            )
            .args(["apply", "--whitespace=nowarn"])
            .arg(&bug.path)
            .output()
            .map_err(|cause| Failure::new(format!("git does not run: {cause}; install it")))?;
        match output.status.success() {
            true => Ok(()),
            false => {
                let told = String::from_utf8_lossy(&output.stderr);
                Err(Failure::new(no_longer_applies(bug, &told)))
            }
        }
    }

    /// Takes a bug's patch back.
    ///
    /// # Errors
    /// A file cannot be written.
    pub fn revert(&self, bug: &Bug) -> Result<(), Failure> {
        bug.changes.iter().try_for_each(|path| self.bring(path))
    }

    /// Links what is compiled of others' packages.
    fn warm(&self) -> Result<(), Failure> {
        let to = self.target.join("release");
        let from = self.root.join("target/release");
        if to.exists() || !from.join(".fingerprint").is_dir() {
            return Ok(());
        }
        eprintln!("linking what is compiled of others' packages");
        for folder in ["deps", "build", ".fingerprint"] {
            for path in all_files(&from.join(folder))? {
                let inside = path.strip_prefix(&from).unwrap_or(&path);
                if is_of_a_room(inside) {
                    continue;
                }
                let to = to.join(inside);
                make_folder(to.parent())?;
                // Fingerprints are rewritten in place, so they are copied.
                let done = match folder {
                    ".fingerprint" => copy_with_time(&path, &to),
                    _ => fs::hard_link(&path, &to).or_else(|_| copy_with_time(&path, &to)),
                };
                done.map_err(|cause| Failure::at(&to, "cannot write", &cause))?;
            }
        }
        Ok(())
    }
}

/// Whether what lies at this path of a target folder was compiled of a room of the workspace.
fn is_of_a_room(path: &Path) -> bool {
    let name = path.iter().nth(1).map(|name| name.to_string_lossy());
    let name = name.unwrap_or_default();
    let stem = name.strip_prefix("lib").unwrap_or(&name);
    let others = ["contracts", "benches", "xtask", "all"];
    let packages = ROOMS.iter().map(|room| room.package).chain(others);
    let mut names = packages.flat_map(|package| [package.to_owned(), package.replace('-', "_")]);
    names.any(|package| {
        let rest = stem.strip_prefix(package.as_str());
        // Behind the name comes a hash of 16 digits, so that `abi-macros-…` is not taken for `abi-…`.
        rest.is_some_and(|rest| {
            let hash = rest.trim_start_matches('-').split('.').next();
            rest.starts_with('.') || hash.is_some_and(|hash| hash.len() == 16)
        })
    })
}

fn copy_with_time(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::copy(from, to)?;
    let modified = fs::metadata(from)?.modified()?;
    File::options()
        .write(true)
        .open(to)?
        .set_times(FileTimes::new().set_modified(modified))
}

fn make_folder(folder: Option<&Path>) -> Result<(), Failure> {
    folder.map_or(Ok(()), |folder| {
        fs::create_dir_all(folder).map_err(|cause| Failure::at(folder, "cannot make", &cause))
    })
}

/// Every file below a folder.
fn all_files(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let (mut files, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        let failed = |cause: &std::io::Error| Failure::at(&folder, "cannot list", cause);
        for entry in fs::read_dir(&folder).map_err(|cause| failed(&cause))? {
            let path = entry.map_err(|cause| failed(&cause))?.path();
            match path.is_dir() && !path.is_symlink() {
                true => folders.push(path),
                false => files.push(path),
            }
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_compiled_of_rooms_is_told_from_the_rest() {
        let of_a_room = |path: &str| is_of_a_room(Path::new(path));
        assert!(of_a_room("deps/libpolicy_lang-0123456789abcdef.rlib"));
        assert!(of_a_room("deps/ledger-0123456789abcdef.d"));
        assert!(of_a_room(".fingerprint/policy-lang-0123456789abcdef/lib"));
        assert!(of_a_room("deps/libcapi.so"));
        assert!(!of_a_room("deps/libblake3-0123456789abcdef.rlib"));
        assert!(!of_a_room("build/abi-macros-0123456789abcdef/output"));
    }
}
