//! Putting a memory back to how the module begins, by writing zeros over what calls may have left in it.
//!
//! Admission proves for an entry that all stores of the code fall below an address, where the memory begins as zeros;
//! what the host writes is noted as it is written. Where one of the two may have fallen elsewhere, nothing is put back,
//! and the memory has to be made anew.

use std::ops::Range;

/// The most bytes that are put back by writing: to make a memory anew costs about as much.
pub(crate) const WIPED_BYTES: usize = 256 << 10;

/// What calls may have left in a memory.
#[derive(Clone, Debug)]
pub(crate) struct Left {
    /// The address below which the code wrote; `None` when it may have written anywhere.
    code: Option<usize>,
    /// What the host wrote, and perhaps something in between.
    host: Range<usize>,
}

impl Default for Left {
    /// Nothing.
    fn default() -> Left {
        Left {
            code: Some(0),
            host: 0..0,
        }
    }
}

impl Left {
    /// Notes a call of an entry whose stores fall below `reach`.
    #[inline]
    pub(crate) fn called(&mut self, reach: Option<usize>) {
        self.code = match (self.code, reach) {
            (Some(code), Some(reach)) => Some(code.max(reach)),
            _ => None,
        };
    }

    /// Notes what the host writes.
    pub(crate) fn written(&mut self, range: &Range<usize>) {
        if range.is_empty() {
            return;
        }
        self.host = match self.host.is_empty() {
            true => range.clone(),
            false => self.host.start.min(range.start)..self.host.end.max(range.end),
        };
    }

    /// Puts `memory`, which begins as zeros below `zeros`, back to how it begins; whether that could be done.
    pub(crate) fn wipe(&mut self, memory: &mut [u8], zeros: usize) -> bool {
        let Some(code) = self.code else {
            return false;
        };
        let is_cheap = code.saturating_add(self.host.len()) <= WIPED_BYTES;
        if !is_cheap || code.max(self.host.end) > zeros {
            return false;
        }
        let (Some(_), Some(_)) = (memory.get(..code), memory.get(self.host.clone())) else {
            return false;
        };
        for range in [0..code, self.host.clone()] {
            if let Some(left) = memory.get_mut(range) {
                left.fill(0);
            }
        }
        *self = Left::default();
        true
    }
}
