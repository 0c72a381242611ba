//! Where lines begin, and where one that is too long may be broken. Part of laying out a text.

mod sentence;

use std::ops::Range;

use super::page::Page;
use crate::syntax::span::Span;
use crate::syntax::token::TokenKind;
use crate::syntax::tree::{Example, FormDeclaration, PolicySyntax, Rule, Statement};

/// How far what belongs to a statement is set in.
pub(super) const STEP: usize = 2;

/// Where a line is broken first: at what is said of a sentence's data, a request or an expectation.
const AT_PARTS: u8 = 1;
/// Where it is broken next.
const AT_WORDS: u8 = 2;
/// Where it is broken after that: between the items of a list.
const AT_ITEMS: u8 = 3;

/// What stands before a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Before {
    /// White space as the token and its neighbour want it.
    Space,
    /// The same, or a line break when the line is too long; the least number breaks first.
    Soft(u8),
    /// A line break.
    Line(Line),
}

/// A line that begins at a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Line {
    /// How far it is set in.
    pub indent: usize,
    /// How far its rest is set in when it is too long.
    pub hang: usize,
}

/// What stands before each token.
pub(super) struct Plan {
    before: Vec<Before>,
    /// The tokens that begin a statement with a blank line around it, and those that begin the statement after it; sorted.
    apart: Vec<usize>,
}

impl Plan {
    /// What stands before a token.
    pub fn before(&self, index: usize) -> Before {
        self.before.get(index).copied().unwrap_or(Before::Space)
    }

    /// The line that begins at a token, if one does.
    pub fn line(&self, index: usize) -> Option<Line> {
        match self.before(index) {
            Before::Line(line) => Some(line),
            _ => None,
        }
    }

    /// Whether a blank line stands before the statement that begins at a token.
    pub fn stands_apart(&self, index: usize) -> bool {
        self.apart.binary_search(&index).is_ok()
    }
}

/// Plans the lines of a text that was read as `tree` without errors.
pub(super) fn plan(page: &Page<'_>, tree: &PolicySyntax) -> Plan {
    let mut planner = Planner {
        page,
        plan: Plan {
            before: vec![Before::Space; page.tokens.len()],
            apart: Vec::new(),
        },
    };
    let first = tree.statements.first();
    let first = first.map_or(page.tokens.len(), |first| page.index(span(first).start));
    planner.header(0..first);
    let mut was_apart = false;
    for statement in &tree.statements {
        let is_apart = stands_apart(statement);
        if is_apart || was_apart {
            planner.plan.apart.push(page.index(span(statement).start));
        }
        planner.statement(statement);
        was_apart = is_apart;
    }
    planner.plan
}

/// Where a statement stands.
pub(super) fn span(statement: &Statement) -> Span {
    match statement {
        Statement::Party(party) => party.span,
        Statement::Practitioner(practitioner) => practitioner.span,
        Statement::Role(term)
        | Statement::Action(term)
        | Statement::Category(term)
        | Statement::Purpose(term) => term.span,
        Statement::Fact(fact) => fact.span,
        Statement::Form(form) => form.span,
        Statement::Rule(rule) => rule.span,
        Statement::Example(example) => example.span,
    }
}

/// Whether a statement has a blank line around it.
fn stands_apart(statement: &Statement) -> bool {
    match statement {
        Statement::Form(_) | Statement::Example(_) => true,
        Statement::Rule(rule) => rule.label.is_some(),
        _ => false,
    }
}

struct Planner<'p, 's> {
    page: &'p Page<'s>,
    plan: Plan,
}

impl Planner<'_, '_> {
    fn line(&mut self, index: usize, indent: usize, hang: usize) {
        if let Some(before) = self.plan.before.get_mut(index) {
            *before = Before::Line(Line { indent, hang });
        }
    }

    fn soft(&mut self, index: usize, level: u8) {
        if let Some(before) = self.plan.before.get_mut(index)
            && *before == Before::Space
        {
            *before = Before::Soft(level);
        }
    }

    /// A place to break before the `and` or `or` that joins a part to the one before, or before the part itself.
    fn soft_part(&mut self, index: usize, level: u8) {
        self.soft(self.joiner(index), level);
    }

    /// The `and` or `or` right before a token; the token itself when there is none.
    fn joiner(&self, index: usize) -> usize {
        match index.checked_sub(1) {
            Some(before) if matches!(self.page.reserved(before), "and" | "or") => before,
            _ => index,
        }
    }

    fn range(&self, span: Span) -> Range<usize> {
        self.page.index(span.start)..self.page.index(span.end)
    }

    fn header(&mut self, range: Range<usize>) {
        for index in range.clone() {
            if self.begins_header_line(index) {
                self.line(index, 0, 2 * STEP);
            }
        }
        self.lists(range, AT_ITEMS);
    }

