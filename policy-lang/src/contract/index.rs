//! Keys -> one table in which every key has a place of its own, so that a search is one look.
//!
//! The method is *hash and displace*: a key's hash names its bucket, and each bucket has a number,
//! its displacement, that sends all keys of the bucket to places that nobody else has. The compiler
//! looks for those numbers, the fullest bucket first; `$find` in `evaluator.wat` uses them.
//!
//! # Source
//! Belazzougui, Botelho, Dietzfelbinger: Hash, displace, and compress, ESA 2009, without the last
//! step.

use std::iter::successors;

use super::TooLarge;

/// Keys in one bucket, on average.
const BUCKET_KEYS: usize = 4;
/// Of so many places one stays free, so that the last keys find theirs.
const FREE_ONE_IN: usize = 10;
/// Odd numbers to multiply keys with: the next is taken when one does not work out.
const MULTIPLIERS: [u64; 4] = [
    0x9e37_79b9_7f4a_7c15,
    0xbf58_476d_1ce4_e5b9,
    0x94d0_49bb_1331_11eb,
    0xd6e8_feb8_6659_fd93,
];
/// How often the table may grow by a half before we give up.
const GROWTHS: usize = 4;

/// The finished table.
#[derive(Debug)]
pub(super) struct Index {
    /// The number that a key is multiplied with.
    pub multiplier: u64,
    /// How many of the highest bits of a product name the bucket.
    pub bucket_bits: u32,
    /// The displacement of each bucket.
    pub displacements: Vec<u16>,
    /// The places: a key and its value; key 0 is a free place.
    pub places: Vec<(u64, u32)>,
}

/// Gives every key of `entries` a place. No key is 0, and none stands twice.
///
/// # Errors
/// Reject: no arrangement was found, which hardly any set of keys brings about.
pub(super) fn index(entries: &[(u64, u32)]) -> Result<Index, TooLarge> {
    let with = |places| {
        let mut multipliers = MULTIPLIERS.iter();
        multipliers.find_map(|multiplier| arrange(entries, places, *multiplier))
    };
    sizes(entries.len()).find_map(with).ok_or(TooLarge {
        what: "index entries",
        count: entries.len() as u64,
        max: 0,
    })
}

/// How many places are tried for so many entries, fewest first.
fn sizes(entries: usize) -> impl Iterator<Item = usize> {
    let fewest = entries + entries / (FREE_ONE_IN - 1) + 1;
    successors(Some(fewest), |places| Some(places + places / 2)).take(GROWTHS)
}

fn arrange(entries: &[(u64, u32)], places: usize, multiplier: u64) -> Option<Index> {
    let buckets = entries.len().div_ceil(BUCKET_KEYS).next_power_of_two();
    // Shifting by 64 bits would be shifting by none: there are at least two buckets.
    let bucket_bits = buckets.trailing_zeros().max(1);
    let mut index = Index {
        multiplier,
        bucket_bits,
        displacements: vec![0; 1 << bucket_bits],
        places: vec![(0, 0); places],
    };
    let mut members: Vec<Vec<(u64, u32)>> = vec![Vec::new(); 1 << bucket_bits];
    for entry in entries {
        members.get_mut(index.bucket(entry.0))?.push(*entry);
    }
    let mut order: Vec<usize> = (0..members.len()).collect();
    order.sort_by_key(|bucket| std::cmp::Reverse(members.get(*bucket).map_or(0, Vec::len)));
    let mut taken = Vec::new();
    for bucket in order {
        let members = members.get(bucket)?;
        let fits = |displacement: &u16| index.fits(members, *displacement, &mut taken);
        let displacement = (0..=u16::MAX).find(fits)?;
        *index.displacements.get_mut(bucket)? = displacement;
        for (place, entry) in taken.iter().zip(members) {
            *index.places.get_mut(*place)? = *entry;
        }
    }
    Some(index)
}

impl Index {
    fn bucket(&self, key: u64) -> usize {
        (key.wrapping_mul(self.multiplier) >> (64 - self.bucket_bits)) as usize
    }

    /// The place of `key` under a displacement: `$find` computes the same.
    fn place(&self, key: u64, displacement: u16) -> usize {
        let product = key.wrapping_mul(self.multiplier);
        let factor = self.multiplier.wrapping_add(u64::from(displacement) << 1);
        let spread = (product ^ (product >> 32)).wrapping_mul(factor) >> 32;
        // A fraction of 2^32 becomes the same fraction of the number of places.
        ((spread * self.places.len() as u64) >> 32) as usize
    }

    /// Whether all `members` find free places, left in `taken`, none of them the same.
    fn fits(&self, members: &[(u64, u32)], displacement: u16, taken: &mut Vec<usize>) -> bool {
        taken.clear();
        members.iter().all(|(key, _)| {
            let place = self.place(*key, displacement);
            let is_free =
                self.places.get(place).is_some_and(|(key, _)| *key == 0) && !taken.contains(&place);
            taken.push(place);
            is_free
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Keys that resemble each other, as those of a policy do.
    fn entries(count: u64) -> Vec<(u64, u32)> {
        (0..count)
            .map(|number| ((number / 60 + 1) << 20 | (number % 60) << 3, number as u32))
            .collect()
    }

    #[test]
    fn every_key_is_found_in_its_place_and_no_other_key_is() {
        for count in [0, 1, 2, 3, 10, 100, 1_000, 20_000] {
            let entries = entries(count);
            let index = index(&entries).unwrap();
            let find = |key: u64| {
                let displacement = index.displacements[index.bucket(key)];
                let (found, value) = index.places[index.place(key, displacement)];
                (found == key).then_some(value)
            };
            assert!(
                entries
                    .iter()
                    .all(|(key, value)| find(*key) == Some(*value))
            );
            assert!((1..1_000).all(|odd| find(odd << 40 | 7).is_none()));
        }
    }

    #[test]
    fn a_table_begins_nearly_full_and_grows_by_half() {
        assert_eq!(sizes(0).collect::<Vec<_>>(), [1, 1, 1, 1]);
        assert_eq!(sizes(18).collect::<Vec<_>>(), [21, 31, 46, 69]);
    }

    #[test]
    fn a_large_table_is_nearly_full() {
        let index = index(&entries(20_000)).unwrap();
        assert!(index.places.len() * 9 <= 20_009 * 10);
        assert!(index.displacements.len() <= 8_192);
    }
}
