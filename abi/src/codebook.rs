//! Codes that mean a category, packed: thousands of them take a few bytes each and are searched where they lie.
//!
//! The codes of one system stand in the order of their bytes, each written as what differs from the one before it; every
//! sixteenth is written whole, so that a search jumps among those and then reads on:
//!
//! ```text
//! entry   bytes shared with the entry before | length of the rest | the rest | category's id
//! ```
//!
//! Numbers are of seven bits a byte, least first, the high bit says that more follow. There is one way to write a list of
//! codes: what is shared is all that is, and nothing is shared with an entry of another block.

use parity_scale_codec::{Decode, Encode};

use crate::limits::NAME_BYTES;

/// Entries from one that is written whole to the next.
const BLOCK_ENTRIES: usize = 16;

/// Codes of any number of systems, each with its category.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct CodeBook {
    systems: Vec<CodeSystem>,
}

/// The codes of one system.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
struct CodeSystem {
    uri: String,
    entries: Vec<u8>,
}

/// An entry as it is written.
#[derive(Clone, Copy)]
struct Entry<'a> {
    shared: usize,
    rest: &'a [u8],
    category: u32,
}

impl CodeBook {
    /// Packs `codes`: system, code, category. Of a code given twice the first counts; one that no request can carry,
    /// because it is empty or longer than a name, is left out.
    pub fn new<'a>(codes: impl IntoIterator<Item = (&'a str, &'a str, u32)>) -> CodeBook {
        let is_name = |name: &str| !name.is_empty() && name.len() as u64 <= NAME_BYTES;
        let mut codes: Vec<(&str, &str, u32)> = codes
            .into_iter()
            .filter(|(_, code, _)| is_name(code))
            .collect();
        codes.sort_by_key(|(system, code, _)| (*system, *code));
        codes.dedup_by_key(|(system, code, _)| (*system, *code));
        let systems = codes.chunk_by(|one, other| one.0 == other.0);
        CodeBook {
            systems: systems.filter_map(CodeSystem::pack).collect(),
        }
    }

    /// All codes in the order of their bytes: system, code, category.
    pub fn iter(&self) -> impl Iterator<Item = (&str, String, u32)> {
        self.systems.iter().flat_map(|system| {
            let mut code = Vec::new();
            entries(&system.entries).map(move |(_, entry)| {
                code.truncate(entry.shared);
                code.extend(entry.rest);
                let code = String::from_utf8_lossy(&code).into_owned();
                (system.uri.as_str(), code, entry.category)
            })
        })
    }

    /// How many codes there are.
    pub fn len(&self) -> usize {
        let count = |system: &CodeSystem| entries(&system.entries).count();
        self.systems.iter().map(count).sum()
    }

    /// Whether there is no code.
    pub fn is_empty(&self) -> bool {
        self.systems.is_empty()
    }

    /// Whether this is what [`CodeBook::new`] writes for some codes of the categories below `categories`.
    pub(crate) fn is_sound(&self, categories: u32) -> bool {
        self.systems.is_sorted_by(|one, other| one.uri < other.uri)
            && self
                .systems
                .iter()
                .all(|system| system.is_sound(categories))
    }
}

impl CodeSystem {
    /// Packs the codes of one system, in ascending order and each once; `None` for no codes.
    fn pack(codes: &[(&str, &str, u32)]) -> Option<CodeSystem> {
        let (uri, ..) = codes.first()?;
        let mut entries = Vec::new();
        let mut before: &[u8] = &[];
        for (position, (_, code, category)) in codes.iter().enumerate() {
            if position.is_multiple_of(BLOCK_ENTRIES) {
                before = &[];
            }
            let code = code.as_bytes();
            let shared = shared_bytes(before, code);
            write_number(shared as u32, &mut entries);
            write_number((code.len() - shared) as u32, &mut entries);
            entries.extend(code.get(shared..).unwrap_or_default());
            write_number(*category, &mut entries);
            before = code;
        }
        Some(CodeSystem {
            uri: (*uri).into(),
            entries,
        })
    }

    fn is_sound(&self, categories: u32) -> bool {
        let mut code: Vec<u8> = Vec::new();
        let (mut position, mut left) = (0usize, self.entries.as_slice());
        while !left.is_empty() {
            let Some((entry, after)) = read_entry(left) else {
                return false;
            };
            let is_whole = position.is_multiple_of(BLOCK_ENTRIES);
            if entry.category >= categories || !entry.follows(&code, is_whole) {
                return false;
            }
            code.truncate(entry.shared);
            code.extend(entry.rest);
            if code.len() as u64 > NAME_BYTES || std::str::from_utf8(&code).is_err() {
                return false;
            }
            (position, left) = (position + 1, after);
        }
        position > 0
    }
}

