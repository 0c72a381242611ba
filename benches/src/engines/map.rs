//! The floor: a hash map in Rust, which knows nothing but equal keys.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher};

use testkit::workload::{Access, Flat};

use super::{Answer, Engine};

/// A key of four names.
type Names = [String; 4];

/// A map from four names, hashed as the standard library does.
pub struct NamesMap {
    rules: HashMap<Names, (i64, u32)>,
    requests: Vec<(Names, i64)>,
}

impl NamesMap {
    /// Loads a workload.
    pub fn new(flat: &Flat) -> NamesMap {
        let rules = flat.rules.iter().zip(0..);
        let requests = flat.requests.iter();
        NamesMap {
            rules: rules
                .map(|(rule, number)| (names(&rule.access), (rule.until.0, number)))
                .collect(),
            requests: requests
                .map(|request| (names(&request.access), request.now.0))
                .collect(),
        }
    }
}

impl Engine for NamesMap {
    const NAMES_RULES: bool = true;

    fn decide(&mut self, index: usize) -> Answer {
        let (key, now) = &self.requests[index];
        answer(self.rules.get(key), *now)
    }
}

/// A map from one packed number, hashed by one multiplication.
pub struct PackedMap {
    rules: HashMap<u64, (i64, u32), Multiply>,
    requests: Vec<(u64, i64)>,
}

impl PackedMap {
    /// Loads a workload.
    pub fn new(flat: &Flat) -> PackedMap {
        let rules = flat.rules.iter().zip(0..);
        let requests = flat.requests.iter();
        PackedMap {
            rules: rules
                .map(|(rule, number)| (packed(&rule.access), (rule.until.0, number)))
                .collect(),
            requests: requests
                .map(|request| (packed(&request.access), request.now.0))
                .collect(),
        }
    }
}

impl Engine for PackedMap {
    const NAMES_RULES: bool = true;

    fn decide(&mut self, index: usize) -> Answer {
        let (key, now) = self.requests[index];
        answer(self.rules.get(&key), now)
    }
}

fn answer(found: Option<&(i64, u32)>, now: i64) -> Answer {
    let rule = found
        .filter(|(until, _)| now < *until)
        .map(|(_, number)| *number);
    Answer {
        allowed: rule.is_some(),
        rule,
    }
}

fn names(access: &Access) -> Names {
    [
        access.organisation_name(),
        access.action_name(),
        access.category_name(),
        access.purpose_name(),
    ]
}

fn packed(access: &Access) -> u64 {
    let parts = [
        access.organisation,
        access.action,
        access.category,
        access.purpose,
    ];
    parts
        .iter()
        .fold(0, |key, part| key << 16 | u64::from(*part))
}

/// Hashes one number by one multiplication and a fold.
#[derive(Debug, Clone, Copy, Default)]
struct Multiply;

/// The number hashed so far.
struct Multiplied(u64);

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
