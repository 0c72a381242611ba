//! Policy -> Interface: the names, texts and duties that the host needs beside the tables.

use std::collections::{BTreeMap, BTreeSet};

use abi::codebook::CodeBook;
use abi::interface::{
    CategoryEntry, CounterEntry, FactEntry, FactKind, Interface, LANGUAGE_VERSION, PartyEntry,
    PractitionerEntry, RuleEntries, RuleEntry, TermEntry,
};
use abi::{Domain, set::IdSet};
use parity_scale_codec::Compact;

use crate::typed::from_syntax::zone_table;
use crate::typed::{self, Condition, Counter, Fact, Narrowing, Policy, Rule, Scalar, Term};

/// Describes `policy`, whose text is `source`.
pub(super) fn interface(policy: &Policy, source: &str) -> Interface {
    let ends = subtree_ends(policy.categories.iter().map(|category| category.within));
    let categories = policy.categories.iter().zip(ends);
    let mut interface = Interface {
        language: LANGUAGE_VERSION,
        vocabulary: policy.vocabulary.into(),
        vocabulary_hash: policy.vocabulary_hash,
        title: policy.title.clone(),
        time_zone: policy.time_zone_name.clone(),
        source: Domain::Source.hash(source.as_bytes()),
        kinds: policy.kinds.clone(),
        parties: parties(policy),
        roles: terms(&policy.roles, 0),
        actions: terms(&policy.actions, 0),
        categories: categories
            .map(|(category, end)| CategoryEntry {
                name: category.name.clone(),
                end: Compact(end),
                protected: category.protected,
            })
            .collect(),
        purposes: terms(&policy.purposes, 1),
        practitioners: policy
            .practitioners
            .iter()
            .map(|person| PractitionerEntry {
                name: person.name.clone(),
                identifier: person.identifier.clone(),
                of: Compact(person.of.unwrap_or(0)),
            })
            .collect(),
        codes: CodeBook::new(
            policy
                .codes
                .iter()
                .map(|(system, code, category)| (&**system, &**code, *category)),
        ),
        zone: zone_table(&policy.time_zone),
        ages: ages(policy),
        facts: policy.facts.iter().map(fact).collect(),
        fact_texts: fact_texts(policy),
        counters: Vec::new(),
        forms: policy.forms.clone(),
        texts: Vec::new(),
        rules: RuleEntries::default(),
    };
    interface.counters = policy
        .counters
        .iter()
        .map(|counter| count(counter, &interface))
        .collect();
    let mut texts = Texts::default();
    interface.rules = policy
        .rules
        .iter()
        .map(|rule| entry(rule, &interface, &mut texts))
        .collect();
    interface.texts = texts.list;
    interface
}

/// The years that conditions compare the patient's age with.
fn ages(policy: &Policy) -> Vec<u32> {
    let conditions = policy.rules.iter().flat_map(|rule| &rule.conditions);
    let years = conditions
        .flat_map(Condition::leaves)
        .filter_map(|leaf| match leaf {
            Condition::AgeUnder(years) | Condition::AgeAtLeast(years) => Some(*years),
            _ => None,
        });
    years.collect::<BTreeSet<_>>().into_iter().collect()
}

fn fact(fact: &Fact) -> FactEntry {
    let kind = match &fact.kind {
        typed::FactKind::YesNo => FactKind::YesNo,
        typed::FactKind::Number => FactKind::Number,
        typed::FactKind::Date => FactKind::Date,
        typed::FactKind::Text => FactKind::Text,
        typed::FactKind::OneOf(words) => FactKind::OneOf(words.clone()),
    };
    FactEntry {
        owner: fact.owner,
        name: fact.name.clone(),
        kind,
    }
}

fn count(counter: &Counter, interface: &Interface) -> CounterEntry {
    let end = interface
        .actions
        .get(counter.action as usize)
        .map_or(counter.action, |term| term.end.0);
    CounterEntry {
        actions: IdSet::interval(counter.action, end),
        seconds: u64::try_from(counter.seconds).unwrap_or_default(),
    }
}

