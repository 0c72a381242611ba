//! The sentences of a form, with its parameters in the places of what is filled in. Part of syntax -> typed policy.

use abi::form::{DayBlank, FormSentence, NarrowingBlank, SubjectBlank};
use abi::terms::{ConsentTerms, DataTerms, Name, SubjectTerm};
use parity_scale_codec::Compact;

use super::form::{Blanks, Kind, asked_for, entry};
use super::scope::Tree;
use super::{Checker, codes, date, sentence};
use crate::diagnostic::{Problem, quote};
use crate::syntax::tree::{self, DataItem, Day, Employer, Moment, Purposes, Who};
use crate::typed::{Instant, Subject};

impl Checker<'_> {
    /// A sentence of a form; `None` after an error. All parts are checked in any case.
    pub(super) fn form_sentence(
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
            words: sentence.span.in_one_line(self.source),
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
                let at = self.party_blank(reference, blanks)?;
                Some(SubjectBlank::Party(at))
            }
            Who::AnyRole {
                role,
                of: Some(Employer::Party(party)),
            } => {
                let at = self.party_blank(party, blanks)?;
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
