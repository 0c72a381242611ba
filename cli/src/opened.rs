//! A ledger's folder, opened to be looked at.

use std::io::IsTerminal;
use std::path::Path;

use abi::Height;
use ledger::store::FileBackend;
use ledger::{Fault, Ledger};

use crate::failure::Failure;

/// Opens the ledger in `folder` without changing anything in it: what its bytes hold is checked as on every
/// opening, contracts are not executed.
///
/// # Errors
/// There is no ledger, or it is not what it says.
pub fn look(folder: &Path) -> Result<Ledger, Failure> {
    has_ledger(folder)?;
    open(folder, FileBackend::read_only(folder))
}

/// Opens the ledger in `folder` to change its files; nobody else has it open meanwhile.
///
/// # Errors
/// There is no ledger, or it is not what it says.
pub fn take(folder: &Path) -> Result<Ledger, Failure> {
    has_ledger(folder)?;
    open(folder, FileBackend::open(folder))
}

fn open(folder: &Path, backend: FileBackend) -> Result<Ledger, Failure> {
    let shows_progress = std::io::stderr().is_terminal();
    let opened = Ledger::open_watched(Box::new(backend), &mut |height| {
        if shows_progress && height.0.is_multiple_of(16) {
            eprint!("\r\x1b[Kblock {}", height.0);
        }
    });
    if shows_progress {
        eprint!("\r\x1b[K");
    }
    let opened = opened.map_err(|fault| failed(folder, &fault))?;
    for snapshot in &opened.passed_over {
        let path = folder.join(snapshot);
        eprintln!(
            "warning: {} is damaged and was passed over; remove it, or write it anew with `assent ledger snapshot --keep`",
            path.display()
        );
    }
    Ok(opened.ledger)
}

/// Checks that there is a ledger to look at, before looking leaves a lock behind.
///
/// # Errors
/// There is no folder, or no ledger in it.
pub fn has_ledger(folder: &Path) -> Result<(), Failure> {
    if !folder.is_dir() {
        return Err(Failure::usage(format!(
            "{} is not a folder",
            folder.display()
        )));
    }
    if !folder.join("chain").exists() {
        let message = format!("{} holds no ledger", folder.display());
        return Err(Failure::usage(message).help("`assent demo` makes one"));
    }
    Ok(())
}

/// What a fault of the ledger in `folder` is to whoever asked for the block at `height`.
pub fn at_height(folder: &Path, ledger: &Ledger, fault: &Fault) -> Failure {
    let Height(last) = ledger.tip().height;
    match fault {
        Fault::NoBlock(Height(at)) => {
            Failure::usage(format!("there is no block {at}: the last one is {last}"))
        }
        Fault::Pruned(..) => Failure::usage(fault.to_string())
            .help("ask a ledger that has kept it, or a proof that was made before"),
        Fault::NotEarlier(..) => Failure::usage(fault.to_string())
            .help("give the earlier one with --from, the later one with --to"),
        _ => failed(folder, fault),
    }
}

/// A ledger that is not what it says.
pub fn failed(folder: &Path, fault: &Fault) -> Failure {
    let message = format!("{}: {fault}", folder.display());
    Failure::failed(message).help("`assent ledger verify` says what holds")
}
