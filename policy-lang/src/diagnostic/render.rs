//! A problem as plain text: message, place, the line with the words underlined, advice. No colour and no terminal.

use super::{Problem, Severity};
use crate::syntax::Span;

/// A tab is shown as this many spaces.
const TAB_WIDTH: usize = 4;
/// Columns of a source line that are shown; of a longer line, those round the underlined words.
const LINE_WIDTH_MAX: usize = 140;
/// Columns that are shown before the underlined words of a line that is too long.
const LEAD_WIDTH: usize = 40;

/// Where each line of a source begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineIndex {
    starts: Vec<u32>,
}

/// A place as people count: line and column from 1, the column in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line, from 1.
    pub line: u32,
    /// The character of the line, from 1.
    pub column: u32,
}

impl LineIndex {
    /// Finds the lines of `source`.
    #[must_use]
    pub fn new(source: &str) -> Self {
        let ends = source
            .bytes()
            .enumerate()
            .filter(|&(_, byte)| byte == b'\n');
        let starts = std::iter::once(0)
            .chain(ends.map(|(at, _)| to_u32(at + 1)))
            .collect();
        Self { starts }
    }

    /// The line and column of a byte offset of `source`, the source that the index was made from.
    #[must_use]
    pub fn position(&self, source: &str, offset: u32) -> Position {
        let line = self.line_of(offset);
        let start = self.starts.get(line).copied().unwrap_or(0);
        let before = Span::new(start, offset).text(source);
        Position {
            line: to_u32(line + 1),
            column: to_u32(before.chars().count() + 1),
        }
    }

    /// The number of lines.
    #[must_use]
    pub fn line_count(&self) -> usize {
        self.starts.len()
    }

    /// The bytes of a line counted from 0, without its line break.
    #[must_use]
    pub fn line_span(&self, source: &str, line: usize) -> Span {
        let start = self
            .starts
            .get(line)
            .copied()
            .unwrap_or_else(|| to_u32(source.len()));
        let end = self
            .starts
            .get(line + 1)
            .copied()
            .unwrap_or_else(|| to_u32(source.len()));
        let text = Span::new(start, end).text(source);
        Span::new(
            start,
            start + to_u32(text.trim_end_matches(['\n', '\r']).len()),
        )
    }

    /// The line that holds an offset, counted from 0.
    #[must_use]
    pub fn line_of(&self, offset: u32) -> usize {
        self.starts
            .partition_point(|&start| start <= offset)
            .saturating_sub(1)
    }
}

fn to_u32(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Shows `problem`, found in `source`, which people know as `path`.
///
/// ```text
/// error E0101: expected a category of data, found `until`
///   bloodwork.consent:3:16
///   |
/// 3 | lab X may read until 2027-03-31
///   |                ^^^^^
/// help: …
/// ```
#[must_use]
pub fn render(problem: &Problem, source: &str, path: &str) -> String {
    render_with(problem, source, &LineIndex::new(source), path)
}

/// As [`render`], with the lines of `source` found already: for many problems of one text.
#[must_use]
pub fn render_with(problem: &Problem, source: &str, index: &LineIndex, path: &str) -> String {
    let places = places(problem, index);
    let gutter = places
        .iter()
        .map(|place| digits(place.line + 1))
        .max()
        .unwrap_or(1);
    let at = index.position(source, problem.span.start);
    let mut text = heading(problem);
    text += &format!("{:gutter$} {path}:{}:{}\n", "", at.line, at.column);
    text += &format!("{:gutter$} |\n", "");
    let mut shown = String::new();
    for place in &places {
        let (line, marks) = place.show(source, index, gutter);
        // The line of two places stands once, unless different parts of it are shown.
        if line != shown {
            text += &format!("{line}\n");
        }
        text += &format!("{marks}\n");
        shown = line;
    }
    if let Some(help) = &problem.help {
        text += &format!("help: {help}\n");
    }
    text
}

fn heading(problem: &Problem) -> String {
    let severity = match problem.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    format!("{severity} {}: {}\n", problem.code, problem.message)
}

fn digits(number: usize) -> usize {
    number.to_string().len()
}

/// A stretch of a line to underline, with what there is to say about it.
struct Place<'p> {
    line: usize,
    span: Span,
    mark: char,
    label: &'p str,
}

