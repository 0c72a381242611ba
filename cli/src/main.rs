//! The `assent` command: parses arguments, runs one command, sets the exit status.

use std::process::ExitCode;

use assent::arguments::Arguments;
use clap::Parser;
use mimalloc::MiMalloc;

// Blocks are made of many small pieces of memory, which the C library's allocator is slow to find again.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let mut out = std::io::stdout().lock();
    match assent::command::run(arguments.command, &mut out) {
        Ok(status) => ExitCode::from(status),
        Err(failure) => {
            if failure.status != 0 {
                eprintln!("{failure}");
            }
            ExitCode::from(failure.status)
        }
    }
}
