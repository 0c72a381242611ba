//! A contract that is no policy under fuzzing: sequences of calls on a state that is carried on.
//!
//! ```text
//! Sequence --call after call--> state, and after each call:
//!     runtime = second engine     kept = fresh, where admission proves it     too little fuel: a trap, and nothing else
//!     no trap of its own          a call that fails leaves the state alone    invariant_* succeed, as queries
//! ```
//!
//! What is reached are the straight pieces of the contract's code, and how calls of entries ended one after another. A copy of
//! the module, with a mark in every piece, runs on the second engine: the very module that is deployed is the one that is compared.

mod blocks;
mod calls;
mod make;
mod module;
mod shrink;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use abi::Instant;
use runtime::{AdmittedModule, Contract, Fault, MemoryState};

pub use self::calls::{Broken, Start};
use self::module::Words;
use super::rounds::{Hint, Ran, Target};
use super::split_mix::SplitMix64;
use crate::second_engine::SecondContract;

mod sequence;

pub use sequence::{CALLS_MAX, Call, Caller, INPUT_BYTES_MAX, Sequence};

/// How the name of an entry begins that says whether the state is sound.
pub const INVARIANT: &str = "invariant_";

/// The block's time before the first call: 2026-01-01T00:00:00Z.
pub const BEGINNING: Instant = Instant(1_767_225_600);

/// A contract, ready to be fuzzed.
pub struct ContractTarget {
    module: AdmittedModule,
    second: SecondContract,
    /// The copy with marks, and where its marks are.
    marked: SecondContract,
    marks: Range<usize>,
    /// For each mark the function that it is in.
    functions: Vec<String>,
    /// The entries that are called.
    entries: Vec<String>,
    invariants: Vec<String>,
    words: Words,
}

/// What a thread calls.
pub struct ContractBench {
    kept: Contract<MemoryState>,
}

/// A function, and how much of its code was reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunctionReached {
    /// Its name: as it is called in the module, or exported, or its number.
    pub name: String,
    /// Pieces that were reached.
    pub reached: u32,
    /// All pieces.
    pub pieces: u32,
}

/// Why a contract cannot be fuzzed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ContractError {
    /// It is a policy.
    #[error("the module is a policy")]
    Policy,
    /// There is nothing to call.
    #[error("no entry is left to be called; there are {0}")]
    NoEntry(String),
    /// Something that is to be called is not there.
    #[error("the contract has no entry `{0}`; there are {1}")]
    Unknown(String, String),
    /// It could not be read, although it was admitted: a mistake of ours.
    #[error("the module was admitted and cannot be read: {0}")]
    Unread(String),
}

impl ContractTarget {
    /// A contract by its bytes, as it was admitted. `only` are the entries to call; none stand for all.
    ///
    /// # Errors
    /// It is a policy, has no such entry, or none at all.
    pub fn new(
        module: AdmittedModule,
        wasm: &[u8],
        only: &[String],
    ) -> Result<ContractTarget, ContractError> {
        if module.is_policy() {
            return Err(ContractError::Policy);
        }
        let all = module.entries().to_vec();
        let listed = all.join(", ");
        if let Some(unknown) = only.iter().find(|name| !all.contains(name)) {
            return Err(ContractError::Unknown(unknown.clone(), listed));
        }
        let (invariants, entries): (Vec<String>, Vec<String>) = all
            .into_iter()
            .partition(|name| name.starts_with(INVARIANT));
        let is_wanted = |name: &String| only.is_empty() || only.contains(name);
        let entries: Vec<String> = entries.into_iter().filter(is_wanted).collect();
        if entries.is_empty() {
            return Err(ContractError::NoEntry(listed));
        }
        let unread =
            |error: wasmparser::BinaryReaderError| ContractError::Unread(error.to_string());
        let marked = blocks::mark(wasm).map_err(unread)?;
        let words = Words::of(wasm).map_err(unread)?;
        Ok(ContractTarget {
            second: SecondContract::new(wasm),
            marked: SecondContract::new(&marked.wasm),
            marks: marked.marks,
            functions: marked.functions,
            module,
            entries,
            invariants,
            words,
        })
    }

    /// The entries that are called.
    pub fn entries(&self) -> &[String] {
        &self.entries
    }

    /// The entries that say whether the state is sound.
    pub fn invariants(&self) -> &[String] {
        &self.invariants
    }

    /// A shorter sequence that breaks the same promise, with plainer calls.
    ///
    /// # Errors
    /// Fault: the engine is broken.
    pub fn shrink(
        &self,
        bench: &mut ContractBench,
        sequence: Sequence,
        key: &str,
    ) -> Result<Sequence, Fault> {
        shrink::shrink(self, bench, sequence, key)
    }

    /// The promises that a sequence breaks, each with the call at which it does.
    ///
    /// # Errors
    /// Fault: the engine is broken.
    pub fn broken(
        &self,
        bench: &mut ContractBench,
        sequence: &Sequence,
        start: &Start,
    ) -> Result<Vec<Broken>, Fault> {
        Ok(calls::run(self, bench, sequence, start)?.broken)
    }

    /// The functions, in the order of the module, with how much of each was reached.
    pub fn reached(&self, points: &BTreeMap<u64, u64>) -> Vec<FunctionReached> {
        let mut functions: Vec<FunctionReached> = Vec::new();
        for (name, mark) in self.functions.iter().zip(0u64..) {
            if functions.last().is_none_or(|last| last.name != *name) {
                functions.push(FunctionReached {
                    name: name.clone(),
                    reached: 0,
                    pieces: 0,
                });
            }
            if let Some(last) = functions.last_mut() {
                last.pieces += 1;
                last.reached += u32::from(points.contains_key(&mark));
            }
        }
        functions
    }
}

impl Target for ContractTarget {
    type Input = Sequence;
    type Bench = ContractBench;
    const ROUND: u64 = 64;

    fn bench(&self) -> Result<ContractBench, Fault> {
        let kept = self.module.contract(MemoryState::default())?;
        Ok(ContractBench { kept })
    }

    fn counts(&self, point: u64) -> bool {
        point < calls::ENDS
    }

    fn first(&self) -> Vec<Sequence> {
        let plain = |entry: &String| Sequence {
            calls: vec![Call::plain(entry)],
        };
        let nothing = Sequence { calls: Vec::new() };
        let each = self.entries.iter().map(plain);
        std::iter::once(nothing).chain(each).collect()
    }

    fn next(
        &self,
        random: &mut SplitMix64,
        corpus: &[Sequence],
        hints: &BTreeSet<Hint>,
    ) -> Sequence {
        make::next(self, random, corpus, hints)
    }

    fn run(&self, bench: &mut ContractBench, sequence: &Sequence) -> Result<Ran, Fault> {
        let tried = calls::run(self, bench, sequence, &Start::default())?;
        Ok(Ran {
            points: tried.points,
            hints: tried.hints,
            failures: tried
                .broken
                .into_iter()
                .map(|broken| broken.failure)
                .collect(),
        })
    }
}
