//! What stands between two tokens: line breaks, blank lines and comments. Part of laying out a text.

use crate::syntax::token::{Comment, Token};

/// What stands before a token, or after the last one.
#[derive(Debug, Default)]
pub(super) struct Gap {
    /// Whether there is a line break.
    pub breaks: bool,
    /// Whether there is a blank line before the token, after the comments.
    pub blank: bool,
    /// The comments, in their order.
    pub comments: Vec<Remark>,
}

/// A comment in a gap.
#[derive(Debug)]
pub(super) struct Remark {
    /// The comment with its `#`.
    pub text: String,
    /// Where it begins in the source.
    pub start: u32,
    /// Whether it stands on the line of the token before it.
    pub trails: bool,
    /// Whether there is a blank line before it.
    pub blank: bool,
    /// Whether it is set in from the margin.
    pub is_inside: bool,
}

/// The gaps of a text: one before each token, and one after the last.
pub(super) fn gaps(source: &str, tokens: &[Token<'_>], comments: Vec<Comment>) -> Vec<Gap> {
    let mut comments = comments.into_iter().peekable();
    let mut gaps = Vec::with_capacity(tokens.len() + 1);
    let mut end = 0;
    let mut is_first = true;
    let starts = tokens
        .iter()
        .map(|token| (token.span.start, token.span.end));
    for (start, next_end) in starts.chain([(u32::MAX, u32::MAX)]) {
        let mut gap = Gap::default();
        while let Some(comment) = comments.next_if(|comment| comment.span.start < start) {
            let breaks = line_breaks(source, end, comment.span.start);
            gap.comments.push(Remark {
                trails: breaks == 0 && gap.comments.is_empty() && !is_first,
                blank: breaks > 1,
                is_inside: is_inside(source, comment.span.start),
                start: comment.span.start,
                text: comment.text,
            });
            gap.breaks = true;
            end = comment.span.end;
        }
        let breaks = line_breaks(source, end, start);
        gap.breaks |= breaks > 0;
        gap.blank = breaks > 1;
        gaps.push(gap);
        end = next_end;
        is_first = false;
    }
    gaps
}

fn line_breaks(source: &str, from: u32, to: u32) -> usize {
    let to = (to as usize).min(source.len());
    let between = source.get(from as usize..to).unwrap_or("");
    between.bytes().filter(|byte| *byte == b'\n').count()
}

fn is_inside(source: &str, start: u32) -> bool {
    let before = source.get(..start as usize).unwrap_or("");
    before
        .chars()
        .next_back()
        .is_some_and(|character| !matches!(character, '\n' | '\u{FEFF}'))
}
