//! Where something stands in the source: byte offsets that every token and every node of the syntax tree carries, so that
//! a problem found at any later stage (syntax -> typed policy -> program -> contract) can underline the words that cause it.

/// A range of bytes of the source, `start` included, `end` not.
///
/// Offsets are 32 bits: a source is at most 16 MiB. Both ends lie on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset after the last byte.
    pub end: u32,
}

impl Span {
    /// The range from `start` to `end`.
    #[must_use]
    pub const fn new(start: u32, end: u32) -> Self {
        Self { start, end }
    }

    /// The smallest range that holds both.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self {
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }

    /// The same range, moved right by `offset` bytes.
    #[must_use]
    pub fn shifted(self, offset: u32) -> Self {
        Self {
            start: self.start.saturating_add(offset),
            end: self.end.saturating_add(offset),
        }
    }

    /// The text that the range covers in `source`, or nothing when it does not lie inside it.
    #[must_use]
    pub fn text(self, source: &str) -> &str {
        source
            .get(self.start as usize..self.end as usize)
            .unwrap_or("")
    }

    /// The words that the range covers in `source`, in one line: with single spaces and without comments, outside of quotes.
    #[must_use]
    pub fn in_one_line(self, source: &str) -> String {
        let mut out = String::new();
        let mut quoted = false;
        let mut escaped = false;
        let mut comment = false;
        for character in self.text(source).chars() {
            comment = if quoted {
                false
            } else {
                (comment || character == '#') && character != '\n'
            };
            if comment {
                continue;
            }
            if !quoted && character.is_whitespace() {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
                continue;
            }
            quoted ^= character == '"' && !escaped;
            escaped = quoted && character == '\\' && !escaped;
            out.push(character);
        }
        out.trim().to_owned()
    }
}

#[cfg(test)]
mod tests;
