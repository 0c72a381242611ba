//! Examples: what the ledger holds, one request, what is expected. Part of syntax -> typed policy.

use std::collections::BTreeMap;

use abi::PatientId;
use abi::form::FormSentence;
use abi::terms::{AccessRequest, CategoryTerm, Claims};

use super::rule::{self, Rules};
use super::scope::Tree;
use super::{Checker, category, codes, date};
use crate::diagnostic::{LineIndex, Problem, quote, syntax_codes};
use crate::syntax::Span;
use crate::syntax::tree::{self, Ask, AskedItem, Asker};
use crate::typed::{Case, Example, Instant};
use crate::vocabulary::EVERYTHING;

/// The patient of every example.
const PATIENT: PatientId = PatientId([0; 16]);

impl Checker<'_> {
    /// The examples that mean something, in the order of the source. Without errors these are all of them.
    pub(super) fn examples(
        &mut self,
        declared: &[&tree::Example],
        rules: &Rules<'_>,
    ) -> Vec<Example> {
        self.warn_of_same_names(declared);
        let lines = LineIndex::new(self.source);
        declared
            .iter()
            .filter_map(|example| self.example(example, rules, &lines))
            .collect()
    }

    fn warn_of_same_names(&mut self, declared: &[&tree::Example]) {
        let mut first: BTreeMap<&str, Span> = BTreeMap::new();
        for name in declared.iter().map(|example| &example.name) {
            let place = *first.entry(&name.text).or_insert(name.span);
            if place != name.span {
                let message = format!("another example is called {}", quote(&name.text));
                self.report(
                    Problem::warning(codes::EXAMPLE_TWICE, name.span, message)
                        .also(place, "it is here")
                        .help("give it a name of its own, so that a report says which one failed"),
                );
            }
        }
    }

    fn example(
        &mut self,
        example: &tree::Example,
        rules: &Rules<'_>,
        lines: &LineIndex,
    ) -> Option<Example> {
        let requester = match self.is_nameless(example) {
            true => None,
            false => self.asker(&example.ask.asker),
        };
        let request = self.request(&example.ask);
        let now = self.now(example, rules);
        let givens = self.givens(&example.givens, requester.as_ref(), now);
        let expect = self.expect(&example.expect, rules);
        let (requester, givens) = (requester?, givens?);
        let treats = givens.treats(&requester);
        let case = Case {
            requester,
            request: request?,
            now: now?,
            treats,
            consents: Some(givens.consents),
            birth_date: givens.birth_date,
            // Whose death nobody has attested is alive.
            deceased: Some(givens.deceased == Some(true)),
            facts: givens.facts,
            accesses: Some(givens.accesses),
        };
        let line = rule::line(lines, example.span);
        Some(Example {
            name: example.name.text.clone(),
            case,
            expect: expect?,
            span: example.span,
            line,
        })
    }

    /// Reports `example` before `a nurse asks to …`: the article was read as the example's name, and what follows it is nobody.
    fn is_nameless(&mut self, example: &tree::Example) -> bool {
        let name = &example.name;
        let is_article = !name.quoted && matches!(name.text.as_str(), "a" | "an");
        let Asker::Party(asker) = &example.ask.asker else {
            return false;
        };
        let who = asker.name.text.as_str();
        let is_known =
            self.scope.parties.contains_key(who) || self.scope.practitioners.contains_key(who);
        if !is_article || is_known || asker.kind.is_some() {
            return false;
        }
        let message = "the name after `example` is missing";
        let help = "say in quotes what it shows: `example \"a nurse of another ward\"`";
        self.report(Problem::error(syntax_codes::NAME_MISSING, name.span, message).help(help));
        true
    }

    fn request(&mut self, ask: &Ask) -> Option<AccessRequest> {
        let actions = self.terms(Tree::Action, &ask.actions);
        let categories: Vec<_> = ask.data.iter().map(|item| self.asked(item)).collect();
        let data = self.data_claims(&ask.attributes);
        let purpose = ask
            .purpose
            .as_ref()
            .map(|purpose| self.term(Tree::Purpose, purpose));
        let name = |tree, id| self.scope.term_name(tree, id).to_owned();
        let purpose = purpose.map_or(Some(None), |id| Some(Some(name(Tree::Purpose, id?))))?;
        // A blank reason is no reason.
        let reason_given = ask
            .reason
            .as_ref()
            .is_some_and(|reason| !reason.text.trim().is_empty());
        let request = AccessRequest {
            patient: PATIENT,
            actions: actions?
                .into_iter()
                .map(|id| name(Tree::Action, id))
                .collect(),
            categories: categories.into_iter().collect::<Option<_>>()?,
            claims: Claims {
                purpose,
                reason_given,
                data: data?,
            },
        };
        if !request.is_within_limits() {
            let message = "this asks for too much at once";
            let help = format!(
                "a request names at most {} actions and categories",
                abi::limits::LIST_ITEMS
            );
            self.report(Problem::error(codes::TOO_MUCH, ask.span, message).help(help));
            return None;
        }
        Some(request)
    }

    fn asked(&mut self, item: &AskedItem) -> Option<CategoryTerm> {
        match item {
            AskedItem::Category(tree::DataItem::Category(name)) => {
                let id = self.term(Tree::Category, name)?;
                Some(CategoryTerm::Name(
                    self.scope.term_name(Tree::Category, id).to_owned(),
                ))
            }
            AskedItem::Category(_) => Some(CategoryTerm::Name(EVERYTHING.to_owned())),
            AskedItem::Code(code) => {
                let system = category::system(code, &mut self.problems)?;
                Some(CategoryTerm::Code {
                    system: system.to_owned(),
                    code: code.code.text.clone(),
                })
            }
        }
    }

    /// Whether a form's sentences have a day that is written out.
    fn is_dated_form(&self, name: &str) -> bool {
        let id = self.scope.forms.get(name).copied();
        let form = id.and_then(|id| self.form_entry(id));
        let is_dated = |sentence: &FormSentence| {
            sentence.terms.from.is_some() || sentence.terms.until.is_some()
        };
        form.is_some_and(|form| form.sentences.iter().any(is_dated))
    }

    /// When the request is made: noon of its day, or the time on it. An example without a day is an error where a day
    /// matters; where none does it is noon of 2000-01-01.
    fn now(&mut self, example: &tree::Example, rules: &Rules<'_>) -> Option<Instant> {
        if let Some(on) = &example.ask.on {
            return self.moment(on, date::noon);
        }
        let why = match (&rules.dated, &rules.weekday) {
            (Some(rule), _) => format!("{} holds in a certain period", quote(rule)),
            (None, Some(rule)) => format!("{} asks for the weekday", quote(rule)),
            (None, None)
                if super::given::has_date(&example.givens, &|form| self.is_dated_form(form)) =>
            {
                "what is given has a date".to_owned()
            }
            (None, None) => return Some(date::undated(&self.scope.policy.time_zone)),
        };
        let message = "this example does not say when the request is made";
        self.report(
            Problem::error(codes::DATE_NEEDED, example.ask.span, message)
                .help(format!("{why}: add a day, as in `on 2026-05-04`")),
        );
        None
    }
}
