//! The reference interpreter: what a policy means, said as plainly as possible.
//!
//! It reads the typed policy clause by clause and climbs trees parent by parent; it has no index,
//! no interval and no cache, and shares no step with the compiled contract beyond the typed policy
//! itself. Where the two differ, one of them is wrong; a property test looks for such a case.

use abi::decision::{Explanation, Failure, NEAR_RULES_MAX, Outcome, Reason, Verdict};
use abi::terms::{CategoryTerm, Requester};

mod clauses;
mod consent;
mod facts;
mod narrowing;
mod request;
mod trace;
mod witness;

pub use clauses::Clauses;
use request::Request;
pub use request::UnknownTerm;
pub use trace::{Clause, RuleTrace, Trace, Value, trace};
pub use witness::Witness;

use crate::typed::{Case, Condition, Policy, Rule, Sentence, Subject};

/// A value of a condition; the order makes `and` the least and `or` the greatest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Truth {
    /// It does not hold.
    No,
    /// Whether it holds is not known.
    Unknown,
    /// It holds.
    Yes,
}

impl Truth {
    /// Whether a sentence with this value counts. What is not known keeps a `may` from counting, and does not keep a `may not`
    /// from it.
    fn counts(self, may: bool) -> bool {
        if may {
            self == Truth::Yes
        } else {
            self != Truth::No
        }
    }

    fn not(self) -> Truth {
        match self {
            Truth::No => Truth::Yes,
            Truth::Unknown => Truth::Unknown,
            Truth::Yes => Truth::No,
        }
    }
}

impl From<bool> for Truth {
    fn from(holds: bool) -> Truth {
        if holds { Truth::Yes } else { Truth::No }
    }
}

/// Decides `case` by `policy`, with the reasons of a "no".
///
/// # Errors
/// Reject: the request names an action, a category or a purpose that the policy does not know.
pub fn decide(policy: &Policy, case: &Case) -> Result<Explanation, UnknownTerm> {
    let request = Request::resolve(policy, case)?;
    let asked = Asked {
        policy,
        case,
        request: &request,
    };
    Ok(asked.explanation())
}

/// One request before one policy.
struct Asked<'a> {
    policy: &'a Policy,
    case: &'a Case,
    request: &'a Request,
}

/// Where a request stands to a sentence's period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Period {
    Before,
    Within,
    After,
}

