//! The copy of the tree that bugs are planted in: `target/planted/tree`, with what is compiled of it beside it in
//! `target/planted/target`.
//!
//! Files that have not changed since the last time are left alone, so that what was compiled of them stands.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::bug::Bug;
use super::check::no_longer_applies;
use crate::failure::Failure;
use crate::repository;
use crate::target::{Target, all_files, make_folder};

/// The copy.
#[derive(Debug)]
pub struct Copy {
    root: PathBuf,
    tree: PathBuf,
    /// Where it is compiled.
    pub target: Target,
}

impl Copy {
    /// Makes it, or brings it up to date.
    ///
    /// # Errors
    /// A file cannot be read or written.
    pub fn of(root: &Path, jobs: Option<u64>) -> Result<Copy, Failure> {
        let folder = root.join("target/planted");
        let copy = Copy {
            root: root.to_owned(),
            tree: folder.join("tree"),
            target: Target {
                tree: folder.join("tree"),
                folder: folder.join("target"),
                jobs,
            },
        };
        let files = repository::files(root)?;
        eprintln!("copying {} files to {}", files.len(), copy.tree.display());
        for path in &files {
            copy.bring(path)?;
        }
        copy.remove_others(&files.into_iter().collect())?;
        copy.target.warm()?;
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
}
