//! Program -> Image: every table at its address, and the constants of the evaluator.
//!
//! The picture of each table stands at the top of `evaluator.wat`. Tables come first, as one data
//! segment, then the scratch space that every call overwrites before it reads it.

use std::collections::BTreeMap;

use abi::bind::INPUT_HEAD_BYTES;
use abi::decision::NEAR_RULES_MAX;
use abi::set::IdSet;
use abi::{Instant, limits};

use super::TooLarge;
use super::program::{Compared, Key, Program, RuleTable, STACK_BYTES, Word};

/// Where the host writes the input. The bytes before are never used, so that address 0 is none.
const INPUT: u32 = 64;
/// Bytes of input that fit: the head and three lists of [`limits::LIST_ITEMS`].
const INPUT_CAPACITY: u32 =
    (INPUT_HEAD_BYTES as u32 + 3 * 4 * limits::LIST_ITEMS as u32).next_multiple_of(64);
const PAGE_BYTES: u64 = 64 << 10;
const MEMO_BYTES: u64 = 32;
/// Reasons of one rule: each action, each category, purpose, period, each part of the condition.
const REASONS_PER_RULE: u64 = 2 * limits::LIST_ITEMS + 2 + 64;
const REASON_BYTES: u64 = 12;
/// Odd numbers to multiply keys with; the one that scatters a policy's keys best is taken.
const MULTIPLIERS: [u64; 8] = [
    0x9e37_79b9_7f4a_7c15,
    0xbf58_476d_1ce4_e5b9,
    0x94d0_49bb_1331_11eb,
    0xd6e8_feb8_6659_fd93,
    0xff51_afd7_ed55_8ccd,
    0xc4ce_b9fe_1a85_ec53,
    0xa076_1d64_78bd_642f,
    0xe703_7ed1_a0b4_28db,
];

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
    let mut tables = Tables::new(INPUT + INPUT_CAPACITY);
    let rules = tables.rules(&program.rules);
    let classes = [
        &program.actions.of,
        &program.categories.of,
        &program.purposes.of,
    ]
    .map(|classes| tables.words(classes));
    let atoms = tables.atoms(program);
    let party_atoms = tables.atom_lists(&program.party_atoms, &atoms);
    let role_atoms = tables.atom_lists(&program.role_atoms, &atoms);
    let practitioner_atoms = tables.atom_lists(&program.practitioner_atoms, &atoms);
    let patient_atoms = tables.atom_list(&program.patient_atoms, &atoms);
    let guardian_atoms = tables.atom_list(&program.guardian_atoms, &atoms);

    let fact_defaults = tables.defaults(&program.defaults);
    let index_slots = tables.index_slots(&program.index);
    let pair_slots = tables.pair_slots(&program.pairs, &atoms);
    let multiplier = best_multiplier(&index_slots);
    let index = tables.hash_table(&index_slots, multiplier);
    let pairs = tables.hash_table(&pair_slots, multiplier);

    let mut scratch = Scratch {
        next: u64::from(tables.base) + tables.bytes.len() as u64,
    };
    let count = program.rules.len() as u64;
    let bitmap = (4 + 4 * count).next_multiple_of(8);
    let bitmap_bytes = count.div_ceil(8).next_multiple_of(8);
    let memo = scratch.take(MEMO_BYTES);
    let stack = scratch.take(u64::from(STACK_BYTES));
    let [may, may_not, near] = [(); 3].map(|()| scratch.take(bitmap + bitmap_bytes));
    let facts = scratch.take(limits::FACT_BYTES);
    let reasons = 4 + NEAR_RULES_MAX as u64 * REASONS_PER_RULE * REASON_BYTES;
    let output = scratch.take(8 + 4 * count + reasons);
    let pages = scratch.next.div_ceil(PAGE_BYTES);
    if pages > limits::MEMORY_PAGES {
        return Err(TooLarge {
            what: "pages of tables",
            count: pages,
            max: limits::MEMORY_PAGES,
        });
    }

    let i32 = |value: u64| Constant::I32(value as u32);
    let constants = vec![
        ("input", i32(u64::from(INPUT))),
        ("input_capacity", i32(u64::from(INPUT_CAPACITY))),
        ("output", i32(output)),
        ("rules", i32(u64::from(rules))),
        ("action_classes", i32(u64::from(classes[0]))),
        ("category_classes", i32(u64::from(classes[1]))),
        ("purpose_classes", i32(u64::from(classes[2]))),
        ("party_atoms", i32(u64::from(party_atoms))),
        ("party_count", i32(program.party_atoms.len() as u64)),
        ("role_atoms", i32(u64::from(role_atoms))),
        ("role_count", i32(program.role_atoms.len() as u64)),
        ("practitioner_atoms", i32(u64::from(practitioner_atoms))),
        (
            "practitioner_count",
            i32(program.practitioner_atoms.len() as u64),
        ),
        ("patient_atoms", i32(u64::from(patient_atoms))),
        ("guardian_atoms", i32(u64::from(guardian_atoms))),
        ("pairs", i32(u64::from(pairs.address))),
        ("pairs_mask", i32(pairs.mask())),
        ("pairs_shift", Constant::I64(pairs.shift())),
        ("index", i32(u64::from(index.address))),
        ("index_mask", i32(index.mask())),
        ("index_shift", Constant::I64(index.shift())),
        ("multiplier", Constant::I64(multiplier)),
        ("fact_defaults", i32(u64::from(fact_defaults))),
        ("bitmap", i32(bitmap)),
        ("bitmap_bytes", i32(bitmap_bytes)),
        ("may", i32(may)),
        ("may_not", i32(may_not)),
        ("near", i32(near)),
        ("memo", i32(memo)),
        ("stack", i32(stack)),
        ("facts", i32(facts)),
        ("facts_capacity", i32(limits::FACT_BYTES)),
    ];
    Ok(Image {
        data_address: tables.base,
        data: tables.bytes,
        pages,
        constants,
    })
}

