//! Sets of dense ids as sorted, disjoint, closed intervals.
//!
//! Terms of a tree (categories, purposes, roles, parties) are numbered in depth-first order, so that
//! "within" is one interval and what a rule covers is a few. A contract asks such a set for
//! membership with two comparisons an interval.

use parity_scale_codec::{Decode, Encode};

/// A set of ids: sorted intervals `lo..=hi` that neither overlap nor touch.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
pub struct IdSet(Vec<(u32, u32)>);

impl IdSet {
    /// The empty set.
    pub fn new() -> IdSet {
        IdSet::default()
    }

    /// The set of the ids for which `member` holds, among `0..=max`.
    pub fn from_fn(max: u32, member: impl Fn(u32) -> bool) -> IdSet {
        (0..=max).filter(|id| member(*id)).collect()
    }

    /// The set of one interval.
    pub fn interval(lo: u32, hi: u32) -> IdSet {
        std::iter::once((lo, hi)).collect()
    }

    /// Whether `id` is in the set.
    pub fn contains(&self, id: u32) -> bool {
        self.0.iter().any(|(lo, hi)| (*lo..=*hi).contains(&id))
    }

    /// Whether every id of `lo..=hi` is in the set.
    pub fn contains_all(&self, lo: u32, hi: u32) -> bool {
        // Intervals that touch are one, so that it is inside a single one.
        let at = self.0.partition_point(|(_, end)| *end < lo);
        self.0
            .get(at)
            .is_some_and(|(start, end)| *start <= lo && hi <= *end)
    }

    /// The members that are not in `other`.
    pub fn without(&self, other: &IdSet) -> IdSet {
        let mut pieces = Vec::new();
        for (lo, hi) in &self.0 {
            let (mut from, hi) = (u64::from(*lo), u64::from(*hi));
            let first = other.0.partition_point(|(_, end)| end < lo);
            for (cut_lo, cut_hi) in other.0.iter().skip(first) {
                let (cut_lo, cut_hi) = (u64::from(*cut_lo), u64::from(*cut_hi));
                if cut_lo > hi {
                    break;
                }
                if cut_lo > from {
                    pieces.push((from as u32, cut_lo as u32 - 1));
                }
                from = from.max(cut_hi + 1);
            }
            if from <= hi {
                pieces.push((from as u32, hi as u32));
            }
        }
        pieces.into_iter().collect()
    }

    /// Whether the set has no member.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many ids are in the set.
    pub fn len(&self) -> u64 {
        self.0.iter().map(|(lo, hi)| u64::from(hi - lo) + 1).sum()
    }

    /// The intervals, in order.
    pub fn intervals(&self) -> &[(u32, u32)] {
        &self.0
    }

    /// The members, in order.
    pub fn ids(&self) -> impl Iterator<Item = u32> + '_ {
        self.0.iter().flat_map(|(lo, hi)| *lo..=*hi)
    }

    /// Appends the layout that contracts read: a u32 count, then `lo` and `hi` of each interval
    /// as u32, all little-endian.
    pub fn write(&self, out: &mut Vec<u8>) {
        out.extend((self.0.len() as u32).to_le_bytes());
        for (lo, hi) in &self.0 {
            out.extend(lo.to_le_bytes());
            out.extend(hi.to_le_bytes());
        }
    }
}

impl FromIterator<u32> for IdSet {
    fn from_iter<I: IntoIterator<Item = u32>>(ids: I) -> IdSet {
        ids.into_iter().map(|id| (id, id)).collect()
    }
}

impl FromIterator<(u32, u32)> for IdSet {
    fn from_iter<I: IntoIterator<Item = (u32, u32)>>(intervals: I) -> IdSet {
        let mut sorted: Vec<(u32, u32)> =
            intervals.into_iter().filter(|(lo, hi)| lo <= hi).collect();
        sorted.sort_unstable();
        let mut merged: Vec<(u32, u32)> = Vec::with_capacity(sorted.len());
        for (lo, hi) in sorted {
            match merged.last_mut() {
                Some(last) if lo <= last.1.saturating_add(1) => last.1 = last.1.max(hi),
                _ => merged.push((lo, hi)),
            }
        }
        IdSet(merged)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_that_touch_or_overlap_become_one() {
        let set: IdSet = [(4, 6), (1, 2), (3, 3), (9, 9), (5, 7)]
            .into_iter()
            .collect();
        assert_eq!(set.intervals(), [(1, 7), (9, 9)]);
        assert_eq!(set.len(), 8);
        assert!(set.contains(7) && !set.contains(8) && set.contains(9));
    }

    #[test]
    fn difference_and_containment_are_those_of_the_members() {
        let one = IdSet::from_fn(120, |id| id % 9 < 6);
        let other = IdSet::from_fn(120, |id| id % 5 == 1 || (40..60).contains(&id));
        let without = one.without(&other);
        assert!(
            (0..=130).all(|id| without.contains(id) == (one.contains(id) && !other.contains(id)))
        );
        for lo in 0..40 {
            for hi in lo..40 {
                assert_eq!(
                    one.contains_all(lo, hi),
                    (lo..=hi).all(|id| one.contains(id))
                );
            }
        }
    }

    #[test]
    fn a_set_has_exactly_the_members_it_was_made_of() {
        let set = IdSet::from_fn(300, |id| id % 7 < 3);
        assert!((0..=300).all(|id| set.contains(id) == (id % 7 < 3)));
        assert_eq!(set.ids().count() as u64, set.len());
    }

    #[test]
    fn the_first_and_the_last_id_can_be_taken_away() {
        let all = IdSet::interval(0, u32::MAX);
        let ends: IdSet = [(0, 0), (u32::MAX, u32::MAX)].into_iter().collect();
        assert_eq!(all.without(&ends).intervals(), [(1, u32::MAX - 1)]);
        assert!(all.without(&all).is_empty());
        assert!(!ends.is_empty());
    }
}
