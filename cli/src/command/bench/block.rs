//! `assent bench block`: how fast this machine makes blocks.

use std::io::Write;

use super::{Scratch, line, show};
use crate::arguments::{BenchBlockArguments, threads_of_machine};
use crate::bench::block::{Plan, measure};
use crate::bench::{BenchError, report};
use crate::failure::Failure;

/// Runs the command: status 0, or 2 when the folder cannot be used.
pub(super) fn run(arguments: &BenchBlockArguments, out: &mut dyn Write) -> Result<u8, Failure> {
    let plan = Plan {
        patients: arguments.patients,
        transactions: arguments.transactions as usize,
        blocks: arguments.blocks as usize,
        threads: arguments.threads.unwrap_or_else(threads_of_machine),
    };
    let folder = Scratch::within(&arguments.data)?;
    let mut line = line();
    let measured = measure(plan, &folder.0, &mut |what, done, all| {
        show(&mut line, what, done, all)
    });
    line.end();
    let measured = measured.map_err(|error| stopped(&error))?;
    match arguments.json {
        true => writeln!(out, "{}", report::json(&measured))?,
        false => write!(out, "{}", report::markdown(&measured))?,
    }
    Ok(0)
}

fn stopped(error: &BenchError) -> Failure {
    match error {
        BenchError::Folder(_) => {
            Failure::usage(error.to_string()).help("name another folder with `--data DIR`")
        }
        _ => Failure::failed(error.to_string()),
    }
}

#[cfg(test)]
mod tests;
