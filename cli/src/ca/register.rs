//! What an authority has issued, in a file that people can read.

use std::path::Path;

use abi::Instant;
use serde::{Deserialize, Serialize};

use super::files::replace;
use super::issue::Revoked;
use super::time::Moment;
use crate::failure::Failure;
use crate::json::{Object, parse};

/// The version of the register's format.
const FORMAT: u32 = 1;

/// All that was issued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Register {
    format: u32,
    /// Whose authority it is.
    pub organisation: String,
    /// The number of the next list of revoked certificates.
    pub next_list: u64,
    /// Certificates in the order in which they were issued.
    pub certificates: Vec<Entry>,
}

/// One certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The serial number, in hexadecimal.
    pub serial: String,
    /// The member's id.
    pub id: String,
    /// The roles.
    pub roles: Vec<String>,
    /// The member's public key.
    pub key: String,
    /// The first instant of the period.
    pub from: Moment,
    /// The first instant after it.
    pub until: Moment,
    /// The hash of the certificate.
    pub fingerprint: String,
    /// Since when it is revoked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked: Option<Moment>,
}

/// What has become of a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Its period has not begun.
    NotYetValid,
    /// It can be used.
    Valid,
    /// Its period is over.
    Expired,
    /// It was revoked, whatever its period says.
    Revoked,
}

impl Standing {
    /// As people read it.
    pub fn words(self) -> &'static str {
        match self {
            Standing::NotYetValid => "not yet valid",
            Standing::Valid => "valid",
            Standing::Expired => "expired",
            Standing::Revoked => "revoked",
        }
    }
}

impl Register {
    /// An empty one.
    pub fn new(organisation: &str) -> Register {
        Register {
            format: FORMAT,
            organisation: organisation.to_owned(),
            next_list: 1,
            certificates: Vec::new(),
        }
    }

    /// Reads a register.
    ///
    /// # Errors
    /// There is none, it is damaged, or of a newer program.
    pub fn read(path: &Path) -> Result<Register, Failure> {
        let bytes = std::fs::read(path).map_err(|error| Failure::file("read", path, &error))?;
        let what = format!("the register {}", path.display());
        let Object(register): Object<Register> = parse(&bytes, &what)?;
        if register.format == FORMAT {
            return Ok(register);
        }
        let message = format!(
            "{what} has format {}, which this program does not know",
            register.format
        );
        Err(Failure::usage(message).help("use the program that wrote it"))
    }

    /// Writes the register in the place of the one that is there.
    ///
    /// # Errors
    /// The disk refuses.
    pub fn write(&self, path: &Path) -> Result<(), Failure> {
        let text = serde_json::to_string_pretty(self)
            .map_err(|error| Failure::failed(format!("cannot write the register: {error}")))?;
        replace(path, format!("{text}\n").as_bytes())
    }

    /// The certificate with a serial number, however its digits are written.
    pub fn find_mut(&mut self, serial: &str) -> Option<&mut Entry> {
        let digits = digits(serial);
        self.certificates
            .iter_mut()
            .find(|one| one.serial == digits)
    }

    /// The revoked certificates. Those that have expired stay among them: a ledger may have seen none of the lists yet.
    ///
    /// # Errors
    /// A serial number of the register is none.
    pub fn revoked(&self) -> Result<Vec<Revoked>, Failure> {
        let entries = self.certificates.iter();
        let revoked = entries.filter_map(|one| one.revoked.map(|since| (one, since)));
        let entry = |(one, since): (&Entry, Moment)| {
            Some(Revoked {
                serial: bytes(&one.serial)?,
                since: since.0,
            })
        };
        revoked
            .map(entry)
            .collect::<Option<Vec<_>>>()
            .ok_or_else(|| {
                Failure::usage("a serial number of the register is not in hexadecimal")
                    .help("restore register.json from a backup")
            })
    }
}

impl Entry {
    /// What has become of it at an instant.
    pub fn standing(&self, now: Instant) -> Standing {
        if self.revoked.is_some() {
            return Standing::Revoked;
        }
        match (self.from.0 <= now, now < self.until.0) {
            (false, _) => Standing::NotYetValid,
            (_, false) => Standing::Expired,
            (true, true) => Standing::Valid,
        }
    }
}

/// A serial number as the register has it: other tools write capitals, and colons between the bytes.
fn digits(serial: &str) -> String {
    let digits = serial.chars().filter(|sign| *sign != ':');
    digits.flat_map(char::to_lowercase).collect()
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    let pairs = (0..hex.len()).step_by(2).map(|at| hex.get(at..at + 2));
    let byte = |pair: Option<&str>| u8::from_str_radix(pair?, 16).ok();
    pairs.map(byte).collect()
}
