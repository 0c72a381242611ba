//! What laying out changes, as a unified diff. Both texts have the same characters in the same order but for white space, so the
//! place where they agree again is found by counting them.

/// Lines shown around a change.
const AROUND: usize = 3;

/// A line of the comparison.
#[derive(Clone, Copy)]
enum Line<'t> {
    Both(&'t str),
    Old(&'t str),
    New(&'t str),
}

/// The unified diff from `old` to `new`, two layouts of the text in `file`.
pub fn diff(file: &str, old: &str, new: &str) -> String {
    let lines = compare(old, new);
    let mut text = format!("--- {file}\n+++ {file}, laid out\n");
    let (mut at, mut places) = (0, (1, 1));
    while let Some(hunk) = next_hunk(&lines, at) {
        let (skipped, rest) = lines.split_at(hunk.start.min(lines.len()));
        let skipped = counts(skipped.get(at..).unwrap_or(&[]));
        places = (places.0 + skipped.0, places.1 + skipped.1);
        let shown = rest.get(..hunk.len()).unwrap_or(rest);
        let (of_old, of_new) = counts(shown);
        text += &format!("@@ -{},{of_old} +{},{of_new} @@\n", places.0, places.1);
        for line in shown {
            text += &match line {
                Line::Both(line) => format!(" {line}\n"),
                Line::Old(line) => format!("-{line}\n"),
                Line::New(line) => format!("+{line}\n"),
            };
        }
        places = (places.0 + of_old, places.1 + of_new);
        at = hunk.end;
    }
    text
}

/// The lines from `at` on that belong together: changes that are near one another, and what is around them.
fn next_hunk(lines: &[Line<'_>], at: usize) -> Option<std::ops::Range<usize>> {
    let changed = |index: usize| !matches!(lines.get(index), Some(Line::Both(_)) | None);
    let first = (at..lines.len()).find(|index| changed(*index))?;
    let mut last = first;
    while let Some(next) = (last + 1..=last + 2 * AROUND).find(|index| changed(*index)) {
        last = next;
    }
    let start = first.saturating_sub(AROUND).max(at);
    Some(start..(last + 1 + AROUND).min(lines.len()))
}

/// How many lines of the old and of the new text there are.
fn counts(lines: &[Line<'_>]) -> (usize, usize) {
    let old = lines.iter().filter(|line| !matches!(line, Line::New(_)));
    let new = lines.iter().filter(|line| !matches!(line, Line::Old(_)));
    (old.count(), new.count())
}

fn compare<'t>(old: &'t str, new: &'t str) -> Vec<Line<'t>> {
    let (mut old, mut new) = (old.lines().peekable(), new.lines().peekable());
    let mut lines = Vec::new();
    let mut added = Vec::new();
    let (mut old_ink, mut new_ink) = (0, 0);
    loop {
        let is_even = old_ink == new_ink;
        match (old.peek().copied(), new.peek().copied()) {
            (None, None) => break,
            (Some(one), Some(other)) if is_even && one == other => {
                lines.append(&mut added);
                lines.push(Line::Both(one));
                old.next();
                new.next();
            }
            (one, Some(line))
                if old_ink > new_ink || one.is_none() || (is_even && ink(line) == 0) =>
            {
                added.push(Line::New(line));
                new_ink += ink(line);
                new.next();
            }
            (Some(line), _) => {
                lines.push(Line::Old(line));
                old_ink += ink(line);
                old.next();
            }
            (None, Some(_)) => break,
        }
    }
    lines.append(&mut added);
    lines
}

/// The characters of a line that can be seen.
fn ink(line: &str) -> usize {
    let seen = |character: &char| !character.is_whitespace() && *character != '\u{FEFF}';
    line.chars().filter(seen).count()
}

#[cfg(test)]
mod tests {
    use super::diff;

    #[test]
    fn what_is_apart_is_shown_apart() {
        let old = "a  b\n1\n2\n3\n4\n5\n6\n7\nc\n  d\n\n\ne\n";
        let new = "a b\n1\n2\n3\n4\n5\n6\n7\nc d\n\ne\n";
        assert_eq!(
            diff("p", old, new),
            "--- p\n+++ p, laid out\n@@ -1,4 +1,4 @@\n-a  b\n+a b\n 1\n 2\n 3\n\
             @@ -6,8 +6,6 @@\n 5\n 6\n 7\n-c\n-  d\n+c d\n \n-\n e\n"
        );
    }

    #[test]
    fn a_blank_line_that_is_added_is_one_line() {
        assert_eq!(
            diff("p", "a\nb", "a\n\nb\n"),
            "--- p\n+++ p, laid out\n@@ -1,2 +1,3 @@\n a\n+\n b\n"
        );
    }
}
