//! Whether every planted bug could be tried: without building anything, in a second or two.

use std::path::Path;
use std::process::Command;

use super::bug::Bug;
use crate::failure::Failure;
use crate::repository;

/// What stands in the way, a message each.
///
/// # Errors
/// Git or a file cannot be used at all.
pub fn findings(root: &Path, bugs: &[Bug]) -> Result<Vec<String>, Failure> {
    let files = repository::files(root)?;
    let mut wrong = Vec::new();
    for bug in bugs {
        wrong.extend(applies(root, bug)?);
        wrong.extend(has_test(root, &files, bug)?);
    }
    Ok(wrong)
}

/// What git says against a patch.
fn applies(root: &Path, bug: &Bug) -> Result<Option<String>, Failure> {
    let output = Command::new("git")
        .current_dir(root)
        .args(["apply", "--check"])
        .arg(&bug.path)
        .output()
        .map_err(|cause| Failure::new(format!("git does not run: {cause}; install it")))?;
    Ok((!output.status.success()).then(|| {
        let told = String::from_utf8_lossy(&output.stderr);
        no_longer_applies(bug, &told)
    }))
}

/// How to make a patch anew.
pub fn no_longer_applies(bug: &Bug, told: &str) -> String {
    let told = told.trim().trim_start_matches("error: ");
    format!(
        "{name}: the patch applies no longer: {told}\n  \
         to make it anew: make the same mistake in {files}, run `git diff -- {files}`, put what it prints below the first lines of \
         {folder}/{name}.patch, and take the mistake back with `git checkout -- {files}`",
        name = bug.name,
        files = bug.changes.join(" "),
        folder = super::bug::FOLDER,
    )
}

/// What is wrong when the sources of the tests do not have the test.
fn has_test(root: &Path, files: &[String], bug: &Bug) -> Result<Option<String>, Failure> {
    let sources = bug.caught_in.sources();
    let (modules, name) = bug.test.rsplit_once("::").unwrap_or(("", &bug.test));
    let function = format!("fn {name}(");
    for path in files {
        let inside = path
            .strip_prefix(&sources)
            .and_then(|rest| rest.strip_prefix('/'));
        let Some(module) = inside.and_then(|path| path.strip_suffix(".rs")) else {
            continue;
        };
        if !holds(&module.replace('/', "::"), modules) {
            continue;
        }
        let path = root.join(path);
        let text = std::fs::read_to_string(&path)
            .map_err(|cause| Failure::at(&path, "cannot read", &cause))?;
        if text.contains(&function) {
            return Ok(None);
        }
    }
    Ok(Some(format!(
        "{}: there is no test {} in {sources}: name the one that catches this bug now",
        bug.name, bug.test
    )))
}

/// Whether a test of the module `wanted` can lie in the file of the module `file`: the module itself or one around it.
fn holds(file: &str, wanted: &str) -> bool {
    let rest = match file {
        "lib" | "all" => Some(""),
        file => wanted.strip_prefix(file),
    };
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_lies_in_its_module_or_around_it() {
        assert!(holds("rules::tests", "rules::tests"));
        assert!(holds("decision", "decision::tests"));
        assert!(!holds("rule", "rules::tests"));
        assert!(!holds("rules::tests::people", "rules::tests"));
    }
}