/// Addresses after the tables.
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

/// An address in a hash table's picture: the key, and what its slot holds.
struct Slot {
    key: u64,
    first: u32,
    count: u32,
}

/// Where a hash table is and how many bits its slot numbers have.
struct HashTable {
    address: u32,
    bits: u32,
}

impl HashTable {
    fn mask(&self) -> u64 {
        (1 << self.bits) - 1
    }

    fn shift(&self) -> u64 {
        u64::from(64 - self.bits)
    }
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

    fn list(&mut self, words: &[u32]) -> u32 {
        self.put_shared(list_bytes(words))
    }

    fn rules(&mut self, rules: &[RuleTable]) -> u32 {
        let mut records = Vec::with_capacity(rules.len() * 8);
        for rule in rules {
            let period = rule.period.map_or(0, |period| self.period(period));
            let overrides = if rule.overrides.is_empty() {
                0
            } else {
                self.list(&rule.overrides)
            };
            records.extend([
                u32::from(rule.may),
                self.set(&rule.actions),
                self.set(&rule.data),
                self.set(&rule.purposes),
                period,
                self.conditions(&rule.conditions),
                overrides,
                0,
            ]);
        }
        self.words(&records)
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

    /// Writes the atoms; returns the address of each by its number.
    fn atoms(&mut self, program: &Program) -> Vec<u32> {
        let lists: Vec<u32> = program
            .atoms
            .iter()
            .map(|atom| self.list(&atom.may_rules))
            .collect();
        let records = program.atoms.iter().zip(&lists).zip(0u32..);
        let words: Vec<u32> = records
            .flat_map(|((atom, list), number)| [atom.masks, number, *list, 0])
            .collect();
        let address = self.words(&words);
        (0..program.atoms.len() as u32)
            .map(|number| address + number * 16)
            .collect()
    }

    fn atom_list(&mut self, numbers: &[u32], atoms: &[u32]) -> u32 {
        let addresses: Vec<u32> = numbers
            .iter()
            .filter_map(|number| atoms.get(*number as usize).copied())
            .collect();
        self.list(&addresses)
    }

    fn atom_lists(&mut self, lists: &[Vec<u32>], atoms: &[u32]) -> u32 {
        let addresses: Vec<u32> = lists
            .iter()
            .map(|list| self.atom_list(list, atoms))
            .collect();
        self.words(&addresses)
    }

    fn index_slots(&mut self, index: &BTreeMap<Key, Vec<u32>>) -> Vec<Slot> {
        let mut slot = |(key, rules): (&Key, &Vec<u32>)| {
            let first = match rules.as_slice() {
                [rule] => *rule,
                // The list's own count is not read: the slot has it.
                several => self.put_shared(words_bytes(several)),
            };
            Slot {
                key: key.pack(),
                first,
                count: rules.len() as u32,
            }
        };
        index.iter().map(&mut slot).collect()
    }

    fn pair_slots(&mut self, pairs: &BTreeMap<(u32, u32), Vec<u32>>, atoms: &[u32]) -> Vec<Slot> {
        let mut slot = |((role, party), list): (&(u32, u32), &Vec<u32>)| Slot {
            key: u64::from(*role) << 32 | u64::from(*party),
            first: self.atom_list(list, atoms),
            count: 0,
        };
        pairs.iter().map(&mut slot).collect()
    }

    fn hash_table(&mut self, slots: &[Slot], multiplier: u64) -> HashTable {
        let (bits, places) = place(slots, multiplier);
        let mut bytes = vec![0; 16 << bits];
        for (slot, place) in slots.iter().zip(places) {
            let parts = [
                slot.key.to_le_bytes().to_vec(),
                slot.first.to_le_bytes().to_vec(),
                slot.count.to_le_bytes().to_vec(),
            ];
            if let Some(target) = bytes.get_mut(place * 16..place * 16 + 16) {
                target.copy_from_slice(&parts.concat());
            }
        }
        HashTable {
            address: self.put(&bytes),
            bits,
        }
    }
}

/// The number of bits of a table for `slots` and the place of each of them: the one its key hashes
/// to, or the next that is free. At least one place in five stays free, so every search ends.
fn place(slots: &[Slot], multiplier: u64) -> (u32, Vec<usize>) {
    let bits = (slots.len() as u64 * 5 / 4 + 1)
        .next_power_of_two()
        .trailing_zeros()
        .max(1);
    let mask = (1usize << bits) - 1;
    let mut taken = vec![false; mask + 1];
    let mut places = Vec::with_capacity(slots.len());
    for slot in slots {
        let mut place = (slot.key.wrapping_mul(multiplier) >> (64 - bits)) as usize;
        while taken.get(place).copied().unwrap_or(false) {
            place = (place + 1) & mask;
        }
        if let Some(flag) = taken.get_mut(place) {
            *flag = true;
        }
        places.push(place);
    }
    (bits, places)
}

/// The multiplier whose longest search is the shortest; the first of equals.
fn best_multiplier(slots: &[Slot]) -> u64 {
    let longest = |multiplier: &u64| {
        let (bits, places) = place(slots, *multiplier);
        let mask = (1usize << bits) - 1;
        let home = |slot: &Slot| (slot.key.wrapping_mul(*multiplier) >> (64 - bits)) as usize;
        let distances = slots
            .iter()
            .zip(places)
            .map(|(slot, place)| place.wrapping_sub(home(slot)) & mask);
        distances.max().unwrap_or(0)
    };
    MULTIPLIERS
        .into_iter()
        .min_by_key(longest)
        .unwrap_or(MULTIPLIERS[0])
}

fn words_bytes(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

fn list_bytes(words: &[u32]) -> Vec<u8> {
    let mut bytes = words_bytes(&[words.len() as u32]);
    bytes.extend(words_bytes(words));
    bytes
}
