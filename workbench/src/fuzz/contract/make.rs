//! Sequences at random: new ones, and ones of the corpus with a few calls more, less or otherwise.

use std::collections::BTreeSet;

use super::ContractTarget;
use super::sequence::{CALLS_MAX, Call, Caller, INPUT_BYTES_MAX, Sequence};
use crate::fuzz::rounds::Hint;
use crate::fuzz::split_mix::SplitMix64;

/// Calls of a new sequence at the most.
const NEW_CALLS: u64 = 8;

/// What calls are made of.
struct Maker<'m> {
    target: &'m ContractTarget,
    random: &'m mut SplitMix64,
    hints: &'m BTreeSet<Hint>,
}

/// See [`super::super::rounds::Target::next`].
pub(super) fn next(
    target: &ContractTarget,
    random: &mut SplitMix64,
    corpus: &[Sequence],
    hints: &BTreeSet<Hint>,
) -> Sequence {
    let mut maker = Maker {
        target,
        random,
        hints,
    };
    let known = maker.pick(corpus).cloned();
    let known = known.filter(|_| maker.random.below(4) > 0);
    let mut sequence = known.unwrap_or_default();
    if sequence.calls.is_empty() {
        for _ in 0..=maker.random.below(NEW_CALLS) {
            let call = maker.call(&sequence);
            sequence.calls.push(call);
        }
        return sequence;
    }
    for _ in 0..=maker.random.below(3) {
        maker.change(&mut sequence, corpus);
    }
    sequence.calls.truncate(CALLS_MAX);
    sequence
}

