//! Why a command could not do its work: one message that says what, where and what to do. The status is 2.

use std::fmt;
use std::path::Path;

/// What went wrong, in the words of whoever typed the command.
#[derive(Debug)]
pub struct Failure(String);

impl Failure {
    /// Anything that stops the work.
    pub fn new(message: impl Into<String>) -> Failure {
        Failure(message.into())
    }

    /// The command cannot be understood.
    pub fn usage(message: impl Into<String>) -> Failure {
        Failure(message.into())
    }

    /// A file or folder that cannot be read or written.
    pub fn at(path: &Path, doing: &str, cause: &std::io::Error) -> Failure {
        Failure(format!("{doing} {}: {cause}", path.display()))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
