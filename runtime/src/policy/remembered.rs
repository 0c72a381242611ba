//! Decisions that were made before, found again by all that a contract could see.
//!
//! A decision in a memory made anew follows from the contract, its input and what the host answers, and from
//! nothing else. So what came of an input, and of the answers in the order in which they were asked for, is
//! what would come of it again: fuel and traps, too.
//!
//! ```text
//! input --> asks for fact 1 --answer--> asks for fact 0 --answer--> came to this
//!                           \ another --> came to that
//! ```
//!
//! In a hospital many ask the same: the staff of a department, for the same purpose, at the same block time.
//! Whom nobody has asked like before is decided as ever.

use std::collections::BTreeMap;

use abi::decision::Verdict;

use super::Decided;
use crate::error::Fault;
use crate::host::{FactAnswer, FactSource};

/// Bytes that are kept at the most, inputs and answers together; then it begins anew.
const BYTES: usize = 8 << 20;

/// What a step is taken to weigh, beside its answer.
const STEP_BYTES: usize = 128;

/// What a contract was told for a fact: its bytes and a 1, or a 0 where nothing is known.
type Answer = Box<[u8]>;

/// Decisions of one contract.
#[derive(Default)]
pub(super) struct Remembered {
    by_input: BTreeMap<Box<[u8]>, Step>,
    bytes: usize,
    /// The answer that is being compared.
    answer: Vec<u8>,
}

/// Where a decision stands after some answers.
enum Step {
    /// It has not been seen how it goes on.
    Open,
    /// It asks for this fact; how it goes on is by the answer.
    Asks(u32, BTreeMap<Answer, Step>),
    /// It is over.
    Ends(Decided<Verdict>),
}

/// A fact that a contract asked for, and what it was told.
pub(super) struct Asked {
    id: u32,
    answer: Answer,
}

/// What a contract asks for while it is listened to. Whoever asks for more than would be kept is not
/// listened to any longer, so that no contract fills the memory by asking.
#[derive(Default)]
pub(super) struct Heard {
    asked: Vec<Asked>,
    bytes: usize,
}

impl Heard {
    /// Takes an answer in.
    pub(super) fn hear(&mut self, asked: Asked) {
        self.bytes += asked.answer.len() + STEP_BYTES;
        match self.is_whole() {
            true => self.asked.push(asked),
            false => self.asked.clear(),
        }
    }

    fn is_whole(&self) -> bool {
        self.bytes <= BYTES
    }
}

impl Asked {
    pub(super) fn new(id: u32, answer: FactAnswer, bytes: &[u8]) -> Asked {
        let mut told = Vec::with_capacity(bytes.len() + 1);
        if answer == FactAnswer::Known {
            told.extend(bytes);
        }
        told.push(u8::from(answer == FactAnswer::Known));
        Asked {
            id,
            answer: told.into(),
        }
    }
}

impl Remembered {
    /// What came of this input and these facts, when it was seen.
    ///
    /// # Errors
    /// Fault: the source of facts is broken.
    pub(super) fn find(
        &mut self,
        input: &[u8],
        facts: &mut impl FactSource,
    ) -> Result<Option<Decided<Verdict>>, Fault> {
        let Some(mut step) = self.by_input.get(input) else {
            return Ok(None);
        };
        loop {
            match step {
                Step::Open => return Ok(None),
                Step::Ends(decided) => return Ok(Some(decided.clone())),
                Step::Asks(id, ways) => {
                    self.answer.clear();
                    let is_known = facts.fact(*id, &mut self.answer)? == FactAnswer::Known;
                    if !is_known {
                        self.answer.clear();
                    }
                    self.answer.push(u8::from(is_known));
                    match ways.get(self.answer.as_slice()) {
                        Some(next) => step = next,
                        None => return Ok(None),
                    }
                }
            }
        }
    }

    /// Remembers what came of an input and the answers that were asked for.
    pub(super) fn keep(&mut self, input: &[u8], heard: Heard, decided: &Decided<Verdict>) {
        let weight = input.len() + heard.bytes + 2 * STEP_BYTES;
        if !heard.is_whole() || weight > BYTES {
            return;
        }
        if self.bytes + weight > BYTES {
            self.by_input.clear();
            self.bytes = 0;
        }
        self.bytes += weight;
        let mut step = self.by_input.entry(input.into()).or_insert(Step::Open);
        for one in heard.asked {
            if matches!(step, Step::Open) {
                *step = Step::Asks(one.id, BTreeMap::new());
            }
            match step {
                Step::Asks(id, ways) if *id == one.id => {
                    step = ways.entry(one.answer).or_insert(Step::Open);
                }
                // The same answers asked for another fact: that cannot be, and is not made use of.
                _ => return,
            }
        }
        if matches!(step, Step::Open) {
            *step = Step::Ends(decided.clone());
        }
    }
}
