//! A contract's output: the outcome, the rules that decided, and the reasons of a "no".
//!
//! Little-endian u32 words:
//!
//! ```text
//! decide   outcome | rules
//!          and when the outcome is "allowed": the overridden rules
//! explain  the same, then: reason count m | m × (rule, clause, detail)
//! rules    n | n rules, ascending, when n is 16 or less
//!          n | bytes | a bit for each rule, from the lowest of the first byte, n of them 1, when n is more
//! ```
//!
//! So the output of `decide` is short for any request, whatever the policy: two lists of up to 16, or two bits for each of its
//! rules.

use parity_scale_codec::{Decode, Encode};

use crate::code::OutcomeCode;

/// What was decided. "Refused" and "not covered" are both "no" and are never confused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
pub enum Outcome {
    /// Some `may` rule applies and no `may not` rule that is not overridden.
    #[codec(index = 1)]
    Allowed,
    /// A `may not` rule applies and none that applies overrides it.
    #[codec(index = 2)]
    Refused,
    /// No rule applies.
    #[codec(index = 3)]
    NotCovered,
}

impl Outcome {
    /// The outcome as receipts number it.
    pub fn code(self) -> OutcomeCode {
        match self {
            Outcome::Allowed => OutcomeCode::ALLOWED,
            Outcome::Refused => OutcomeCode::REFUSED,
            Outcome::NotCovered => OutcomeCode::NOT_COVERED,
        }
    }

    /// The outcome as answers spell it.
    pub fn word(self) -> &'static str {
        match self {
            Outcome::Allowed => "allowed",
            Outcome::Refused => "refused",
            Outcome::NotCovered => "not_covered",
        }
    }

    #[inline]
    fn from_word(word: u32) -> Option<Outcome> {
        match word {
            1 => Some(Outcome::Allowed),
            2 => Some(Outcome::Refused),
            3 => Some(Outcome::NotCovered),
            _ => None,
        }
    }
}

/// An outcome with the rules that decided it, ascending.
///
/// Of an allowed request every `may` rule that applies; of a refused one every `may not` rule that
/// applies and is not overridden; of one that is not covered none.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Verdict {
    /// What was decided.
    pub outcome: Outcome,
    /// The numbers of the rules that decided.
    pub rules: Vec<u32>,
    /// Of an allowed request the `may not` rules that apply, all of which are overridden; else none.
    pub overridden: Vec<u32>,
}

/// A verdict where a contract wrote it: nothing is copied, nothing allocated.
///
/// It says what [`Verdict`] does, which it becomes by [`Verdict::from`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VerdictView<'a> {
    outcome: Outcome,
    rules: Rules<'a>,
    overridden: Rules<'a>,
}

impl<'a> VerdictView<'a> {
    /// Reads the output of `decide`; `None` when the bytes are not exactly one.
    #[inline]
    pub fn read(output: &'a [u8]) -> Option<VerdictView<'a>> {
        let mut words = Words(output);
        let verdict = words.verdict()?;
        words.0.is_empty().then_some(verdict)
    }

    /// What was decided.
    pub fn outcome(&self) -> Outcome {
        self.outcome
    }

    /// The numbers of the rules that decided, ascending.
    #[inline]
    pub fn rules(&self) -> impl ExactSizeIterator<Item = u32> + 'a {
        self.rules
    }

    /// Of an allowed request the `may not` rules that apply, ascending; all of them are overridden.
    #[inline]
    pub fn overridden(&self) -> impl ExactSizeIterator<Item = u32> + 'a {
        self.overridden
    }
}

impl From<VerdictView<'_>> for Verdict {
    #[inline]
    fn from(view: VerdictView<'_>) -> Verdict {
        Verdict {
            outcome: view.outcome,
            rules: view.rules().collect(),
            overridden: view.overridden().collect(),
        }
    }
}

/// The numbers of rules where a contract wrote them, those that have not been taken yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rules<'a> {
    Listed(&'a [[u8; 4]]),
    Bits {
        /// How many bits are left.
        count: usize,
        /// What is left of the byte at hand.
        byte: u8,
        /// The number of its first bit.
        first: u32,
        /// The bytes after it.
        rest: &'a [u8],
    },
}

