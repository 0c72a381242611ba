//! The known name nearest to one that is not known, for "did you mean".

/// Names longer than this are not compared: the author did not mistype one letter of them.
const NAME_CHARS_MAX: usize = 64;

/// The most names that one name is compared with, so that many unknown names among many known ones are still told in a moment.
pub const NAMES_COMPARED_MAX: usize = 10_000;

/// The candidate that `name` was probably meant to be: the one with the fewest letters added, left out, changed or swapped,
/// at most a third of the longer name's letters. Of two as near, the one that comes first in byte order. Of very many
/// candidates the first 10,000 are compared.
#[must_use]
pub fn nearest<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let name = Letters::of(name)?;
    let bag = name.bag();
    candidates
        .into_iter()
        .take(NAMES_COMPARED_MAX)
        .filter_map(|candidate| Some((distance_within_third(&name, bag, candidate)?, candidate)))
        .min()
        .map(|(_, candidate)| candidate)
}

/// The letters of a name, small. They lie on the stack: very many names are compared.
struct Letters {
    letters: [char; NAME_CHARS_MAX],
    count: usize,
}

impl Letters {
    fn of(name: &str) -> Option<Self> {
        let mut all = Self {
            letters: ['\0'; NAME_CHARS_MAX],
            count: 0,
        };
        for letter in name.chars().flat_map(char::to_lowercase) {
            *all.letters.get_mut(all.count)? = letter;
            all.count += 1;
        }
        (all.count > 0).then_some(all)
    }

    fn as_slice(&self) -> &[char] {
        self.letters.get(..self.count).unwrap_or(&[])
    }

    /// Which letters there are, one bit each; several letters may share a bit.
    fn bag(&self) -> u64 {
        let letters = self.as_slice().iter();
        letters.fold(0, |bag, letter| bag | (1 << (u32::from(*letter) % 64)))
    }
}

fn distance_within_third(name: &Letters, name_bag: u64, candidate: &str) -> Option<usize> {
    let candidate = Letters::of(candidate)?;
    let limit = name.count.max(candidate.count) / 3;
    if name.count.abs_diff(candidate.count) > limit {
        return None;
    }
    // A letter that the other does not have is one that is changed, added or left out.
    let other_bag = candidate.bag();
    let own = (name_bag & !other_bag).count_ones() as usize;
    let others = (other_bag & !name_bag).count_ones() as usize;
    if own.max(others) > limit {
        return None;
    }
    let distance = distance(name.as_slice(), candidate.as_slice());
    (distance <= limit).then_some(distance)
}

/// The optimal string alignment distance: additions, omissions, changes, and swaps of neighbours. Names are at most
/// [`NAME_CHARS_MAX`] long.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut rows = [[0; NAME_CHARS_MAX + 1]; 3];
    let [before_last, last, current] = &mut rows;
    for (column, cell) in last.iter_mut().enumerate() {
        *cell = column;
    }
    for (row, &letter) in a.iter().enumerate() {
        current[0] = row + 1;
        for (column, &other) in b.iter().enumerate() {
            let changed = last[column] + usize::from(letter != other);
            let one_more = last[column + 1].min(current[column]) + 1;
            let mut best = changed.min(one_more);
            if row > 0 && column > 0 && letter == b[column - 1] && a[row - 1] == other {
                best = best.min(before_last[column - 1] + 1);
            }
            current[column + 1] = best;
        }
        std::mem::swap(before_last, last);
        std::mem::swap(last, current);
    }
    last.get(b.len()).copied().unwrap_or(0)
}
