//! `assent ledger verify`: every block executed again and compared.

use std::io::{IsTerminal, Write};

use chain::ReplayError;
use ledger::store::FileBackend;
use serde::Serialize;

use crate::arguments::VerifyArguments;
use crate::cache::{CacheReport, RunCache};
use crate::failure::{FAILED, Failure};
use crate::opened::has_ledger;

/// What `--json` prints.
#[derive(Serialize)]
struct Report {
    verified: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    base: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    height: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    root: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hash: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    chain: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    transactions: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bytes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    first_wrong_block: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cache: Option<CacheReport>,
}

/// Runs the command: status 0 when everything holds, 1 when something does not, 2 when there is
/// no ledger to look at.
pub fn run(arguments: &VerifyArguments, out: &mut dyn Write) -> Result<u8, Failure> {
    has_ledger(&arguments.folder)?;
    let cache = RunCache::open(&arguments.cache)?;
    let mut backend = FileBackend::read_only(&arguments.folder);
    let shows_progress = std::io::stderr().is_terminal();
    let mut transactions = 0u64;
    let result = chain::verify(&mut backend, cache.modules().clone(), |block| {
        transactions += block.transactions.len() as u64;
        if shows_progress {
            eprint!(
                "\r\x1b[Kblock {}, {transactions} transactions",
                block.header.height.0
            );
        }
    });
    if shows_progress {
        eprint!("\r\x1b[K");
    }
    if let Err(ReplayError::Stored {
        cause: ledger::Fault::NoChain,
        ..
    }) = &result
    {
        let message = format!("{} holds no ledger", arguments.folder.display());
        return Err(Failure::usage(message).help("`assent demo --data DIR` makes one"));
    }
    let cache = cache.report();
    let report = match &result {
        Ok(tip) => Report {
            verified: true,
            base: tip.base.map(|base| base.0),
            height: Some(tip.height.0),
            root: Some(tip.state_root.to_string()),
            hash: Some(tip.hash.to_string()),
            chain: Some(tip.chain.to_string()),
            transactions: Some(tip.transactions),
            bytes: Some(tip.bytes),
            first_wrong_block: None,
            error: None,
            cache,
        },
        Err(error) => Report {
            verified: false,
            base: None,
            height: None,
            root: None,
            hash: None,
            chain: None,
            transactions: None,
            bytes: None,
            first_wrong_block: error.height().map(|height| height.0),
            error: Some(error.to_string()),
            cache,
        },
    };
    if arguments.json {
        writeln!(
            out,
            "{}",
            serde_json::to_string(&report).map_err(std::io::Error::from)?
        )?;
    } else {
        print_text(&report, out)?;
    }
    Ok(if result.is_ok() { 0 } else { FAILED })
}

fn print_text(report: &Report, out: &mut dyn Write) -> Result<(), Failure> {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let number = |value: Option<u64>| value.unwrap_or_default();
    if let Some(error) = &report.error {
        match report.first_wrong_block {
            Some(height) => writeln!(out, "wrong at block {height}: {error}")?,
            None => writeln!(out, "wrong: {error}")?,
        }
        return Ok(());
    }
    writeln!(
        out,
        "verified: every block executed again gives the same receipts, writes and roots"
    )?;
    if let Some(base) = report.base {
        writeln!(
            out,
            "from block {} on: those before were pruned; the state after block {base} is the one that its proposer certified",
            base + 1
        )?;
    }
    writeln!(out, "height       {}", number(report.height))?;
    writeln!(out, "state root   {}", text(&report.root))?;
    writeln!(out, "block hash   {}", text(&report.hash))?;
    writeln!(out, "chain        {}", text(&report.chain))?;
    writeln!(out, "transactions {}", number(report.transactions))?;
    writeln!(out, "bytes        {}", number(report.bytes))?;
    Ok(())
}
