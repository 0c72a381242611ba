//! A patient's consent: a sentence whose names stay names, so that it outlives the policy's versions. Part of syntax -> typed
//! policy.

use abi::terms::{AuthorTerm, ConsentTerms, DataTerms, Name, NarrowingTerm, SubjectTerm};

use super::category::EVERYTHING_ID;
use super::scope::{Scope, Tree, suggest};
use super::{Checker, codes, narrowing, sentence};
use crate::diagnostic::{NAMES_COMPARED_MAX, PROBLEMS_MAX, Problem, quote, settle};
use crate::syntax::tree::{
    self, DataItem, Employer, NarrowingKind, PartyRef, PractitionerRef, Purposes, Sentence, Who,
};
use crate::typed::Policy;
use crate::vocabulary::EVERYTHING;

/// What a consent's sentence means.
#[derive(Debug, Clone)]
pub struct CheckedConsent {
    /// The terms; `None` when there is an error.
    pub terms: Option<ConsentTerms>,
    /// Errors and warnings, in the order of the text.
    pub problems: Vec<Problem>,
}

/// Turns the sentence of a consent into terms. `source` is the text that `sentence` was parsed from; days are those of the
/// policy's time zone.
///
/// A name that the policy does not know is no error, since policies change.
///
/// # Errors
/// Reject: every problem, warnings among them, when one is an error: a condition, a duty, a period that ends before it begins.
pub fn consent(
    sentence: &Sentence,
    policy: &Policy,
    source: &str,
) -> Result<ConsentTerms, Vec<Problem>> {
    let CheckedConsent { terms, problems } = check_consent(sentence, policy, source);
    terms.ok_or(problems)
}

/// As [`consent`], with the warnings, too: names that the policy does not know.
#[must_use]
pub fn check_consent(sentence: &Sentence, policy: &Policy, source: &str) -> CheckedConsent {
    let mut checker = Checker::new(source, Scope::new(policy), Vec::new());
    let terms = checker.consent(sentence).filter(|_| !checker.has_errors());
    CheckedConsent {
        terms,
        problems: settle(checker.problems),
    }
}

impl Checker<'_> {
    /// The terms of a consent; `None` after an error.
    pub(super) fn consent(&mut self, sentence: &Sentence) -> Option<ConsentTerms> {
        self.refuse_clauses(sentence, "a consent");
        self.check_no_one(&sentence.subjects);
        let grants = sentence::allows(sentence);
        let names = Consented {
            checker: self,
            grants,
        };
        let (subjects, actions, data, purposes) = names.of(sentence);
        let (from, until) = self.period(sentence.from.as_ref(), sentence.until.as_ref())?;
        self.check_known_exceptions(&sentence.data)?;
        let terms = ConsentTerms {
            grants,
            subjects: subjects?,
            actions,
            data: data?,
            purposes,
            from,
            until,
        };
        if !terms.is_within_limits() {
            let (items, bytes) = (abi::limits::LIST_ITEMS, abi::limits::NAME_BYTES);
            let few = abi::limits::NARROWINGS;
            let help = format!(
                "a list has at most {items} names, and a name at most {bytes} bytes; at most {few} clauses narrow the data, \
                 each with at most {few} names"
            );
            let problem =
                Problem::error(codes::TOO_MUCH, sentence.span, "this says too much at once");
            self.report(problem.help(help));
            return None;
        }
        Some(terms)
    }

    /// Reports a consent to nothing, as far as its names are known.
    fn check_known_exceptions(&mut self, data: &tree::Data) -> Option<()> {
        let known = |item: &DataItem| match item {
            DataItem::Everything(_) | DataItem::WholeRecord(_) => Some(EVERYTHING_ID),
            DataItem::Category(name) => self
                .scope
                .names(Tree::Category)
                .get(name.text.as_str())
                .copied(),
        };
        let named: Option<Vec<u32>> = data.items.iter().map(known).collect();
        let except: Option<Vec<u32>> = data.except.iter().map(known).collect();
        match (named, except) {
            (Some(named), Some(except)) => self.check_exceptions(data, &named, &except),
            _ => Some(()),
        }
    }

    /// Reports a condition and duties, which `what` does not have.
    pub(super) fn refuse_clauses(&mut self, sentence: &Sentence, what: &str) {
        if let Some(clause) = &sentence.condition {
            let message = format!("{what} has no condition");
            let help =
                "a patient consents or does not; what else must hold is for the policy to say";
            self.report(Problem::error(codes::CONSENT_CONDITION, clause.span, message).help(help));
        }
        if let Some(duty) = sentence.duties.first() {
            let message = format!("{what} has no duties");
            let help = "duties come with a rule of the policy";
            self.report(Problem::error(codes::CONSENT_DUTY, duty.span, message).help(help));
        }
    }
}

