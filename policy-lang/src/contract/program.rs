//! Policy -> Program: everything a decision needs, as plain data without addresses.
//!
//! Closures over trees of parties, roles, categories and purposes are finite and belong here, at
//! compile time; a contract only compares numbers.

use std::collections::{BTreeMap, BTreeSet};

use abi::bind::BoundNarrowing;
use abi::bind::place::CUSTODIAN;
use abi::interface::{DataIds, Interface, NAMED_PIECES_MAX};
use abi::set::IdSet;
use abi::{Instant, limits};

use super::TooLarge;
use super::classes::Classes;
use super::keys::{Key, KeyCounts, KeyShape};
use crate::typed::{
    Comparison, Condition, Fact, Narrowing, Operand, Policy, Rule, Scalar, Sentence, Subject,
};

#[cfg(test)]
mod tests;

/// Room in the tables; a key of the index has a bound of its own.
const ACTIONS_MAX: u64 = 1 << 8;
const CATEGORIES_MAX: u64 = 1 << 20;
const PURPOSES_MAX: u64 = 1 << 9;
/// Numbers that the host function `fact` has for declared facts.
const FACTS_MAX: u64 = (abi::host::fact::COUNTER - abi::host::fact::DECLARED) as u64;
const COUNTERS_MAX: u64 = (abi::host::fact::SIGNED - abi::host::fact::COUNTER) as u64;
const FORMS_MAX: u64 = 1 << 12;
/// Parts of one condition, so that an explanation's size is bounded.
const PARTS_MAX: u64 = 64;
/// Depth of the stack of values while a part is evaluated.
pub(super) const STACK_BYTES: u32 = 256;
/// A rule about more classes of one dimension than this stands under a wildcard instead.
const CLASSES_PER_RULE: usize = 8;
/// And so it does when all its combinations are more than this.
const ENTRIES_PER_RULE: usize = 32;

/// The tables of a policy.
#[derive(Debug)]
pub(super) struct Program {
    /// Rules by number.
    pub rules: Vec<RuleTable>,
    /// Classes of actions, categories and purposes.
    pub actions: Classes,
    /// Classes of categories, the unknown code's included.
    pub categories: Classes,
    /// Classes of purposes, "not stated" included.
    pub purposes: Classes,
    /// Classes of custodians: each party, and after the last one "not stated". No classes when no
    /// rule is about data held by somebody.
    pub custodians: Classes,
    /// Atoms by number; number 0 is not used.
    pub atoms: Vec<AtomTable>,
    /// Atoms of each party, from party 0 (nobody) to the last undeclared kind.
    pub party_atoms: Vec<Vec<u32>>,
    /// Atoms of each role whoever it is of.
    pub role_atoms: Vec<Vec<u32>>,
    /// Atoms of each practitioner; position 0 is nobody.
    pub practitioner_atoms: Vec<Vec<u32>>,
    /// Atoms of the patient and of guardians.
    pub patient_atoms: Vec<u32>,
    /// Atoms of guardians.
    pub guardian_atoms: Vec<u32>,
    /// Atoms of a role of a party, where there are any.
    pub pairs: BTreeMap<(u32, u32), Vec<u32>>,
    /// The value of each declared fact where none is known.
    pub defaults: Vec<Option<i64>>,
    /// Rules under each key, ascending.
    pub index: BTreeMap<Key, Vec<u32>>,
    /// Where the fields of a key are.
    pub keys: KeyShape,
    /// The greatest id of a party.
    pub last_party: u32,
}

/// One rule's tables.
#[derive(Debug)]
pub(super) struct RuleTable {
    pub may: bool,
    pub actions: IdSet,
    pub data: IdSet,
    pub purposes: IdSet,
    /// Custodians that it is about, "not stated" among them where it then may apply; `None` for any.
    /// The index alone reads it: the same stands among the conditions.
    pub custodians: Option<IdSet>,
    pub period: Option<(Instant, Instant)>,
    pub conditions: Vec<Vec<Word>>,
    pub overrides: Vec<u32>,
    /// Whether the keys that it stands under say all about its sets: a request about one action
    /// and one category that leads here is in them.
    pub is_exact: bool,
    /// Whether those keys say that the first part of the condition holds, or is not known and does
    /// not keep the rule from applying: it is about the custodian.
    pub implies_first: bool,
}

