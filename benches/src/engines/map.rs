//! The floor: a hash map in Rust, which knows nothing but equal keys.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, Hash, Hasher};

use testkit::workload::keys::{Form, Key, Request};

use super::{Answer, Engine};

/// A map from keys to the end and the number of what is allowed, with requests.
pub struct Map<K, S> {
    entries: HashMap<K, (i64, u32), S>,
    requests: Vec<Asked<K>>,
}

/// A map from four names, hashed as the standard library does.
pub type NamesMap = Map<Key, std::collections::hash_map::RandomState>;

/// A map from one packed number, hashed by one multiplication.
pub type PackedMap = Map<u64, Multiply>;

/// A request: a key, another one for when it is not there, and what else is compared.
struct Asked<K> {
    keys: [Option<K>; 2],
    now: i64,
    is_clear: bool,
}

impl NamesMap {
    /// Loads a workload.
    pub fn new(form: &Form) -> NamesMap {
        Map::with(form, Key::clone)
    }
}

impl PackedMap {
    /// Loads a workload.
    pub fn new(form: &Form) -> PackedMap {
        let mut numbers = Numbers::default();
        Map::with(form, |key| numbers.packed(key))
    }
}

impl<K: Hash + Eq, S: BuildHasher + Default> Map<K, S> {
    fn with(form: &Form, mut key: impl FnMut(&Key) -> K) -> Map<K, S> {
        let entries = form.entries.iter().zip(0..);
        let entries = entries.map(|((name, until), number)| (key(name), (*until, number)));
        let entries = entries.collect();
        let mut asked = |request: &Request| {
            let [first, second] = &request.keys;
            Asked {
                keys: [first.as_ref().map(&mut key), second.as_ref().map(&mut key)],
                now: request.now,
                is_clear: request.sensitivity <= request.clearance,
            }
        };
        Map {
            entries,
            requests: form.requests.iter().map(&mut asked).collect(),
        }
    }
}

impl<K: Hash + Eq, S: BuildHasher> Engine for Map<K, S> {
    /// The number of an entry is that of its rule where rules are not taken apart.
    const NAMES_RULES: bool = true;

    fn decide(&mut self, index: usize) -> Answer {
        let asked = &self.requests[index];
        let rule = asked.keys.iter().flatten().find_map(|key| {
            let (until, number) = self.entries.get(key)?;
            (asked.now < *until).then_some(*number)
        });
        let rule = rule.filter(|_| asked.is_clear);
        Answer {
            allowed: rule.is_some(),
            rule,
        }
    }
}

/// The numbers of names, for each place in a key.
#[derive(Default)]
struct Numbers([BTreeMap<String, u64>; 4]);

/// Bits of each place.
const BITS: [u32; 4] = [20, 12, 20, 12];

impl Numbers {
    fn packed(&mut self, key: &Key) -> u64 {
        let places = self.0.iter_mut().zip(key).zip(BITS);
        places.fold(0, |packed, ((numbers, name), bits)| {
            let next = numbers.len() as u64;
            let number = *numbers.entry(name.clone()).or_insert(next);
            assert!(number < 1 << bits, "{name} has no number of {bits} bits");
            packed << bits | number
        })
    }
}

/// Hashes one number by one multiplication and a fold.
#[derive(Debug, Clone, Copy, Default)]
pub struct Multiply;

/// The number hashed so far.
pub struct Multiplied(u64);

impl BuildHasher for Multiply {
    type Hasher = Multiplied;

    fn build_hasher(&self) -> Multiplied {
        Multiplied(0)
    }
}

impl Hasher for Multiplied {
    fn write(&mut self, bytes: &[u8]) {
        bytes
            .iter()
            .for_each(|byte| self.write_u64(u64::from(*byte)));
    }

    fn write_u64(&mut self, number: u64) {
        let product = u128::from(self.0 ^ number) * 0x9e37_79b9_7f4a_7c15;
        self.0 = (product >> 64) as u64 ^ product as u64;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
