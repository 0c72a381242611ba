//! What is given in an example: consents, withdrawals, treatment relations, ages, facts, accesses. Part of syntax -> typed
//! policy.

use std::collections::BTreeMap;

use abi::Instant;
use abi::terms::{AccessRecord, ConsentRecord, Requester};

use super::rule::is_dated;
use super::scope::suggest;
use super::{Checker, codes, date};
use crate::diagnostic::{Problem, quote};
use crate::syntax::Span;
use crate::syntax::tree::{
    self, Actor, Argument, ArgumentValue, FactRef, Given, GivenKind, Moment, Value,
};
use crate::typed::{Date, Scalar};

/// What the ledger holds in an example.
#[derive(Default)]
pub(super) struct Givens {
    pub(super) consents: Vec<ConsentRecord>,
    /// The sentence of each consent, word for word.
    sentences: Vec<String>,
    /// Who treats the patient besides the requester, by name.
    treated_by: Vec<String>,
    requester_treats: bool,
    pub(super) birth_date: Option<Date>,
    pub(super) deceased: Option<bool>,
    /// The value of each declared fact, by its id.
    pub(super) facts: Vec<Option<Scalar>>,
    pub(super) accesses: Vec<AccessRecord>,
    /// What is given once at most, and where it is.
    once: BTreeMap<Once, Span>,
}

/// What is given once at most.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Once {
    Age,
    Deceased,
    Fact(u32),
}

/// A party or a practitioner, by its id.
pub(super) enum Named {
    Party(u32),
    Practitioner(u32),
}

impl Givens {
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

/// Whether anything that is given has a date. `is_dated_form` says whether a form of that name has one.
pub(super) fn has_date(givens: &[Given], is_dated_form: &dyn Fn(&str) -> bool) -> bool {
    givens.iter().any(|given| match &given.kind {
        GivenKind::Consented { sentence, on, .. } => {
            on.is_some() || sentence.as_deref().is_some_and(is_dated)
        }
        GivenKind::Withdrawn { on, .. } | GivenKind::Accesses { on, .. } => on.is_some(),
        GivenKind::Born(_) => true,
        GivenKind::Signed { form, with, on } => {
            let is_day = |argument: &Argument| matches!(argument.value, ArgumentValue::Date(_));
            on.is_some() || with.iter().any(is_day) || is_dated_form(&form.text)
        }
        GivenKind::Treats(_)
        | GivenKind::Age { .. }
        | GivenKind::Deceased(_)
        | GivenKind::Fact { .. } => false,
    })
}

impl Checker<'_> {
    /// What is given to a request of `requester` at `now`; `None` when a part of it has no meaning.
    pub(super) fn givens(
        &mut self,
        givens: &[Given],
        requester: Option<&Requester>,
        now: Option<Instant>,
    ) -> Option<Givens> {
        let mut held = Givens {
            facts: vec![None; self.scope.policy.facts.len()],
            ..Givens::default()
        };
        let mut read = vec![self.check_count(givens)];
        for given in givens {
            read.push(self.given(given, &mut held, (requester, now)));
        }
        read.into_iter().collect::<Option<()>>()?;
        Some(held)
    }

    /// Reports more consents than the ledger keeps of one patient.
    fn check_count(&mut self, givens: &[Given]) -> Option<()> {
        let limit = abi::limits::CONSENTS_PER_PATIENT;
        let consents = givens.iter().filter(|given| {
            matches!(
                given.kind,
                GivenKind::Consented { .. } | GivenKind::Signed { .. }
            )
        });
        let Some(extra) = consents.zip(0u64..).find(|(_, number)| *number >= limit) else {
            return Some(());
        };
        let message = "these are more consents than a patient can have";
        let help = format!("the ledger keeps at most {limit} of one patient");
        self.report(Problem::error(codes::TOO_MUCH, extra.0.span, message).help(help));
        None
    }

