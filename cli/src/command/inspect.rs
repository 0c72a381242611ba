//! `assent inspect`: what is in a module.
//!
//! ```text
//! file --Subject--> module --workbench::inspect--> Inspection --summary | rules--> text, JSON
//!                                 \----------list--> Listing --> text, JSON
//! ```

mod listing;
mod rules;
mod summary;

use std::io::Write;

use runtime::Engine;
use serde_json::Value;
use workbench::inspect::{InspectError, Inspection, inspect, list, text};

use crate::arguments::InspectArguments;
use crate::failure::{FAILED, Failure};
use crate::subject::Subject;

/// Runs the command: status 0, 1 when the module cannot be read to its end, and 2 when there is none to look into.
pub fn run(arguments: &InspectArguments, out: &mut dyn Write) -> Result<u8, Failure> {
    let subject = Subject::read(&arguments.module)?;
    if arguments.wat {
        return wat(&subject, arguments.json, out);
    }
    if let Some(function) = &arguments.function {
        return function_of(&subject, function, arguments.json, out);
    }
    let inspection = inspect(&Engine::new()?, &subject.wasm);
    let inspection = inspection.map_err(|error| stopped(&subject, &error))?;
    if arguments.rules {
        return rules::show(&subject, &inspection, arguments.json, out);
    }
    match arguments.json {
        true => print(&summary::json(&subject, &inspection), out)?,
        false => summary::show(&subject, &inspection, out)?,
    }
    Ok(status(&inspection))
}

/// A module that ends before its sections do was not looked into whole.
fn status(inspection: &Inspection) -> u8 {
    match inspection.unread {
        Some(_) => FAILED,
        None => 0,
    }
}

fn stopped(subject: &Subject, error: &InspectError) -> Failure {
    match error {
        InspectError::NoModule(_) => Failure::usage(format!("{}: {error}", subject.name()))
            .help("a policy is compiled by its ending, `.consent`; text of a module is assembled unless it ends in `.wasm`"),
        InspectError::Fault(fault) => Failure::failed(fault.to_string()),
    }
}

fn print(value: &Value, out: &mut dyn Write) -> Result<(), Failure> {
    writeln!(out, "{value}")?;
    Ok(())
}

fn wat(subject: &Subject, as_json: bool, out: &mut dyn Write) -> Result<u8, Failure> {
    let failed = |message| Failure::failed(format!("{}: {message}", subject.name()));
    let text = text(&subject.wasm).map_err(failed)?;
    match as_json {
        true => print(
            &serde_json::json!({"module": subject.name(), "wat": text}),
            out,
        )?,
        false => out.write_all(text.as_bytes())?,
    }
    Ok(0)
}

fn function_of(
    subject: &Subject,
    function: &str,
    as_json: bool,
    out: &mut dyn Write,
) -> Result<u8, Failure> {
    let listing = list(&subject.wasm, function)
        .map_err(|error| Failure::usage(format!("{}: {error}", subject.name())))?;
    match as_json {
        true => print(&listing::json(&listing), out)?,
        false => listing::show(&listing, out)?,
    }
    Ok(0)
}