impl Asked<'_> {
    /// The verdict with the reasons of a "no".
    fn explanation(&self) -> Explanation {
        let applying = |may: bool| {
            let rules = self.policy.rules.iter().zip(0u32..);
            let rules = rules.filter(move |(rule, _)| rule.sentence.may == may);
            rules
                .filter(|(rule, _)| self.applies(rule))
                .map(|(_, number)| number)
                .collect::<Vec<_>>()
        };
        let allowing = applying(true);
        let overridden = |number: &u32| {
            allowing
                .iter()
                .any(|by| self.policy.rules[*by as usize].overrides.contains(number))
        };
        let (overridden, refusing): (Vec<u32>, Vec<u32>) =
            applying(false).into_iter().partition(overridden);

        let verdict = if !refusing.is_empty() {
            Verdict {
                outcome: Outcome::Refused,
                rules: refusing,
                overridden: Vec::new(),
            }
        } else if !allowing.is_empty() {
            Verdict {
                outcome: Outcome::Allowed,
                rules: allowing,
                overridden,
            }
        } else {
            Verdict {
                outcome: Outcome::NotCovered,
                rules: Vec::new(),
                overridden: Vec::new(),
            }
        };
        let reasons = self.reasons(&verdict);
        Explanation { verdict, reasons }
    }

    /// A rule applies when its subject, actions, data, purpose, period and condition all hold. What
    /// is not known keeps a `may` from applying, and does not keep a `may not` from it.
    fn applies(&self, rule: &Rule) -> bool {
        let parts = self.parts(rule).min().unwrap_or(Truth::Yes);
        self.covers(&rule.sentence) && parts.counts(rule.sentence.may)
    }

    /// What may be not known of a rule: what narrows its data, then its condition.
    fn parts<'r>(&'r self, rule: &'r Rule) -> impl Iterator<Item = Truth> + 'r {
        let conditions = rule.conditions.iter().map(|part| self.truth(part));
        self.narrowings(&rule.sentence).chain(conditions)
    }

    /// Whether a sentence, what narrows its data and its condition aside, is about this request now.
    fn covers(&self, sentence: &Sentence) -> bool {
        self.is_about(sentence)
            && self.has_actions(sentence)
            && self.has_data(sentence)
            && self.has_purpose(sentence)
            && self.period(sentence) == Period::Within
    }

    /// Whether the requester is one of those whom a sentence is about.
    fn is_about(&self, sentence: &Sentence) -> bool {
        sentence.subjects.iter().any(|subject| self.is(*subject))
    }

    /// Of a `may`: every action asked for. Of a `may not`: one of them.
    fn has_actions(&self, sentence: &Sentence) -> bool {
        all_or_any(sentence.may, &self.request.actions, |id| {
            self.has_action(sentence, id)
        })
    }

    /// Of a `may`: all the data asked for. Of a `may not`: some of them.
    fn has_data(&self, sentence: &Sentence) -> bool {
        all_or_any(sentence.may, &self.request.categories, |id| {
            self.has_category(sentence, id)
        })
    }

    fn period(&self, sentence: &Sentence) -> Period {
        let now = self.case.now;
        if sentence.from.is_some_and(|from| now < from) {
            Period::Before
        } else if sentence.until.is_some_and(|until| until <= now) {
            Period::After
        } else {
            Period::Within
        }
    }

    fn is(&self, subject: Subject) -> bool {
        let request = self.request;
        let has_role = |role: u32| {
            request
                .roles
                .iter()
                .any(|own| self.policy.is_role_within(*own, role))
        };
        let acts_for = |party: u32| {
            request
                .party
                .is_some_and(|own| self.policy.is_party_within(own, party))
        };
        let acts_for_kind = |kind: u32| match request.party {
            Some(own) => self
                .policy
                .parties
                .iter()
                .zip(1..)
                .any(|(party, id)| party.kind == kind && self.policy.is_party_within(own, id)),
            None => request.undeclared_kind == Some(kind),
        };
        match subject {
            Subject::Anyone => true,
            Subject::Patient => {
                matches!(self.case.requester, Requester::Patient { is_subject: true })
            }
            Subject::Guardian => {
                matches!(
                    self.case.requester,
                    Requester::RelatedPerson { is_guardian: true }
                )
            }
            Subject::Party(party) => acts_for(party),
            Subject::Role(role) => has_role(role),
            Subject::RoleOfParty(role, party) => has_role(role) && acts_for(party),
            Subject::RoleOfKind(role, kind) => has_role(role) && acts_for_kind(kind),
            Subject::Kind(kind) => acts_for_kind(kind),
            Subject::Practitioner(id) => request.practitioner == Some(id),
        }
    }

    fn has_action(&self, sentence: &Sentence, asked: u32) -> bool {
        sentence
            .actions
            .iter()
            .any(|named| self.policy.is_action_within(asked, *named))
    }

    /// A purpose includes those within it. A `may not` for a purpose applies when none is stated.
    fn has_purpose(&self, sentence: &Sentence) -> bool {
        match (&sentence.purposes, self.request.purpose) {
            (None, _) => true,
            (Some(_), None) => !sentence.may,
            (Some(named), Some(asked)) => named
                .iter()
                .any(|named| self.policy.is_purpose_within(asked, *named)),
        }
    }

    /// Of a `may`: every part of the category is reached. Of a `may not`: some part of it is.
    fn has_category(&self, sentence: &Sentence, asked: u32) -> bool {
        let count = self.policy.categories.len() as u32;
        let parts =
            |of: u32| (0..count).filter(move |part| self.policy.is_category_within(*part, of));
        let reaches = |part: u32| self.reaches(sentence, part);
        match (sentence.may, asked < count) {
            (true, true) => parts(asked).all(reaches),
            (false, true) => parts(asked).any(reaches),
            // A code that nothing knows could be anything.
            (true, false) => (0..count).all(reaches),
            (false, false) => true,
        }
    }

    /// Whether a sentence means this category itself, whatever is within it.
    fn reaches(&self, sentence: &Sentence, part: u32) -> bool {
        let within = |of: u32| self.policy.is_category_within(part, of);
        let named = |name: u32| within(name) && !(sentence.may && self.is_left_out(part, name));
        let excepted = sentence.except.iter().any(|except| within(*except));
        (sentence.whole_record || sentence.categories.iter().any(|name| named(*name))) && !excepted
    }

    /// Whether naming `name` leaves `part` out: something specially protected lies between them.
    fn is_left_out(&self, part: u32, name: u32) -> bool {
        self.policy
            .categories
            .iter()
            .zip(0u32..)
            .any(|(category, id)| {
                category.protected
                    && id != name
                    && self.policy.is_category_within(part, id)
                    && self.policy.is_category_within(id, name)
            })
    }

    fn truth(&self, condition: &Condition) -> Truth {
        match condition {
            Condition::And(parts) => parts
                .iter()
                .map(|part| self.truth(part))
                .min()
                .unwrap_or(Truth::Yes),
            Condition::Or(parts) => parts
                .iter()
                .map(|part| self.truth(part))
                .max()
                .unwrap_or(Truth::No),
            Condition::Not(part) => self.truth(part).not(),
            Condition::Consented => {
                self.known_consents(|asked| asked.has_grant() && !asked.has_refusal())
            }
            Condition::Refused => self.known_consents(Self::has_refusal),
            Condition::Signed(form) => self.known_consents(|asked| asked.has_signed(*form)),
            Condition::Treats => self.case.treats.map_or(Truth::Unknown, Truth::from),
            Condition::ReasonGiven => self.case.request.claims.reason_given.into(),
            Condition::AgeUnder(years) => self
                .age()
                .map_or(Truth::Unknown, |age| (age < i64::from(*years)).into()),
            Condition::AgeAtLeast(years) => self
                .age()
                .map_or(Truth::Unknown, |age| (age >= i64::from(*years)).into()),
            Condition::Deceased => self.case.deceased.map_or(Truth::Unknown, Truth::from),
            Condition::TimeBetween { from, to } => self.is_between(*from, *to).into(),
            Condition::Weekday => self.is_weekday().into(),
            Condition::FewerThan { counter, limit } => self
                .count(*counter)
                .map_or(Truth::Unknown, |count| (count < *limit).into()),
            Condition::Compare {
                fact,
                comparison,
                with,
            } => self.compare(*fact, *comparison, with),
        }
    }

    /// The failing clauses of the rules that came nearest: see [`Reason`].
    fn reasons(&self, verdict: &Verdict) -> Vec<Reason> {
        let candidates = self.policy.rules.iter().zip(0u32..).filter(|(rule, _)| {
            let sentence = &rule.sentence;
            let opens = |refusing: &u32| rule.overrides.contains(refusing);
            sentence.may
                && self.is_about(sentence)
                && match verdict.outcome {
                    Outcome::Allowed => false,
                    Outcome::Refused => verdict.rules.iter().any(opens),
                    Outcome::NotCovered => true,
                }
        });
        let failures: Vec<(u32, Vec<Failure>)> = candidates
            .map(|(rule, number)| (number, self.failures(rule)))
            .collect();
        let clauses = |failures: &[Failure]| {
            let mut kinds: Vec<u8> = failures.iter().map(|failure| clause(*failure)).collect();
            kinds.dedup();
            kinds.len()
        };
        let fewest = failures.iter().map(|(_, failures)| clauses(failures)).min();
        let nearest = failures
            .iter()
            .filter(|(_, failures)| Some(clauses(failures)) == fewest);
        let reasons = nearest.take(NEAR_RULES_MAX).flat_map(|(rule, failures)| {
            failures.iter().map(|failure| Reason {
                rule: *rule,
                failure: *failure,
            })
        });
        reasons.collect()
    }

    /// Every clause of a `may` rule that fails, on every value.
    fn failures(&self, rule: &Rule) -> Vec<Failure> {
        let sentence = &rule.sentence;
        let mut failures = Vec::new();
        let actions = self
            .request
            .actions
            .iter()
            .filter(|id| !self.has_action(sentence, **id));
        failures.extend(actions.map(|id| Failure::Action(*id)));
        let data = self
            .request
            .categories
            .iter()
            .filter(|id| !self.has_category(sentence, **id));
        failures.extend(data.map(|id| Failure::Data(*id)));
        if !self.has_purpose(sentence) {
            failures.push(Failure::Purpose);
        }
        match self.period(sentence) {
            Period::Before => failures.push(Failure::NotStarted),
            Period::Within => {}
            Period::After => failures.push(Failure::Ended),
        }
        for (part, number) in self.parts(rule).zip(0..) {
            match part {
                Truth::No => failures.push(Failure::ConditionFalse(number)),
                Truth::Unknown => failures.push(Failure::ConditionUnknown(number)),
                Truth::Yes => {}
            }
        }
        failures.sort_unstable();
        failures
    }
}