impl RuleTable {
    /// The parts of the condition that the index does not tell.
    pub fn conditions_to_ask(&self) -> &[Vec<Word>] {
        let implied = usize::from(self.implies_first);
        self.conditions.get(implied..).unwrap_or_default()
    }
}

/// One step of a condition in postfix order: see `$part` in `evaluator.wat`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Word {
    /// An operation that says all there is to it.
    Plain(u32),
    /// 10: a counter's id and its limit.
    FewerThan { counter: u32, limit: u32 },
    /// 11: a fact, how it compares, and with what.
    Compare {
        fact: u32,
        comparison: u32,
        with: Compared,
    },
    /// 12: a clause that narrows the data.
    Narrowed(BoundNarrowing),
}

/// What a fact is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Compared {
    /// A value as a number.
    Value(i64),
    /// Another fact.
    Fact(u32),
}

/// One atom's tables.
#[derive(Debug, Default, Clone)]
pub(super) struct AtomTable {
    /// The combinations of wildcards under which its rules stand, one bit each.
    pub combinations: u32,
    /// Its `may` rules, ascending.
    pub may_rules: Vec<u32>,
}

/// Lowers `policy` to tables.
///
/// # Errors
/// Reject: the policy exceeds the room of the tables.
pub(super) fn program(policy: &Policy, interface: &Interface) -> Result<Program, TooLarge> {
    let parents = interface.category_parents();
    let rules: Vec<RuleTable> = policy
        .rules
        .iter()
        .map(|rule| rule_table(rule, interface, &parents))
        .collect();
    check_room(policy, &rules, interface)?;
    let last = |count: usize| (count as u32).saturating_sub(1);
    let actions = Classes::new(
        last(policy.actions.len()),
        distinct(&rules, |rule| &rule.actions),
    );
    let categories = Classes::new(
        interface.unknown_category(),
        distinct(&rules, |rule| &rule.data),
    );
    let purposes = Classes::new(
        policy.purposes.len() as u32,
        distinct(&rules, |rule| &rule.purposes),
    );
    let custodians = custodian_classes(&rules, interface);
    let numbers = atom_numbers(policy);
    let mut program = Program {
        atoms: vec![AtomTable::default(); numbers.len() + 1],
        party_atoms: party_atoms(&numbers, policy, interface),
        role_atoms: role_atoms(&numbers, policy),
        practitioner_atoms: practitioner_atoms(&numbers, policy),
        patient_atoms: numbers
            .get(&Subject::Patient)
            .copied()
            .into_iter()
            .collect(),
        guardian_atoms: numbers
            .get(&Subject::Guardian)
            .copied()
            .into_iter()
            .collect(),
        pairs: pair_atoms(&numbers, interface),
        index: BTreeMap::new(),
        defaults: defaults(policy, interface),
        keys: KeyShape::new(&KeyCounts {
            atoms: numbers.len() as u64 + 1,
            actions: u64::from(actions.count),
            categories: u64::from(categories.count),
            purposes: u64::from(purposes.count),
            custodians: u64::from(custodians.count),
            roles: policy.roles.len() as u64,
            last_party: u64::from(interface.last_party()),
        })?,
        last_party: interface.last_party(),
        rules,
        actions,
        categories,
        purposes,
        custodians,
    };
    for (rule, number) in policy.rules.iter().zip(0..) {
        program.enter(rule, number, &numbers);
    }
    Ok(program)
}

impl Program {
    /// Enters a rule into the index under each of its atoms.
    fn enter(&mut self, rule: &Rule, number: u32, numbers: &BTreeMap<Subject, u32>) {
        let Some(table) = self.rules.get_mut(number as usize) else {
            return;
        };
        let classes = [
            &self.actions,
            &self.categories,
            &self.purposes,
            &self.custodians,
        ];
        let keys = keys(table, classes);
        let atoms: BTreeSet<u32> = rule
            .sentence
            .subjects
            .iter()
            .filter_map(|subject| numbers.get(subject).copied())
            .collect();
        for atom in atoms {
            for key in &keys {
                let key = Key { atom, ..*key };
                self.index.entry(key).or_default().push(number);
                if let Some(entry) = self.atoms.get_mut(atom as usize) {
                    entry.combinations |= 1 << key.combination();
                }
            }
            if let Some(entry) = self
                .atoms
                .get_mut(atom as usize)
                .filter(|_| rule.sentence.may)
            {
                entry.may_rules.push(number);
            }
        }
    }
}

