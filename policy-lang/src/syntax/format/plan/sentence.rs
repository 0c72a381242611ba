//! The lines of a sentence: one, or one for each clause. Part of laying out a text.

use std::ops::Range;

use super::{AT_ITEMS, AT_PARTS, AT_WORDS, Planner, STEP};
use crate::syntax::tree::Sentence;
use crate::syntax::words::{CLAUSES, NARROWINGS};

/// A clause where it stands: with the comma's `and` before it.
struct Clause<'s> {
    word: &'s str,
    tokens: Range<usize>,
}

impl Planner<'_, '_> {
    /// Plans a sentence that is set in by `indent`. That of a rule with a name has its source on a line of its own.
    pub(super) fn sentence(&mut self, sentence: &Sentence, indent: usize, is_named: bool) {
        let range = self.range(sentence.span);
        let clauses = self.clauses(sentence, &range);
        self.line(range.start, indent, indent + STEP);
        self.main_clause(sentence);
        if self.is_tall(&range, &clauses, indent, is_named) {
            self.tall(&range, &clauses, indent, is_named);
            self.duties(sentence, indent);
        } else {
            self.flat(&clauses, indent, is_named);
        }
        for clause in &clauses {
            self.words(clause.tokens.clone(), &["within"]);
            self.lists(clause.tokens.clone(), AT_ITEMS);
        }
    }

    fn main_clause(&mut self, sentence: &Sentence) {
        let permission = self.page.index(sentence.permission_span.start);
        let data = self.range(sentence.data.span);
        self.soft(permission, AT_PARTS);
        self.soft(data.start, AT_WORDS);
        for index in data.clone() {
            let word = self.page.reserved(index);
            // `of` may also say whose practitioner it is.
            if word == "except" || (word != "of" && NARROWINGS.contains(&word)) {
                self.soft_part(index, AT_PARTS);
            }
        }
        let narrowings = sentence.data.narrowing.iter();
        for start in narrowings.map(|narrowing| narrowing.span.start) {
            self.soft_part(self.page.index(start), AT_PARTS);
        }
        self.lists(self.page.index(sentence.span.start)..permission, AT_ITEMS);
        self.lists(permission..data.end, AT_ITEMS);
    }

    fn clauses(&self, sentence: &Sentence, range: &Range<usize>) -> Vec<Clause<'static>> {
        let after_data = self.page.index(sentence.data.span.end);
        let mut clauses: Vec<Clause<'static>> = Vec::new();
        for index in after_data..range.end {
            let word = CLAUSES
                .iter()
                .find(|word| **word == self.page.reserved(index));
            let Some(word) = word else { continue };
            let start = self.joiner(index);
            if let Some(last) = clauses.last_mut() {
                last.tokens.end = start;
            }
            clauses.push(Clause {
                word,
                tokens: start..range.end,
            });
        }
        clauses
    }

    /// Whether each clause has a line of its own: its author has begun to, or one line is not enough.
    fn is_tall(
        &self,
        range: &Range<usize>,
        clauses: &[Clause<'_>],
        indent: usize,
        is_named: bool,
    ) -> bool {
        let counted = clauses
            .iter()
            .filter(|clause| !(is_named && clause.word == "source"));
        let end = clauses
            .iter()
            .find(|clause| is_named && clause.word == "source")
            .map_or(range.end, |source| source.tokens.start);
        let breaks = counted.into_iter().any(|clause| {
            let after_source = is_named && clause.tokens.start > end;
            !after_source && self.page.gap(clause.tokens.start).breaks
        });
        breaks || !self.page.fits(range.start..end, indent) || self.page.is_torn(range.clone())
    }

    fn flat(&mut self, clauses: &[Clause<'_>], indent: usize, is_named: bool) {
        let mut after_source = false;
        for clause in clauses.iter().filter(|_| is_named) {
            if clause.word == "source" {
                self.line(clause.tokens.start, indent, indent + STEP);
            } else if after_source {
                self.line(clause.tokens.start, indent + STEP, indent + 2 * STEP);
            }
            after_source |= clause.word == "source";
        }
    }

    /// Purposes and the period stay beside the data while their author left them there and the line has room; `until` stays
    /// beside `from`.
    fn tall(
        &mut self,
        range: &Range<usize>,
        clauses: &[Clause<'_>],
        indent: usize,
        is_named: bool,
    ) {
        let (mut line, mut line_indent, mut is_main, mut last) = (range.start, indent, true, "");
        for clause in clauses {
            let start = clause.tokens.start;
            let gap = self.page.gap(start);
            let is_period = clause.word == "until" && last == "from" && gap.comments.is_empty();
            let is_left = is_main && matches!(clause.word, "for" | "from" | "until") && !gap.breaks;
            last = clause.word;
            if (is_period || is_left) && self.page.fits(line..clause.tokens.end, line_indent) {
                continue;
            }
            is_main = false;
            line = start;
            line_indent = match clause.word {
                "source" if is_named => indent,
                _ => indent + STEP,
            };
            self.line(start, line_indent, line_indent + STEP);
        }
    }

    /// Each duty on a line of its own, the duties one below the other.
    fn duties(&mut self, sentence: &Sentence, indent: usize) {
        const THEN: usize = "then ".len();
        const AND: usize = "and ".len();
        let column = indent + STEP + THEN;
        for duty in sentence.duties.iter().skip(1) {
            let start = self.page.index(duty.span.start);
            let joiner = self.joiner(start);
            let indent = match self.page.reserved(joiner) {
                "and" => column - AND,
                "or" => column - AND + 1,
                _ => column,
            };
            self.line(joiner, indent, column + STEP);
        }
    }
}
