//! What is given in an example: consents, withdrawals, treatment relations. Part of syntax -> typed policy.

use std::collections::BTreeSet;

use abi::Instant;
use abi::terms::{ConsentRecord, Requester};

use super::rule::is_dated;
use super::scope::suggest;
use super::{Checker, codes, date, unsupported};
use crate::diagnostic::{Problem, quote};
use crate::syntax::tree::{self, Actor, Given, GivenKind, Moment};

/// What the ledger holds in an example.
#[derive(Default)]
pub(super) struct Givens<'g> {
    pub(super) consents: Vec<ConsentRecord>,
    /// The sentence of each consent, word for word.
    sentences: Vec<String>,
    /// Who treats the patient besides the requester, by name.
    treated_by: Vec<String>,
    requester_treats: bool,
    /// Forms that are signed, which this version of the language does not have.
    forms: BTreeSet<&'g str>,
}

impl Givens<'_> {
    /// Whether the requester is among those who treat the patient: the requester itself, not who it acts for.
    pub(super) fn treats(&self, requester: &Requester) -> Option<bool> {
        let own = match requester {
            Requester::Organisation { party } => Some(&party.name),
            Requester::Practitioner { id, .. } | Requester::Device { id, .. } => Some(id),
            Requester::Patient { .. } | Requester::RelatedPerson { .. } => None,
        };
        Some(self.requester_treats || own.is_some_and(|own| self.treated_by.contains(own)))
    }
}

/// Whether anything that is given has a date.
pub(super) fn has_date(givens: &[Given]) -> bool {
    givens.iter().any(|given| match &given.kind {
        GivenKind::Consented { sentence, on, .. } => {
            on.is_some() || sentence.as_deref().is_some_and(is_dated)
        }
        GivenKind::Withdrawn { on, .. } => on.is_some(),
        _ => false,
    })
}

impl Checker<'_> {
    /// What is given; `None` when a part of it has no meaning.
    pub(super) fn givens<'g>(&mut self, givens: &'g [Given]) -> Option<Givens<'g>> {
        let mut held = Givens {
            forms: unsupported::forms(givens),
            ..Givens::default()
        };
        let mut whole = self.check_count(givens).is_some();
        for given in givens {
            whole &= self.given(given, &mut held).is_some();
        }
        whole.then_some(held)
    }

    /// Reports more consents than the ledger keeps of one patient.
    fn check_count(&mut self, givens: &[Given]) -> Option<()> {
        let limit = abi::limits::CONSENTS_PER_PATIENT;
        let consents = givens
            .iter()
            .filter(|given| matches!(given.kind, GivenKind::Consented { .. }));
        let Some(extra) = consents.zip(0u64..).find(|(_, number)| *number >= limit) else {
            return Some(());
        };
        let message = "these are more consents than a patient can have";
        let help = format!("the ledger keeps at most {limit} of one patient");
        self.report(Problem::error(codes::TOO_MUCH, extra.0.span, message).help(help));
        None
    }

    fn given(&mut self, given: &Given, held: &mut Givens<'_>) -> Option<()> {
        match &given.kind {
            GivenKind::Consented { text, sentence, on } => {
                let terms = sentence.as_deref().map(|sentence| self.consent(sentence));
                let recorded_at = self.day_of(on.as_ref());
                let number = u32::try_from(held.consents.len()).ok()?;
                held.sentences.push(single_spaced(&text.text));
                let (terms, recorded_at) = (terms.flatten(), recorded_at?);
                held.consents.push(ConsentRecord {
                    number,
                    terms: terms?,
                    recorded_at,
                    withdrawn_at: None,
                });
            }
            GivenKind::Withdrawn { what, on } => {
                let at = self.day_of(on.as_ref());
                self.withdraw(what, at?, held)?;
            }
            GivenKind::Treats(actor) => self.treating(actor, held)?,
            // Not part of this version of the language, which is reported elsewhere.
            GivenKind::Signed { .. }
            | GivenKind::Age { .. }
            | GivenKind::Born(_)
            | GivenKind::Deceased(_)
            | GivenKind::Fact { .. }
            | GivenKind::Accesses { .. } => return None,
        }
        Some(())
    }

    /// The first instant of a day, or the time on it; without a day long before the request.
    fn day_of(&mut self, on: Option<&Moment>) -> Option<Instant> {
        on.map_or(Some(Instant::MIN), |on| self.moment(on, date::beginning))
    }

    /// Ends every consent with the words `what`.
    fn withdraw(&mut self, what: &tree::Name, at: Instant, held: &mut Givens<'_>) -> Option<()> {
        if held.forms.contains(what.text.as_str()) {
            return None;
        }
        let words = single_spaced(&what.text);
        if !held.sentences.contains(&words) {
            let message = format!("nothing is given that is called {}", quote(&what.text));
            let problem = Problem::error(codes::UNKNOWN_WITHDRAWN, what.span, message);
            let help = "repeat the sentence that was consented to, word for word, after the line that gives it";
            let sentences = held.sentences.iter().map(String::as_str);
            let problem = suggest(problem, self.problems.len(), &words, sentences, help);
            self.report(problem);
            return None;
        }
        // When a consent has no meaning the numbers differ, and no policy comes out anyway.
        for (consent, sentence) in held.consents.iter_mut().zip(&held.sentences) {
            if *sentence == words && consent.withdrawn_at.is_none() {
                consent.withdrawn_at = Some(at);
            }
        }
        Some(())
    }

    fn treating(&mut self, actor: &Actor, held: &mut Givens<'_>) -> Option<()> {
        let name = match actor {
            Actor::Requester(_) => {
                held.requester_treats = true;
                return Some(());
            }
            Actor::Practitioner(reference) => {
                let id = self.practitioner(reference)?;
                self.scope.practitioner_name(id)
            }
            Actor::Party(reference) => {
                let practitioner = match reference.kind {
                    None if !self
                        .scope
                        .parties
                        .contains_key(reference.name.text.as_str()) =>
                    {
                        self.known_practitioner(&reference.name)
                    }
                    _ => None,
                };
                match practitioner {
                    Some(id) => self.scope.practitioner_name(id),
                    None => self.party(reference).map(|id| self.scope.party_name(id))?,
                }
            }
        };
        held.treated_by.push(name.to_owned());
        Some(())
    }
}

fn single_spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