impl Iterator for Rules<'_> {
    type Item = u32;

    #[inline]
    fn next(&mut self) -> Option<u32> {
        match self {
            Rules::Listed(words) => {
                let (word, rest) = words.split_first()?;
                *words = rest;
                Some(u32::from_le_bytes(*word))
            }
            Rules::Bits {
                count,
                byte,
                first,
                rest,
            } => {
                while *byte == 0 {
                    (*byte, *rest) = rest.split_first().map(|(byte, rest)| (*byte, rest))?;
                    *first += 8;
                }
                let bit = byte.trailing_zeros();
                *byte &= *byte - 1;
                *count = count.saturating_sub(1);
                Some(*first + bit)
            }
        }
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = match self {
            Rules::Listed(words) => words.len(),
            Rules::Bits { count, .. } => *count,
        };
        (left, Some(left))
    }
}

impl ExactSizeIterator for Rules<'_> {}

/// A verdict with the near misses of a "no".
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Explanation {
    /// The same verdict that `decide` gives.
    pub verdict: Verdict,
    /// The failing clauses of the nearest rules: see [`Reason`]. Empty for an allowed request.
    pub reasons: Vec<Reason>,
}

/// One failing clause of a rule that came near.
///
/// Near are, of the `may` rules whose subject is the requester, those with the fewest failing
/// clauses; of a refused request only those that override a rule which refuses. At most
/// [`NEAR_RULES_MAX`] rules are named, those with the lowest numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
pub struct Reason {
    /// The rule.
    pub rule: u32,
    /// What failed.
    pub failure: Failure,
}

/// How many rules an output lists; of more it has a bit for each rule there is.
pub const LISTED_RULES_MAX: usize = 16;

/// How many near rules an explanation names.
pub const NEAR_RULES_MAX: usize = 16;

/// A clause that failed, on which value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
pub enum Failure {
    /// The rule does not allow this action.
    Action(u32),
    /// The rule does not cover this category.
    Data(u32),
    /// The rule is for other purposes.
    Purpose,
    /// The rule has not begun.
    NotStarted,
    /// The rule has ended.
    Ended,
    /// This part of the condition does not hold.
    ConditionFalse(u32),
    /// Whether this part of the condition holds is not known.
    ConditionUnknown(u32),
}

impl Failure {
    fn from_words(clause: u32, detail: u32) -> Option<Failure> {
        Some(match (clause, detail) {
            (1, action) => Failure::Action(action),
            (2, category) => Failure::Data(category),
            (3, 0) => Failure::Purpose,
            (4, 0) => Failure::NotStarted,
            (5, 0) => Failure::Ended,
            (6, part) => Failure::ConditionFalse(part),
            (7, part) => Failure::ConditionUnknown(part),
            _ => return None,
        })
    }
}

impl Verdict {
    /// Reads the output of `decide`; `None` when the bytes are not exactly one.
    #[inline]
    pub fn read(output: &[u8]) -> Option<Verdict> {
        VerdictView::read(output).map(Verdict::from)
    }
}

impl Explanation {
    /// Reads the output of `explain`; `None` when the bytes are not exactly one.
    pub fn read(output: &[u8]) -> Option<Explanation> {
        let mut words = Words(output);
        let verdict = words.verdict()?.into();
        let count = words.count(12)?;
        let mut reasons = Vec::with_capacity(count);
        for _ in 0..count {
            let (rule, clause, detail) = (words.next()?, words.next()?, words.next()?);
            reasons.push(Reason {
                rule,
                failure: Failure::from_words(clause, detail)?,
            });
        }
        words
            .0
            .is_empty()
            .then_some(Explanation { verdict, reasons })
    }
}

/// Little-endian words still to be read.
struct Words<'a>(&'a [u8]);

impl<'a> Words<'a> {
    #[inline]
    fn next(&mut self) -> Option<u32> {
        let (word, rest) = self.0.split_first_chunk::<4>()?;
        self.0 = rest;
        Some(u32::from_le_bytes(*word))
    }

    /// A count of items of `size` bytes that the rest can hold, so that it is safe to allocate.
    #[inline]
    fn count(&mut self, size: usize) -> Option<usize> {
        let count = self.next()? as usize;
        (count <= self.0.len() / size).then_some(count)
    }