fn all_or_any(all: bool, ids: &[u32], covers: impl Fn(u32) -> bool) -> bool {
    let mut ids = ids.iter().copied();
    if all {
        ids.all(covers)
    } else {
        ids.any(covers)
    }
}

/// The clause that a failure is of: action, data, purpose, period or condition.
fn clause(failure: Failure) -> u8 {
    match failure {
        Failure::Action(_) => 0,
        Failure::Data(_) => 1,
        Failure::Purpose => 2,
        Failure::NotStarted | Failure::Ended => 3,
        Failure::ConditionFalse(_) | Failure::ConditionUnknown(_) => 4,
    }
}

impl Policy {
    /// Whether role `role` is `wider` or lies within it.
    pub fn is_role_within(&self, role: u32, wider: u32) -> bool {
        climbs(role, wider, |id| self.roles.get(id as usize)?.within)
    }

    /// Whether action `action` is `wider` or lies within it.
    pub fn is_action_within(&self, action: u32, wider: u32) -> bool {
        climbs(action, wider, |id| self.actions.get(id as usize)?.within)
    }

    /// Whether category `category` is `wider` or lies within it.
    pub fn is_category_within(&self, category: u32, wider: u32) -> bool {
        climbs(category, wider, |id| {
            self.categories.get(id as usize)?.within
        })
    }

