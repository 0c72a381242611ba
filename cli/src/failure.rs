//! What stops a command: what went wrong, where, and what to do about it.

use std::fmt;
use std::path::Path;

#[cfg(test)]
mod tests;

/// The command was used wrongly, or its input is not what it should be.
pub const USAGE: u8 = 2;
/// The command ran, and what it was asked about does not hold.
pub const FAILED: u8 = 1;

/// A command that stopped.
#[derive(Debug)]
pub struct Failure {
    /// The exit status: [`FAILED`] or [`USAGE`], and 0 when nothing failed but the reader went away.
    pub status: u8,
    /// What went wrong and where.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

impl Failure {
    /// The input or the arguments are wrong.
    pub fn usage(message: impl Into<String>) -> Failure {
        Failure {
            status: USAGE,
            message: message.into(),
            help: None,
        }
    }

    /// What was asked about does not hold, or a file or the machine is broken.
    pub fn failed(message: impl Into<String>) -> Failure {
        Failure {
            status: FAILED,
            message: message.into(),
            help: None,
        }
    }

    /// With advice.
    pub fn help(mut self, help: impl Into<String>) -> Failure {
        self.help = Some(help.into());
        self
    }

    /// A file that cannot be read or written.
    pub fn file(action: &str, path: &Path, error: &std::io::Error) -> Failure {
        Failure::usage(format!("cannot {action} {}: {error}", path.display()))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error: {}", self.message)?;
        match &self.help {
            Some(help) => write!(f, "\nhelp: {help}"),
            None => Ok(()),
        }
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Failure {
        if error.kind() == std::io::ErrorKind::BrokenPipe {
            // Whoever read the output has read enough (`assent … | head`): nothing failed.
            return Failure {
                status: 0,
                message: String::new(),
                help: None,
            };
        }
        Failure::failed(format!("cannot write the output: {error}"))
    }
}

impl From<chain::Fault> for Failure {
    fn from(fault: chain::Fault) -> Failure {
        Failure::failed(fault.to_string())
    }
}

impl From<runtime::Fault> for Failure {
    fn from(fault: runtime::Fault) -> Failure {
        Failure::failed(fault.to_string())
    }
}
