//! Categories of data: what is declared, the codes that mean them, and the data of a sentence. Part of syntax -> typed policy.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::scope::{Thing, Tree, suggest};
use super::term::{each_once, unknown_term};
use super::term_tree::Nodes;
use super::{Checker, codes};
use crate::diagnostic::{Problem, quote};
use crate::syntax::Span;
use crate::syntax::tree::{Code, Data, DataItem, Header, TermDeclaration};
use crate::typed::{Category, CodeMeaning};
use crate::vocabulary::vocabulary;

/// The id of `everything`.
pub(super) const EVERYTHING_ID: u32 = 0;

/// A code that the policy declares for a category.
pub(super) struct DeclaredCode<'s> {
    system: &'s str,
    code: &'s str,
    category: &'s str,
    span: Span,
}

/// The categories, numbered depth first from [`EVERYTHING_ID`], and the codes that the policy declares.
pub(super) fn categories<'s>(
    declared: &[&'s TermDeclaration],
    header: &Header,
    problems: &mut Vec<Problem>,
) -> (Vec<Category>, Vec<DeclaredCode<'s>>) {
    let words = vocabulary()
        .categories
        .iter()
        .map(|word| (word.name, word.within, Vec::new()));
    let mut nodes = Nodes::of_vocabulary(Tree::Category, words);
    let once = nodes.declare(declared, Some(0), problems);
    let mut categories = nodes.number(EVERYTHING_ID, |node, within| Category {
        name: node.name.to_owned(),
        within,
        protected: false,
    });
    protect(&mut categories, header, problems);
    let mut codes = Vec::new();
    for (term, code) in once
        .iter()
        .flat_map(|term| term.codes.iter().map(move |code| (*term, code)))
    {
        if let Some(system) = system(code, problems) {
            let category = term.name.text.as_str();
            codes.push(DeclaredCode {
                system,
                code: &code.code.text,
                category,
                span: code.span,
            });
        }
    }
    (categories, codes)
}

fn protect(categories: &mut [Category], header: &Header, problems: &mut Vec<Problem>) {
    let Some(line) = &header.specially_protected else {
        return;
    };
    let names: Vec<String> = categories
        .iter()
        .map(|category| category.name.clone())
        .collect();
    let ids: BTreeMap<&str, usize> = names.iter().map(String::as_str).zip(0..).collect();
    for name in &line.names {
        let category = ids
            .get(name.text.as_str())
            .and_then(|id| categories.get_mut(*id));
        match category {
            None => {
                let known = ids.keys().copied();
                problems.push(unknown_term(Tree::Category, name, known, problems.len()));
            }
            Some(category) if category.within.is_none() => {
                let message = "`everything` cannot be specially protected";
                let help = "name the categories that a rule for `everything` is to leave out";
                problems.push(
                    Problem::error(codes::PROTECTED_EVERYTHING, name.span, message).help(help),
                );
            }
            Some(category) => category.protected = true,
        }
    }
}

/// The address of a code's system; a word that stands for none is an error.
pub(super) fn system<'s>(code: &'s Code, problems: &mut Vec<Problem>) -> Option<&'s str> {
    let written = &code.system;
    if code.code.text.trim().is_empty() {
        problems.push(
            Problem::error(codes::EMPTY_CODE, code.code.span, "this code is empty")
                .help("write it as the code system does, as in `loinc \"718-7\"`"),
        );
    }
    for (text, span) in [
        (&code.code.text, code.code.span),
        (&written.text, written.span),
    ] {
        if text.len() as u64 > abi::limits::NAME_BYTES {
            let help = format!(
                "requests carry codes and addresses of at most {} bytes",
                abi::limits::NAME_BYTES
            );
            let message = "this is longer than requests can carry";
            problems.push(Problem::error(codes::NAME_TOO_LONG, span, message).help(help));
        }
    }
    if written.quoted && written.text.contains(':') {
        return Some(&written.text);
    }
    let known = vocabulary().system_uri(&written.text);
    if known.is_none() {
        let message = format!("no code system is called {}", quote(&written.text));
        let problem = Problem::error(codes::UNKNOWN_SYSTEM, written.span, message);
        let names = vocabulary().systems.iter().map(|system| system.name);
        let address = "any other is written as its address in quotes, \"http://…\"";
        problems.push(suggest(
            problem,
            problems.len(),
            &written.text,
            names,
            address,
        ));
    }
    known
}

/// The codes that mean a category, sorted: the policy's, and those of the vocabulary that the policy does not give another
/// meaning.
pub(super) fn codes(
    categories: &[Category],
    declared: Vec<DeclaredCode<'_>>,
    problems: &mut Vec<Problem>,
) -> Vec<CodeMeaning> {
    let ids: BTreeMap<&str, u32> = categories
        .iter()
        .map(|category| category.name.as_str())
        .zip(0..)
        .collect();
    let mut own: BTreeMap<(&str, &str), DeclaredCode<'_>> = BTreeMap::new();
    for code in declared {
        match own.get(&(code.system, code.code)) {
            Some(first) => problems.push(code_twice(&code, first)),
            None => _ = own.insert((code.system, code.code), code),
        }
    }
    // Codes of one category often stand in a row: most are looked up by looking at the one before.
    let mut last = ("", None);
    let shipped = vocabulary()
        .codes
        .iter()
        .filter(|code| own.is_empty() || !own.contains_key(&(code.system, code.code)));
    let shipped = shipped.filter_map(|code| {
        if last.0 != code.category {
            last = (code.category, ids.get(code.category).copied());
        }
        Some((code.system.into(), code.code.into(), last.1?))
    });
    let declared = own.values().filter_map(|code| {
        let id = *ids.get(code.category)?;
        let owned = |text: &str| Cow::Owned(text.to_owned());
        Some((owned(code.system), owned(code.code), id))
    });
    let mut all: Vec<CodeMeaning> = shipped.chain(declared).collect();
    if !own.is_empty() {
        // Two lists in order already: a stable sort only merges them.
        all.sort();
    }
    all
}