impl Maker<'_> {
    fn below(&mut self, count: usize) -> usize {
        self.random.below(count.max(1) as u64) as usize
    }

    fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    fn pick<'b, T>(&mut self, choices: &'b [T]) -> Option<&'b T> {
        let at = self.below(choices.len());
        choices.get(at)
    }

    fn change(&mut self, sequence: &mut Sequence, corpus: &[Sequence]) {
        let at = self.below(sequence.calls.len());
        match self.below(8) {
            0..=2 => {
                let call = self.call(sequence);
                sequence.calls.push(call);
            }
            3 => {
                let call = self.call(sequence);
                sequence.calls.insert(at, call);
            }
            4 if sequence.calls.len() > 1 => drop(sequence.calls.remove(at)),
            5 => {
                let again = sequence.calls.get(at).cloned();
                sequence.calls.extend(again);
            }
            6 => {
                let other = self.pick(corpus);
                let tail = other
                    .and_then(|other| other.calls.get(at..))
                    .unwrap_or_default();
                sequence.calls.truncate(at + 1);
                sequence.calls.extend_from_slice(tail);
            }
            _ => self.edit(sequence, at),
        }
    }

    /// Another input, caller, time or way for one call.
    fn edit(&mut self, sequence: &mut Sequence, at: usize) {
        let made = self.call(sequence);
        let way = self.below(6);
        let Some(mut input) = sequence.calls.get(at).map(|call| call.input.clone()) else {
            return;
        };
        self.mutate(&mut input);
        let Some(call) = sequence.calls.get_mut(at) else {
            return;
        };
        match way {
            0 => call.caller = made.caller,
            1 => (call.blocks, call.seconds) = (made.blocks, made.seconds),
            2 => call.is_query = !call.is_query,
            3 => call.input = made.input,
            _ => call.input = input,
        }
    }

    fn call(&mut self, so_far: &Sequence) -> Call {
        let entries = &self.target.entries;
        let entry = self.pick(entries).cloned().unwrap_or_default();
        let earlier = match self.one_in(3) {
            true => self.pick(&so_far.calls).cloned(),
            false => None,
        };
        // What an earlier call was given is what a later one is likely to be about.
        let input = match &earlier {
            Some(earlier) => {
                let mut input = earlier.input.clone();
                if self.one_in(4) {
                    self.mutate(&mut input);
                }
                input
            }
            None => self.input(),
        };
        let caller = match earlier.filter(|_| self.random.below(2) == 0) {
            Some(earlier) => earlier.caller,
            None => self.caller(),
        };
        let seconds = [0, 1, 60, 3_600, 86_400, 604_800, 31_536_000];
        let blocks = [0, 1, 1, 2, 100];
        Call {
            entry,
            input,
            caller,
            is_query: self.one_in(8),
            blocks: self.pick(&blocks).copied().unwrap_or(0),
            seconds: self.pick(&seconds).copied().unwrap_or(0),
            fuel_part: match self.one_in(24) {
                true => Some(self.random.draw() as u8),
                false => None,
            },
        }
    }

    /// One of four keys, mostly with the roles that the contract asks for.
    fn caller(&mut self) -> Caller {
        let asked = self.hints.iter().filter_map(|hint| match hint {
            Hint::Role(role) => Some(role),
            _ => None,
        });
        let asked: Vec<&String> = asked.collect();
        let mut roles = Vec::new();
        for role in asked.iter().take(8) {
            if self.below(4) > 0 {
                roles.push((*role).clone());
            }
        }
        let readable = |word: &&Vec<u8>| word.len() > 2 && word.is_ascii();
        let words: Vec<&Vec<u8>> = self.target.words.words.iter().filter(readable).collect();
        let organisation = match self.one_in(2) {
            true => self
                .pick(&words)
                .map(|word| String::from_utf8_lossy(word).into_owned()),
            false => None,
        };
        Caller {
            key: [self.below(4) as u8; 32],
            organisation,
            roles,
        }
    }

    /// Parts in a row: words, numbers, keys of callers, what the contract asked for or put out; then often as long as a number
    /// that the code knows.
    fn input(&mut self) -> Vec<u8> {
        let mut input = Vec::new();
        for _ in 0..self.below(5) {
            self.part(&mut input);
        }
        if self.one_in(2) {
            let lengths = &self.target.words.lengths;
            let length = self.pick(lengths).copied().unwrap_or(0);
            let fill = self.random.draw() as u8;
            input.resize(length, if fill < 128 { 0 } else { fill });
        }
        input.truncate(INPUT_BYTES_MAX);
        input
    }

    fn part(&mut self, input: &mut Vec<u8>) {
        let words = &self.target.words;
        match self.below(9) {
            0 | 1 => input.extend(self.pick(&words.words).into_iter().flatten()),
            2 => input.extend(self.pick(&words.numbers).into_iter().flatten()),
            3 => {
                let key = self.below(4) as u8;
                input.extend([key; 32]);
            }
            4 | 5 => input.extend((self.below(9) as u32).to_le_bytes()),
            6 => input.extend((self.below(200) as u64).to_le_bytes()),
            7 => {
                let at = self.below(self.hints.len());
                let hint = self.hints.iter().nth(at);
                match hint {
                    Some(Hint::Key(bytes) | Hint::Output(bytes)) => input.extend(bytes),
                    Some(Hint::Role(role)) => input.extend(role.bytes()),
                    None => {}
                }
            }
            _ => {
                let count = 1 + self.below(8);
                let word = self.random.draw().to_le_bytes();
                input.extend(word.iter().take(count));
            }
        }
    }

    fn mutate(&mut self, input: &mut Vec<u8>) {
        let at = self.below(input.len());
        let byte = self.random.draw() as u8;
        match self.below(6) {
            0 => self.part(input),
            1 => input.truncate(at),
            2 => drop((!input.is_empty()).then(|| input.remove(at))),
            3 => input.insert(at, byte),
            4 => {
                let edges = [0, 1, 0x7f, 0x80, 0xff];
                let edge = self.pick(&edges).copied().unwrap_or(0);
                input
                    .iter_mut()
                    .skip(at)
                    .take(1)
                    .for_each(|place| *place = edge);
            }
            _ => input
                .iter_mut()
                .skip(at)
                .take(1)
                .for_each(|place| *place = byte),
        }
        input.truncate(INPUT_BYTES_MAX);
    }
}
