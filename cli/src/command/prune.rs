//! `assent ledger prune`: the blocks before a block dropped, the state before it kept.

use std::io::Write;

use serde_json::json;

use crate::arguments::PruneArguments;
use crate::failure::Failure;
use crate::opened;

/// Runs the command: status 0 when nothing before that block is left; 1 when the ledger is not what it says; 2
/// when there is no such ledger or block.
pub fn run(arguments: &PruneArguments, out: &mut dyn Write) -> Result<u8, Failure> {
    let folder = &arguments.folder;
    let mut ledger = opened::take(folder)?;
    let dropped = ledger.prune(arguments.before);
    let dropped = dropped.map_err(|fault| opened::at_height(folder, &ledger, &fault))?;
    let base = ledger.base().copied();
    if arguments.json {
        let report = json!({
            "dropped": dropped,
            "base": base.map(|base| base.height.0),
            "block": base.map(|base| base.hash().to_string()),
            "root": base.map(|base| base.state_root.to_string()),
            "height": ledger.tip().height.0,
        });
        writeln!(out, "{report}")?;
        return Ok(0);
    }
    match dropped {
        1 => writeln!(out, "1 block was dropped")?,
        count => writeln!(out, "{count} blocks were dropped")?,
    }
    let last = ledger.tip().height.0;
    match base {
        None => writeln!(out, "kept: all blocks up to {last}")?,
        Some(base) => {
            let height = base.height.0;
            writeln!(
                out,
                "kept: the state after block {height}, and the blocks from {} to {last}",
                height + 1
            )?;
            writeln!(out, "block hash   {}", base.hash())?;
            writeln!(out, "state root   {}", base.state_root)?;
        }
    }
    Ok(0)
}
