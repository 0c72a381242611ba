//! Forms: their blanks, the text that the patient reads, what a signature means. Part of syntax -> typed policy.
//!
//! A parameter stands where what is filled in would stand. A name means the parameter only where its kind fits: with
//! `laboratory: a lab`, `laboratory may read laboratory` is about a lab and about a category.

use std::collections::BTreeSet;

use abi::form::{
    DayBlank, FormEntry, FormSentence, NarrowingBlank, ParameterEntry, ParameterKind, SubjectBlank,
};
use abi::limits::LIST_ITEMS;
use abi::terms::{ConsentTerms, DataTerms, Name, SubjectTerm};
use parity_scale_codec::Compact;

use super::declarations::Taken;
use super::scope::{Thing, Tree, suggest};
use super::term::kind_number;
use super::text::with_article;
use super::{Checker, codes, date, sentence, text};
use crate::diagnostic::{Problem, quote};
use crate::syntax::Span;
use crate::syntax::tree::{
    self, DataItem, Day, Employer, FormDeclaration, Moment, Parameter, ParameterType, PartyKind,
    Purposes, Who,
};
use crate::typed::{Instant, Subject};

/// A form's parameters, and which of them its sentences name.
pub(super) struct Blanks<'s> {
    parameters: &'s [Parameter],
    used: BTreeSet<usize>,
}

impl<'s> Blanks<'s> {
    fn find(&self, name: &str) -> Option<(usize, &'s Parameter)> {
        let mut parameters = self.parameters.iter().enumerate();
        parameters.find(|(_, parameter)| parameter.name.text == name)
    }

    /// Whether `name` is a parameter of this kind.
    pub(super) fn is(&self, name: &tree::Name, of: Kind) -> bool {
        let found = self.find(&name.text);
        found.is_some_and(|(_, parameter)| kind(parameter.parameter_type) == of)
    }

    /// The parameter called `name`, if it is of a kind that fits.
    pub(super) fn of(&mut self, name: &tree::Name, kinds: &[Kind]) -> Option<Compact<u32>> {
        let (at, parameter) = self.find(&name.text)?;
        if !kinds.contains(&kind(parameter.parameter_type)) {
            return None;
        }
        self.used.insert(at);
        Some(Compact(u32::try_from(at).unwrap_or(u32::MAX)))
    }
}

/// Where a parameter may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Party,
    Practitioner,
    Date,
    Category,
    Purpose,
}

fn kind(parameter_type: ParameterType) -> Kind {
    match parameter_type {
        ParameterType::Party(_) | ParameterType::AnyParty => Kind::Party,
        ParameterType::Practitioner => Kind::Practitioner,
        ParameterType::Date => Kind::Date,
        ParameterType::Category => Kind::Category,
        ParameterType::Purpose => Kind::Purpose,
    }
}

/// What a parameter asks for, in words.
pub(super) fn asked_for(kind: &ParameterKind) -> String {
    match kind {
        ParameterKind::Party(Some(kind)) => with_article(kind),
        ParameterKind::Party(None) => "a party".to_owned(),
        ParameterKind::Practitioner => "a practitioner".to_owned(),
        ParameterKind::Date => "a day".to_owned(),
        ParameterKind::Category => "a category of data".to_owned(),
        ParameterKind::Purpose => "a purpose".to_owned(),
    }
}

fn entry(parameter: &Parameter) -> ParameterEntry {
    let kind = match parameter.parameter_type {
        ParameterType::Party(kind) => ParameterKind::Party(Some(kind.word().to_owned())),
        ParameterType::AnyParty => ParameterKind::Party(None),
        ParameterType::Practitioner => ParameterKind::Practitioner,
        ParameterType::Date => ParameterKind::Date,
        ParameterType::Category => ParameterKind::Category,
        ParameterType::Purpose => ParameterKind::Purpose,
    };
    ParameterEntry {
        name: parameter.name.text.clone(),
        kind,
    }
}

