//! `assent ledger restore`: a ledger from a snapshot, which is believed for what it proves.

use std::fs::File;
use std::io::{BufReader, Write};
use std::path::Path;

use ledger::store::FileBackend;
use ledger::{Fault, Ledger, SnapshotError};
use serde_json::json;

use crate::arguments::RestoreArguments;
use crate::failure::Failure;
use crate::proof::block_lines;

/// Runs the command: status 0 when the ledger is there; 1 when the snapshot is not what it says, or of another
/// block; 2 when there is no snapshot, or no room for a ledger.
pub fn run(arguments: &RestoreArguments, out: &mut dyn Write) -> Result<u8, Failure> {
    let ledger = restore(arguments)?;
    let header = ledger.tip();
    if arguments.json {
        let report = json!({
            "chain": header.chain.to_string(),
            "height": header.height.0,
            "block": header.hash().to_string(),
            "root": header.state_root.to_string(),
            "keys": ledger.state().count(),
            "trusted": arguments.block.is_some(),
        });
        writeln!(out, "{report}")?;
        return Ok(0);
    }
    let (folder, keys) = (arguments.folder.display(), ledger.state().count());
    writeln!(
        out,
        "restored: {folder} begins after block {}, with {keys} keys",
        header.height.0
    )?;
    for line in block_lines(header) {
        writeln!(out, "{line}")?;
    }
    if arguments.block.is_none() {
        writeln!(
            out,
            "its proposer has signed it: compare chain and block hash with what you trust"
        )?;
    }
    Ok(0)
}

fn restore(arguments: &RestoreArguments) -> Result<Ledger, Failure> {
    let (path, folder) = (&arguments.snapshot, &arguments.folder);
    let file = File::open(path).map_err(|error| Failure::file("read", path, &error))?;
    let was_there = folder.exists();
    let backend =
        FileBackend::create(folder).map_err(|error| Failure::file("make", folder, &error))?;
    let restored = Ledger::restore(Box::new(backend), BufReader::new(file), arguments.block);
    restored.map_err(|error| {
        if !was_there {
            // Nothing but the lock is in it, or it stays.
            let _ = std::fs::remove_file(folder.join("assent.lock"));
            let _ = std::fs::remove_dir(folder);
        }
        failure(path, folder, error)
    })
}

fn failure(path: &Path, folder: &Path, error: SnapshotError) -> Failure {
    match error {
        SnapshotError::Fault(fault @ (Fault::NotEmpty(_) | Fault::Locked | Fault::Io { .. })) => {
            Failure::usage(format!("{}: {fault}", folder.display()))
                .help("name a folder that is not there yet")
        }
        SnapshotError::Fault(fault) => Failure::failed(format!("{}: {fault}", folder.display())),
        SnapshotError::Io(error) => Failure::file("read", path, &error),
        SnapshotError::NotOne | SnapshotError::Version(_) => {
            Failure::usage(format!("{}: {error}", path.display()))
                .help("`assent ledger snapshot DIR -o FILE` makes one")
        }
        other => Failure::failed(format!("{}: {other}", path.display()))
            .help("nothing was restored; get the snapshot from somebody else"),
    }
}