/// The names of a consent, with a warning for each that the policy does not know.
struct Consented<'c, 'a> {
    checker: &'c mut Checker<'a>,
    grants: bool,
}

/// Subjects, actions, data and purposes in names.
type Named = (
    Option<Vec<SubjectTerm>>,
    Vec<Name>,
    Option<DataTerms>,
    Vec<Name>,
);

impl<'a> Consented<'_, 'a> {
    fn of(mut self, sentence: &Sentence) -> Named {
        let subjects: Vec<_> = sentence
            .subjects
            .iter()
            .map(|subject| self.subject(&subject.who))
            .collect();
        let actions = self.terms(Tree::Action, &sentence.actions);
        let data = self.data(&sentence.data);
        let purposes = match &sentence.purposes {
            Purposes::NotNamed | Purposes::Any(_) => Vec::new(),
            Purposes::Listed(names) => self.terms(Tree::Purpose, names),
        };
        (subjects.into_iter().collect(), actions, data, purposes)
    }

    fn subject(&mut self, who: &Who) -> Option<SubjectTerm> {
        Some(match who {
            Who::Anyone | Who::NoOne => SubjectTerm::Anyone,
            Who::Patient => SubjectTerm::Patient,
            Who::Guardian => SubjectTerm::Guardian,
            Who::Party(reference) => SubjectTerm::Party(self.party(reference)?),
            Who::Named(name) => self.named(name),
            Who::AnyKind(word) => SubjectTerm::Kind(word.kind.word().to_owned()),
            Who::AnyRole { role, of } => return self.role_of(role, of.as_ref()),
            Who::Practitioner(reference) => {
                SubjectTerm::Practitioner(self.practitioner(reference)?)
            }
        })
    }

    fn role_of(&mut self, role: &tree::Name, of: Option<&Employer>) -> Option<SubjectTerm> {
        let role = self.term(Tree::Role, role);
        Some(match of {
            None => SubjectTerm::Role(role),
            Some(Employer::Party(party)) => SubjectTerm::RoleOfParty(role, self.party(party)?),
            Some(Employer::AnyKind(word)) => {
                SubjectTerm::RoleOfKind(role, word.kind.word().to_owned())
            }
        })
    }

    /// A party's name or identifier. A kind that is not the party's is an error: it is unclear who is meant.
    fn party(&mut self, reference: &PartyRef) -> Option<Name> {
        let known = self.checker.known_party(&reference.name);
        match known {
            None => {
                let names = self.comparable(self.checker.scope.parties.keys());
                self.warn(
                    reference.kind.map_or("party", |word| word.kind.word()),
                    &reference.name,
                    names,
                );
            }
            Some(id) => {
                let errors = self.checker.problems.len();
                self.checker.check_kind(reference, id);
                if self.checker.problems.len() > errors {
                    return None;
                }
            }
        }
        Some(reference.name.text.clone())
    }

    fn named(&mut self, name: &tree::Name) -> SubjectTerm {
        let text = name.text.clone();
        if self.checker.known_party(name).is_some() {
            return SubjectTerm::Party(text);
        }
        if self.checker.known_practitioner(name).is_some() {
            return SubjectTerm::Practitioner(text);
        }
        let scope = &self.checker.scope;
        let names = scope.parties.keys().chain(scope.practitioners.keys());
        let names = self.comparable(names);
        self.warn("party or practitioner", name, names);
        SubjectTerm::Party(text)
    }

    fn practitioner(&mut self, reference: &PractitionerRef) -> Option<Name> {
        if self.checker.known_practitioner(&reference.name).is_some() {
            return self
                .checker
                .practitioner(reference)
                .map(|_| reference.name.text.clone());
        }
        let names = self.comparable(self.checker.scope.practitioners.keys());
        self.warn("practitioner", &reference.name, names);
        Some(reference.name.text.clone())
    }

    fn data(&mut self, data: &tree::Data) -> Option<DataTerms> {
        let whole = |item: &&DataItem| matches!(item, DataItem::WholeRecord(_));
        let whole_record = data.items.iter().any(|item| whole(&item));
        let categories = data
            .items
            .iter()
            .filter(|item| !whole(item))
            .map(|item| self.item(item))
            .collect();
        let except = data.except.iter().map(|item| self.item(item)).collect();
        let narrowing = data.narrowing.iter().map(|clause| self.narrowing(clause));
        let narrowing: Vec<_> = narrowing.collect();
        Some(DataTerms {
            whole_record,
            categories,
            except,
            narrowing: narrowing.into_iter().collect::<Option<_>>()?,
        })
    }

    fn narrowing(&mut self, narrowing: &tree::Narrowing) -> Option<NarrowingTerm> {
        Some(match &narrowing.kind {
            NarrowingKind::Dated { from, until } => {
                let (from, until) = self.checker.days(from, until, narrowing.span)?;
                NarrowingTerm::Dated(from, until)
            }
            NarrowingKind::WrittenBy(authors) => {
                let authors: Vec<_> = authors.iter().map(|author| self.author(author)).collect();
                NarrowingTerm::WrittenBy(authors.into_iter().collect::<Option<_>>()?)
            }
            NarrowingKind::HeldBy(parties) => {
                let parties: Vec<_> = parties.iter().map(|party| self.party(party)).collect();
                NarrowingTerm::HeldBy(parties.into_iter().collect::<Option<_>>()?)
            }
            NarrowingKind::OfEncounter(name) => NarrowingTerm::OfEncounter(name.text.clone()),
            NarrowingKind::OfRecord(name) => NarrowingTerm::OfRecord(name.text.clone()),
            NarrowingKind::Labelled(label) => NarrowingTerm::Labelled(narrowing::label(*label)),
        })
    }

    /// A name alone is a party's or a practitioner's.
    fn author(&mut self, author: &tree::Author) -> Option<AuthorTerm> {
        let reference = match author {
            tree::Author::Practitioner(reference) => {
                return self.practitioner(reference).map(AuthorTerm::Practitioner);
            }
            tree::Author::Party(reference) => reference,
        };
        if reference.kind.is_some() {
            return self.party(reference).map(AuthorTerm::Party);
        }
        Some(match self.named(&reference.name) {
            SubjectTerm::Practitioner(name) => AuthorTerm::Practitioner(name),
            _ => AuthorTerm::Party(reference.name.text.clone()),
        })
    }

    fn item(&mut self, item: &DataItem) -> Name {
        match item {
            DataItem::Everything(_) | DataItem::WholeRecord(_) => EVERYTHING.to_owned(),
            DataItem::Category(name) => self.term(Tree::Category, name),
        }
    }

    fn terms(&mut self, tree: Tree, names: &[tree::Name]) -> Vec<Name> {
        names.iter().map(|name| self.term(tree, name)).collect()
    }

    fn term(&mut self, tree: Tree, name: &tree::Name) -> Name {
        if self.checker.known_term(tree, name).is_none() {
            let names = self.comparable(self.checker.scope.names(tree).keys());
            self.warn(tree.word(), name, names);
        }
        name.text.clone()
    }

    /// The names that an unknown one is compared with: none when nobody would be shown the problem.
    fn comparable<'n>(&self, names: impl Iterator<Item = &'n &'a str>) -> Vec<&'a str>
    where
        'a: 'n,
    {
        if self.checker.problems.len() < PROBLEMS_MAX {
            names.copied().take(NAMES_COMPARED_MAX).collect()
        } else {
            Vec::new()
        }
    }

    fn warn<'n>(
        &mut self,
        what: &str,
        name: &tree::Name,
        names: impl IntoIterator<Item = &'n str>,
    ) {
        let message = format!("the policy knows no {what} called {}", quote(&name.text));
        let problem = Problem::warning(codes::UNKNOWN_IN_CONSENT, name.span, message);
        let effect = match self.grants {
            true => "while it does not, this consent has no effect",
            false => "while it does not, the refusal goes by the other names alone",
        };
        let problem = suggest(
            problem,
            self.checker.problems.len(),
            &name.text,
            names,
            effect,
        );
        self.checker.report(problem);
    }
}
