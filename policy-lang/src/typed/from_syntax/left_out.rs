//! The remark on specially protected categories that a rule leaves out although it names another one. Part of syntax -> typed
//! policy.

use super::category::item_span;
use super::rule::Rules;
use super::scope::Tree;
use super::{Checker, codes};
use crate::diagnostic::{PROBLEMS_MAX, Problem, quote};
use crate::syntax::Span;
use crate::syntax::tree::DataItem;
use crate::typed::Sentence;

/// The most categories that a message names.
const NAMES_SHOWN_MAX: usize = 4;

impl Checker<'_> {
    /// Remarks on `everything and hiv` in a `may` rule, when `everything` leaves out other protected categories than hiv.
    pub(super) fn remark_on_left_out(&mut self, rules: &Rules<'_>) {
        let protected = self.outermost_protected();
        for (rule, number) in rules.rules.iter().zip(0..) {
            if self.problems.len() > PROBLEMS_MAX {
                return;
            }
            let Some(written) = rules.sentence(number) else {
                continue;
            };
            if rule.sentence.may && !rule.sentence.whole_record {
                let problem = self.left_out(&rule.sentence, &written.data.items, &protected);
                self.problems.extend(problem);
            }
        }
    }

    /// The specially protected categories that lie within no other.
    fn outermost_protected(&self) -> Vec<u32> {
        let categories = self.scope.policy.categories.iter().zip(0..);
        let protected = categories.filter(|(category, _)| category.protected);
        let mut outermost: Vec<u32> = Vec::new();
        for (_, id) in protected {
            let last = outermost
                .last()
                .map(|last| self.scope.categories_within(*last).1);
            if last.is_none_or(|last| id > last) {
                outermost.push(id);
            }
        }
        outermost
    }

    fn left_out(
        &self,
        sentence: &Sentence,
        items: &[DataItem],
        protected: &[u32],
    ) -> Option<Problem> {
        let items: Vec<(u32, Span)> = items
            .iter()
            .filter_map(|item| Some((self.known_item(item)?, item_span(item))))
            .collect();
        let all_protected = self.subtrees(protected);
        let (named, beside) = items.iter().find(|(id, _)| all_protected.contains(*id))?;
        let excepted = self.subtrees(&sentence.except);
        let reached = self.subtrees(&sentence.categories);
        let (around, left) = items.iter().find_map(|around| {
            let left = self.left_by(around.0, protected);
            let left = left.into_iter().filter(|id| {
                let (first, last) = self.scope.categories_within(*id);
                !excepted.contains(*id) && !reached.has_root_in(first, last)
            });
            let left: Vec<u32> = left.collect();
            (!left.is_empty()).then_some((around, left))
        })?;
        let name = |id: u32| quote(self.scope.term_name(Tree::Category, id));
        let mut names: Vec<String> = left
            .iter()
            .take(NAMES_SHOWN_MAX)
            .map(|id| name(*id))
            .collect();
        if left.len() > NAMES_SHOWN_MAX {
            names.push("others".to_owned());
        }
        let names = listed(&names);
        let message = format!(
            "{} leaves out {names}, though {} is named beside it",
            name(around.0),
            name(*named)
        );
        let help =
            "name what is left out, too, or put it after `except` to show that this is meant";
        Some(
            Problem::warning(codes::LEFT_OUT, around.1, message)
                .also(*beside, "this specially protected category is named")
                .help(help),
        )
    }

    /// The protected categories strictly within one: those that it leaves out.
    fn left_by(&self, around: u32, protected: &[u32]) -> Vec<u32> {
        let (first, last) = self.scope.categories_within(around);
        let inside = |id: &&u32| **id > first && **id <= last;
        protected.iter().filter(inside).copied().collect()
    }

    fn known_item(&self, item: &DataItem) -> Option<u32> {
        match item {
            DataItem::Category(name) => {
                let names = self.scope.names(Tree::Category);
                names.get(name.text.as_str()).copied()
            }
            DataItem::Everything(_) | DataItem::WholeRecord(_) => {
                Some(super::category::EVERYTHING_ID)
            }
        }
    }
}

/// Names as people list them: `a`, `a and b`, `a, b and c`.
fn listed(names: &[String]) -> String {
    match names {
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        names => names.concat(),
    }
}
