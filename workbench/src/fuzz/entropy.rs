//! Choices from bytes: the same bytes make the same choices, and no bytes make the first ones.

use super::split_mix::SplitMix64;

/// A source of choices.
pub struct Entropy<'a> {
    bytes: &'a [u8],
}

impl<'a> Entropy<'a> {
    /// Choices from `bytes`; when they are used up, every choice is 0.
    pub fn new(bytes: &'a [u8]) -> Entropy<'a> {
        Entropy { bytes }
    }

    /// Whether there are bytes left.
    pub fn is_spent(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The next byte.
    pub fn byte(&mut self) -> u8 {
        match self.bytes.split_first() {
            Some((first, rest)) => {
                self.bytes = rest;
                *first
            }
            None => 0,
        }
    }

    /// A number below `count`, at most 256 of them; 0 when `count` is 0.
    pub fn below(&mut self, count: usize) -> usize {
        if count < 2 {
            0
        } else {
            usize::from(self.byte()) % count
        }
    }

    /// A number below `count`, which may be more than a byte tells apart; 0 when it is 0.
    pub fn position(&mut self, count: usize) -> usize {
        let number = usize::from(self.byte()) << 8 | usize::from(self.byte());
        number.checked_rem(count).unwrap_or(0)
    }

    /// So many bytes.
    pub fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| self.byte()).collect()
    }

    /// Any number of 64 bits.
    pub fn number(&mut self) -> u64 {
        (0..8).fold(0, |number, _| number << 8 | u64::from(self.byte()))
    }

    /// True once in `count` times, and when bytes are used up.
    pub fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    /// One of `choices`, which is not empty.
    pub fn pick<'b, T>(&mut self, choices: &'b [T]) -> &'b T {
        let index = self.below(choices.len());
        &choices[index]
    }

    /// A number below `count`, whatever it is; 0 when `count` is 0. Takes as many bytes as it needs.
    pub fn index(&mut self, count: usize) -> usize {
        if count <= 256 {
            return self.below(count);
        }
        let wide = usize::from(self.byte()) << 16
            | usize::from(self.byte()) << 8
            | usize::from(self.byte());
        wide % count
    }

    /// One of `choices`; `None` when there is none.
    pub fn among<'b, T>(&mut self, choices: &'b [T]) -> Option<&'b T> {
        let index = self.index(choices.len());
        choices.get(index)
    }

    /// From `min` to `max` of `choices`, repetitions possible.
    pub fn some<'b, T>(&mut self, choices: &'b [T], min: usize, max: usize) -> Vec<&'b T> {
        let count = min + self.below(max - min + 1);
        (0..count).map(|_| self.pick(choices)).collect()
    }
}

/// Bytes from a seed, which means the same bytes forever.
pub fn seeded(seed: u64, count: usize) -> Vec<u8> {
    let mut words = SplitMix64::new(seed);
    let mut bytes = Vec::with_capacity(count + 8);
    while bytes.len() < count {
        bytes.extend(words.draw().to_le_bytes());
    }
    bytes.truncate(count);
    bytes
}

#[cfg(test)]
mod tests;