    #[inline]
    fn verdict(&mut self) -> Option<VerdictView<'a>> {
        let outcome = Outcome::from_word(self.next()?)?;
        let rules = self.rules()?;
        let overridden = match outcome {
            Outcome::Allowed => self.rules()?,
            Outcome::Refused | Outcome::NotCovered => Rules::Listed(&[]),
        };
        Some(VerdictView {
            outcome,
            rules,
            overridden,
        })
    }

    #[inline]
    fn rules(&mut self) -> Option<Rules<'a>> {
        let count = self.next()? as usize;
        if count > LISTED_RULES_MAX {
            return self.bits(count);
        }
        let (items, rest) = self.0.split_at_checked(count * 4)?;
        self.0 = rest;
        Some(Rules::Listed(items.as_chunks().0))
    }

    fn bits(&mut self, count: usize) -> Option<Rules<'a>> {
        let length = self.next()? as usize;
        let (bytes, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        let ones = bytes.iter().map(|byte| byte.count_ones() as usize);
        let (first, after) = bytes.split_first()?;
        // A number of a bit is a u32: 2^29 bytes have that many, and no memory of a contract has them.
        let fits = bytes.len() <= (u32::MAX / 8) as usize;
        (fits && ones.sum::<usize>() == count).then_some(Rules::Bits {
            count,
            byte: *first,
            first: 0,
            rest: after,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(words: &[u32]) -> Vec<u8> {
        words.iter().flat_map(|word| word.to_le_bytes()).collect()
    }

    #[test]
    fn a_verdict_is_read_only_when_it_is_exact() {
        let verdict = Verdict {
            outcome: Outcome::Refused,
            rules: vec![3, 9],
            overridden: Vec::new(),
        };
        assert_eq!(Verdict::read(&bytes(&[2, 2, 3, 9])), Some(verdict));
        assert_eq!(Verdict::read(&bytes(&[2, 2, 3, 9, 0])), None);
        assert_eq!(Verdict::read(&bytes(&[2, 3, 3, 9])), None);
        let allowed = Verdict {
            outcome: Outcome::Allowed,
            rules: vec![4],
            overridden: vec![5, 6],
        };
        let output = bytes(&[1, 1, 4, 2, 5, 6]);
        let view = VerdictView::read(&output).unwrap();
        assert_eq!(view.outcome(), Outcome::Allowed);
        assert_eq!((view.rules().len(), view.overridden().len()), (1, 2));
        assert_eq!(Verdict::from(view), allowed);
        assert_eq!(Verdict::read(&output), Some(allowed));
        assert_eq!(Verdict::read(&bytes(&[1, 1, 4])), None);
        assert_eq!(Verdict::read(&bytes(&[1, 1, 4, 2, 5])), None);
        assert_eq!(Verdict::read(&bytes(&[0, 0])), None);
        assert_eq!(Verdict::read(&bytes(&[1, u32::MAX])), None);
    }

    #[test]
    fn more_rules_than_are_listed_are_bits() {
        // Rules 8 to 23, and 32.
        let bits = [0x00ff_ff00, 0x0000_0001];
        let output = bytes(&[1, 17, 8, bits[0], bits[1], 2, 5, 6]);
        let rules: Vec<u32> = (8..24).chain([32]).collect();
        let view = VerdictView::read(&output).unwrap();
        assert_eq!(view.rules().len(), 17);
        let mut left = view.rules();
        assert_eq!((left.nth(15), left.len()), (Some(23), 1));
        assert_eq!((left.next(), left.next(), left.len()), (Some(32), None, 0));
        let verdict = Verdict::from(view);
        assert_eq!((verdict.rules, verdict.overridden), (rules, vec![5, 6]));
        let most: Vec<u32> = [2, 16].into_iter().chain(100..116).collect();
        let listed = Verdict::read(&bytes(&most)).unwrap();
        assert_eq!(listed.rules, Vec::from_iter(100..116));
        // One more or one less than is said, bytes that are missing or left.
        for (count, length) in [(18, 8), (17, 12), (17, 4), (17, 9), (16, 8), (17, 7)] {
            let output = bytes(&[2, count, length, bits[0], bits[1]]);
            assert_eq!(Verdict::read(&output), None, "{count} {length}");
        }
        let many = bytes(&[2, 17, u32::MAX, bits[0], bits[1]]);
        assert_eq!(Verdict::read(&many), None);
        assert_eq!(Verdict::read(&bytes(&[2, 17])), None);
        assert_eq!(Verdict::read(&bytes(&[2, 17, 0])), None);
    }

    #[test]
    fn an_explanation_is_read_only_when_it_is_exact() {
        let read = Explanation::read(&bytes(&[3, 0, 1, 4, 2, 17])).unwrap();
        assert_eq!(
            read.reasons,
            [Reason {
                rule: 4,
                failure: Failure::Data(17)
            }]
        );
        assert_eq!(Explanation::read(&bytes(&[3, 0, 1, 4, 8, 17])), None);
        assert_eq!(Explanation::read(&bytes(&[3, 0, 2, 4, 2, 17])), None);
    }
}
