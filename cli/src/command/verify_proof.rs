//! `assent proof verify`: a proof, held against one hash that is trusted. Nothing else is read.

use std::io::Write;

use ledger::{Anchor, ProofFile};
use serde_json::{Value, json};

use crate::arguments::VerifyProofArguments;
use crate::failure::{FAILED, Failure};
use crate::policy_file::read;
use crate::proof::{block_lines, report, said};

/// Runs the command: status 0 when the proof holds, 1 when it does not, 2 when it is none.
pub fn run(arguments: &VerifyProofArguments, out: &mut dyn Write) -> Result<u8, Failure> {
    let path = &arguments.file;
    let bytes = read(path)?;
    let file = ProofFile::from_bytes(&bytes).map_err(|error| {
        let message = format!("{} is not a proof: {error}", path.display());
        Failure::usage(message).help("`assent ledger prove` makes one")
    })?;
    let anchor = match (arguments.anchor.root, arguments.anchor.block) {
        (Some(root), None) => Anchor::StateRoot(root),
        (None, Some(block)) => Anchor::Block(block),
        _ => return Err(Failure::usage("one hash is to be given: --root or --block")),
    };
    let verdict = file.verify(&anchor);
    match (&verdict, arguments.json) {
        (Err(error), true) => {
            let report = json!({ "holds": false, "error": error.to_string() });
            writeln!(out, "{report}")?;
        }
        (Err(error), false) => writeln!(out, "does not hold: {error}")?,
        (Ok(()), true) => {
            let mut report = report(&file);
            if let Value::Object(fields) = &mut report {
                fields.insert("holds".into(), json!(true));
                let by = match anchor {
                    Anchor::StateRoot(_) => "root",
                    Anchor::Block(trusted) if trusted != file.header.hash() => "earlier block",
                    Anchor::Block(_) => "block",
                };
                fields.insert("by".into(), json!(by));
            }
            writeln!(out, "{report}")?;
        }
        (Ok(()), false) => print_text(&file, &anchor, out)?,
    }
    Ok(if verdict.is_ok() { 0 } else { FAILED })
}

fn print_text(file: &ProofFile, anchor: &Anchor, out: &mut dyn Write) -> Result<(), Failure> {
    let header = &file.header;
    let said = said(file);
    let (height, chain) = (header.height.0, header.chain);
    match anchor {
        Anchor::Block(trusted) if *trusted != header.hash() => {
            // The earlier block is known: that this one goes on from it is the word of whoever signed.
            writeln!(
                out,
                "holds: as its proposer has signed, after block {height} of chain {chain}"
            )?;
        }
        Anchor::Block(_) => {
            writeln!(out, "holds: after block {height} of chain {chain}")?;
        }
        Anchor::StateRoot(root) => writeln!(out, "holds: in the state with root {root}")?,
    }
    writeln!(out, "{}", said.sentence)?;
    for line in said.lines {
        writeln!(out, "  {line}")?;
    }
    if let Anchor::StateRoot(_) = anchor {
        // A root says nothing of when and where: that is the word of whoever signed.
        writeln!(out, "as the proposer below has signed:")?;
    }
    for line in block_lines(header) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}
