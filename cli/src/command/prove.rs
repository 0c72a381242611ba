//! `assent ledger prove`: a file that shows, with one hash, what a key has.

use std::io::Write;

use ledger::{Anchor, ProofFile};

use crate::arguments::ProveArguments;
use crate::failure::Failure;
use crate::opened;
use crate::proof::{parse_key, write};

/// Runs the command: status 0 when a proof is written, of presence or of absence; 1 when the ledger is
/// not what it says; 2 when there is no such ledger, key or height.
pub fn run(arguments: &ProveArguments, out: &mut dyn Write) -> Result<u8, Failure> {
    let file = prove(arguments)?;
    write(&file, &arguments.output, arguments.json, out)?;
    Ok(0)
}

fn prove(arguments: &ProveArguments) -> Result<ProofFile, Failure> {
    let key = parse_key(&arguments.key)?;
    let ledger = opened::look(&arguments.folder)?;
    let height = arguments.at.unwrap_or(ledger.tip().height);
    let file = ledger
        .prove_at(key, height)
        .map_err(|fault| opened::at_height(&arguments.folder, &ledger, &fault))?;
    // What is handed out holds: whoever gets it will look.
    let anchor = Anchor::Block(file.header.hash());
    file.verify(&anchor)
        .map_err(|error| Failure::failed(format!("the proof made here does not hold: {error}")))?;
    Ok(file)
}