fn places<'p>(problem: &'p Problem, index: &LineIndex) -> Vec<Place<'p>> {
    let main = Place {
        line: index.line_of(problem.span.start),
        span: problem.span,
        mark: '^',
        label: "",
    };
    let also = problem.also.iter().map(|(span, label)| Place {
        line: index.line_of(span.start),
        span: *span,
        mark: '-',
        label,
    });
    let mut places: Vec<Place<'p>> = std::iter::once(main).chain(also).collect();
    places.sort_by_key(|place| (place.line, place.mark == '-'));
    places
}

impl Place<'_> {
    /// The line as it is shown, and the marks below it.
    fn show(&self, source: &str, index: &LineIndex, gutter: usize) -> (String, String) {
        let line = index.line_span(source, self.line);
        let end = self.span.end.min(line.end).max(self.span.start);
        let before = Span::new(line.start, self.span.start).text(source);
        let marked = Span::new(self.span.start, end).text(source);
        let after = Span::new(end, line.end).text(source);
        // Of a long line no more is looked at than can be shown.
        let before = shorten_start(&shown(last_chars(before)));
        let (marked, width) = shorten_end(&shown(first_chars(marked)), LINE_WIDTH_MAX - LEAD_WIDTH);
        let (after, _) = shorten_end(
            &shown(first_chars(after)),
            (LINE_WIDTH_MAX - LEAD_WIDTH).saturating_sub(width),
        );
        let indent = " ".repeat(width_of(&before));
        let marks = self.mark.to_string().repeat(width.max(1));
        let code = format!("{:>gutter$} | {before}{marked}{after}", self.line + 1);
        let under = format!("{:gutter$} | {indent}{marks} {}", "", self.label);
        (code.trim_end().to_owned(), under.trim_end().to_owned())
    }
}

/// Characters that are looked at on each side of what is underlined.
const CHARS_SEEN_MAX: usize = 400;

fn first_chars(text: &str) -> &str {
    let end = text.char_indices().nth(CHARS_SEEN_MAX);
    end.map_or(text, |(end, _)| text.get(..end).unwrap_or(""))
}

fn last_chars(text: &str) -> &str {
    let start = text.char_indices().rev().nth(CHARS_SEEN_MAX);
    start.map_or(text, |(start, _)| text.get(start..).unwrap_or(""))
}

/// Source text as it is shown: tabs as spaces, and nothing that could hide or move what stands there.
fn shown(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\t' => shown.extend(std::iter::repeat_n(' ', TAB_WIDTH)),
            other => shown.push(visible(other)),
        }
    }
    shown
}

/// The character itself, or a stand-in when it cannot be seen or reorders its neighbours.
pub(super) fn visible(character: char) -> char {
    if character == '\n' || character == '\t' {
        ' '
    } else if crate::syntax::is_invisible(character) {
        '\u{FFFD}'
    } else {
        character
    }
}

/// The end of a text that is too wide, after an ellipsis.
fn shorten_start(text: &str) -> String {
    if width_of(text) <= LEAD_WIDTH * 2 {
        return text.to_owned();
    }
    let mut width = 0;
    let kept = text.char_indices().rev().take_while(|&(_, character)| {
        width += width_of_char(character);
        width < LEAD_WIDTH
    });
    let start = kept.last().map_or(text.len(), |(at, _)| at);
    format!("…{}", text.get(start..).unwrap_or(""))
}

/// The start of a text that is too wide, before an ellipsis; and its width.
fn shorten_end(text: &str, width_max: usize) -> (String, usize) {
    let mut width = 0;
    for (at, character) in text.char_indices() {
        if width + width_of_char(character) > width_max {
            return (format!("{}…", text.get(..at).unwrap_or("")), width + 1);
        }
        width += width_of_char(character);
    }
    (text.to_owned(), width)
}

fn width_of(text: &str) -> usize {
    text.chars().map(width_of_char).sum()
}

/// Columns that a character takes on a terminal: two for East Asian wide ones and emoji, none for combining marks.
fn width_of_char(character: char) -> usize {
    match u32::from(character) {
        0x0300..=0x036F | 0x1AB0..=0x1AFF | 0x1DC0..=0x1DFF | 0x20D0..=0x20FF | 0xFE20..=0xFE2F => {
            0
        }
        0x1100..=0x115F | 0x2E80..=0x303E | 0x3041..=0xA4CF | 0xAC00..=0xD7A3 => 2,
        0xF900..=0xFAFF | 0xFE30..=0xFE6F | 0xFF00..=0xFF60 | 0xFFE0..=0xFFE6 => 2,
        0x1F300..=0x1F64F | 0x1F900..=0x1F9FF | 0x2_0000..=0x3_FFFD => 2,
        _ => 1,
    }
}