impl Entry<'_> {
    /// Whether this is the one way to write a code that comes after `before`.
    fn follows(&self, before: &[u8], is_whole: bool) -> bool {
        if is_whole {
            return self.shared == 0 && self.rest > before;
        }
        match (before.get(self.shared), self.rest.first()) {
            (Some(before), Some(byte)) => byte > before,
            (None, Some(_)) => self.shared == before.len(),
            _ => false,
        }
    }
}

/// Where each system's blocks begin, so that a code is found among any number of them in the same few steps.
#[derive(Clone, Debug)]
pub(crate) struct CodeIndex {
    systems: Vec<Vec<Block>>,
}

/// The first entry of a block.
#[derive(Clone, Copy, Debug)]
struct Block {
    /// The code's first eight bytes, so that most comparisons are one of numbers.
    head: u64,
    /// Where the entry begins.
    at: u32,
}

impl CodeIndex {
    pub(crate) fn new(book: &CodeBook) -> CodeIndex {
        let blocks = |system: &CodeSystem| {
            let firsts = entries(&system.entries).step_by(BLOCK_ENTRIES);
            let block = |(at, entry): (usize, Entry<'_>)| Block {
                head: head(entry.rest),
                at: at as u32,
            };
            firsts.map(block).collect()
        };
        CodeIndex {
            systems: book.systems.iter().map(blocks).collect(),
        }
    }

    /// The category that a code means in `book`, which this index was made of.
    pub(crate) fn category(&self, book: &CodeBook, system: &str, code: &str) -> Option<u32> {
        let found = book
            .systems
            .binary_search_by(|known| known.uri.as_str().cmp(system))
            .ok()?;
        let (blocks, system) = (self.systems.get(found)?, book.systems.get(found)?);
        let wanted = code.as_bytes();
        let wanted_head = head(wanted);
        let first = |block: &Block| {
            let entry = system.entries.get(block.at as usize..).and_then(read_entry);
            entry.map_or(&[][..], |(entry, _)| entry.rest)
        };
        let after = blocks.partition_point(|block| {
            block.head < wanted_head || block.head == wanted_head && first(block) <= wanted
        });
        let block = blocks.get(after.checked_sub(1)?)?;
        find_in_block(system.entries.get(block.at as usize..)?, wanted)
    }
}

/// Reads on from the first entry of a block until `wanted` is met or passed.
fn find_in_block(mut left: &[u8], wanted: &[u8]) -> Option<u32> {
    // INVARIANT: `wanted` shares its first `known` bytes with the entry read last, which is before it.
    let mut known = 0;
    for _ in 0..BLOCK_ENTRIES {
        let (entry, after) = read_entry(left)?;
        left = after;
        if entry.shared > known {
            continue;
        }
        if entry.shared < known {
            return None;
        }
        let missing = wanted.get(known..)?;
        if entry.rest == missing {
            return Some(entry.category);
        }
        if entry.rest > missing {
            return None;
        }
        known += shared_bytes(entry.rest, missing);
    }
    None
}

/// The entries of well-formed bytes, each with the place where it begins; ends at the first that is none.
fn entries(bytes: &[u8]) -> impl Iterator<Item = (usize, Entry<'_>)> {
    let mut left = bytes;
    std::iter::from_fn(move || {
        let at = bytes.len() - left.len();
        let (entry, after) = read_entry(left)?;
        left = after;
        Some((at, entry))
    })
}

fn read_entry(bytes: &[u8]) -> Option<(Entry<'_>, &[u8])> {
    let (shared, left) = read_number(bytes)?;
    let (length, left) = read_number(left)?;
    let (rest, left) = left.split_at_checked(length as usize)?;
    let (category, left) = read_number(left)?;
    let entry = Entry {
        shared: shared as usize,
        rest,
        category,
    };
    Some((entry, left))
}

fn shared_bytes(one: &[u8], other: &[u8]) -> usize {
    one.iter().zip(other).take_while(|(a, b)| a == b).count()
}

/// The first eight bytes as a number that orders as they do; a shorter code comes before what it begins.
fn head(code: &[u8]) -> u64 {
    let mut bytes = [0; 8];
    bytes
        .iter_mut()
        .zip(code)
        .for_each(|(slot, byte)| *slot = *byte);
    u64::from_be_bytes(bytes)
}

fn write_number(mut number: u32, out: &mut Vec<u8>) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// A number of at most 28 bits, written in as few bytes as it needs.
fn read_number(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let (first, mut left) = bytes.split_first()?;
    let mut number = u32::from(first & 0x7f);
    let (mut byte, mut shift) = (*first, 7);
    while byte & 0x80 != 0 {
        let (next, after) = left.split_first()?;
        if shift == 28 || *next == 0 {
            return None;
        }
        number |= u32::from(next & 0x7f) << shift;
        (byte, left, shift) = (*next, after, shift + 7);
    }
    Some((number, left))
}

#[cfg(test)]
mod tests;
