//! The text as it is read and as it is written: tokens, the gaps between them, their widths; lines that are too long are
//! broken here. Part of laying out a text.

use std::ops::Range;

use super::LINE_CHARS;
use super::align::Pads;
use super::gap::{Gap, Remark, gaps};
use super::plan::{Before, Line, Plan, STEP};
use crate::syntax::token::{Lexed, Token, TokenKind};

/// Spaces before a comment that stands on the line of what it is about.
pub(super) const BEFORE_COMMENT: usize = 2;
/// A text cut into tokens and gaps.
pub(super) struct Page<'s> {
    pub source: &'s str,
    /// The tokens, without the end.
    pub tokens: Vec<Token<'s>>,
    gaps: Vec<Gap>,
    /// Of each token, where it ends when everything stands on one line.
    ends: Vec<usize>,
    /// Of each token, how many tokens up to it cannot stand on the line of the one before, for a comment is between.
    forced: Vec<usize>,
}

impl<'s> Page<'s> {
    pub fn new(source: &'s str, lexed: Lexed<'s>) -> Self {
        let mut tokens = lexed.tokens;
        tokens.retain(|token| token.kind != TokenKind::End);
        let gaps = gaps(source, &tokens, lexed.comments);
        let mut page = Page {
            source,
            ends: Vec::with_capacity(tokens.len()),
            forced: Vec::with_capacity(tokens.len()),
            tokens,
            gaps,
        };
        page.measure();
        page
    }

    fn measure(&mut self) {
        let (mut end, mut forced) = (0, 0);
        for (index, token) in self.tokens.iter().enumerate() {
            end += usize::from(!self.is_glued(index)) + width(token.span.text(self.source));
            forced += usize::from(!self.gap(index).comments.is_empty());
            self.ends.push(end);
            self.forced.push(forced);
        }
    }

    /// The index of the first token that does not begin before `offset`.
    pub fn index(&self, offset: u32) -> usize {
        self.tokens
            .partition_point(|token| token.span.start < offset)
    }

    /// The gap before a token; the one after the last when there is none such.
    pub fn gap(&self, index: usize) -> &Gap {
        const NOTHING: &Gap = &Gap {
            breaks: false,
            blank: false,
            comments: Vec::new(),
        };
        self.gaps.get(index).unwrap_or(NOTHING)
    }

    /// The text of a token that is a word of the language; nothing for any other.
    pub fn reserved(&self, index: usize) -> &'s str {
        match self.tokens.get(index) {
            Some(token) if token.kind == TokenKind::Reserved => token.text,
            _ => "",
        }
    }

    /// The text of a token that is a sign; nothing for any other.
    pub fn sign(&self, index: usize) -> &'s str {
        match self.tokens.get(index) {
            Some(token) if token.kind == TokenKind::Sign => token.text,
            _ => "",
        }
    }

    /// The text of a token that is a word or a sign; nothing for any other.
    pub fn word(&self, index: usize) -> &'s str {
        match self.tokens.get(index) {
            Some(token) if token.kind != TokenKind::Quoted => token.text,
            _ => "",
        }
    }

    /// The column of a place in the source, in characters.
    pub fn column_of(&self, offset: u32) -> usize {
        let before = self.source.get(..offset as usize).unwrap_or("");
        let line = before.rsplit('\n').next().unwrap_or("");
        line.trim_start_matches('\u{FEFF}').chars().count()
    }

    /// The column of a token in the source.
    pub fn column(&self, index: usize) -> usize {
        let token = self.tokens.get(index);
        token.map_or(0, |token| self.column_of(token.span.start))
    }

    /// The column after a token in the source.
    pub fn column_after(&self, index: usize) -> usize {
        let token = self.tokens.get(index);
        token.map_or(0, |token| self.column_of(token.span.end))
    }

    /// How many characters stand between a token and the one before it in the source.
    pub fn spaces_before(&self, index: usize) -> usize {
        let before = index
            .checked_sub(1)
            .map_or(0, |before| self.column_after(before));
        self.column(index).saturating_sub(before)
    }

    /// Whether no white space stands before a token when it is on the line of the one before. A point between two tokens of one
    /// line is that of a fact; a full stop ends its line.
    pub fn is_glued(&self, index: usize) -> bool {
        let Some(before) = index.checked_sub(1) else {
            return true;
        };
        let is_possessive = |token: &Token<'_>| token.kind == TokenKind::Possessive;
        matches!(self.sign(index), "," | "." | ":" | ")" | "/")
            || self.tokens.get(index).is_some_and(is_possessive)
            || matches!(self.sign(before), "(" | "/" | ".")
    }

    /// The width of tokens on one line.
    pub fn width(&self, range: Range<usize>) -> usize {
        let Some(first) = self.tokens.get(range.start) else {
            return 0;
        };
        let start = self
            .end(range.start)
            .saturating_sub(width(first.span.text(self.source)));
        range
            .end
            .checked_sub(1)
            .map_or(0, |last| self.end(last).saturating_sub(start))
    }

    /// Whether tokens can stand on one line, `column` characters from its beginning.
    pub fn fits(&self, range: Range<usize>, column: usize) -> bool {
        !self.is_torn(range.clone()) && column + self.width(range) <= LINE_CHARS
    }

    /// Whether a comment stands between the tokens of a range.
    pub fn is_torn(&self, range: Range<usize>) -> bool {
        let forced = |index: usize| self.forced.get(index).copied().unwrap_or(0);
        range.end > range.start && forced(range.end - 1) > forced(range.start)
    }

    fn end(&self, index: usize) -> usize {
        self.ends.get(index).copied().unwrap_or(0)
    }

    /// Writes everything down.
    pub fn write(&self, plan: &Plan, pads: &Pads) -> String {
        let mut writer = Writer {
            page: self,
            plan,
            pads,
            out: String::with_capacity(self.source.len() + 64),
            column: 0,
            is_fresh: true,
        };
        writer.all();
        writer.out
    }
}

