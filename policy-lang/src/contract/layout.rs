//! Program -> Image: every table at its address, and the constants of the evaluator.
//!
//! The picture of each table stands at the top of `evaluator.wat`. The scratch space, which every
//! call overwrites before it reads it, comes before the tables, which are one data segment.

use std::collections::BTreeMap;

use abi::bind::INPUT_HEAD_BYTES;
use abi::decision::{LISTED_RULES_MAX, NEAR_RULES_MAX};
use abi::set::IdSet;
use abi::{Instant, limits};

use super::TooLarge;
use super::classes::Classes;
use super::index::{Index, index};
use super::keys::role_shift;
use super::program::{Compared, Program, RuleTable, STACK_BYTES, Word};

#[cfg(test)]
mod tests;

/// The first bytes are never used, so that address 0 is none.
const SCRATCH: u64 = 64;
/// How far the scratch space of a decision may reach for its addresses to be cut down to it: a node puts no more than
/// that back by writing.
const CUT_BYTES: u64 = 128 << 10;
/// Bytes of input that fit: the head and three lists of [`limits::LIST_ITEMS`].
const INPUT_CAPACITY: u32 =
    (INPUT_HEAD_BYTES as u32 + 3 * 4 * limits::LIST_ITEMS as u32).next_multiple_of(64);
const PAGE_BYTES: u64 = 64 << 10;
const MEMO_BYTES: u64 = 48;
/// Marks the value of an index entry as the address of a list of rules.
const IS_LIST: u32 = 1 << 31;
/// Reasons of one rule: each action, each category, purpose, period, each part of the condition.
const REASONS_PER_RULE: u64 = 2 * limits::LIST_ITEMS + 2 + 64;
const REASON_BYTES: u64 = 12;
/// The memory of a contract.
#[derive(Debug)]
pub(super) struct Image {
    /// Where the tables begin.
    pub data_address: u32,
    /// The tables.
    pub data: Vec<u8>,
    /// Pages of memory.
    pub pages: u64,
    /// The evaluator's constants, in the order of its globals.
    pub constants: Vec<(&'static str, Constant)>,
}

/// The value of a global.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Constant {
    /// An address, a count or a mask.
    I32(u32),
    /// A shift or a multiplier.
    I64(u64),
}

/// Gives every table of `program` its address.
///
/// # Errors
/// Reject: the tables and the scratch space exceed the memory a contract may have.
pub(super) fn layout(program: &Program) -> Result<Image, TooLarge> {
    let (scratch, base) = scratch(program.rules.len() as u64);
    let mut tables = Tables::new(base);
    let rules = tables.rules(&program.rules);
    let classes = [
        &program.actions,
        &program.categories,
        &program.purposes,
        &program.custodians,
    ]
    .map(|classes| tables.classes(classes));
    let atoms = tables.atoms(program);
    let party_atoms = tables.lists(&program.party_atoms);
    let role_atoms = tables.lists(&program.role_atoms);
    let practitioner_atoms = tables.lists(&program.practitioner_atoms);
    let patient_atoms = tables.list(&program.patient_atoms);
    let guardian_atoms = tables.list(&program.guardian_atoms);
    let fact_defaults = tables.defaults(&program.defaults);
    let wildcards = tables.longs(&program.keys.left_by_wildcards());
    let index = index(&tables.index_entries(program))?;
    let displacements = tables.displacements(&index);
    let places = tables.places(&index);

    let pages = pages(u64::from(tables.base) + tables.bytes.len() as u64)?;
    let i32 = |value: u64| Constant::I32(value as u32);
    let i64 = |value: u32| Constant::I64(u64::from(value));
    let address = |value: u32| Constant::I32(value);
    let count = |count: usize| i32(count as u64);
    let mut constants = scratch;
    constants.extend([
        ("rules", address(rules)),
        ("action_classes", address(classes[0])),
        ("action_count", count(program.actions.of.len())),
        ("category_classes", address(classes[1])),
        ("category_count", count(program.categories.of.len())),
        ("purpose_classes", address(classes[2])),
        ("purpose_count", count(program.purposes.of.len())),
        ("custodian_classes", address(classes[3])),
        ("custodian_count", count(program.custodians.of.len())),
        ("atoms", address(atoms)),
        ("party_atoms", address(party_atoms)),
        ("party_count", count(program.party_atoms.len())),
        ("role_atoms", address(role_atoms)),
        ("role_count", count(program.role_atoms.len())),
        ("practitioner_atoms", address(practitioner_atoms)),
        (
            "practitioner_count",
            count(program.practitioner_atoms.len()),
        ),
        ("patient_atoms", address(patient_atoms)),
        ("guardian_atoms", address(guardian_atoms)),
        ("pairs", count(program.pairs.len())),
        ("role_shift", i64(role_shift(program.last_party))),
        ("category_shift", i64(program.keys.category)),
        ("action_shift", i64(program.keys.action)),
        ("custodian_shift", i64(program.keys.custodian)),
        ("atom_shift", i64(program.keys.atom)),
        ("wildcards", address(wildcards)),
        ("displacements", address(displacements)),
        ("bucket_shift", i64(64 - index.bucket_bits)),
        ("places", address(places)),
        ("places_count", Constant::I64(index.places.len() as u64)),
        ("multiplier", Constant::I64(index.multiplier)),
        ("fact_defaults", address(fact_defaults)),
    ]);
    Ok(Image {
        data_address: tables.base,
        data: tables.bytes,
        pages,
        constants,
    })
}

