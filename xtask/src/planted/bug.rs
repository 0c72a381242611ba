//! The file of a planted bug: lines that say what it is, then a patch.

use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::rooms::Room;

/// Where the files lie.
pub const FOLDER: &str = "xtask/planted";

/// Where the patch begins.
const PATCH: &str = "diff --git ";

/// A bug, and the test that must catch it.
#[derive(Debug)]
pub struct Bug {
    /// Its file's name, without the ending.
    pub name: String,
    /// Its file.
    pub path: PathBuf,
    /// What it would do to a hospital, in one sentence.
    pub harm: String,
    /// The folder of the room that it is planted in.
    pub room: String,
    /// The room whose tests catch it.
    pub caught_in: &'static Room,
    /// The test that must fail: its whole path in its binary.
    pub test: String,
    /// The files that the patch changes.
    pub changes: Vec<String>,
}

impl Bug {
    /// Reads a file of this name.
    ///
    /// # Errors
    /// A line is missing, or says something that does not exist.
    pub fn read(name: &str, path: &Path, text: &str) -> Result<Bug, Failure> {
        let wrong = |what: &str| Failure::new(format!("{}: {what}", path.display()));
        let head = text.split(PATCH).next().unwrap_or_default();
        let field = |key: &str| {
            let mut lines = head.lines();
            let line = lines.find_map(|line| line.strip_prefix(key)?.strip_prefix(": "));
            line.map(|value| value.trim().to_owned())
                .filter(|value| !value.is_empty())
                .ok_or_else(|| wrong(&format!("a line `{key}: …` is missing above the patch")))
        };
        let test = field("test")?;
        let (package, test) = test
            .split_once(' ')
            .ok_or_else(|| wrong("`test:` needs a package and the test's whole path"))?;
        let caught_in = Room::of(package)
            .ok_or_else(|| wrong(&format!("no room with tests is called `{package}`")))?;
        let changes: Vec<String> = text
            .lines()
            .filter_map(|line| line.strip_prefix("+++ b/"))
            .map(|path| path.trim().to_owned())
            .collect();
        let room = field("room")?;
        if changes.is_empty() {
            return Err(wrong("there is no patch: write one with `git diff`"));
        }
        let elsewhere = changes.iter().find(|path| {
            let inside = path.strip_prefix(room.as_str());
            !inside.is_some_and(|rest| rest.starts_with('/'))
        });
        if let Some(elsewhere) = elsewhere {
            return Err(wrong(&format!("{elsewhere} does not lie in {room}")));
        }
        Ok(Bug {
            name: name.to_owned(),
            path: path.to_owned(),
            harm: field("harm")?,
            room,
            caught_in,
            test: test.trim().to_owned(),
            changes,
        })
    }
}

/// Every bug, by name.
///
/// # Errors
/// A file cannot be read, or is not one of a bug.
pub fn read_all(folder: &Path) -> Result<Vec<Bug>, Failure> {
    let listed = std::fs::read_dir(folder)
        .map_err(|cause| Failure::at(folder, "there are no planted bugs in", &cause))?;
    let mut bugs = Vec::new();
    for entry in listed {
        let entry = entry.map_err(|cause| Failure::at(folder, "cannot list", &cause))?;
        let path = entry.path();
        let file = entry.file_name().to_string_lossy().into_owned();
        let Some(name) = file.strip_suffix(".patch") else {
            continue;
        };
        let text = std::fs::read_to_string(&path)
            .map_err(|cause| Failure::at(&path, "cannot read", &cause))?;
        bugs.push(Bug::read(name, &path, &text)?);
    }
    bugs.sort_by(|left, right| left.name.cmp(&right.name));
    Ok(bugs)
}