/// The combinations of classes, or wildcards, that a rule stands under; atom 0 is a placeholder.
/// Notes with the rule whether they are exact.
fn keys(rule: &mut RuleTable, classes: [&Classes; 4]) -> Vec<Key> {
    let [actions, categories, purposes, custodians] = classes;
    let mut dimensions = [
        Dimension::new(&rule.actions, actions),
        Dimension::new(&rule.data, categories),
        Dimension::new(&rule.purposes, purposes),
        rule.custodians
            .as_ref()
            .map_or_else(Dimension::any, |set| Dimension::new(set, custodians)),
    ];
    while dimensions
        .iter()
        .map(|one| one.classes.len())
        .product::<usize>()
        > ENTRIES_PER_RULE
    {
        let Some(widest) = dimensions.iter_mut().max_by_key(|one| one.classes.len()) else {
            break;
        };
        *widest = Dimension::too_many();
    }
    let [actions, categories, purposes, custodians] = dimensions;
    let is_custodian =
        |word: &Word| matches!(word, Word::Narrowed(clause) if clause.place == CUSTODIAN);
    let first = rule.conditions.first();
    rule.implies_first = custodians.is_exact
        && first.is_some_and(|part| matches!(part.as_slice(), [word] if is_custodian(word)));
    rule.is_exact = actions.is_exact && categories.is_exact && purposes.is_exact;
    let mut keys = Vec::new();
    for action in &actions.classes {
        for category in &categories.classes {
            for purpose in &purposes.classes {
                keys.extend(custodians.classes.iter().map(|custodian| Key {
                    atom: 0,
                    action: *action,
                    category: *category,
                    purpose: *purpose,
                    custodian: *custodian,
                }));
            }
        }
    }
    keys
}

/// What a rule stands under in one dimension.
struct Dimension {
    /// Classes, or one wildcard.
    classes: Vec<Option<u32>>,
    /// Whether these are the rule's set and nothing beyond it.
    is_exact: bool,
}

impl Dimension {
    fn new(set: &IdSet, classes: &Classes) -> Dimension {
        let of_set = classes.of_set(set);
        if of_set.len() == classes.count as usize {
            return Dimension::any();
        }
        if of_set.len() > CLASSES_PER_RULE {
            return Dimension::too_many();
        }
        Dimension {
            classes: of_set.into_iter().map(Some).collect(),
            is_exact: true,
        }
    }

    fn any() -> Dimension {
        Dimension {
            classes: vec![None],
            is_exact: true,
        }
    }

    fn too_many() -> Dimension {
        Dimension {
            classes: vec![None],
            is_exact: false,
        }
    }
}

fn distinct(
    rules: &[RuleTable],
    set: fn(&RuleTable) -> &IdSet,
) -> std::collections::btree_set::IntoIter<&IdSet> {
    rules
        .iter()
        .map(set)
        .collect::<BTreeSet<&IdSet>>()
        .into_iter()
}

fn custodian_classes(rules: &[RuleTable], interface: &Interface) -> Classes {
    let sets: BTreeSet<&IdSet> = rules
        .iter()
        .filter_map(|rule| rule.custodians.as_ref())
        .collect();
    if sets.is_empty() {
        return Classes::default();
    }
    Classes::new(not_stated(interface), sets.into_iter())
}

/// The number that stands for a custodian that is not stated, among those of parties.
fn not_stated(interface: &Interface) -> u32 {
    interface.last_party() + 1
}

/// Refuses a policy that has more of something than the tables have room for.
fn check_room(policy: &Policy, rules: &[RuleTable], interface: &Interface) -> Result<(), TooLarge> {
    let fits = |(what, count, max): (&'static str, usize, u64)| {
        let count = count as u64;
        match count <= max {
            true => Ok(()),
            false => Err(TooLarge { what, count, max }),
        }
    };
    let mut rooms = rooms(policy, rules, interface).into_iter();
    rooms.try_for_each(fits)
}

