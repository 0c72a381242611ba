//! `assent ca revoke`: a certificate is not to be used any more.

use std::io::Write;

use abi::Instant;
use serde_json::json;

use super::words::put;
use crate::arguments::RevokeArguments;
use crate::ca::files::replace;
use crate::ca::folder::{Folder, LIST};
use crate::ca::pem;
use crate::ca::register::Entry;
use crate::ca::time::{Moment, days_after, now};
use crate::failure::Failure;
use crate::proof::time;

/// What was done about the serial number that was given.
struct Done {
    entry: Entry,
    /// Whether it was revoked before.
    before: bool,
}

/// Runs the command: status 0.
///
/// The register is written before the list: whatever stops this, no list revokes what the register does not.
pub fn run(arguments: &RevokeArguments, out: &mut dyn Write) -> Result<u8, Failure> {
    let mut folder = Folder::open(&arguments.folder)?;
    let this = now(arguments.at)?;
    let next = days_after(this, arguments.days)?;
    let done = match &arguments.serial {
        Some(serial) => Some(revoke(&mut folder, serial, this)?),
        None => None,
    };
    let number = folder.register.next_list;
    folder.register.next_list = number.saturating_add(1);
    let revoked = folder.register.revoked()?;
    let der = folder.authority().list(number, &revoked, this, next)?;
    let read = msp::revoked(&der, &folder.root, this).map_err(|error| {
        Failure::usage(format!("the list would not hold: {error}"))
            .help("an authority whose list is too long, or whose root is over, begins a new root with `assent ca new`")
    })?;
    folder.write_register()?;
    let file = folder.file(LIST);
    replace(&file, pem::text(pem::LIST, &der)?.as_bytes())?;
    let file = file.display();
    if arguments.json {
        let mut report = json!({
            "list": file.to_string(),
            "number": number,
            "revoked": read.len(),
            "from": time(this),
            "next": time(next),
        });
        if let Some(Done { entry, before }) = &done {
            put(&mut report, "serial", json!(entry.serial));
            put(&mut report, "id", json!(entry.id));
            put(&mut report, "since", json!(entry.revoked));
            put(&mut report, "revoked_before", json!(before));
        }
        writeln!(out, "{report}")?;
        return Ok(0);
    }
    if let Some(Done { entry, before }) = &done {
        let since = entry.revoked.map(String::from).unwrap_or_default();
        match before {
            true => writeln!(
                out,
                "the certificate of {} is revoked already, since {since}",
                entry.id
            )?,
            false => writeln!(out, "the certificate of {} is revoked", entry.id)?,
        }
    }
    writeln!(
        out,
        "written to {file}: list {number}, with {} revoked; the next one is due before {}",
        read.len(),
        time(next)
    )?;
    Ok(0)
}

fn revoke(folder: &mut Folder, serial: &str, now: Instant) -> Result<Done, Failure> {
    let Some(entry) = folder.register.find_mut(serial) else {
        let message = "the register has no certificate of this serial number";
        return Err(Failure::usage(message).help("`assent ca show FOLDER` lists them"));
    };
    let before = entry.revoked.is_some();
    if !before {
        entry.revoked = Some(Moment(now));
    }
    let entry = entry.clone();
    Ok(Done { entry, before })
}
