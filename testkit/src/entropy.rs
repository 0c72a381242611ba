//! Choices from bytes: the same bytes make the same choices, and no bytes make the first ones.

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

    /// True once in `count` times, and when bytes are used up.
    pub fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    /// One of `choices`, which is not empty.
    pub fn pick<'b, T>(&mut self, choices: &'b [T]) -> &'b T {
        let index = self.below(choices.len());
        &choices[index]
    }

    /// From `min` to `max` of `choices`, repetitions possible.
    pub fn some<'b, T>(&mut self, choices: &'b [T], min: usize, max: usize) -> Vec<&'b T> {
        let count = min + self.below(max - min + 1);
        (0..count).map(|_| self.pick(choices)).collect()
    }
}

/// Bytes from a seed: SplitMix64, written down here so that seeds mean the same forever.
pub fn seeded(seed: u64, count: usize) -> Vec<u8> {
    let mut state = seed;
    let mut bytes = Vec::with_capacity(count + 8);
    while bytes.len() < count {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = state;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bytes.extend((word ^ (word >> 31)).to_le_bytes());
    }
    bytes.truncate(count);
    bytes
}
