//! The known name nearest to one that is not known, for "did you mean".

/// Names longer than this are not compared: the author did not mistype one letter of them.
const NAME_CHARS_MAX: usize = 64;

/// The candidate that `name` was probably meant to be: the one with the fewest letters added, left out, changed or swapped,
/// at most a third of the longer name's letters. Of two as near, the one that comes first in byte order.
#[must_use]
pub fn nearest<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let name = letters(name)?;
    candidates
        .into_iter()
        .filter_map(|candidate| Some((distance_within_third(&name, candidate)?, candidate)))
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

fn distance_within_third(name: &[char], candidate: &str) -> Option<usize> {
    let candidate = letters(candidate)?;
    let limit = name.len().max(candidate.len()) / 3;
    if name.len().abs_diff(candidate.len()) > limit {
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