impl Checker<'_> {
    /// The forms, in the order of the bytes of their names. Of a form with errors the head is there, so that what refers
    /// to it is checked.
    pub(super) fn forms(&mut self, declared: &[&FormDeclaration]) -> Vec<FormEntry> {
        let mut taken = Taken::default();
        let mut forms: Vec<&FormDeclaration> = declared
            .iter()
            .copied()
            .filter(|form| taken.take(&form.name, &mut self.problems))
            .collect();
        forms.sort_by(|one, other| one.name.text.cmp(&other.name.text));
        forms.into_iter().map(|form| self.form(form)).collect()
    }

    fn form(&mut self, form: &FormDeclaration) -> FormEntry {
        let before = self.errors();
        self.check_parameters(form);
        self.use_kinds(form);
        let mut blanks = Blanks {
            parameters: &form.parameters,
            used: BTreeSet::new(),
        };
        let sentences: Vec<Option<FormSentence>> = form
            .sentences
            .iter()
            .map(|sentence| self.form_sentence(sentence, &mut blanks))
            .collect();
        self.check_text(form);
        // What a form with mistakes leaves out may be one of them.
        if self.errors() == before {
            self.remark_on_parameters(form, &blanks);
        }
        FormEntry {
            name: form.name.text.clone(),
            parameters: form.parameters.iter().map(entry).collect(),
            text: form
                .text
                .iter()
                .map(|paragraph| paragraph.text.text.clone())
                .collect(),
            sentences: sentences.into_iter().flatten().collect(),
        }
    }

    fn errors(&self) -> usize {
        self.problems
            .iter()
            .filter(|problem| problem.is_error())
            .count()
    }

    /// Whoever may be filled in is named by the form.
    fn use_kinds(&mut self, form: &FormDeclaration) {
        for parameter in &form.parameters {
            match parameter.parameter_type {
                ParameterType::Party(kind) => {
                    self.used.insert(Thing::Kind(kind_number(kind)));
                }
                ParameterType::AnyParty => {
                    let kinds = PartyKind::ALL.iter();
                    self.used
                        .extend(kinds.map(|kind| Thing::Kind(kind_number(*kind))));
                }
                ParameterType::Practitioner
                | ParameterType::Date
                | ParameterType::Category
                | ParameterType::Purpose => {}
            }
        }
    }

    fn check_parameters(&mut self, form: &FormDeclaration) {
        let mut taken = Taken::default();
        for parameter in &form.parameters {
            taken.take(&parameter.name, &mut self.problems);
            self.check_shadow(parameter);
        }
        if form.parameters.len().max(form.sentences.len()) as u64 > LIST_ITEMS {
            let message = "this form is too long";
            let help = format!("a form has at most {LIST_ITEMS} parameters and sentences");
            self.report(Problem::error(codes::TOO_MUCH, form.name.span, message).help(help));
        }
    }

    /// Reports a parameter that could be confused with what the policy calls so already.
    fn check_shadow(&mut self, parameter: &Parameter) {
        let name = parameter.name.text.as_str();
        let kind = kind(parameter.parameter_type);
        let is_known = match kind {
            Kind::Party | Kind::Practitioner => {
                self.scope.parties.contains_key(name) || self.scope.practitioners.contains_key(name)
            }
            Kind::Date => false,
            Kind::Category => self.scope.names(Tree::Category).contains_key(name),
            Kind::Purpose => self.scope.names(Tree::Purpose).contains_key(name),
        };
        if is_known {
            let message = format!("{} means something else in this policy", quote(name));
            let problem = Problem::error(codes::PARAMETER_NAME, parameter.name.span, message);
            let place = self.declared_at(name);
            let problem = place.into_iter().fold(problem, |problem, place| {
                problem.also(place, "it is declared here")
            });
            let help = "give the parameter another name, so that nobody takes one for the other";
            self.report(problem.help(help));
        }
    }

    /// Where the party or practitioner of a name is declared.
    fn declared_at(&self, name: &str) -> Option<Span> {
        let at = |id: &u32| id.wrapping_sub(1) as usize;
        let party = self.scope.parties.get(name).map(at);
        let person = self.scope.practitioners.get(name).map(at);
        let party = party.and_then(|at| self.places.parties.get(at));
        let person = || self.places.practitioners.get(person?);
        party.or_else(person).copied()
    }

    /// Checks that every name in braces is a parameter's.
    fn check_text(&mut self, form: &FormDeclaration) {
        let names = || {
            form.parameters
                .iter()
                .map(|parameter| parameter.name.text.as_str())
        };
        for name in form.text.iter().flat_map(|text| &text.placeholders) {
            if !names().any(|known| known == name.text) {
                let message = format!("the form has no parameter {}", quote(&name.text));
                let problem = Problem::error(codes::PLACEHOLDER, name.span, message);
                let help = "name one of the form's parameters, or leave the braces out";
                let problem = suggest(problem, self.problems.len(), &name.text, names(), help);
                self.report(problem);
            }
        }
    }

    /// Remarks on parameters that the sentences or the text do not speak of.
    fn remark_on_parameters(&mut self, form: &FormDeclaration, blanks: &Blanks<'_>) {
        let shown = form.text.iter().flat_map(|text| &text.placeholders);
        let shown: BTreeSet<&str> = shown.map(|name| name.text.as_str()).collect();
        for (at, parameter) in form.parameters.iter().enumerate() {
            let name = &parameter.name;
            if !blanks.used.contains(&at) {
                let message = format!("no sentence of the form names {}", quote(&name.text));
                let help = "name it in a sentence, or leave the parameter out";
                self.report(Problem::warning(codes::UNUSED, name.span, message).help(help));
            } else if !form.text.is_empty() && !shown.contains(name.text.as_str()) {
                let message = format!("the patient does not read {}", quote(&name.text));
                let help = format!(
                    "put {} into the form's text",
                    quote(&format!("{{{}}}", name.text))
                );
                self.report(Problem::warning(codes::NOT_SHOWN, name.span, message).help(help));
            }
        }
    }

    fn form_sentence(
        &mut self,
        sentence: &tree::Sentence,
        blanks: &mut Blanks<'_>,
    ) -> Option<FormSentence> {
        self.refuse_clauses(sentence, "a sentence of a form");
        self.check_no_one(&sentence.subjects);
        let subjects = self.form_subjects(&sentence.subjects, blanks);
        let actions = self.terms(Tree::Action, &sentence.actions);
        let data = self.form_data(&sentence.data, blanks);
        let purposes = self.form_purposes(&sentence.purposes, blanks);
        let period = self.form_period(sentence, blanks);
        let ((subjects, subject_blanks), data, purposes) = (subjects?, data?, purposes?);
        let period = period?;
        let name = |id| self.scope.term_name(Tree::Action, id).to_owned();
        Some(FormSentence {
            words: text::plain(sentence.span, self.source),
            terms: ConsentTerms {
                grants: sentence::allows(sentence),
                subjects,
                actions: actions?.into_iter().map(name).collect(),
                data: data.terms,
                purposes: purposes.0,
                from: period.from,
                until: period.until,
            },
            subjects: subject_blanks,
            categories: data.categories,
            except: data.except,
            narrowing: data.narrowing,
            purposes: purposes.1,
            from: period.from_blank,
            until: period.until_blank,
        })
    }

    fn form_subjects(
        &mut self,
        subjects: &[tree::Subject],
        blanks: &mut Blanks<'_>,
    ) -> Option<(Vec<SubjectTerm>, Vec<SubjectBlank>)> {
        let (mut terms, mut filled) = (Some(Vec::new()), Vec::new());
        for subject in subjects {
            match self.subject_blank(&subject.who, blanks) {
                Some(blank) => filled.push(blank),
                None => {
                    let known = self.form_subject(&subject.who, blanks);
                    terms = terms.zip(known).map(|(mut terms, known)| {
                        terms.push(known);
                        terms
                    });
                }
            }
        }
        Some((terms?, filled))
    }

    fn form_subject(&mut self, who: &Who, blanks: &Blanks<'_>) -> Option<SubjectTerm> {
        if let Who::Named(name) = who
            && !self.scope.parties.contains_key(name.text.as_str())
            && !self.scope.practitioners.contains_key(name.text.as_str())
            && self.is_misplaced(
                name,
                blanks,
                "whoever a sentence is about is a party or a practitioner",
            )
        {
            return None;
        }
        let subject = self.subject(who)?;
        Some(self.subject_term(subject))
    }

    /// The blank that a subject is; `None` when it is none.
    fn subject_blank(&mut self, who: &Who, blanks: &mut Blanks<'_>) -> Option<SubjectBlank> {
        match who {
            Who::Named(name) => {
                let party = blanks.of(name, &[Kind::Party]).map(SubjectBlank::Party);
                party.or_else(|| {
                    let at = blanks.of(name, &[Kind::Practitioner])?;
                    Some(SubjectBlank::Practitioner(at))
                })
            }
            Who::Practitioner(reference) if reference.of.is_none() => {
                let at = blanks.of(&reference.name, &[Kind::Practitioner])?;
                Some(SubjectBlank::Practitioner(at))
            }
            Who::Party(reference) => {
                let at = blanks.of(&reference.name, &[Kind::Party])?;
                Some(SubjectBlank::Party(at))
            }
            Who::AnyRole {
                role,
                of: Some(Employer::Party(party)),
            } => {
                let at = blanks.of(&party.name, &[Kind::Party])?;
                let role = self.term(Tree::Role, role)?;
                let role = self.scope.term_name(Tree::Role, role).to_owned();
                Some(SubjectBlank::RoleOfParty(role, at))
            }
            _ => None,
        }
    }

    /// Reports a parameter where none of its kind can stand; false for a name that is no parameter.
    fn is_misplaced(&mut self, name: &tree::Name, blanks: &Blanks<'_>, belongs: &str) -> bool {
        let Some((_, parameter)) = blanks.find(&name.text) else {
            return false;
        };
        let asked = asked_for(&entry(parameter).kind);
        let message = format!(
            "{} stands for {asked}, which does not belong here",
            quote(&name.text)
        );
        self.report(
            Problem::error(codes::MISPLACED_PARAMETER, name.span, message)
                .also(parameter.type_span, "it is declared here")
                .help(belongs),
        );
        true
    }

    fn form_data(&mut self, data: &tree::Data, blanks: &mut Blanks<'_>) -> Option<FormData> {
        let whole_record = |item: &DataItem| matches!(item, DataItem::WholeRecord(_));
        let mut form = FormData {
            terms: DataTerms {
                whole_record: data.items.iter().any(whole_record),
                categories: Vec::new(),
                except: Vec::new(),
                narrowing: Vec::new(),
            },
            categories: Vec::new(),
            except: Vec::new(),
            narrowing: Vec::new(),
        };
        let named = data.items.iter().filter(|item| !whole_record(item));
        let named = self.form_items(named, blanks, &mut form.categories);
        let except = self.form_items(data.except.iter(), blanks, &mut form.except);
        let narrowing = self.form_narrowings(&data.narrowing, blanks);
        let (named, except, narrowing) = (named?, except?, narrowing?);
        // What is filled in later may be anything.
        if form.categories.is_empty() && form.except.is_empty() {
            self.data(data)?;
        }
        (form.terms.narrowing, form.narrowing) = narrowing;
        (form.terms.categories, form.terms.except) = (named, except);
        Some(form)
    }

    fn form_items<'i>(
        &mut self,
        items: impl Iterator<Item = &'i DataItem>,
        blanks: &mut Blanks<'_>,
        filled: &mut Vec<Compact<u32>>,
    ) -> Option<Vec<Name>> {
        let mut names = Some(Vec::new());
        for item in items {
            if let DataItem::Category(name) = item {
                if let Some(at) = blanks.of(name, &[Kind::Category]) {
                    filled.push(at);
                    continue;
                }
                let is_known = self
                    .scope
                    .names(Tree::Category)
                    .contains_key(name.text.as_str());
                if !is_known && self.is_misplaced(name, blanks, "data is a category") {
                    names = None;
                    continue;
                }
            }
            let known = self.data_item(item);
            let known = known.map(|id| self.scope.term_name(Tree::Category, id).to_owned());
            names = names.zip(known).map(|(mut names, known)| {
                names.push(known);
                names
            });
        }
        names
    }

    fn form_purposes(
        &mut self,
        purposes: &Purposes,
        blanks: &mut Blanks<'_>,
    ) -> Option<(Vec<Name>, Vec<Compact<u32>>)> {
        let Purposes::Listed(listed) = purposes else {
            return Some((Vec::new(), Vec::new()));
        };
        let (mut names, mut filled) = (Some(Vec::new()), Vec::new());
        for name in listed {
            if let Some(at) = blanks.of(name, &[Kind::Purpose]) {
                filled.push(at);
                continue;
            }
            let is_known = self
                .scope
                .names(Tree::Purpose)
                .contains_key(name.text.as_str());
            let known = match !is_known
                && self.is_misplaced(name, blanks, "a purpose stands after `for`")
            {
                true => None,
                false => self.term(Tree::Purpose, name),
            };
            let known = known.map(|id| self.scope.term_name(Tree::Purpose, id).to_owned());
            names = names.zip(known).map(|(mut names, known)| {
                names.push(known);
                names
            });
        }
        Some((names?, filled))
    }

    fn form_period(
        &mut self,
        sentence: &tree::Sentence,
        blanks: &mut Blanks<'_>,
    ) -> Option<Period> {
        let from = sentence.from.as_ref();
        let until = sentence.until.as_ref();
        let from_blank = from.and_then(|moment| day_blank(moment, blanks));
        let until_blank = until.and_then(|moment| day_blank(moment, blanks));
        for (moment, blank) in [(from, &from_blank), (until, &until_blank)] {
            if let (Some(Day::Named(name)), None) = (moment.map(|moment| &moment.day), blank)
                && self.is_misplaced(name, blanks, "a day stands after `from` and `until`")
            {
                return None;
            }
        }
        let (literal_from, literal_until) = match (&from_blank, &until_blank) {
            (None, None) => self.period(from, until)?,
            (Some(_), None) => (None, self.optional_moment(until, date::end)?),
            (None, Some(_)) => (self.optional_moment(from, date::beginning)?, None),
            (Some(_), Some(_)) => (None, None),
        };
        Some(Period {
            from: literal_from,
            until: literal_until,
            from_blank,
            until_blank,
        })
    }

    /// The instant of a moment that may be left out; `None` after an error.
    fn optional_moment(
        &mut self,
        moment: Option<&Moment>,
        reading: date::Reading,
    ) -> Option<Option<Instant>> {
        match moment {
            Some(moment) => self.moment(moment, reading).map(Some),
            None => Some(None),
        }
    }

    /// A subject in names, as consents keep it.
    fn subject_term(&self, subject: Subject) -> SubjectTerm {
        let role = |id| self.scope.term_name(Tree::Role, id).to_owned();
        let party = |id| self.scope.party_name(id).to_owned();
        let kind = |id| self.scope.kind_name(id).to_owned();
        match subject {
            Subject::Anyone => SubjectTerm::Anyone,
            Subject::Patient => SubjectTerm::Patient,
            Subject::Guardian => SubjectTerm::Guardian,
            Subject::Party(id) => SubjectTerm::Party(party(id)),
            Subject::Role(id) => SubjectTerm::Role(role(id)),
            Subject::RoleOfParty(id, of) => SubjectTerm::RoleOfParty(role(id), party(of)),
            Subject::RoleOfKind(id, of) => SubjectTerm::RoleOfKind(role(id), kind(of)),
            Subject::Kind(id) => SubjectTerm::Kind(kind(id)),
            Subject::Practitioner(id) => {
                SubjectTerm::Practitioner(self.scope.practitioner_name(id).to_owned())
            }
        }
    }
}

/// The data of a form's sentence.
struct FormData {
    terms: DataTerms,
    categories: Vec<Compact<u32>>,
    except: Vec<Compact<u32>>,
    narrowing: Vec<NarrowingBlank>,
}

/// The period of a form's sentence: each end is written, filled in, or neither.
struct Period {
    from: Option<Instant>,
    until: Option<Instant>,
    from_blank: Option<DayBlank>,
    until_blank: Option<DayBlank>,
}

fn day_blank(moment: &Moment, blanks: &mut Blanks<'_>) -> Option<DayBlank> {
    let Day::Named(name) = &moment.day else {
        return None;
    };
    let minute = |time: tree::ClockTime| {
        u32::from(time.hour.unsigned_abs()) * 60 + u32::from(time.minute.unsigned_abs())
    };
    Some(DayBlank {
        parameter: blanks.of(name, &[Kind::Date])?,
        minute: moment.time.map(minute),
    })
}
