//! A bug's patch, put into the copy of the tree and taken out of it.

use std::process::Command;

use super::bug::Bug;
use super::check::no_longer_applies;
use crate::copy::Copy;
use crate::failure::Failure;

/// Applies a bug's patch.
///
/// # Errors
/// It applies no longer.
pub fn apply(copy: &Copy, bug: &Bug) -> Result<(), Failure> {
    let output = Command::new("git")
        .current_dir(&copy.target.tree)
        // The copy is no work tree, though it lies in one.
        .env(
            "GIT_CEILING_DIRECTORIES",
            copy.target.tree.parent().unwrap_or(&copy.target.tree),
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
pub fn revert(copy: &Copy, bug: &Bug) -> Result<(), Failure> {
    bug.changes.iter().try_for_each(|path| copy.bring(path))
}
