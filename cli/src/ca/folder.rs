//! The folder of an authority, for one process at a time.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use abi::Instant;
use abi::terms::is_enrolled_name;
use msp::{Certified, Root};

use super::files::{Readers, write_new};
use super::issue::Authority;
use super::key::PrivateKey;
use super::pem::{self, CERTIFICATE};
use super::register::Register;
use crate::failure::Failure;

/// The root certificate's file.
pub const ROOT: &str = "root.pem";
/// The private key's.
pub const KEY: &str = "root.key";
/// The register's.
pub const REGISTER: &str = "register.json";
/// The newest list's.
pub const LIST: &str = "revoked.pem";

/// An authority that issues and revokes. No other process does as long as this is there.
pub struct Folder {
    path: PathBuf,
    /// The organisation's root.
    pub root: Root,
    /// What was issued.
    pub register: Register,
    key: PrivateKey,
    lock: File,
}

impl Folder {
    /// Makes a new authority.
    ///
    /// # Errors
    /// The name is not one that the ledger takes, the folder holds something, or the disk refuses.
    pub fn make(
        path: &Path,
        organisation: &str,
        from: Instant,
        until: Instant,
    ) -> Result<Folder, Failure> {
        check_name("an organisation", organisation)?;
        make_empty(path)?;
        let key = PrivateKey::new()?;
        let authority = Authority {
            organisation,
            key: &key,
        };
        let root = authority.root(from, until)?;
        if let Err(error) = Root::from_der(&root) {
            return Err(does_not_hold(error));
        }
        key.write(&path.join(KEY))?;
        let text = pem::text(CERTIFICATE, &root)?;
        write_new(&path.join(ROOT), text.as_bytes(), Readers::Everybody)?;
        Register::new(organisation).write(&path.join(REGISTER))?;
        Folder::open(path)
    }

    /// Opens the folder of an authority, to issue or to revoke.
    ///
    /// # Errors
    /// It is none, another process has it open, or its files do not belong together.
    pub fn open(path: &Path) -> Result<Folder, Failure> {
        let root = read_own_root(path)?;
        let file = path.join(KEY);
        let lock = lock(path, &file)?;
        let key = PrivateKey::read(&file)?;
        // Behind the lock: another process may have written it just now.
        let register = Register::read(&path.join(REGISTER))?;
        let belongs = register.organisation == root.organisation() && key.public() == root.key();
        if !belongs {
            let message = format!(
                "root, key and register in {} do not belong together",
                path.display()
            );
            return Err(Failure::usage(message).help("restore the folder from a backup"));
        }
        let path = path.to_owned();
        Ok(Folder {
            path,
            root,
            register,
            key,
            lock,
        })
    }

    /// A file in it.
    pub fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Writes the register.
    ///
    /// # Errors
    /// The disk refuses.
    pub fn write_register(&self) -> Result<(), Failure> {
        self.register.write(&self.file(REGISTER))
    }

    /// What signs.
    pub fn authority(&self) -> Authority<'_> {
        Authority {
            organisation: self.root.organisation(),
            key: &self.key,
        }
    }

    /// What a certificate that was made here says, read as everybody else will read it.
    ///
    /// # Errors
    /// It would not hold.
    pub fn check(&self, der: &[u8], at: Instant) -> Result<Certified, Failure> {
        msp::certify(&[der.to_vec()], &self.root, at).map_err(does_not_hold)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // Closing does it as well, unless a program that is just being started still has the file.
        let _ = self.lock.unlock();
    }
}

/// Reads the root certificate of an authority's folder.
///
/// # Errors
/// The folder is none.
pub fn read_own_root(folder: &Path) -> Result<Root, Failure> {
    let file = folder.join(ROOT);
    if file.is_file() {
        return read_root(&file);
    }
    let message = format!(
        "{} is no folder of an authority: there is no {ROOT} in it",
        folder.display()
    );
    Err(Failure::usage(message).help("`assent ca new` makes one"))
}

/// Reads a root certificate.
///
/// # Errors
/// The file is none.
pub fn read_root(path: &Path) -> Result<Root, Failure> {
    let blocks = pem::read(path)?;
    let [one] = blocks.as_slice() else {
        let message = format!(
            "{} holds {} certificates, where one is a root",
            path.display(),
            blocks.len()
        );
        return Err(Failure::usage(message).help("give the root certificate alone"));
    };
    Root::from_der(&one.der).map_err(|error| {
        let message = format!("{} is not a root certificate: {error}", path.display());
        Failure::usage(message)
            .help("`assent ca new` makes one; docs/certificates.md says what it has")
    })
}

/// Whether the ledger takes a name.
///
/// # Errors
/// It does not.
pub fn check_name(what: &str, name: &str) -> Result<(), Failure> {
    if is_enrolled_name(name) {
        return Ok(());
    }
    Err(
        Failure::usage(format!("the ledger takes no such name of {what}"))
            .help("a name is printable ASCII, 1 to 128 signs, with no space at either end"),
    )
}

fn make_empty(path: &Path) -> Result<(), Failure> {
    let made = builder().create(path).and_then(|()| path.read_dir());
    let mut entries = made.map_err(|error| Failure::file("make", path, &error))?;
    if entries.next().is_none() {
        return Ok(());
    }
    let message = format!("the folder {} is not empty", path.display());
    Err(Failure::usage(message).help("choose another folder: nothing is overwritten"))
}

#[cfg(unix)]
fn builder() -> std::fs::DirBuilder {
    use std::os::unix::fs::DirBuilderExt;
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true).mode(0o700);
    builder
}

#[cfg(not(unix))]
fn builder() -> std::fs::DirBuilder {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    builder
}

fn lock(folder: &Path, key: &Path) -> Result<File, Failure> {
    let file = File::open(key).map_err(|error| Failure::file("read", key, &error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            let message = format!("another process has {} open", folder.display());
            Err(Failure::usage(message).help("wait until it is done"))
        }
        Err(TryLockError::Error(error)) => Err(Failure::file("lock", key, &error)),
    }
}

fn does_not_hold(error: msp::CertificateError) -> Failure {
    Failure::usage(format!("the certificate would not hold: {error}"))
        .help("nothing was issued; docs/certificates.md says what a certificate has")
}
