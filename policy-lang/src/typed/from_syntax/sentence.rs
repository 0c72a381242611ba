//! What a sentence says but its condition and duties. Part of syntax -> typed policy.

use super::scope::Tree;
use super::{Checker, narrowing};
use crate::syntax::Span;
use crate::syntax::tree::{self, Name, Permission, Purposes, Who};
use crate::typed::{Sentence, Words};

impl Checker<'_> {
    /// The sentence in ids; `None` when a part of it has no meaning. All parts are checked in any case.
    pub(super) fn sentence(&mut self, sentence: &tree::Sentence) -> Option<Sentence> {
        let subjects = self.subjects(&sentence.subjects);
        let actions = self.terms(Tree::Action, &sentence.actions);
        let data = self.data(&sentence.data);
        let narrowing = self.narrowings(&sentence.data.narrowing);
        let purposes = self.purposes(&sentence.purposes);
        let period = self.period(sentence.from.as_ref(), sentence.until.as_ref());
        let data = data?;
        let (from, until) = period?;
        Some(Sentence {
            may: allows(sentence),
            subjects: subjects?,
            actions: actions?,
            whole_record: data.whole_record,
            categories: data.categories,
            except: data.except,
            narrowing: narrowing?,
            purposes: purposes?,
            from,
            until,
            words: self.words(sentence),
        })
    }

    /// The purposes named, or none for any; `None` when one is not known.
    fn purposes(&mut self, purposes: &Purposes) -> Option<Option<Vec<u32>>> {
        match purposes {
            Purposes::NotNamed | Purposes::Any(_) => Some(None),
            Purposes::Listed(names) => self.terms(Tree::Purpose, names).map(Some),
        }
    }

    fn words(&self, sentence: &tree::Sentence) -> Words {
        let plain = |span: Span| span.in_one_line(self.source);
        let purposes = match &sentence.purposes {
            Purposes::NotNamed | Purposes::Any(_) => None,
            Purposes::Listed(names) => names_span(names).map(plain),
        };
        Words {
            actions: names_span(&sentence.actions).map(plain).unwrap_or_default(),
            data: plain(sentence.data.span),
            narrowing: sentence
                .data
                .narrowing
                .iter()
                .map(narrowing::words)
                .collect(),
            purposes,
            from: sentence.from.as_ref().map(|moment| plain(moment.span)),
            until: sentence.until.as_ref().map(|moment| plain(moment.span)),
        }
    }
}

/// Whether a sentence allows: `no one may` forbids, and so does `no one may not`, which the parser reports.
pub(super) fn allows(sentence: &tree::Sentence) -> bool {
    let no_one = sentence
        .subjects
        .iter()
        .any(|subject| subject.who == Who::NoOne);
    sentence.permission == Permission::May && !no_one
}

fn names_span(names: &[Name]) -> Option<Span> {
    Some(names.first()?.span.to(names.last()?.span))
}
