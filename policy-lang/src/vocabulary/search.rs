//! Looks words up: by name, HL7 code, title or code, in any letters' case. What `assent vocabulary` shows.
//!
//! ```text
//! exact       the name, an HL7 code or the code itself     TREAT, bloodwork, 718-7
//! beginning   each word begins one of the entry's words    lipid pan, F10
//! inside      each word stands somewhere within            lipid in hyperlipidemia
//! ```

use super::{Term, Vocabulary, vocabulary};
use crate::diagnostic::nearest;

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EntryKind {
    /// A category of data.
    Category,
    /// A purpose.
    Purpose,
    /// A role.
    Role,
    /// An action.
    Action,
    /// A kind of party.
    PartyKind,
    /// A label of confidentiality.
    Label,
    /// A code that means a category.
    Code,
}

impl EntryKind {
    /// Every kind, in the order in which they are shown.
    pub const ALL: [EntryKind; 7] = [
        EntryKind::Category,
        EntryKind::Purpose,
        EntryKind::Role,
        EntryKind::Action,
        EntryKind::PartyKind,
        EntryKind::Label,
        EntryKind::Code,
    ];

    /// The word for one of them.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            EntryKind::Category => "category",
            EntryKind::Purpose => "purpose",
            EntryKind::Role => "role",
            EntryKind::Action => "action",
            EntryKind::PartyKind => "kind of party",
            EntryKind::Label => "label",
            EntryKind::Code => "code",
        }
    }
}

/// A word of the vocabulary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What it is.
    pub kind: EntryKind,
    /// The word of the language; of a code the code, of a label without a word HL7's code.
    pub name: &'static str,
    /// The word for the code system of a code, `loinc`.
    pub system: Option<&'static str>,
    /// What it lies within; of a code the category that it means.
    pub within: Option<&'static str>,
    /// HL7 codes that mean the same; of a category its sensitivities.
    pub hl7: Vec<&'static str>,
    /// What it means.
    pub title: Option<&'static str>,
}

/// How well an entry answers to the words that were searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Nearness {
    /// Its name, its code or one of its HL7 codes is what was searched.
    Exact,
    /// Each word that was searched begins one of its words.
    Beginning,
    /// Each word that was searched stands somewhere in its words.
    Inside,
}

/// Everything there is, kind after kind, trees with what lies within after what is around it.
#[must_use]
pub fn entries() -> Vec<Entry> {
    let words = vocabulary();
    let trees = [
        (EntryKind::Purpose, &words.purposes),
        (EntryKind::Role, &words.roles),
        (EntryKind::Action, &words.actions),
    ];
    let terms = trees
        .into_iter()
        .flat_map(|(kind, terms)| terms.iter().map(move |term| of_term(kind, term)));
    categories(words)
        .chain(terms)
        .chain(kinds_and_labels(words))
        .chain(codes(words))
        .collect()
}

/// The entries that answer to `words`, the best first; none for no words.
#[must_use]
pub fn find(words: &[String], entries: &[Entry]) -> Vec<(Nearness, Entry)> {
    let wanted: Vec<String> = words
        .iter()
        .flat_map(|word| word.split_whitespace())
        .map(str::to_lowercase)
        .collect();
    let mut found: Vec<(Nearness, Entry)> = entries
        .iter()
        .filter_map(|entry| Some((entry.nearness(&wanted)?, entry.clone())))
        .collect();
    // A stable sort: what is equally near stays in the order of the vocabulary.
    found.sort_by_key(|(nearness, entry)| (*nearness, entry.kind));
    found
}

/// The word of the vocabulary that is spelled most like `words`, when one is close enough to be meant.
#[must_use]
pub fn nearest_word(words: &[String], entries: &[Entry]) -> Option<&'static str> {
    let all = || {
        let titles = entries.iter().filter_map(|entry| entry.title);
        let of_titles = titles
            .flat_map(|title| title.split(|character: char| !character.is_alphanumeric()))
            .filter(|word| word.len() > 3);
        let names = entries
            .iter()
            .flat_map(|entry| entry.hl7.iter().copied().chain([entry.name]));
        names.chain(of_titles)
    };
    let whole = nearest(&words.join("_"), all());
    whole.or_else(|| words.iter().find_map(|word| nearest(word, all())))
}

