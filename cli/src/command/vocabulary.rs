//! `assent vocabulary`: the words that every policy knows, what they mean and which codes mean them.

mod json;
mod text;

use std::io::Write;

use policy_lang::vocabulary::search::{Entry, EntryKind, entries, find, nearest_word};

use crate::arguments::{VocabularyArguments, VocabularyKind};
use crate::failure::{FAILED, Failure};

/// Runs the command: status 0 when something is shown, 1 when nothing is called so.
pub fn run(arguments: &VocabularyArguments, out: &mut dyn Write) -> Result<u8, Failure> {
    let all = entries();
    let kind = arguments.kind.map(entry_kind);
    let is_of_kind = |entry: &&Entry| kind.is_none_or(|kind| entry.kind == kind);
    if arguments.words.is_empty() {
        if arguments.json {
            json::overview(&all, kind, out)?;
        } else {
            text::overview(&all, kind, out)?;
        }
        return Ok(0);
    }
    let searched: Vec<Entry> = all.iter().filter(is_of_kind).cloned().collect();
    let found = find(&arguments.words, &searched);
    let nearest = if found.is_empty() {
        nearest_word(&arguments.words, &searched)
    } else {
        None
    };
    if arguments.json {
        json::findings(&found, nearest, &all, out)?;
        return Ok(if found.is_empty() { FAILED } else { 0 });
    }
    if found.is_empty() {
        return Err(nothing(&arguments.words.join(" "), nearest));
    }
    text::findings(&found, &all, out)?;
    Ok(0)
}

fn nothing(words: &str, nearest: Option<&str>) -> Failure {
    let help = match nearest {
        Some(nearest) => format!("did you mean `{nearest}`?"),
        None => "without a word, `assent vocabulary` shows what there is; a policy declares what is missing".into(),
    };
    Failure::failed(format!("nothing in the vocabulary answers to `{words}`")).help(help)
}

fn entry_kind(kind: VocabularyKind) -> EntryKind {
    match kind {
        VocabularyKind::Categories => EntryKind::Category,
        VocabularyKind::Purposes => EntryKind::Purpose,
        VocabularyKind::Roles => EntryKind::Role,
        VocabularyKind::Actions => EntryKind::Action,
        VocabularyKind::Kinds => EntryKind::PartyKind,
        VocabularyKind::Codes => EntryKind::Code,
        VocabularyKind::Labels => EntryKind::Label,
    }
}

/// The codes of a category, without those of the categories within it.
fn codes_of<'e>(all: &'e [Entry], category: &'e str) -> impl Iterator<Item = &'e Entry> {
    all.iter()
        .filter(move |entry| entry.kind == EntryKind::Code && entry.within == Some(category))
}