    fn given(
        &mut self,
        given: &Given,
        held: &mut Givens,
        asked: (Option<&Requester>, Option<Instant>),
    ) -> Option<()> {
        match &given.kind {
            GivenKind::Consented { text, sentence, on } => {
                let terms = sentence.as_deref().map(|sentence| self.consent(sentence));
                let recorded_at = self.day_of(on.as_ref());
                let number = u32::try_from(held.consents.len()).ok()?;
                held.sentences.push(single_spaced(&text.text));
                let (terms, recorded_at) = (terms.flatten(), recorded_at?);
                held.consents
                    .push(ConsentRecord::of_sentence(number, terms?, recorded_at));
            }
            GivenKind::Withdrawn { what, on } => {
                let at = self.day_of(on.as_ref());
                self.withdraw(what, at?, held)?;
            }
            GivenKind::Treats(actor) => self.treating(actor, held)?,
            GivenKind::Age { relation, years } => {
                let birth = self.birth_date_of_age(*relation, years, asked.1);
                self.once(Once::Age, given.span, held)?;
                held.birth_date = Some(birth?);
            }
            GivenKind::Born(date) => {
                let birth = self.birth_date(*date, asked.1);
                self.once(Once::Age, given.span, held)?;
                held.birth_date = Some(birth?);
            }
            GivenKind::Deceased(is_deceased) => {
                self.once(Once::Deceased, given.span, held)?;
                held.deceased = Some(*is_deceased);
            }
            GivenKind::Fact { fact, value } => self.given_fact(fact, value, given.span, held)?,
            GivenKind::Accesses {
                count,
                action,
                by,
                on,
            } => {
                let accesses = self.accesses((count, action, by), on.as_ref(), asked)?;
                held.accesses.extend(accesses);
                self.check_accesses(given.span, held)?;
            }
            GivenKind::Signed { form, with, on } => {
                let signed = self.signed(form, with, given.span);
                let recorded_at = self.day_of(on.as_ref());
                held.sentences.push(single_spaced(&form.text));
                let number = u32::try_from(held.consents.len()).ok()?;
                let ((form, sentences), recorded_at) = (signed?, recorded_at?);
                held.consents.push(ConsentRecord {
                    number,
                    form: Some(form),
                    sentences,
                    recorded_at,
                    withdrawn_at: None,
                });
            }
        }
        Some(())
    }

    fn given_fact(
        &mut self,
        fact: &FactRef,
        value: &Value,
        span: Span,
        held: &mut Givens,
    ) -> Option<()> {
        let id = self.fact(fact)?;
        let value = self.fact_value(id, value);
        self.once(Once::Fact(id), span, held)?;
        *held.facts.get_mut(id as usize)? = Some(value?);
        Some(())
    }

    /// Reports what is given a second time: the two may differ.
    fn once(&mut self, what: Once, span: Span, held: &mut Givens) -> Option<()> {
        let message = match &what {
            Once::Age => "the patient's age is given twice".to_owned(),
            Once::Deceased => "whether the patient is deceased is given twice".to_owned(),
            Once::Fact(id) => format!("{} is given twice", quote(&self.fact_words(*id))),
        };
        let first = *held.once.entry(what).or_insert(span);
        if first == span {
            return Some(());
        }
        self.report(
            Problem::error(codes::GIVEN_TWICE, span, message)
                .also(first, "it is given here, too")
                .help("leave one of the two out"),
        );
        None
    }

    /// Reports more accesses than the ledger keeps of one patient.
    fn check_accesses(&mut self, span: Span, held: &Givens) -> Option<()> {
        let limit = abi::limits::ACCESSES_PER_PATIENT;
        if held.accesses.len() as u64 <= limit {
            return Some(());
        }
        let message = "these are more accesses than the ledger keeps of a patient";
        let help = format!("it keeps the last {limit}");
        self.report(Problem::error(codes::TOO_MUCH, span, message).help(help));
        None
    }

    /// The first instant of a day, or the time on it; without a day long before the request.
    fn day_of(&mut self, on: Option<&Moment>) -> Option<Instant> {
        on.map_or(Some(Instant::MIN), |on| self.moment(on, date::beginning))
    }

    /// Ends every consent with the words `what`.
    fn withdraw(&mut self, what: &tree::Name, at: Instant, held: &mut Givens) -> Option<()> {
        let words = single_spaced(&what.text);
        if !held.sentences.contains(&words) {
            let message = format!("nothing is given that is called {}", quote(&what.text));
            let problem = Problem::error(codes::UNKNOWN_WITHDRAWN, what.span, message);
            let help = match self.scope.forms.contains_key(what.text.as_str()) {
                true => "sign the form first, in a `given` line before this one",
                false => {
                    "repeat the sentence that was consented to, word for word, or the form's name, after the line that gives it"
                }
            };
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

    fn treating(&mut self, actor: &Actor, held: &mut Givens) -> Option<()> {
        if let Actor::Requester(_) = actor {
            held.requester_treats = true;
            return Some(());
        }
        let name = match self.actor(actor)? {
            Named::Party(id) => self.scope.party_name(id),
            Named::Practitioner(id) => self.scope.practitioner_name(id),
        };
        held.treated_by.push(name.to_owned());
        Some(())
    }

    /// Who is named; a name alone is a party's or a practitioner's. `None` for the requester.
    pub(super) fn actor(&mut self, actor: &Actor) -> Option<Named> {
        let reference = match actor {
            Actor::Requester(_) => return None,
            Actor::Practitioner(reference) => {
                return self.practitioner(reference).map(Named::Practitioner);
            }
            Actor::Party(reference) => reference,
        };
        let name = reference.name.text.as_str();
        if reference.kind.is_none()
            && !self.scope.parties.contains_key(name)
            && let Some(id) = self.known_practitioner(&reference.name)
        {
            return Some(Named::Practitioner(id));
        }
        self.party(reference).map(Named::Party)
    }
}

fn single_spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