/// What `name` lies within, the outermost first, among entries of `kind`.
#[must_use]
pub fn around(entries: &[Entry], kind: EntryKind, name: &str) -> Vec<&'static str> {
    let parent = |name: &str| {
        let of_kind = |entry: &&Entry| entry.kind == kind && entry.name == name;
        entries.iter().find(of_kind)?.within
    };
    let mut outer: Vec<&'static str> =
        std::iter::successors(parent(name), |name| parent(name)).collect();
    outer.reverse();
    outer
}

impl Entry {
    fn nearness(&self, wanted: &[String]) -> Option<Nearness> {
        if wanted.is_empty() {
            return None;
        }
        if self.is_called(&wanted.join(" ")) {
            return Some(Nearness::Exact);
        }
        let own = self.words();
        let each = |holds: fn(&str, &str) -> bool| {
            let is_there = |word: &String| own.iter().any(|own| holds(own, word));
            wanted.iter().all(is_there)
        };
        if each(|own, word| own.starts_with(word)) {
            return Some(Nearness::Beginning);
        }
        each(|own, word| own.contains(word)).then_some(Nearness::Inside)
    }

    fn is_called(&self, wanted: &str) -> bool {
        let is = |name: &str| {
            let name = name.to_lowercase();
            name == wanted || name.replace('_', " ") == wanted
        };
        let with_system = self.system.map(|system| format!("{system} {}", self.name));
        is(self.name)
            || self.hl7.iter().any(|code| is(code))
            || with_system.is_some_and(|name| is(&name))
    }

    /// All that a search looks at, in small letters.
    fn words(&self) -> Vec<String> {
        let in_name = self.name.split('_').filter(|part| *part != self.name);
        let in_title = self
            .title
            .into_iter()
            .flat_map(|title| title.split(|character: char| !character.is_alphanumeric()));
        [self.name]
            .into_iter()
            .chain(self.system)
            .chain(self.hl7.iter().copied())
            .chain(in_name)
            .chain(in_title)
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect()
    }
}

fn categories(words: &'static Vocabulary) -> impl Iterator<Item = Entry> {
    words.categories.iter().map(|category| Entry {
        kind: EntryKind::Category,
        name: category.name,
        system: None,
        within: category.within,
        hl7: category.sensitivity.clone(),
        title: Some(category.title),
    })
}

fn of_term(kind: EntryKind, term: &Term) -> Entry {
    Entry {
        kind,
        name: term.name,
        system: None,
        within: term.within,
        hl7: term.aliases.clone(),
        title: Some(term.title),
    }
}

fn kinds_and_labels(words: &'static Vocabulary) -> impl Iterator<Item = Entry> {
    let plain = |kind, name, hl7, title| Entry {
        kind,
        name,
        system: None,
        within: None,
        hl7,
        title: Some(title),
    };
    let kinds = words
        .kinds
        .iter()
        .map(move |kind| plain(EntryKind::PartyKind, kind.name, Vec::new(), kind.title));
    let labels = words.labels.iter().map(move |label| {
        let name = label.name.unwrap_or(label.code);
        plain(EntryKind::Label, name, vec![label.code], label.title)
    });
    kinds.chain(labels)
}

/// The codes but for sensitivities, which stand at their categories.
fn codes(words: &'static Vocabulary) -> impl Iterator<Item = Entry> {
    words
        .codes
        .iter()
        .map(|code| Entry {
            kind: EntryKind::Code,
            name: code.code,
            system: Some(words.system_name(code.system)),
            within: Some(code.category),
            hl7: Vec::new(),
            title: code.title,
        })
        .filter(|entry| entry.system != Some("sensitivity"))
}
