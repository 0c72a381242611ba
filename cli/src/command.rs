//! One file for each command. A command writes to `out` and gives the exit status.

mod admit;
mod bench;
mod build;
mod build_module;
mod ca;
mod check;
mod consistency;
mod cost;
mod decide;
mod demo;
mod disclosures;
mod fmt;
mod fuzz;
mod inspect;
mod new;
mod prove;
mod prune;
mod restore;
mod snapshot;
mod test;
mod trace;
mod verify;
mod verify_proof;
mod verify_source;
mod vocabulary;

use std::io::Write;

use crate::arguments::{CaCommand, Command, LedgerCommand, NewCommand, ProofCommand};
use crate::failure::Failure;

/// Runs a command.
///
/// # Errors
/// What stopped it, with its exit status.
pub fn run(command: Command, out: &mut dyn Write) -> Result<u8, Failure> {
    match command {
        Command::Demo(arguments) => demo::run(&arguments, out),
        Command::Check(arguments) => check::run(&arguments, out),
        Command::Test(arguments) => test::run(&arguments, out),
        Command::Fuzz(arguments) => fuzz::run(&arguments, out),
        Command::Cost(arguments) => cost::run(&arguments, out),
        Command::Decide(arguments) => decide::run(&arguments, out),
        Command::Build(arguments) => build::run(&arguments, out),
        Command::Admit(arguments) => admit::run(&arguments, out),
        Command::Inspect(arguments) => inspect::run(&arguments, out),
        Command::Trace(arguments) => trace::run(&arguments, out),
        Command::New(NewCommand::Contract(arguments)) => new::run(&arguments, out),
        Command::Vocabulary(arguments) => vocabulary::run(&arguments, out),
        Command::Fmt(arguments) => fmt::run(&arguments, out),
        Command::Verify(arguments) => verify_source::run(&arguments, out),
        Command::Ledger(LedgerCommand::Verify(arguments)) => verify::run(&arguments, out),
        Command::Ledger(LedgerCommand::Prove(arguments)) => prove::run(&arguments, out),
        Command::Ledger(LedgerCommand::Consistency(arguments)) => consistency::run(&arguments, out),
        Command::Ledger(LedgerCommand::Disclosures(arguments)) => disclosures::run(&arguments, out),
        Command::Ledger(LedgerCommand::Snapshot(arguments)) => snapshot::run(&arguments, out),
        Command::Ledger(LedgerCommand::Restore(arguments)) => restore::run(&arguments, out),
        Command::Ledger(LedgerCommand::Prune(arguments)) => prune::run(&arguments, out),
        Command::Proof(ProofCommand::Verify(arguments)) => verify_proof::run(&arguments, out),
        Command::Ca(CaCommand::New(arguments)) => ca::new::run(&arguments, out),
        Command::Ca(CaCommand::Issue(arguments)) => ca::issue::run(&arguments, out),
        Command::Ca(CaCommand::Revoke(arguments)) => ca::revoke::run(&arguments, out),
        Command::Ca(CaCommand::Show(arguments)) => ca::show::run(&arguments, out),
        Command::Bench(arguments) => bench::run(&arguments, out),
    }
}
