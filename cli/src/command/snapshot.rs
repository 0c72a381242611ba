//! `assent ledger snapshot`: the whole state after a block, to a file or into the ledger's folder.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use abi::Height;
use ledger::{Header, Ledger, SnapshotError};
use serde_json::json;

use crate::arguments::SnapshotArguments;
use crate::failure::Failure;
use crate::opened;
use crate::proof::block_lines;

/// Runs the command: status 0 when it is written; 1 when the ledger is not what it says; 2 when there is no such
/// ledger or block, or the file cannot be written.
pub fn run(arguments: &SnapshotArguments, out: &mut dyn Write) -> Result<u8, Failure> {
    let folder = &arguments.folder;
    let mut ledger = match arguments.to.keep {
        true => opened::take(folder)?,
        false => opened::look(folder)?,
    };
    let height = arguments.at.unwrap_or(ledger.tip().height);
    let head = ledger.head(height);
    let (header, _) = head.map_err(|fault| opened::at_height(folder, &ledger, &fault))?;
    let bytes = match &arguments.to.output {
        Some(output) => Some(write(&ledger, height, output, folder)?),
        None => {
            let kept = ledger.keep_snapshot(height);
            kept.map_err(|fault| opened::at_height(folder, &ledger, &fault))?;
            None
        }
    };
    print(arguments, &header, bytes, out)?;
    Ok(0)
}

/// Writes it to a file, and leaves none behind that is not whole.
fn write(ledger: &Ledger, height: Height, output: &Path, folder: &Path) -> Result<u64, Failure> {
    let written = || -> Result<u64, SnapshotError> {
        let mut file = BufWriter::new(File::create(output)?);
        let bytes = ledger.snapshot(height, &mut file)?;
        let file = file.into_inner().map_err(|error| error.into_error())?;
        file.sync_all()?;
        Ok(bytes)
    };
    written().map_err(|error| {
        let _ = std::fs::remove_file(output);
        match error {
            SnapshotError::Io(error) => Failure::file("write", output, &error),
            SnapshotError::Fault(fault) => opened::at_height(folder, ledger, &fault),
            other => Failure::failed(other.to_string()),
        }
    })
}

fn print(
    arguments: &SnapshotArguments,
    header: &Header,
    bytes: Option<u64>,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let output = arguments
        .to
        .output
        .as_ref()
        .map(|path| path.display().to_string());
    if arguments.json {
        let report = json!({
            "chain": header.chain.to_string(),
            "height": header.height.0,
            "block": header.hash().to_string(),
            "root": header.state_root.to_string(),
            "kept": arguments.to.keep,
            "output": output,
            "bytes": bytes,
        });
        writeln!(out, "{report}")?;
        return Ok(());
    }
    writeln!(out, "the whole state after block {}", header.height.0)?;
    for line in block_lines(header) {
        writeln!(out, "{line}")?;
    }
    match (output, bytes) {
        (Some(output), Some(bytes)) => writeln!(out, "written to {output}, {bytes} bytes")?,
        _ => writeln!(out, "kept in {}", arguments.folder.display())?,
    }
    Ok(())
}
