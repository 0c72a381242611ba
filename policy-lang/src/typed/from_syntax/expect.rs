//! What an example expects. Part of syntax -> typed policy.

use abi::decision::Outcome;

use super::reason::Wanted;
use super::rule::{Rules, beside};
use super::{Checker, codes};
use crate::diagnostic::{Problem, quote};
use crate::syntax::tree::{self, ExpectedOutcome, Name};
use crate::typed::Expect;

impl Checker<'_> {
    /// What is expected; `None` when a part of it has no meaning.
    pub(super) fn expect(&mut self, expect: &tree::Expect, rules: &Rules<'_>) -> Option<Expect> {
        let outcome = match expect.outcome {
            ExpectedOutcome::Allowed => Outcome::Allowed,
            ExpectedOutcome::Refused => Outcome::Refused,
            ExpectedOutcome::NotCovered => Outcome::NotCovered,
        };
        let numbers: Vec<Option<u32>> = expect
            .rules
            .iter()
            .map(|name| self.deciding_rule(name, outcome, rules))
            .collect();
        let duties = self.duties(&expect.duties);
        let wanted: Vec<_> = expect
            .reasons
            .iter()
            .map(|reason| self.reasons(reason, rules))
            .collect();
        let mut numbers: Vec<u32> = numbers.into_iter().collect::<Option<_>>()?;
        numbers.sort_unstable();
        numbers.dedup();
        let (mut reasons, mut any_of) = (Vec::new(), Vec::new());
        for wanted in wanted.into_iter().collect::<Option<Vec<_>>>()? {
            match wanted {
                Wanted::All(all) => reasons.extend(all),
                Wanted::Any(some) => any_of.push(some),
            }
        }
        Some(Expect {
            outcome,
            rules: numbers,
            duties: duties?,
            reasons,
            any_of,
        })
    }

    /// The number of a rule that is said to allow or to refuse; one that cannot is an error.
    fn deciding_rule(&mut self, name: &Name, outcome: Outcome, rules: &Rules<'_>) -> Option<u32> {
        let number = self.rule_number(name, rules)?;
        let problem = match (outcome, rules.is_may(number)) {
            (Outcome::Allowed, false) => "forbids, so it allows nothing",
            (Outcome::Refused, true) => "allows, so it refuses nothing",
            _ => return Some(number),
        };
        let message = format!("{} {problem}", quote(&name.text));
        let problem = Problem::error(codes::CANNOT_DECIDE, name.span, message)
            .help("`may` rules allow, `may not` and `no one may` rules refuse");
        self.report(beside(problem, rules.place(number), "the rule"));
        None
    }
}
