//! `assent build` for a contract that is a module already: from its text to the module that is deployed, and from a
//! module to a text that can be read and kept.

use std::io::Write;
use std::path::Path;

use policy_lang::contract::print;
use runtime::{AdmitError, AdmittedModule, Engine};
use serde::Serialize;

use super::build::output;
use crate::arguments::{BuildArguments, Emit};
use crate::contract_file::read_module;
use crate::failure::{FAILED, Failure};
use crate::policy_file::name;

/// What `--json` prints.
#[derive(Serialize)]
struct Report {
    module: String,
    hash: String,
    bytes: usize,
    entries: Vec<String>,
    output: String,
}

/// Whether a path is that of a module or of its text, by its ending.
pub(super) fn is_meant(path: &Path) -> bool {
    let ending = path.extension();
    ending.is_some_and(|ending| ending == "wat" || ending == "wasm")
}

/// Runs the command: status 0, or 1 when the module is not admitted.
pub(super) fn run(arguments: &BuildArguments, out: &mut dyn Write) -> Result<u8, Failure> {
    let path = &arguments.policy;
    let output = output(arguments);
    if output == *path {
        let message = format!("the output would overwrite {}", name(path));
        return Err(Failure::usage(message).help("name another file: `-o FILE`"));
    }
    let wasm = read_module(path)?;
    let admitted = admit(path, &wasm)?;
    let bytes = match arguments.emit {
        Emit::Wasm => wasm,
        Emit::Wat => print(&wasm).map_err(Failure::failed)?.into_bytes(),
    };
    if output.as_os_str() == "-" {
        out.write_all(&bytes)?;
        return Ok(0);
    }
    std::fs::write(&output, &bytes).map_err(|error| Failure::file("write", &output, &error))?;
    let report = Report {
        module: name(path),
        hash: admitted.hash().to_string(),
        bytes: usize::try_from(admitted.measurements().bytes).unwrap_or(usize::MAX),
        entries: admitted.entries().to_vec(),
        output: output.display().to_string(),
    };
    show(&report, arguments.json, out)
}

fn admit(path: &Path, wasm: &[u8]) -> Result<AdmittedModule, Failure> {
    Engine::new()?.admit(wasm).map_err(|error| match error {
        AdmitError::Fault(fault) => fault.into(),
        AdmitError::Refused(refusal) => {
            let place = match refusal.function {
                Some(function) => format!("function {function}, byte {}", refusal.offset),
                None => format!("byte {}", refusal.offset),
            };
            let message = format!(
                "{} is not admitted: {}, at {place} (rule {})",
                name(path),
                refusal.message,
                refusal.rule
            );
            Failure {
                status: FAILED,
                message,
                help: Some(refusal.advice.into()),
            }
        }
    })
}

fn show(report: &Report, as_json: bool, out: &mut dyn Write) -> Result<u8, Failure> {
    if as_json {
        let line = serde_json::to_string(report).map_err(std::io::Error::from)?;
        writeln!(out, "{line}")?;
        return Ok(0);
    }
    let entries = match report.entries.as_slice() {
        // The entries of a policy are its kind's.
        [] => "a policy".to_owned(),
        entries => format!("entries {}", entries.join(", ")),
    };
    writeln!(out, "{}: {entries}, {} bytes", report.module, report.bytes)?;
    writeln!(out, "blake3 {}", report.hash)?;
    writeln!(out, "written to {}", report.output)?;
    Ok(0)
}
