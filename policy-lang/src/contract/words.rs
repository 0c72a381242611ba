//! Interface -> the words of a policy: enough of the typed policy to read a consent by, for when
//! there is a module and no source text.

use abi::interface::{self, FactEntry, Interface, TermEntry};

use crate::typed::{Category, Fact, FactKind, Party, Policy, Practitioner, Term};
use crate::vocabulary;

/// The policy's terms without its rules and examples; `None` when its time zone is not known.
pub fn policy_words(interface: &Interface) -> Option<Policy> {
    // The zones that come with the compiler, never those of the machine.
    let time_zone = jiff::tz::TimeZoneDatabase::bundled()
        .get(&interface.time_zone)
        .ok()?;
    let parents = parents(interface.parties.iter().map(|party| party.end.0), 1);
    let parties = interface
        .parties
        .iter()
        .zip(parents)
        .map(|(party, within)| Party {
            name: party.name.clone(),
            kind: party.kind.0,
            within,
            identifier: party.identifier.clone(),
        });
    let within = self::parents(
        interface.categories.iter().map(|category| category.end.0),
        0,
    );
    let categories = interface
        .categories
        .iter()
        .zip(within)
        .map(|(category, within)| Category {
            name: category.name.clone(),
            within,
            protected: category.protected,
        });
    let people = interface.practitioners.iter();
    Some(Policy {
        title: interface.title.clone(),
        version: String::new(),
        time_zone,
        time_zone_name: interface.time_zone.clone(),
        vocabulary: vocabulary::VERSION,
        vocabulary_hash: interface.vocabulary_hash,
        parties: parties.collect(),
        practitioners: people
            .map(|person| Practitioner {
                name: person.name.clone(),
                identifier: person.identifier.clone(),
                of: (person.of.0 > 0).then_some(person.of.0),
            })
            .collect(),
        kinds: interface.kinds.clone(),
        roles: terms(&interface.roles, 0),
        actions: terms(&interface.actions, 0),
        categories: categories.collect(),
        purposes: terms(&interface.purposes, 1),
        codes: interface
            .codes
            .iter()
            .map(|(system, code, category)| (system.to_owned().into(), code.into(), category))
            .collect(),
        facts: interface.facts.iter().map(fact).collect(),
        counters: Vec::new(),
        forms: interface.forms.clone(),
        rules: Vec::new(),
        examples: Vec::new(),
    })
}

fn fact(entry: &FactEntry) -> Fact {
    let kind = match &entry.kind {
        interface::FactKind::YesNo => FactKind::YesNo,
        interface::FactKind::Number => FactKind::Number,
        interface::FactKind::Date => FactKind::Date,
        interface::FactKind::Text => FactKind::Text,
        interface::FactKind::OneOf(words) => FactKind::OneOf(words.clone()),
    };
    Fact {
        owner: entry.owner,
        name: entry.name.clone(),
        kind,
        otherwise: None,
    }
}

fn terms(entries: &[TermEntry], first: u32) -> Vec<Term> {
    let parents = parents(entries.iter().map(|term| term.end.0), first);
    let terms = entries.iter().zip(parents).map(|(term, within)| Term {
        name: term.name.clone(),
        aliases: term.aliases.clone(),
        within,
    });
    terms.collect()
}

/// The parent of each term of a depth-first list, from the ends of their subtrees.
fn parents(ends: impl Iterator<Item = u32>, first: u32) -> Vec<Option<u32>> {
    let mut open: Vec<(u32, u32)> = Vec::new();
    let mut parents = Vec::new();
    for (id, end) in (first..).zip(ends) {
        while open.last().is_some_and(|(_, outer_end)| *outer_end < id) {
            open.pop();
        }
        parents.push(open.last().map(|(outer, _)| *outer));
        open.push((id, end));
    }
    parents
}