    /// Whether purpose `purpose` is `wider` or lies within it.
    pub fn is_purpose_within(&self, purpose: u32, wider: u32) -> bool {
        climbs(purpose, wider, |id| {
            self.purposes.get(id.checked_sub(1)? as usize)?.within
        })
    }

    /// Whether party `party` is `wider` or lies within it.
    pub fn is_party_within(&self, party: u32, wider: u32) -> bool {
        climbs(party, wider, |id| {
            self.parties.get(id.checked_sub(1)? as usize)?.within
        })
    }

    /// The category that a code means; the id after the last for one that nothing knows.
    pub fn category_of(&self, term: &CategoryTerm) -> Option<u32> {
        match term {
            CategoryTerm::Name(name) => self
                .categories
                .iter()
                .position(|category| category.name == *name)
                .map(|at| at as u32),
            CategoryTerm::Code { system, code } => {
                let wanted = (system.as_str(), code.as_str());
                let known = self
                    .codes
                    .binary_search_by(|(of, is, _)| (&**of, &**is).cmp(&wanted))
                    .ok()
                    .and_then(|at| self.codes.get(at));
                Some(known.map_or(self.categories.len() as u32, |(_, _, category)| *category))
            }
        }
    }
}

/// Whether climbing from `id` by `parent` meets `wider`.
fn climbs(id: u32, wider: u32, parent: impl Fn(u32) -> Option<u32>) -> bool {
    std::iter::successors(Some(id), |id| parent(*id)).any(|id| id == wider)
}

#[cfg(test)]
mod tests;
