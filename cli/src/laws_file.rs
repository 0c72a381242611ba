//! The laws of a policy: a file beside it that is called as the policy is and ends in `.laws`.

use std::path::{Path, PathBuf};

use policy_lang::Checked;
use policy_lang::diagnostic::{Problem, render};
use policy_lang::laws::{Law, check};
use policy_lang::typed::Policy;

use crate::failure::{FAILED, Failure};
use crate::policy_file::{PolicyText, ends_in, name, read_text};

/// How the name of a file of laws ends.
pub const ENDING: &str = ".laws";

/// Whether a file is one of laws, by its name.
pub fn is_laws(path: &Path) -> bool {
    ends_in(path, &[ENDING])
}

/// Laws with the text that they were read from.
#[derive(Debug, Clone, Default)]
pub struct LawsText {
    /// The text; empty when there is no file.
    pub source: String,
    /// The laws.
    pub laws: Vec<Law>,
}

/// The file of the laws of a policy; `None` of a policy from standard input.
fn beside(text: &PolicyText) -> Option<PathBuf> {
    let is_file = text.path.as_os_str() != "-";
    is_file.then(|| text.path.with_extension(ENDING.trim_start_matches('.')))
}

/// Reads the laws of `policy`, which `text` is; none when there is no file.
///
/// # Errors
/// The file cannot be read, or has errors: they are in the message.
pub fn read(text: &PolicyText, policy: &Policy) -> Result<LawsText, Failure> {
    let Some((path, source)) = source(text)? else {
        return Ok(LawsText::default());
    };
    let checked = check(&source, policy);
    let Some(laws) = checked.laws else {
        let file = name(&path);
        let errors = checked
            .problems
            .iter()
            .filter(|problem| Problem::is_error(problem));
        let texts: Vec<String> = errors
            .map(|problem| render(problem, &source, &file))
            .collect();
        let message = format!("{file} has errors\n\n{}", texts.join("\n"));
        return Err(Failure {
            status: FAILED,
            message,
            help: None,
        });
    };
    Ok(LawsText { source, laws })
}

/// The file of the laws of `policy` as a text with what was found in it; `None` when there is no file.
///
/// # Errors
/// The file cannot be read.
pub fn problems(text: &PolicyText, policy: &Policy) -> Result<Option<PolicyText>, Failure> {
    let Some((path, source)) = source(text)? else {
        return Ok(None);
    };
    let checked = Checked {
        policy: None,
        problems: check(&source, policy).problems,
    };
    Ok(Some(PolicyText {
        path,
        source,
        checked,
    }))
}

fn source(text: &PolicyText) -> Result<Option<(PathBuf, String)>, Failure> {
    match beside(text).filter(|path| path.exists()) {
        Some(path) => {
            let source = read_text(&path)?;
            Ok(Some((path, source)))
        }
        None => Ok(None),
    }
}
