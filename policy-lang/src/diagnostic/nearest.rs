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
    let name = letters(name)?;
    let bag = bag(&name);
    candidates
        .into_iter()
        .take(NAMES_COMPARED_MAX)
        .filter_map(|candidate| Some((distance_within_third(&name, bag, candidate)?, candidate)))
        .min()
        .map(|(_, candidate)| candidate)
}

fn letters(name: &str) -> Option<Vec<char>> {
    let letters: Vec<char> = name
        .chars()
        .flat_map(char::to_lowercase)
        .take(NAME_CHARS_MAX + 1)
        .collect();
    (!letters.is_empty() && letters.len() <= NAME_CHARS_MAX).then_some(letters)
}

/// Which letters there are, one bit each; several letters may share a bit.
fn bag(letters: &[char]) -> u64 {
    letters
        .iter()
        .fold(0, |bag, letter| bag | (1 << (u32::from(*letter) % 64)))
}

fn distance_within_third(name: &[char], name_bag: u64, candidate: &str) -> Option<usize> {
    // A letter takes at most four bytes, so most candidates need not be taken apart.
    let limit = |length: usize| name.len().max(length) / 3;
    if candidate.len() > (name.len() + limit(candidate.len())) * 4 {
        return None;
    }
    let candidate = letters(candidate)?;
    let limit = limit(candidate.len());
    if name.len().abs_diff(candidate.len()) > limit {
        return None;
    }
    // A letter that the other does not have is one that is changed, added or left out.
    let other_bag = bag(&candidate);
    let own = (name_bag & !other_bag).count_ones() as usize;
    let others = (other_bag & !name_bag).count_ones() as usize;
    if own.max(others) > limit {
        return None;
    }
    let distance = distance(name, &candidate);
    (distance <= limit).then_some(distance)
}

/// The optimal string alignment distance: additions, omissions, changes, and swaps of neighbours.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (row, &letter) in a.iter().enumerate() {
        let mut current = vec![row + 1];
        for (column, &other) in b.iter().enumerate() {
            let changed = last[column] + usize::from(letter != other);
            let one_more = last[column + 1].min(current[column]) + 1;
            let mut best = changed.min(one_more);
            if row > 0 && column > 0 && letter == b[column - 1] && a[row - 1] == other {
                best = best.min(before_last[column - 1] + 1);
            }
            current.push(best);
        }
        before_last = std::mem::replace(&mut last, current);
    }
    last.last().copied().unwrap_or(0)
}