/// What there is room for, how many the policy has, and how many the tables hold.
fn rooms(
    policy: &Policy,
    rules: &[RuleTable],
    interface: &Interface,
) -> [(&'static str, usize, u64); 9] {
    let named = interface.rules.iter();
    let named = named.map(|rule| rule.named.intervals().len()).sum();
    let longest = rules
        .iter()
        .map(|rule| rule.conditions.len())
        .max()
        .unwrap_or(0);
    [
        ("actions", policy.actions.len(), ACTIONS_MAX),
        ("categories", policy.categories.len() + 1, CATEGORIES_MAX),
        ("purposes", policy.purposes.len() + 1, PURPOSES_MAX),
        ("parts in one condition", longest, PARTS_MAX),
        ("categories named by all rules", named, NAMED_PIECES_MAX),
        ("declared facts", policy.facts.len(), FACTS_MAX),
        ("counters", policy.counters.len(), COUNTERS_MAX),
        ("forms", policy.forms.len(), FORMS_MAX),
        ("rules", rules.len(), limits::MODULE_BYTES / 32),
    ]
}

fn rule_table(rule: &Rule, interface: &Interface, parents: &[Option<u32>]) -> RuleTable {
    let Sentence {
        may, from, until, ..
    } = &rule.sentence;
    let period = (from.is_some() || until.is_some())
        .then(|| (from.unwrap_or(Instant::MIN), until.unwrap_or(Instant::MAX)));
    // What narrows the data is known or not as a condition is, and stands before them.
    let narrowing = rule.sentence.narrowing.iter();
    let narrowing = narrowing.map(|clause| vec![narrowed(clause, *may, interface)]);
    let conditions = rule.conditions.iter();
    let conditions = conditions.map(|part| postfix(part, interface));
    RuleTable {
        may: *may,
        actions: action_set(&rule.sentence, interface),
        data: data_set(&rule.sentence, interface, parents),
        purposes: purpose_set(&rule.sentence, interface),
        custodians: custodian_set(&rule.sentence, interface),
        period,
        conditions: narrowing.chain(conditions).collect(),
        overrides: rule.overrides.clone(),
        is_exact: false,
        implies_first: false,
    }
}

fn action_set(sentence: &Sentence, interface: &Interface) -> IdSet {
    let end = |id: u32| {
        interface
            .actions
            .get(id as usize)
            .map_or(id, |term| term.end.0)
    };
    sentence.actions.iter().map(|id| (*id, end(*id))).collect()
}

fn data_set(sentence: &Sentence, interface: &Interface, parents: &[Option<u32>]) -> IdSet {
    let data = DataIds {
        whole_record: sentence.whole_record,
        named: sentence.categories.clone(),
        except: sentence.except.clone(),
    };
    if sentence.may {
        interface.covered_by_may(&data)
    } else {
        interface.reached_by_may_not(&data, parents)
    }
}

/// The purposes within those named. A `may not` applies, too, when none is stated.
fn purpose_set(sentence: &Sentence, interface: &Interface) -> IdSet {
    let Some(named) = &sentence.purposes else {
        return IdSet::interval(0, interface.purposes.len() as u32);
    };
    let entry = |id: u32| interface.purposes.get(id.wrapping_sub(1) as usize);
    let within = named
        .iter()
        .map(|id| (*id, entry(*id).map_or(*id, |term| term.end.0)));
    within.chain((!sentence.may).then_some((0, 0))).collect()
}

/// The custodians that a sentence narrows its data to. What is not stated keeps a `may` from
/// applying and does not keep a `may not` from it.
fn custodian_set(sentence: &Sentence, interface: &Interface) -> Option<IdSet> {
    let held_by = sentence.narrowing.iter().find_map(|clause| match clause {
        Narrowing::HeldBy(parties) => Some(parties),
        _ => None,
    })?;
    let not_stated = not_stated(interface);
    let unknown = (!sentence.may).then_some((not_stated, not_stated));
    let within = parties_within(held_by, interface);
    Some(within.intervals().iter().copied().chain(unknown).collect())
}

fn parties_within(parties: &[u32], interface: &Interface) -> IdSet {
    let entry = |id: u32| interface.parties.get(id.wrapping_sub(1) as usize);
    let end = |id: u32| entry(id).map_or(id, |party| party.end.0);
    parties.iter().map(|id| (*id, end(*id))).collect()
}

/// A condition as the words of `$part` in `evaluator.wat`.
fn postfix(condition: &Condition, interface: &Interface) -> Vec<Word> {
    let plain = |word: u32| vec![Word::Plain(word)];
    match condition {
        Condition::Consented => plain(1),
        // INVARIANT: `check_room` keeps the number within 24 bits.
        Condition::Signed(form) => plain(15 | form << 8),
        Condition::Refused => plain(2),
        Condition::Treats => plain(3),
        Condition::ReasonGiven => plain(4),
        // Ages beyond 24 bits are all the same: nobody has them.
        Condition::AgeUnder(years) => plain(5 | (*years).min(0x00ff_ffff) << 8),
        Condition::AgeAtLeast(years) => plain(6 | (*years).min(0x00ff_ffff) << 8),
        Condition::Deceased => plain(7),
        Condition::TimeBetween { from, to } => plain(8 | (from & 0xfff) << 8 | (to & 0xfff) << 20),
        Condition::Weekday => plain(9),
        Condition::FewerThan { counter, limit } => {
            vec![Word::FewerThan {
                counter: *counter,
                limit: *limit,
            }]
        }
        Condition::Compare {
            fact,
            comparison,
            with,
        } => {
            let with = match with {
                Operand::Value(value) => Compared::Value(number(value, interface)),
                Operand::Fact(other) => Compared::Fact(*other),
            };
            vec![Word::Compare {
                fact: *fact,
                comparison: comparison_code(*comparison),
                with,
            }]
        }
        Condition::And(parts) => join(parts, 16, interface),
        Condition::Or(parts) => join(parts, 17, interface),
        Condition::Not(part) => {
            let mut words = postfix(part, interface);
            words.push(Word::Plain(18));
            words
        }
    }
}

/// A clause that narrows the data as the word of `$narrowed` in `evaluator.wat`.
fn narrowed(clause: &Narrowing, may: bool, interface: &Interface) -> Word {
    let within = |parties: &[u32]| parties_within(parties, interface);
    Word::Narrowed(match clause {
        Narrowing::Dated { from, until } => BoundNarrowing::dated(*from, *until),
        Narrowing::WrittenBy {
            parties,
            practitioners,
        } => BoundNarrowing::written_by(within(parties), practitioners.iter().copied().collect()),
        Narrowing::HeldBy(parties) => BoundNarrowing::held_by(within(parties)),
        Narrowing::OfEncounter(name) => {
            BoundNarrowing::of_encounter(Some(interface.record_number(name)))
        }
        Narrowing::OfRecord(name) => BoundNarrowing::of_record(Some(interface.record_number(name))),
        Narrowing::Labelled(label) => BoundNarrowing::labelled(*label, may),
    })
}

fn join(parts: &[Condition], operator: u32, interface: &Interface) -> Vec<Word> {
    let mut words = Vec::new();
    for (index, part) in parts.iter().enumerate() {
        words.extend(postfix(part, interface));
        if index > 0 {
            words.push(Word::Plain(operator));
        }
    }
    words
}

fn comparison_code(comparison: Comparison) -> u32 {
    match comparison {
        Comparison::Is => 0,
        Comparison::IsNot => 1,
        Comparison::Under => 2,
        Comparison::AtMost => 3,
        Comparison::Over => 4,
        Comparison::AtLeast => 5,
    }
}

/// A value as the number that the host gives for it: see [`abi::interface::FactKind`].
fn number(value: &Scalar, interface: &Interface) -> i64 {
    match value {
        Scalar::YesNo(yes) => i64::from(*yes),
        Scalar::Number(number) => *number,
        Scalar::Date(date) => i64::from(date.0),
        // Every text of the policy is in the list, so that it is found.
        Scalar::Text(text) => interface
            .fact_texts
            .binary_search(text)
            .map_or(-1, |at| at as i64),
    }
}

fn defaults(policy: &Policy, interface: &Interface) -> Vec<Option<i64>> {
    let value = |fact: &Fact| {
        fact.otherwise
            .as_ref()
            .map(|value| number(value, interface))
    };
    policy.facts.iter().map(value).collect()
}

/// Numbers the distinct subjects of all rules from 1.
fn atom_numbers(policy: &Policy) -> BTreeMap<Subject, u32> {
    let subjects: BTreeSet<Subject> = policy
        .rules
        .iter()
        .flat_map(|rule| rule.sentence.subjects.iter().copied())
        .collect();
    subjects.into_iter().zip(1..).collect()
}

/// The party with id `party` and all that it is within, nearest first. Id 0, nobody, is within nothing.
fn ancestors(policy: &Policy, party: u32) -> impl Iterator<Item = u32> + '_ {
    let entry = |id: u32| policy.parties.get(id.checked_sub(1)? as usize);
    std::iter::successors(Some(party), move |id| entry(*id)?.within)
}

