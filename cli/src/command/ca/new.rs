//! `assent ca new`: an authority in a new folder.

use std::io::Write;

use serde_json::json;

use super::words::{lines, of_root, put, report};
use crate::arguments::NewCaArguments;
use crate::ca::folder::{Folder, KEY, REGISTER, ROOT};
use crate::ca::time::{now, years_after};
use crate::failure::Failure;

/// Runs the command: status 0.
pub fn run(arguments: &NewCaArguments, out: &mut dyn Write) -> Result<u8, Failure> {
    let from = now(arguments.at)?;
    let until = years_after(from, arguments.years)?;
    let folder = Folder::make(&arguments.output, &arguments.organisation, from, until)?;
    let said = of_root(&folder.root);
    let path = arguments.output.display();
    if arguments.json {
        let mut report = report(&said);
        put(&mut report, "folder", json!(path.to_string()));
        writeln!(out, "{report}")?;
        return Ok(0);
    }
    for line in lines(&said) {
        writeln!(out, "{line}")?;
    }
    writeln!(
        out,
        "written to {path}: {ROOT} for everybody, {REGISTER}, and {KEY} for nobody else"
    )?;
    Ok(0)
}