/// Every text that a condition compares with or that stands for an unknown value, and every encounter and record that data
/// is narrowed to; sorted.
fn fact_texts(policy: &Policy) -> Vec<String> {
    let mut texts = BTreeSet::new();
    let mut keep = |scalar: &Scalar| {
        if let Scalar::Text(text) = scalar {
            texts.insert(text.clone());
        }
    };
    policy
        .facts
        .iter()
        .flat_map(|fact| &fact.otherwise)
        .for_each(&mut keep);
    let conditions = policy.rules.iter().flat_map(|rule| &rule.conditions);
    conditions.for_each(|condition| condition.values().into_iter().for_each(&mut keep));
    let narrowing = policy
        .rules
        .iter()
        .flat_map(|rule| &rule.sentence.narrowing);
    texts.extend(narrowing.filter_map(|clause| match clause {
        Narrowing::OfEncounter(name) | Narrowing::OfRecord(name) => Some(name.clone()),
        _ => None,
    }));
    texts.into_iter().collect()
}

/// Texts, each kept once.
#[derive(Default)]
struct Texts {
    list: Vec<String>,
    known: BTreeMap<String, u32>,
}

impl Texts {
    fn keep(&mut self, text: &str) -> Compact<u32> {
        if let Some(index) = self.known.get(text) {
            return Compact(*index);
        }
        let index = self.list.len() as u32;
        self.list.push(text.into());
        self.known.insert(text.into(), index);
        Compact(index)
    }
}

fn entry(rule: &Rule, interface: &Interface, texts: &mut Texts) -> RuleEntry {
    let sentence = &rule.sentence;
    let words = &sentence.words;
    let mut optional = |text: &Option<String>| text.as_ref().map(|text| texts.keep(text));
    let (purposes, from, until) = (
        optional(&words.purposes),
        optional(&words.from),
        optional(&words.until),
    );
    let named = if sentence.whole_record {
        IdSet::interval(0, interface.unknown_category())
    } else {
        interface.subtrees(&sentence.categories)
    };
    RuleEntry {
        name: rule.name.clone(),
        title: rule.title.clone(),
        line: Compact(rule.line),
        may: sentence.may,
        actions: texts.keep(&words.actions),
        data: texts.keep(&words.data),
        named,
        purposes,
        from,
        until,
        conditions: words
            .narrowing
            .iter()
            .chain(&rule.condition_texts)
            .map(|text| texts.keep(text))
            .collect(),
        duties: rule.duties.clone(),
        overrides: rule.overrides.iter().map(|rule| Compact(*rule)).collect(),
    }
}

fn parties(policy: &Policy) -> Vec<PartyEntry> {
    // Ids of parties begin at 1, positions at 0.
    let parents = policy
        .parties
        .iter()
        .map(|party| party.within.map(|id| id.saturating_sub(1)));
    let ends = subtree_ends(parents);
    let entries = policy.parties.iter().zip(ends);
    entries
        .map(|(party, end)| PartyEntry {
            name: party.name.clone(),
            identifier: party.identifier.clone(),
            kind: Compact(party.kind),
            end: Compact(end + 1),
        })
        .collect()
}

fn terms(terms: &[Term], first: u32) -> Vec<TermEntry> {
    let parents = terms
        .iter()
        .map(|term| term.within.map(|id| id.saturating_sub(first)));
    let ends = subtree_ends(parents);
    let entries = terms.iter().zip(ends);
    entries
        .map(|(term, end)| TermEntry {
            name: term.name.clone(),
            aliases: term.aliases.clone(),
            end: Compact(end + first),
        })
        .collect()
}

/// The position of the last descendant of each term of a depth-first list, from parents.
fn subtree_ends(parents: impl Iterator<Item = Option<u32>>) -> Vec<u32> {
    let parents: Vec<Option<u32>> = parents.collect();
    let mut ends: Vec<u32> = (0..parents.len() as u32).collect();
    for (position, parent) in parents.iter().enumerate().rev() {
        let end = ends.get(position).copied().unwrap_or_default();
        if let Some(slot) = parent.and_then(|parent| ends.get_mut(parent as usize)) {
            *slot = (*slot).max(end);
        }
    }
    ends
}
