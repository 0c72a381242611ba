//! `assent ledger consistency`: a file that shows, with the hash of one of two blocks, that the later one goes
//! on from the earlier one.

use std::io::Write;

use ledger::{Anchor, ProofFile};

use crate::arguments::ConsistencyArguments;
use crate::failure::Failure;
use crate::opened;
use crate::proof::write;

/// Runs the command: status 0 when the proof is written; 1 when the ledger is not what it says; 2 when there is
/// no such ledger, or the blocks are not there one after the other.
pub fn run(arguments: &ConsistencyArguments, out: &mut dyn Write) -> Result<u8, Failure> {
    let file = prove(arguments)?;
    write(&file, &arguments.output, arguments.json, out)?;
    Ok(0)
}

fn prove(arguments: &ConsistencyArguments) -> Result<ProofFile, Failure> {
    let ledger = opened::look(&arguments.folder)?;
    let later = arguments.to.unwrap_or(ledger.tip().height);
    let file = ledger
        .prove_past(arguments.from, later)
        .map_err(|fault| opened::at_height(&arguments.folder, &ledger, &fault))?;
    // What is handed out holds: whoever gets it will look.
    let anchor = Anchor::Block(file.header.hash());
    file.verify(&anchor)
        .map_err(|error| Failure::failed(format!("the proof made here does not hold: {error}")))?;
    Ok(file)
}
