//! `assent ledger prove`: a file that shows, with one hash, what a key has.

use std::io::{IsTerminal, Write};

use abi::Height;
use ledger::store::FileBackend;
use ledger::verify::verify_states;
use ledger::{Anchor, ProofFile, StateKey};
use serde_json::{Value, json};

use crate::arguments::ProveArguments;
use crate::failure::Failure;
use crate::proof::{block_lines, parse_key, report, said};

use super::verify::has_ledger;

/// Runs the command: status 0 when a proof is written, of presence or of absence; 1 when the ledger is
/// not what it says; 2 when there is no such ledger, key or height.
pub fn run(arguments: &ProveArguments, out: &mut dyn Write) -> Result<u8, Failure> {
    let key = parse_key(&arguments.key)?;
    has_ledger(&arguments.folder)?;
    let file = prove(arguments, &key)?;
    let bytes = file.to_bytes();
    std::fs::write(&arguments.output, &bytes)
        .map_err(|error| Failure::file("write", &arguments.output, &error))?;
    let output = arguments.output.display();
    if arguments.json {
        let mut report = report(&file);
        if let Value::Object(fields) = &mut report {
            fields.insert("bytes".into(), json!(bytes.len()));
            fields.insert("output".into(), json!(output.to_string()));
        }
        writeln!(out, "{report}")?;
        return Ok(0);
    }
    let said = said(&file);
    writeln!(out, "{}", said.sentence)?;
    for line in said.lines {
        writeln!(out, "  {line}")?;
    }
    for line in block_lines(&file.header) {
        writeln!(out, "{line}")?;
    }
    writeln!(out, "written to {output}, {} bytes", bytes.len())?;
    Ok(0)
}

/// Audits the folder, and proves on the way.
fn prove(arguments: &ProveArguments, key: &StateKey) -> Result<ProofFile, Failure> {
    let mut backend = FileBackend::read_only(&arguments.folder);
    let shows_progress = std::io::stderr().is_terminal();
    let mut found: Option<ProofFile> = None;
    let audited = verify_states(&mut backend, |block, state| {
        let height = block.header.height;
        if shows_progress {
            eprint!("\r\x1b[Kblock {}", height.0);
        }
        if arguments.at.is_none_or(|at| at == height) {
            let (header, certificate) = (block.header, block.certificate);
            found = Some(ProofFile::of_state(header, certificate, state, key.clone()));
        }
        Ok(())
    });
    if shows_progress {
        eprint!("\r\x1b[K");
    }
    let audited = audited.map_err(|fault| {
        let message = format!("{}: {fault}", arguments.folder.display());
        Failure::failed(message).help("`assent ledger verify` says what holds")
    })?;
    let file = found.ok_or_else(|| {
        let Height(at) = arguments.at.unwrap_or_default();
        let last = audited.blocks.saturating_sub(1);
        let message = format!("there is no block {at}: the last one is {last}");
        Failure::usage(message)
    })?;
    // What is handed out holds: whoever gets it will look.
    let anchor = Anchor::Block(file.header.hash());
    file.verify(&anchor)
        .map_err(|error| Failure::failed(format!("the proof made here does not hold: {error}")))?;
    Ok(file)
}