/// The kinds that a party counts as: its own and those of what it is within.
fn kinds(policy: &Policy, interface: &Interface, party: u32) -> BTreeSet<u32> {
    let declared = policy.parties.len() as u32;
    if party > declared {
        return BTreeSet::from([party - interface.undeclared_party(0)]);
    }
    let entry = |id: u32| policy.parties.get(id.checked_sub(1)? as usize);
    ancestors(policy, party)
        .filter_map(|id| Some(entry(id)?.kind))
        .collect()
}

fn party_atoms(
    numbers: &BTreeMap<Subject, u32>,
    policy: &Policy,
    interface: &Interface,
) -> Vec<Vec<u32>> {
    let of_party = |party: u32| {
        let parties = ancestors(policy, party).map(Subject::Party);
        let kinds = kinds(policy, interface, party)
            .into_iter()
            .map(Subject::Kind);
        known(
            numbers,
            std::iter::once(Subject::Anyone).chain(parties).chain(kinds),
        )
    };
    (0..=interface.last_party()).map(of_party).collect()
}

fn role_atoms(numbers: &BTreeMap<Subject, u32>, policy: &Policy) -> Vec<Vec<u32>> {
    let of_role = |role: u32| known(numbers, wider_roles(policy, role).map(Subject::Role));
    (0..policy.roles.len() as u32).map(of_role).collect()
}

