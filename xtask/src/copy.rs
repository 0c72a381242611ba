//! A copy of the tree that may be changed: `target/NAME/tree`, with what is compiled of it beside it in `target/NAME/target`.
//!
//! Files that have not changed since the last time are left alone, so that what was compiled of them stands.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

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
    /// Makes the one of that name, or brings it up to date. `change` says what a file that is not to be as it is in the
    /// repository holds in the copy; `added` are files that only the copy has, with what they hold.
    ///
    /// # Errors
    /// A file cannot be read or written.
    pub fn of(
        root: &Path,
        name: &str,
        jobs: Option<u64>,
        added: &[(&str, &str)],
        change: impl Fn(&str) -> Option<String>,
    ) -> Result<Copy, Failure> {
        let folder = root.join("target").join(name);
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
            match change(path) {
                Some(text) => copy.put(path, text.as_bytes())?,
                None => copy.bring(path)?,
            }
        }
        for (path, text) in added {
            copy.put(path, text.as_bytes())?;
        }
        let added = added.iter().map(|(path, _)| (*path).to_owned());
        copy.remove_others(&files.into_iter().chain(added).collect())?;
        copy.target.warm()?;
        Ok(copy)
    }

    /// Makes a file of the copy, if it is not that already.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn put(&self, path: &str, wanted: &[u8]) -> Result<(), Failure> {
        let to = self.tree.join(path);
        if fs::read(&to).is_ok_and(|found| found == wanted) {
            return Ok(());
        }
        make_folder(to.parent())?;
        fs::write(&to, wanted).map_err(|cause| Failure::at(&to, "cannot write", &cause))
    }

    /// Makes a file of the copy what it is in the repository.
    ///
    /// # Errors
    /// It cannot be read or written.
    pub fn bring(&self, path: &str) -> Result<(), Failure> {
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
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    /// Cargo compiles what has been written anew, whatever it holds.
    #[test]
    fn what_has_not_changed_is_not_written_again_and_what_is_gone_goes() {
        let root = std::env::temp_dir().join(format!("assent-copy-{}", std::process::id()));
        fs::create_dir_all(root.join("target/x/target/release")).unwrap();
        let git = Command::new("git").arg("init").arg(&root).output().unwrap();
        assert!(git.status.success());
        fs::write(root.join(".gitignore"), "target\n").unwrap();
        fs::write(root.join("gone"), "1").unwrap();
        fs::write(root.join("kept"), "2").unwrap();
        let copy = || Copy::of(&root, "x", None, &[("added/file", "3")], |_| None).unwrap();
        let tree = copy().tree;
        let written = |path: &str| fs::metadata(tree.join(path)).unwrap().modified().unwrap();
        let before = [written("kept"), written("added/file")];
        fs::remove_file(root.join("gone")).unwrap();
        copy();
        assert!(!tree.join("gone").exists());
        assert_eq!([written("kept"), written("added/file")], before);
        fs::remove_dir_all(&root).unwrap();
    }
}
