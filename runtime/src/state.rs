//! What a contract reads: keys and values, from wherever the embedder keeps them.

use std::collections::BTreeMap;
use std::ops::Bound;

use crate::contract::Writes;
use crate::error::Fault;

/// Whether there is something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// Its bytes were appended.
    Yes,
    /// There is nothing; what was appended does not count.
    No,
}

/// Where a contract's state comes from. One value of it stands for one contract: whose keys they are
/// is settled by the embedder.
///
/// The answers must depend on the state alone, and must not change while a call runs.
pub trait StateReader {
    /// Appends the value of `key` to `out`, which is empty, or says that there is none. A value has at
    /// most [`abi::limits::CONTRACT_VALUE_BYTES`].
    ///
    /// # Errors
    /// Fault: the state is broken. The call gives the fault back; nothing else comes of it.
    fn read(&self, key: &[u8], out: &mut Vec<u8>) -> Result<Found, Fault>;

    /// Appends to `out`, which is empty, the first key in the order of bytes that begins with `prefix` and,
    /// if `after` is given, is greater than that. A key has at most [`abi::limits::CONTRACT_KEY_BYTES`].
    ///
    /// # Errors
    /// As [`StateReader::read`].
    fn next_key(
        &self,
        prefix: &[u8],
        after: Option<&[u8]>,
        out: &mut Vec<u8>,
    ) -> Result<Found, Fault>;
}

/// State in memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MemoryState {
    values: BTreeMap<Vec<u8>, Vec<u8>>,
}

impl MemoryState {
    /// Every key with its value, in the order of bytes.
    pub fn iter(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        self.values
            .iter()
            .map(|(key, value)| (key.as_slice(), value.as_slice()))
    }

    /// Takes in what a call wrote.
    pub fn apply(&mut self, writes: &Writes) {
        for (key, value) in writes {
            match value {
                Some(value) => self.values.insert(key.clone(), value.clone()),
                None => self.values.remove(key),
            };
        }
    }
}

impl FromIterator<(Vec<u8>, Vec<u8>)> for MemoryState {
    fn from_iter<I: IntoIterator<Item = (Vec<u8>, Vec<u8>)>>(items: I) -> MemoryState {
        let values = items.into_iter().collect();
        MemoryState { values }
    }
}

impl StateReader for MemoryState {
    fn read(&self, key: &[u8], out: &mut Vec<u8>) -> Result<Found, Fault> {
        let Some(value) = self.values.get(key) else {
            return Ok(Found::No);
        };
        out.extend_from_slice(value);
        Ok(Found::Yes)
    }

    fn next_key(
        &self,
        prefix: &[u8],
        after: Option<&[u8]>,
        out: &mut Vec<u8>,
    ) -> Result<Found, Fault> {
        match first_key(&self.values, prefix, after) {
            Some(key) => out.extend_from_slice(key),
            None => return Ok(Found::No),
        }
        Ok(Found::Yes)
    }
}

/// The first key of `map` that begins with `prefix` and comes after `after`.
pub(crate) fn first_key<'a, T>(
    map: &'a BTreeMap<Vec<u8>, T>,
    prefix: &[u8],
    after: Option<&[u8]>,
) -> Option<&'a [u8]> {
    let from = match after {
        Some(after) if after >= prefix => Bound::Excluded(after),
        _ => Bound::Included(prefix),
    };
    let (key, _) = map.range::<[u8], _>((from, Bound::Unbounded)).next()?;
    key.starts_with(prefix).then_some(key.as_slice())
}
