//! Laying out: nothing is lost, nothing is said anew, and what is laid out stays as it is.

mod layout;
mod random;

use std::collections::BTreeSet;

use super::gap::{Gap, Remark, gaps};
use super::{LINE_CHARS, format, format_laws};
use crate::diagnostic::Problem;
use crate::syntax::tests::without_spans;
use crate::syntax::token::{Lexed, Origin, lex};
use crate::syntax::{Parsed, parse, parse_laws};

/// Lays out a text that has no errors, and checks what holds of every text.
fn formatted(source: &str) -> String {
    let laid_out = format(source).unwrap();
    check_same(source, &laid_out);
    laid_out
}

/// The same of a file of laws.
fn formatted_laws(source: &str) -> String {
    let laid_out = format_laws(source).unwrap();
    check_same_read_by(parse_laws, format_laws, source, &laid_out);
    laid_out
}

/// Asserts that nothing but the layout differs, and that laying out again changes nothing.
fn check_same(source: &str, laid_out: &str) {
    check_same_read_by(parse, format, source, laid_out);
}

fn check_same_read_by(
    parse: fn(&str) -> Parsed,
    format: fn(&str) -> Result<String, Vec<Problem>>,
    source: &str,
    laid_out: &str,
) {
    let (before, after) = (parse(source), parse(laid_out));
    assert_eq!(
        without_spans(&before.tree),
        without_spans(&after.tree),
        "{source}\n----\n{laid_out}"
    );
    assert_eq!(
        pieces(source),
        pieces(laid_out),
        "{source}\n----\n{laid_out}"
    );
    let about_below = touching(source, |remark| !remark.is_inside);
    assert!(
        about_below.is_subset(&touching(laid_out, |_| true)),
        "{source}\n----\n{laid_out}"
    );
    assert_eq!(codes(&before), codes(&after), "{source}\n----\n{laid_out}");
    assert_eq!(
        format(laid_out).as_deref(),
        Ok(laid_out),
        "{source}\n---- is laid out as\n{laid_out}"
    );
    check_layout(source, laid_out);
}

/// Every word, sign, text and comment, in order.
fn pieces(source: &str) -> Vec<&str> {
    let Lexed {
        tokens, comments, ..
    } = lex(source, &Origin::default());
    let tokens = tokens.iter().map(|token| token.span);
    let comments = comments.iter().map(|comment| comment.span);
    let mut spans: Vec<_> = tokens.chain(comments).collect();
    spans.sort_unstable();
    spans.into_iter().map(|span| span.text(source)).collect()
}

/// The gaps whose last comment stands right above the token after it and `counts`. One at the margin is about what that token
/// begins.
fn touching(source: &str, counts: fn(&Remark) -> bool) -> BTreeSet<usize> {
    let Lexed {
        mut tokens,
        comments,
        ..
    } = lex(source, &Origin::default());
    tokens.pop();
    let gaps = gaps(source, &tokens, comments);
    let touches = |gap: &Gap| {
        let last = gap.comments.last();
        last.is_some_and(|last| !last.trails && counts(last)) && !gap.blank
    };
    let touching = gaps.iter().take(tokens.len()).enumerate();
    touching
        .filter(|(_, gap)| touches(gap))
        .map(|(index, _)| index)
        .collect()
}

/// Warnings stay; but a sentence of a form is set in now, if it was not, and no longer looks like a rule.
fn codes(parsed: &Parsed) -> Vec<&str> {
    let codes = parsed.problems.iter().map(|problem| problem.code);
    codes.filter(|code| *code != "W0119").collect()
}

/// No white space at the end of a line, no two blank lines, none at the beginning or the end; but in quotes anything may stand.
fn check_layout(source: &str, laid_out: &str) {
    assert!(
        laid_out.is_empty() || laid_out.ends_with('\n') && !laid_out.ends_with("\n\n"),
        "{laid_out:?}"
    );
    assert!(!laid_out.starts_with('\n'), "{laid_out:?}");
    let has_long_text = source
        .split('"')
        .any(|text| text.contains('\n') && text.trim_end() != text);
    if !has_long_text {
        assert!(!laid_out.contains("\n\n\n"), "{laid_out}");
        assert!(
            laid_out.lines().all(|line| line.trim_end() == line),
            "{laid_out:?}"
        );
    }
}
