//! `assent ca issue`: a certificate for a member.

use std::io::Write;
use std::path::Path;

use abi::limits::MEMBER_ROLES;
use abi::{Instant, PublicKey};
use msp::{Certified, Holder, Unverified};
use serde_json::json;

use super::words::{lines, put, report};
use crate::arguments::{IssueArguments, KeyArguments};
use crate::ca::files::{Readers, check_free, write_new};
use crate::ca::folder::{Folder, check_name};
use crate::ca::hex;
use crate::ca::issue::Membership;
use crate::ca::key::{PrivateKey, read_public};
use crate::ca::pem::{self, CERTIFICATE};
use crate::ca::register::Entry;
use crate::ca::time::{Moment, days_after, now};
use crate::failure::Failure;
use crate::proof::time;

/// Runs the command: status 0.
///
/// The register is written before the certificate: whatever stops this, no certificate is about that it does not list.
pub fn run(arguments: &IssueArguments, out: &mut dyn Write) -> Result<u8, Failure> {
    check_names(arguments)?;
    let mut folder = Folder::open(&arguments.folder)?;
    let from = now(arguments.at)?;
    let until = days_after(from, arguments.days)?;
    check_period(&folder, from, until)?;
    check_free(&arguments.output)?;
    let key = key(&arguments.key)?;
    let member = Membership {
        id: &arguments.id,
        roles: &arguments.roles,
        key: key.public,
    };
    let der = folder.authority().member(member, from, until)?;
    let certified = folder.check(&der, from)?;
    if let Some((path, new)) = &key.new {
        new.write(path)?;
    }
    folder.register.certificates.push(entry(&certified));
    folder.write_register()?;
    let text = pem::text(CERTIFICATE, &der)?;
    write_new(&arguments.output, text.as_bytes(), Readers::Everybody)?;
    show(arguments, &certified, out)
}

/// The key that the certificate is about, and where it is to be written when it is new.
struct Key<'a> {
    public: PublicKey,
    new: Option<(&'a Path, PrivateKey)>,
}

fn key(arguments: &KeyArguments) -> Result<Key<'_>, Failure> {
    if let Some(path) = &arguments.new_key {
        check_free(path)?;
        let new = PrivateKey::new()?;
        return Ok(Key {
            public: new.public(),
            new: Some((path, new)),
        });
    }
    let path = arguments.existing.as_deref().ok_or_else(|| {
        Failure::usage("no key is given")
            .help("give the member's public key with `--key`, or `--new-key`")
    })?;
    Ok(Key {
        public: read_public(path)?,
        new: None,
    })
}

fn check_names(arguments: &IssueArguments) -> Result<(), Failure> {
    check_name("a member", &arguments.id)?;
    for role in &arguments.roles {
        check_name("a role", role)?;
    }
    if arguments.roles.len() as u64 > MEMBER_ROLES {
        let message = format!(
            "{} roles are more than the {MEMBER_ROLES} of a certificate",
            arguments.roles.len()
        );
        return Err(
            Failure::usage(message).help("give fewer: a role may be within another in the policy")
        );
    }
    Ok(())
}

/// Nobody is certified for longer than the root: the period that counts would be shorter than the one that is shown.
fn check_period(folder: &Folder, from: Instant, until: Instant) -> Result<(), Failure> {
    let root = &folder.root;
    if root.from() <= from && until <= root.until() {
        return Ok(());
    }
    let message = format!(
        "the certificate would be valid {} until {}, and the root is only {} until {}",
        time(from),
        time(until),
        time(root.from()),
        time(root.until())
    );
    Err(Failure::usage(message)
        .help("give fewer `--days`, or begin a new root with `assent ca new`"))
}

fn entry(certified: &Certified) -> Entry {
    Entry {
        serial: hex(&certified.serial),
        id: certified.id.clone(),
        roles: certified.roles.clone(),
        key: certified.key.to_string(),
        from: Moment(certified.from),
        until: Moment(certified.until),
        fingerprint: certified.fingerprint.to_string(),
        revoked: None,
    }
}

fn show(
    arguments: &IssueArguments,
    certified: &Certified,
    out: &mut dyn Write,
) -> Result<u8, Failure> {
    let said = Unverified {
        holder: Holder::Member {
            id: certified.id.clone(),
            roles: certified.roles.clone(),
        },
        organisation: certified.organisation.clone(),
        key: certified.key,
        from: certified.from,
        until: certified.until,
        serial: certified.serial.clone(),
        fingerprint: certified.fingerprint,
    };
    let new_key = arguments
        .key
        .new_key
        .as_ref()
        .map(|path| path.display().to_string());
    let output = arguments.output.display();
    if arguments.json {
        let mut report = report(&said);
        put(&mut report, "output", json!(output.to_string()));
        if let Some(path) = new_key {
            put(&mut report, "new_key", json!(path));
        }
        writeln!(out, "{report}")?;
        return Ok(0);
    }
    for line in lines(&said) {
        writeln!(out, "{line}")?;
    }
    if let Some(path) = new_key {
        writeln!(
            out,
            "the new private key is in {path}: give it to the member, and keep no copy"
        )?;
    }
    writeln!(out, "written to {output}, and logged in the register")?;
    Ok(0)
}

#[cfg(test)]
mod tests;
