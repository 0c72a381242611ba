//! One binary for all tests that cross rooms: it links once and runs in parallel.

mod agreement;
mod architecture;
mod cli;
mod determinism;
mod docs;
mod ledger_folder;
mod mutants;
mod oracles;
mod small_chain;