/// The width of a text in characters. One of several lines fits nowhere.
fn width(text: &str) -> usize {
    let breaks = if text.contains('\n') { LINE_CHARS } else { 0 };
    text.chars().count() + breaks
}

struct Writer<'p, 's> {
    page: &'p Page<'s>,
    plan: &'p Plan,
    pads: &'p Pads,
    out: String,
    column: usize,
    /// Whether nothing but its indentation stands on this line.
    is_fresh: bool,
}

impl Writer<'_, '_> {
    fn all(&mut self) {
        let count = self.page.tokens.len();
        let mut start = 0;
        while start < count {
            let line = self.plan.line(start).unwrap_or_default();
            self.between_lines(start, line);
            let mut end = start + 1;
            while end < count && self.plan.line(end).is_none() {
                end += 1;
            }
            self.fill(start..end, line.hang);
            start = end;
        }
        self.between_lines(count, Line::default());
        if !self.out.is_empty() {
            self.out.push('\n');
        }
    }

    /// Writes what stands before a line: comments, blank lines, the line break.
    fn between_lines(&mut self, index: usize, line: Line) {
        let gap = self.page.gap(index);
        let mut inside = index > 0 && line.indent == 0;
        let own = gap
            .comments
            .iter()
            .skip_while(|remark| remark.trails || (inside && belongs_above(remark)));
        let has_blank = own.clone().any(|remark| remark.blank) || gap.blank;
        let mut wants_blank = self.plan.stands_apart(index) && !has_blank;
        for remark in &gap.comments {
            if remark.trails {
                self.trail(index, remark);
                continue;
            }
            inside &= belongs_above(remark);
            let indent = if inside { STEP } else { line.indent };
            self.line_break(remark.blank || (!inside && wants_blank), indent);
            wants_blank &= inside;
            self.put(&remark.text);
        }
        if index < self.page.tokens.len() {
            self.line_break(gap.blank || wants_blank, line.indent);
        }
    }

    fn trail(&mut self, index: usize, remark: &Remark) {
        let pad = BEFORE_COMMENT + self.pads.before_comment(index);
        self.spaces(pad);
        self.put(&remark.text);
    }

    /// Writes tokens on one line, or on several when one is too long.
    fn fill(&mut self, range: Range<usize>, hang: usize) {
        let level = (range.start + 1..range.end)
            .filter_map(|index| self.level(index))
            .min();
        let level = match level {
            Some(level) if !self.page.fits(range.clone(), self.column) => level,
            _ => return range.for_each(|index| self.token(index)),
        };
        let mut start = range.start;
        while start < range.end {
            let mut end = start + 1;
            while end < range.end && self.level(end) != Some(level) {
                end += 1;
            }
            if start > range.start {
                self.go_on(start, end, hang);
            }
            // The parts of a part are set in further than those beside it.
            let is_part = start > range.start && level > 0;
            self.fill(start..end, hang + if is_part { STEP } else { 0 });
            start = end;
        }
    }

    /// How eagerly a line is broken before a token; first where the number is least. A comment before it breaks it anyway.
    fn level(&self, index: usize) -> Option<u8> {
        match self.plan.before(index) {
            _ if !self.page.gap(index).comments.is_empty() => Some(0),
            Before::Soft(level) => Some(level),
            _ => None,
        }
    }

    /// Goes on with the tokens up to `end`, on this line when they fit, or on another.
    fn go_on(&mut self, start: usize, end: usize, hang: usize) {
        let gap = self.page.gap(start);
        let torn = !gap.comments.is_empty();
        if !torn && self.page.fits(start..end, self.column + 1) {
            return;
        }
        for remark in &gap.comments {
            if remark.trails {
                self.trail(start, remark);
            } else {
                self.line_break(false, hang);
                self.put(&remark.text);
            }
        }
        self.line_break(false, hang);
    }

    fn token(&mut self, index: usize) {
        let Some(token) = self.page.tokens.get(index) else {
            return;
        };
        if !self.is_fresh && !self.page.is_glued(index) {
            self.spaces(1 + self.pads.before_token(index));
        }
        self.put(token.span.text(self.page.source));
    }

    fn put(&mut self, text: &str) {
        self.is_fresh = false;
        self.out.push_str(text);
        self.column = match text.rsplit_once('\n') {
            Some((_, last)) => last.chars().count(),
            None => self.column + text.chars().count(),
        };
    }

    fn spaces(&mut self, count: usize) {
        (0..count).for_each(|_| self.out.push(' '));
        self.column += count;
    }

    fn line_break(&mut self, blank: bool, indent: usize) {
        if !self.out.is_empty() {
            self.out.push_str(if blank { "\n\n" } else { "\n" });
        }
        self.column = 0;
        self.spaces(indent);
        self.is_fresh = true;
    }
}

/// Whether a comment goes with the statement above it: it is set in, and nothing is between.
fn belongs_above(remark: &Remark) -> bool {
    remark.is_inside && !remark.blank
}
