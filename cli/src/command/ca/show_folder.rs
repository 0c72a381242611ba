//! `assent ca show FOLDER`: all that an authority has issued. The private key is not looked at.

use std::io::Write;
use std::path::Path;

use abi::Instant;
use serde_json::{Value, json};

use super::words::{lines, list, of_root, put, report};
use crate::ca::folder::{REGISTER, read_own_root};
use crate::ca::register::{Entry, Register};
use crate::failure::Failure;
use crate::proof::time;

/// Runs the command: status 0.
pub fn run(path: &Path, at: Instant, json: bool, out: &mut dyn Write) -> Result<u8, Failure> {
    let root = read_own_root(path)?;
    let register = Register::read(&path.join(REGISTER))?;
    let said = of_root(&root);
    if json {
        let entries = register.certificates.iter().map(|one| entry(one, at));
        let entries = entries.collect::<Result<Vec<_>, _>>()?;
        let object = json!({ "root": report(&said), "at": time(at), "certificates": entries });
        writeln!(out, "{object}")?;
        return Ok(0);
    }
    for line in lines(&said) {
        writeln!(out, "{line}")?;
    }
    writeln!(
        out,
        "{} issued, as of {}",
        register.certificates.len(),
        time(at)
    )?;
    for one in &register.certificates {
        let standing = one.standing(at).words();
        writeln!(
            out,
            "  {}  {standing:<13} until {}  {}: {}",
            one.serial,
            time(one.until.0),
            one.id,
            list(&one.roles)
        )?;
    }
    Ok(0)
}

fn entry(one: &Entry, at: Instant) -> Result<Value, Failure> {
    let value = serde_json::to_value(one);
    let mut value =
        value.map_err(|error| Failure::failed(format!("cannot print the register: {error}")))?;
    put(&mut value, "standing", json!(one.standing(at)));
    Ok(value)
}
