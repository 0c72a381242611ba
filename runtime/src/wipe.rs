//! Putting a memory back to how the module begins, by writing zeros over what calls may have left in it.
//!
//! Admission proves for an entry where all stores of the code fall, and that no data segment lies there; what the host
//! writes is noted as it is written. Where one of the two may have fallen elsewhere, nothing is put back, and the memory
//! has to be made anew.

use std::ops::Range;

/// The most bytes that are put back by writing: to make a memory anew costs about as much.
pub(crate) const WIPED_BYTES: usize = 256 << 10;

/// What calls may have left in a memory.
#[derive(Clone, Debug)]
pub(crate) struct Left {
    /// Where the code wrote, and perhaps something in between; `None` when it may have written anywhere.
    code: Option<Range<usize>>,
    /// What the host wrote, and perhaps something in between.
    host: Range<usize>,
}

impl Default for Left {
    /// Nothing.
    fn default() -> Left {
        Left {
            code: Some(0..0),
            host: 0..0,
        }
    }
}

impl Left {
    /// Notes a call of an entry whose stores all fall into `reach`.
    #[inline]
    pub(crate) fn called(&mut self, reach: Option<&Range<usize>>) {
        self.code = match (self.code.take(), reach) {
            (Some(code), Some(reach)) => Some(hull(code, reach)),
            _ => None,
        };
    }

    /// Notes what the host writes.
    pub(crate) fn written(&mut self, range: &Range<usize>) {
        self.host = hull(self.host.clone(), range);
    }

    /// Puts `memory`, which begins as zeros but for `data`, back to how it begins; whether that could be done.
    pub(crate) fn wipe(&mut self, memory: &mut [u8], data: &Data) -> bool {
        let Some(code) = self.code.clone() else {
            return false;
        };
        let ranges = [code, self.host.clone()];
        let bytes = ranges.iter().map(ExactSizeIterator::len);
        let is_cheap = bytes.fold(0, usize::saturating_add) <= WIPED_BYTES;
        let is_inside = |range: &Range<usize>| memory.get(range.clone()).is_some();
        let can_be = |range: &Range<usize>| is_inside(range) && data.leaves(range);
        if !is_cheap || !ranges.iter().all(can_be) {
            return false;
        }
        for range in ranges {
            if let Some(left) = memory.get_mut(range) {
                left.fill(0);
            }
        }
        *self = Left::default();
        true
    }
}

/// Where the data segments of a module lie: beside them its memory begins as zeros.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Data {
    /// Ascending, none of them empty, with a gap before each.
    ranges: Box<[Range<usize>]>,
}

impl Data {
    /// Of segments in any order, which may lie over each other.
    pub(crate) fn new(mut segments: Vec<Range<usize>>) -> Data {
        segments.retain(|segment| !segment.is_empty());
        segments.sort_by_key(|segment| segment.start);
        segments.dedup_by(|next, last| {
            let touches = next.start <= last.end;
            if touches {
                last.end = last.end.max(next.end);
            }
            touches
        });
        Data {
            ranges: segments.into(),
        }
    }

    /// Ascending, with a gap before each.
    pub(crate) fn ranges(&self) -> &[Range<usize>] {
        &self.ranges
    }

    /// Whether none of it lies in `range`.
    pub(crate) fn leaves(&self, range: &Range<usize>) -> bool {
        let first = self.ranges.partition_point(|data| data.end <= range.start);
        let next = self.ranges.get(first);
        range.is_empty() || next.is_none_or(|data| range.end <= data.start)
    }
}

/// The least range that holds both.
pub(crate) fn hull<T: Ord + Copy>(one: Range<T>, other: &Range<T>) -> Range<T> {
    match (one.is_empty(), other.is_empty()) {
        (_, true) => one,
        (true, false) => other.clone(),
        (false, false) => one.start.min(other.start)..one.end.max(other.end),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_leaves_what_lies_between_its_segments() {
        let data = Data::new(vec![40..50, 10..20, 45..60, 20..22, 30..30]);
        assert_eq!(data.ranges(), [10..22, 40..60]);
        for (range, is_left) in [
            (0..10, true),
            (0..11, false),
            (22..40, true),
            (21..40, false),
            (22..41, false),
            (12..14, false),
            (5..70, false),
            (60..usize::MAX, true),
            (15..15, true),
        ] {
            assert_eq!(data.leaves(&range), is_left, "{range:?}");
        }
        assert!(Data::default().leaves(&(0..usize::MAX)));
    }

    #[test]
    fn a_hull_is_no_wider_than_what_it_holds() {
        assert_eq!(hull(0..0, &(8..12)), 8..12);
        assert_eq!(hull(8..12, &(0..0)), 8..12);
        assert_eq!(hull(8..12, &(20..24)), 8..24);
        assert_eq!(hull(20..24, &(8..12)), 8..24);
    }
}
