//! Syntax to typed policy: resolves every name, turns every day into an instant, and says all that does not add up.
//!
//! Second step of the flow text -> syntax -> **typed policy** -> program -> contract. It runs in this order, and each part
//! goes on after a problem, so that all are reported at once:
//!
//! ```text
//! header ─> terms, parties, codes, facts, counters, forms ─> Policy without rules ─> rules ─> examples ─> remarks on the whole
//! broken: what follows from a mistake of reading is dropped
//! ```
//!
//! **Invariant:** a policy comes out only when nothing is an error and nothing was left out.

mod age;
mod asker;
mod broken;
mod category;
mod codes;
mod condition;
mod consent;
mod counter;
mod date;
mod declarations;
mod duty;
mod example;
mod expect;
mod fact;
mod forest;
mod form;
mod form_narrowing;
mod form_sentence;
mod given;
mod header;
mod law;
mod left_out;
mod narrowing;
mod party;
mod past;
mod practitioner;
mod reason;
mod remarks;
mod rule;
mod scope;
mod sentence;
mod signed;
mod subject;
mod term;
mod term_tree;
mod text;

#[cfg(test)]
mod tests;

pub use codes::CODES;
pub use consent::{CheckedConsent, check_consent, consent};
pub use date::zone_table;
pub(crate) use law::laws;
pub use past::remarks_on;

use abi::calendar::Zone;

use crate::diagnostic::{Problem, settle};
use crate::syntax::tree::PolicySyntax;
use crate::typed::Policy;
use broken::Broken;
use declarations::Declarations;
use scope::Scope;

/// What a policy's syntax means.
#[derive(Debug, Clone)]
pub struct Checked {
    /// The policy; `None` when there is an error.
    pub policy: Option<Policy>,
    /// Errors and warnings, in the order of the text.
    pub problems: Vec<Problem>,
}

/// Checks a whole policy. `source` is the text that `syntax` was parsed from, `file_stem` its title when it gives none.
///
/// Deterministic: the result depends on these arguments and the vocabulary alone, and ids not on the order of declarations.
#[must_use]
pub fn check(syntax: &PolicySyntax, source: &str, file_stem: &str) -> Checked {
    check_read(syntax, &[], source, file_stem)
}

/// As [`check`], of a text in which reading has found the problems `read`: what follows from them is not reported, and with an
/// error among them there is no policy and nothing is remarked on.
#[must_use]
pub fn check_read(
    syntax: &PolicySyntax,
    read: &[Problem],
    source: &str,
    file_stem: &str,
) -> Checked {
    let is_read = syntax.broken.is_empty() && !read.iter().any(Problem::is_error);
    let mut problems = Vec::new();
    let declarations = Declarations::of(syntax);
    let (mut policy, places) = declarations.policy(&syntax.header, file_stem, &mut problems);
    let counters = counter::counters(&declarations.rules, &Scope::new(&policy));
    policy.counters = counters;
    let mut checker = Checker::new(source, Scope::new(&policy), problems);
    checker.places = places;
    checker.broken = Broken::of(syntax);
    let forms = checker.forms(&declarations.forms);
    let (problems, places, used) = (checker.problems, checker.places, checker.used);
    policy.forms = forms;
    let mut checker = Checker::new(source, Scope::new(&policy), problems);
    (checker.places, checker.used) = (places, used);
    checker.broken = Broken::of(syntax);
    let rules = checker.rules(&declarations.rules);
    let examples = checker.examples(&declarations.examples, &rules);
    let whole = is_read && !checker.has_errors();
    if whole {
        checker.remark(&syntax.header, &declarations, &rules);
    }
    checker.broken.silence(&mut checker.problems, read, source);
    let problems = settle(checker.problems);
    policy.rules = rules.rules;
    policy.examples = examples;
    let whole = whole
        && policy.rules.len() == declarations.rules.len()
        && policy.examples.len() == declarations.examples.len();
    Checked {
        policy: whole.then_some(policy),
        problems,
    }
}

/// One run of the check: what names mean, what has been found, what has been used.
struct Checker<'a> {
    source: &'a str,
    scope: Scope<'a>,
    problems: Vec<Problem>,
    /// Where parties, practitioners and facts are declared; empty when a consent is checked by itself.
    places: party::Places,
    used: scope::Used,
    /// Statements that could not be read.
    broken: Broken<'a>,
    /// The clock of the policy's time zone, when it has been asked for.
    zone: Option<Zone>,
}

impl<'a> Checker<'a> {
    fn new(source: &'a str, scope: Scope<'a>, problems: Vec<Problem>) -> Self {
        let (places, used) = (party::Places::default(), scope::Used::default());
        Self {
            source,
            scope,
            problems,
            places,
            used,
            broken: Broken::default(),
            zone: None,
        }
    }

    /// The clock of the policy's time zone.
    fn zone(&mut self) -> Zone {
        let zone = || zone_table(&self.scope.policy.time_zone);
        self.zone.get_or_insert_with(zone).clone()
    }

    fn report(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    fn has_errors(&self) -> bool {
        self.problems.iter().any(Problem::is_error)
    }
}