    fn begins_header_line(&self, index: usize) -> bool {
        let word = |index: usize| match self.page.tokens.get(index) {
            Some(token) if token.kind == TokenKind::Word => token.text,
            _ => "",
        };
        matches!(self.page.reserved(index), "policy" | "version" | "source")
            || matches!(
                (word(index), word(index + 1)),
                ("time", "zone") | ("specially", "protected")
            )
    }

    fn statement(&mut self, statement: &Statement) {
        let range = self.range(span(statement));
        match statement {
            Statement::Rule(rule) => self.rule(rule, range),
            Statement::Form(form) => self.form(form, range),
            Statement::Example(example) => self.example(example, range),
            _ => self.declaration(range),
        }
    }

    fn declaration(&mut self, range: Range<usize>) {
        self.line(range.start, 0, 2 * STEP);
        self.words(range.clone(), &["within", "is", "of", "otherwise"]);
        self.lists(range, AT_ITEMS);
    }

    fn rule(&mut self, rule: &Rule, range: Range<usize>) {
        if rule.label.is_none() {
            return self.sentence(&rule.sentence, 0, false);
        }
        self.line(range.start, 0, 2 * STEP);
        let head = range.start..self.page.index(rule.sentence.span.start);
        self.words(head.clone(), &["overrides"]);
        self.lists(head, AT_ITEMS);
        self.sentence(&rule.sentence, STEP, true);
    }

    fn form(&mut self, form: &FormDeclaration, range: Range<usize>) {
        self.line(range.start, 0, 2 * STEP);
        let body = form.text.first().map(|paragraph| paragraph.text.span);
        let body = body.or(form.sentences.first().map(|sentence| sentence.span));
        let body = body.map_or(range.end, |body| self.page.index(body.start));
        self.lists(range.start..body, AT_ITEMS);
        for paragraph in &form.text {
            let start = self.page.index(paragraph.text.span.start);
            self.line(start, STEP, 2 * STEP);
        }
        for sentence in &form.sentences {
            self.sentence(sentence, STEP, false);
        }
    }

    fn example(&mut self, example: &Example, range: Range<usize>) {
        self.line(range.start, 0, 2 * STEP);
        let (ask, expect) = (
            self.range(example.ask.span),
            self.range(example.expect.span),
        );
        for index in range.start..ask.start {
            if self.page.reserved(index) == "given" {
                self.line(index, STEP, 2 * STEP);
            }
        }
        for given in &example.givens {
            let given = self.range(given.span);
            if given
                .start
                .checked_sub(1)
                .is_some_and(|before| self.page.reserved(before) != "given")
            {
                self.soft_part(given.start, AT_PARTS);
            }
            self.words(given, &["with", "on"]);
        }
        self.lists(range.start..ask.start, AT_ITEMS);
        self.ask(ask, self.page.index(example.ask.asker_span.end));
        self.line(expect.start, STEP, 2 * STEP);
        for index in expect.clone() {
            if matches!(self.page.reserved(index), "then" | "because") {
                self.soft(index, AT_PARTS);
            }
        }
        for reason in &example.expect.reasons {
            let start = self.page.index(reason.span.start);
            self.soft_part(start, AT_PARTS);
        }
        self.lists(expect, AT_ITEMS);
    }

    fn ask(&mut self, range: Range<usize>, asks: usize) {
        self.line(range.start, STEP, 2 * STEP);
        self.soft(asks, AT_WORDS);
        for index in asks..range.end {
            let words = [
                "for", "on", "with", "dated", "written", "held", "of", "labelled",
            ];
            if words.contains(&self.page.reserved(index)) {
                self.soft_part(index, AT_PARTS);
            }
        }
        self.lists(range, AT_ITEMS);
    }

    /// Places to break before each of `words`.
    fn words(&mut self, range: Range<usize>, words: &[&str]) {
        for index in range {
            if words.contains(&self.page.reserved(index)) {
                self.soft(index, AT_WORDS);
            }
        }
    }

    /// Places to break between the items of lists and the parts of conditions: what parentheses hold is broken later than what
    /// is around them, and `and` later than `or`.
    fn lists(&mut self, range: Range<usize>, level: u8) {
        let mut depth = 0u8;
        for index in range.start + 1..range.end.max(range.start + 1) {
            let inside = level.saturating_add(depth.saturating_mul(2));
            match (self.page.reserved(index), self.page.sign(index - 1)) {
                ("or", _) => self.soft(index, inside),
                ("and", _) if !self.is_between_times(index) => {
                    self.soft(index, inside.saturating_add(1));
                }
                ("and", _) => {}
                (_, ",") if self.joiner(index) == index => self.soft(index, inside),
                _ => {}
            }
            match self.page.sign(index) {
                "(" => depth = depth.saturating_add(1),
                ")" => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
    }

    fn is_between_times(&self, index: usize) -> bool {
        let is_time = |index: usize| {
            let token = self.page.tokens.get(index);
            token.is_some_and(|token| matches!(token.kind, TokenKind::Time { .. }))
        };
        is_time(index - 1) && is_time(index + 1)
    }
}