fn code_twice(code: &DeclaredCode<'_>, first: &DeclaredCode<'_>) -> Problem {
    let text = quote(code.code);
    let problem = if code.category == first.category {
        Problem::warning(
            codes::CODE_TWICE,
            code.span,
            format!("the code {text} is written twice"),
        )
        .help("leave one of the two out")
    } else {
        let (one, other) = (quote(first.category), quote(code.category));
        let message = format!("the code {text} cannot mean both {one} and {other}");
        Problem::error(codes::CODE_OF_TWO, code.span, message)
            .help("a code means one category; let one category lie within the other")
    };
    problem.also(first.span, "it is here, too")
}

/// The data of a sentence, in ids.
pub(super) struct DataIds {
    pub(super) whole_record: bool,
    pub(super) categories: Vec<u32>,
    pub(super) except: Vec<u32>,
}

impl Checker<'_> {
    /// The data of a sentence; `None` when a category is not known.
    pub(super) fn data(&mut self, data: &Data) -> Option<DataIds> {
        let whole_record = data
            .items
            .iter()
            .any(|item| matches!(item, DataItem::WholeRecord(_)));
        let named = data
            .items
            .iter()
            .filter(|item| !matches!(item, DataItem::WholeRecord(_)));
        let categories: Vec<_> = named.map(|item| self.data_item(item)).collect();
        let except: Vec<_> = data
            .except
            .iter()
            .map(|item| self.data_item(item))
            .collect();
        let categories = each_once(categories.into_iter().collect::<Option<_>>()?);
        let except: Vec<u32> = except.into_iter().collect::<Option<_>>()?;
        let everything = whole_record.then_some(EVERYTHING_ID);
        let named: Vec<u32> = categories.iter().copied().chain(everything).collect();
        self.check_exceptions(data, &named, &except)?;
        Some(DataIds {
            whole_record,
            categories,
            except: each_once(except),
        })
    }

    /// The category that an item names; the whole record is everything.
    pub(super) fn data_item(&mut self, item: &DataItem) -> Option<u32> {
        match item {
            DataItem::Category(name) => self.term(Tree::Category, name),
            DataItem::Everything(_) | DataItem::WholeRecord(_) => {
                self.used.insert(Thing::Term(Tree::Category, EVERYTHING_ID));
                Some(EVERYTHING_ID)
            }
        }
    }

    /// Reports exceptions that leave nothing, and warns of those that except nothing.
    pub(super) fn check_exceptions(
        &mut self,
        data: &Data,
        named: &[u32],
        except: &[u32],
    ) -> Option<()> {
        let (named, excepted) = (self.subtrees(named), self.subtrees(except));
        if named.0.iter().all(|id| excepted.contains(*id)) {
            let message = "nothing is left of the data that is named";
            let problem = Problem::error(codes::NOTHING_LEFT, data.span, message);
            self.report(problem.help("`except` takes away from what is named before it"));
            return None;
        }
        for (item, id) in data.except.iter().zip(except) {
            let (first, last) = self.scope.categories_within(*id);
            if named.contains(*id) || named.has_root_in(first, last) {
                continue;
            }
            let name = quote(self.scope.term_name(Tree::Category, *id));
            let message = format!("{name} is no part of what is named, so this excepts nothing");
            self.report(
                Problem::warning(codes::IDLE_EXCEPTION, item_span(item), message)
                    .help("leave the exception out, or name data that it is a part of"),
            );
        }
        Some(())
    }

    /// Categories with all that is within them.
    pub(super) fn subtrees(&self, ids: &[u32]) -> Subtrees {
        let mut roots = ids.to_vec();
        roots.sort_unstable();
        let mut tops: Vec<(u32, u32)> = Vec::new();
        for root in &roots {
            if tops.last().is_none_or(|(_, last)| root > last) {
                tops.push(self.scope.categories_within(*root));
            }
        }
        Subtrees(roots, tops)
    }
}

/// Categories with all that is within them: the roots in order, and the intervals of those that lie within no other.
pub(super) struct Subtrees(Vec<u32>, Vec<(u32, u32)>);

impl Subtrees {
    pub(super) fn contains(&self, id: u32) -> bool {
        let after = self.1.partition_point(|(first, _)| *first <= id);
        let before = after.checked_sub(1).and_then(|at| self.1.get(at));
        before.is_some_and(|(_, last)| id <= *last)
    }

    pub(super) fn has_root_in(&self, first: u32, last: u32) -> bool {
        let at = self.0.partition_point(|root| *root < first);
        self.0.get(at).is_some_and(|root| *root <= last)
    }
}

/// Where an item stands.
pub(super) fn item_span(item: &DataItem) -> Span {
    match item {
        DataItem::Everything(span) | DataItem::WholeRecord(span) => *span,
        DataItem::Category(name) => name.span,
    }
}
