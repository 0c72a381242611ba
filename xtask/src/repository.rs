//! The repository that this program was built in, and its files.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::Failure;

/// The repository's folder.
pub fn root() -> PathBuf {
    let room = Path::new(env!("CARGO_MANIFEST_DIR"));
    room.parent().unwrap_or(room).to_owned()
}

/// Every file that is tracked, or is new and not ignored, by its path in the repository, ascending.
///
/// # Errors
/// Git does not run, or this is no work tree.
pub fn files(root: &Path) -> Result<Vec<String>, Failure> {
    let listed = Command::new("git")
        .current_dir(root)
        .args(["ls-files", "-z", "--cached", "--others"])
        .arg("--exclude-standard")
        .output()
        .map_err(|cause| Failure::new(format!("git does not run: {cause}; install it")))?;
    if !listed.status.success() {
        let told = String::from_utf8_lossy(&listed.stderr);
        return Err(Failure::new(format!(
            "git cannot list the files of {}: {}",
            root.display(),
            told.trim()
        )));
    }
    let text = String::from_utf8_lossy(&listed.stdout);
    let mut files: Vec<String> = text
        .split('\0')
        .filter(|path| !path.is_empty() && root.join(path).is_file())
        .map(str::to_owned)
        .collect();
    files.sort();
    files.dedup();
    Ok(files)
}
