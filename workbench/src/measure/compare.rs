//! Whether two runs differ by more than noise.
//!
//! A run is a list of rounds. Rounds within one process agree better than two processes do: where code and memory
//! happen to lie, how warm the processor is, and who else uses the machine move all rounds of a run together. So a
//! difference counts when both hold: the middle eight tenths of the rounds of the two runs do not overlap, and the
//! medians differ by more than [`FLOOR_THOUSANDTHS`] and by what a yardstick moved, work that never changes and is timed
//! in the same rounds. Nothing is assumed about how times are distributed. The rule would rather miss a small difference
//! than report one that is none.

use super::within;

/// Medians that are no further apart than so many thousandths are never called different.
pub const FLOOR_THOUSANDTHS: u64 = 50;

/// Rounds that a run needs to be compared at all.
const LEAST: usize = 20;

/// How one run stands to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Comparison {
    /// The median of the later run in thousandths of the earlier one's.
    pub thousandths: u64,
    /// Whether that is more than noise.
    pub change: Change,
}

/// What became of a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It is less, by more than noise.
    Less,
    /// It is more, by more than noise.
    More,
    /// Nothing can be said.
    WithinNoise,
}

/// Compares the rounds of two runs; `None` when one of them has fewer than twenty, or took no time at all. What is no
/// further apart than `moved` thousandths beside the floor is within noise: as far as the yardstick is.
pub fn compare(before: &[u64], after: &[u64], moved: u64) -> Option<Comparison> {
    if before.len() < LEAST || after.len() < LEAST {
        return None;
    }
    let sorted = |rounds: &[u64]| {
        let mut sorted = rounds.to_vec();
        sorted.sort_unstable();
        sorted
    };
    let (before, after) = (sorted(before), sorted(after));
    let (old, new) = (within(&before, 500), within(&after, 500));
    let thousandths = u128::from(new) * 1_000 / (old > 0).then_some(u128::from(old))?;
    let thousandths = u64::try_from(thousandths).unwrap_or(u64::MAX);
    let floor = FLOOR_THOUSANDTHS.saturating_add(moved);
    let change = if within(&after, 900) < within(&before, 100)
        && thousandths < 1_000_u64.saturating_sub(floor)
    {
        Change::Less
    } else if within(&after, 100) > within(&before, 900)
        && thousandths > floor.saturating_add(1_000)
    {
        Change::More
    } else {
        Change::WithinNoise
    };
    Some(Comparison {
        thousandths,
        change,
    })
}

impl Comparison {
    /// By how much it moved, in thousandths, whichever way: of a yardstick, what others are not told from.
    pub fn moved(&self) -> u64 {
        self.thousandths.abs_diff(1_000)
    }
}