/// A role and all that it is within.
fn wider_roles(policy: &Policy, role: u32) -> impl Iterator<Item = u32> + '_ {
    std::iter::successors(Some(role), |id| policy.roles.get(*id as usize)?.within)
}

fn practitioner_atoms(numbers: &BTreeMap<Subject, u32>, policy: &Policy) -> Vec<Vec<u32>> {
    let of = |id: u32| known(numbers, std::iter::once(Subject::Practitioner(id)));
    (0..=policy.practitioners.len() as u32).map(of).collect()
}

/// Atoms of `any ROLE of PARTY` and `any ROLE of any KIND`, for every role within such a role and
/// every party within such a party.
fn pair_atoms(
    numbers: &BTreeMap<Subject, u32>,
    interface: &Interface,
) -> BTreeMap<(u32, u32), Vec<u32>> {
    let mut pairs: BTreeMap<(u32, u32), BTreeSet<u32>> = BTreeMap::new();
    for (subject, number) in numbers {
        let (role, parties) = match subject {
            Subject::RoleOfParty(role, party) => {
                let entry = interface.parties.get(party.wrapping_sub(1) as usize);
                (
                    *role,
                    IdSet::interval(*party, entry.map_or(*party, |entry| entry.end.0)),
                )
            }
            Subject::RoleOfKind(role, kind) => (*role, interface.parties_of_kind(*kind)),
            _ => continue,
        };
        let last = interface
            .roles
            .get(role as usize)
            .map_or(role, |entry| entry.end.0);
        for role in role..=last {
            for party in parties.ids() {
                pairs.entry((role, party)).or_default().insert(*number);
            }
        }
    }
    pairs
        .into_iter()
        .map(|(pair, atoms)| (pair, atoms.into_iter().collect()))
        .collect()
}

fn known(numbers: &BTreeMap<Subject, u32>, subjects: impl Iterator<Item = Subject>) -> Vec<u32> {
    let mut atoms: Vec<u32> = subjects
        .filter_map(|subject| numbers.get(&subject).copied())
        .collect();
    atoms.sort_unstable();
    atoms.dedup();
    atoms
}