/// The pages of a memory that ends there, or a little later.
fn pages(end: u64) -> Result<u64, TooLarge> {
    let count = end.div_ceil(PAGE_BYTES);
    match count <= limits::MEMORY_PAGES {
        true => Ok(count),
        false => Err(TooLarge {
            what: "pages of tables",
            count,
            max: limits::MEMORY_PAGES,
        }),
    }
}

/// The constants of the scratch space for `count` rules, and the address after it.
///
/// It lies before the tables, what a decision writes first, then what the host writes: a fresh memory is made of what
/// the last decision wrote, and that is little.
fn scratch(count: u64) -> (Vec<(&'static str, Constant)>, u32) {
    let mut scratch = Scratch { next: SCRATCH };
    let bitmap_bytes = count.div_ceil(8).next_multiple_of(8);
    // How many, then a list of a few rules or a bit for every one.
    let few_bytes = 4 + 4 * LISTED_RULES_MAX as u64;
    let collected = few_bytes.max(8 + bitmap_bytes);
    let memo = scratch.take(MEMO_BYTES);
    let stack = scratch.take(u64::from(STACK_BYTES));
    // The party, the practitioner, the patient, a guardian, each role and each role of the party.
    let visited = scratch.take(4 * (4 + 2 * limits::LIST_ITEMS));
    let few = scratch.take(few_bytes);
    // The near rules stand there as well, once those that refuse are in the output.
    let may_not = scratch.take(collected);
    // The outcome, the may rules, which so already are where they are read, and those overridden.
    let output = scratch.take(4 + 2 * collected);
    let written = scratch.next.next_power_of_two();
    let reasons = 4 + NEAR_RULES_MAX as u64 * REASONS_PER_RULE * REASON_BYTES;
    scratch.next = scratch.next.max(output + 4 + collected + reasons);
    let cut = match written <= CUT_BYTES {
        true => written - 1,
        false => u64::from(u32::MAX),
    };
    // Stores at an address that is cut down go on for up to 8 bytes.
    if written <= CUT_BYTES {
        scratch.next = scratch.next.max(written + 8);
    }
    let input = scratch.take(u64::from(INPUT_CAPACITY));
    let facts = scratch.take(limits::FACT_BYTES);
    let i32 = |value: u64| Constant::I32(value as u32);
    let constants = vec![
        ("input", i32(input)),
        ("input_capacity", i32(u64::from(INPUT_CAPACITY))),
        ("output", i32(output)),
        ("scratch", i32(cut)),
        ("bitmap_bytes", i32(bitmap_bytes)),
        ("may", i32(output + 4)),
        ("may_not", i32(may_not)),
        ("few", i32(few)),
        ("memo", i32(memo)),
        ("visited", i32(visited)),
        ("stack", i32(stack)),
        ("facts", i32(facts)),
        ("facts_capacity", i32(limits::FACT_BYTES)),
    ];
    (constants, scratch.next.next_multiple_of(64) as u32)
}

/// Addresses between the input and the tables.
struct Scratch {
    next: u64,
}

impl Scratch {
    fn take(&mut self, bytes: u64) -> u64 {
        let address = self.next.next_multiple_of(16);
        self.next = address + bytes;
        address
    }
}

/// The data segment as it grows. Equal sets, periods and conditions share one address.
struct Tables {
    base: u32,
    bytes: Vec<u8>,
    sets: BTreeMap<IdSet, u32>,
    shared: BTreeMap<Vec<u8>, u32>,
}

impl Tables {
    fn new(base: u32) -> Tables {
        Tables {
            base,
            bytes: Vec::new(),
            sets: BTreeMap::new(),
            shared: BTreeMap::new(),
        }
    }

    fn put(&mut self, bytes: &[u8]) -> u32 {
        self.bytes.resize(self.bytes.len().next_multiple_of(8), 0);
        let address = self.base + self.bytes.len() as u32;
        self.bytes.extend(bytes);
        address
    }

    fn put_shared(&mut self, bytes: Vec<u8>) -> u32 {
        if let Some(address) = self.shared.get(&bytes) {
            return *address;
        }
        let address = self.put(&bytes);
        self.shared.insert(bytes, address);
        address
    }

    fn set(&mut self, set: &IdSet) -> u32 {
        if let Some(address) = self.sets.get(set) {
            return *address;
        }
        let mut bytes = Vec::new();
        set.write(&mut bytes);
        let address = self.put(&bytes);
        self.sets.insert(set.clone(), address);
        address
    }

    fn words(&mut self, words: &[u32]) -> u32 {
        self.put(&words_bytes(words))
    }

    fn longs(&mut self, longs: &[u64]) -> u32 {
        let bytes: Vec<u8> = longs.iter().flat_map(|long| long.to_le_bytes()).collect();
        self.put(&bytes)
    }

    fn list(&mut self, words: &[u32]) -> u32 {
        self.put_shared(list_bytes(words))
    }

    /// Ids of classes count from 1: 0 is the wildcard of a key.
    fn classes(&mut self, classes: &Classes) -> u32 {
        let words: Vec<u32> = classes.of.iter().map(|class| class + 1).collect();
        self.words(&words)
    }

    fn rules(&mut self, rules: &[RuleTable]) -> u32 {
        let mut records = Vec::with_capacity(rules.len() * 2);
        for rule in rules {
            let period = rule.period.map_or(0, |period| self.period(period));
            records.extend([self.shape(rule), period]);
        }
        self.words(&records)
    }

    /// Everything about a rule but its period: many rules share one.
    fn shape(&mut self, rule: &RuleTable) -> u32 {
        let overrides = if rule.overrides.is_empty() {
            0
        } else {
            self.list(&rule.overrides)
        };
        let words = [
            u32::from(rule.may) | u32::from(rule.is_exact) << 1,
            self.set(&rule.actions),
            self.set(&rule.data),
            self.set(&rule.purposes),
            self.conditions(&rule.conditions),
            overrides,
            self.conditions(rule.conditions_to_ask()),
        ];
        self.put_shared(words_bytes(&words))
    }

    fn period(&mut self, (from, until): (Instant, Instant)) -> u32 {
        self.put_shared([from.0.to_le_bytes(), until.0.to_le_bytes()].concat())
    }

    fn conditions(&mut self, parts: &[Vec<Word>]) -> u32 {
        if parts.is_empty() {
            return 0;
        }
        let mut bytes = words_bytes(&[parts.len() as u32]);
        for part in parts {
            let words: Vec<u32> = part.iter().map(|word| self.word(word)).collect();
            bytes.extend(list_bytes(&words));
        }
        self.put_shared(bytes)
    }

    /// A word of a condition; what does not fit one lies in a table of its own, whose address,
    /// divided by 8, follows the operation's 8 bits.
    fn word(&mut self, word: &Word) -> u32 {
        let mut pointer =
            |operation: u32, bytes: Vec<u8>| operation | self.put_shared(bytes) >> 3 << 8;
        match word {
            Word::Plain(word) => *word,
            Word::FewerThan { counter, limit } => pointer(10, words_bytes(&[*counter, *limit])),
            Word::Compare {
                fact,
                comparison,
                with,
            } => {
                let (other, value) = match with {
                    Compared::Value(value) => (u32::MAX, *value),
                    Compared::Fact(other) => (*other, 0),
                };
                let mut bytes = words_bytes(&[*fact, *comparison, other, 0]);
                bytes.extend(value.to_le_bytes());
                pointer(11, bytes)
            }
            Word::Narrowed(clause) => {
                let mut bytes = Vec::new();
                clause.write(&mut bytes);
                pointer(12, bytes)
            }
        }
    }

    /// The values of facts where none is known: whether there is one, and the value.
    fn defaults(&mut self, defaults: &[Option<i64>]) -> u32 {
        let bytes = defaults.iter().flat_map(|value| {
            let mut bytes = words_bytes(&[u32::from(value.is_some()), 0]);
            bytes.extend(value.unwrap_or(0).to_le_bytes());
            bytes
        });
        let bytes: Vec<u8> = bytes.collect();
        self.put(&bytes)
    }

    /// Writes the atoms, 8 bytes each, by their numbers.
    fn atoms(&mut self, program: &Program) -> u32 {
        let words: Vec<u32> = program
            .atoms
            .iter()
            .flat_map(|atom| [atom.combinations, self.list(&atom.may_rules)])
            .collect();
        self.words(&words)
    }

    fn lists(&mut self, lists: &[Vec<u32>]) -> u32 {
        let addresses: Vec<u32> = lists.iter().map(|list| self.list(list)).collect();
        self.words(&addresses)
    }

    /// What the index leads to: from the key of a rule to its number, or to a list of several;
    /// from a pair of a role and a party to the list of its atoms.
    fn index_entries(&mut self, program: &Program) -> Vec<(u64, u32)> {
        let mut entries = Vec::with_capacity(program.index.len() + program.pairs.len());
        for (key, rules) in &program.index {
            let value = match rules.as_slice() {
                [rule] => *rule,
                several => IS_LIST | self.list(several),
            };
            entries.push((program.keys.pack(*key), value));
        }
        for ((role, party), atoms) in &program.pairs {
            let key = program.keys.pack_pair(*role, *party, program.last_party);
            entries.push((key, self.list(atoms)));
        }
        entries
    }

    fn displacements(&mut self, index: &Index) -> u32 {
        let displacements = index.displacements.iter();
        let bytes: Vec<u8> = displacements.flat_map(|one| one.to_le_bytes()).collect();
        self.put(&bytes)
    }

    fn places(&mut self, index: &Index) -> u32 {
        let mut bytes = Vec::with_capacity(index.places.len() * 12);
        for (key, value) in &index.places {
            bytes.extend(key.to_le_bytes());
            bytes.extend(value.to_le_bytes());
        }
        self.put(&bytes)
    }
}

fn words_bytes(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

fn list_bytes(words: &[u32]) -> Vec<u8> {
    let mut bytes = words_bytes(&[words.len() as u32]);
    bytes.extend(words_bytes(words));
    bytes
}
