//! Which examples run: those whose name, or whose policy's path, has a text in it or fits a pattern.

/// A text to look for; a pattern when it has `*` or `?` in it.
#[derive(Debug, Clone)]
pub struct Filter(Vec<char>);

impl Filter {
    /// Reads a filter. Capitals do not matter.
    pub fn new(text: &str) -> Filter {
        let text = text.to_lowercase();
        if text.contains(['*', '?']) {
            Filter(text.chars().collect())
        } else {
            Filter(format!("*{text}*").chars().collect())
        }
    }

    /// Whether a name or a path is meant.
    pub fn fits(&self, text: &str) -> bool {
        let text: Vec<char> = text.to_lowercase().chars().collect();
        fits(&self.0, &text)
    }
}

/// Whether `text` is what `pattern` describes: `*` stands for any characters, `?` for one. The last
/// `*` alone is tried again, so that no pattern takes long.
fn fits(mut pattern: &[char], mut text: &[char]) -> bool {
    let mut again: Option<(&[char], &[char])> = None;
    loop {
        match (pattern, text) {
            (['*', rest @ ..], _) => {
                again = Some((rest, text));
                pattern = rest;
            }
            ([], []) => return true,
            ([one, rest @ ..], [other, after @ ..]) if one == other || *one == '?' => {
                (pattern, text) = (rest, after);
            }
            _ => match again {
                Some((rest, [_, after @ ..])) => {
                    again = Some((rest, after));
                    (pattern, text) = (rest, after);
                }
                _ => return false,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Filter;

    #[test]
    fn a_text_is_looked_for_anywhere_whatever_its_capitals() {
        let filter = Filter::new("Lab");
        assert!(filter.fits("the lab a day late") && filter.fits("LAB") && filter.fits("a slab"));
        assert!(!filter.fits("la b") && !filter.fits(""));
        assert!(Filter::new("").fits("anything"));
    }

    #[test]
    fn a_pattern_is_for_all_of_the_name() {
        let fits = |pattern: &str, text: &str| Filter::new(pattern).fits(text);
        assert!(fits("the*late", "the lab a day late") && fits("*", "") && fits("a?c", "abc"));
        assert!(!fits("the*late", "the lab a day later") && !fits("a?c", "ac"));
        assert!(!fits("lab*", "the lab") && fits("*lab", "the lab") && fits("*a*b*", "xaxbx"));
        assert!(fits("é?", "Éa"), "capitals of all letters");
    }

    #[test]
    fn no_pattern_takes_long() {
        let text = "a".repeat(4_000);
        assert!(!Filter::new(&format!("{}b", "*a".repeat(500))).fits(&text));
    }
}
