//! What a transaction or a block changes.

use std::collections::BTreeMap;

use parity_scale_codec::{Compact, Decode, Encode, Error, Input, Output};

use super::{StateKey, contract_value};

/// Changes by key: `Some(value)` writes, `None` removes.
pub type Changes = BTreeMap<StateKey, Option<Vec<u8>>>;

/// Changes in strictly ascending order of their keys; a key occurs once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WriteSet(Vec<(StateKey, Option<Vec<u8>>)>);

impl WriteSet {
    /// No change.
    pub fn new() -> WriteSet {
        WriteSet::default()
    }

    /// The changes, by key.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&StateKey, Option<&[u8]>)> {
        self.0.iter().map(|(key, value)| (key, value.as_deref()))
    }

    /// Whether every contract's value that is written names its key: see [`super::contract_value`].
    pub fn are_values_named(&self) -> bool {
        self.iter().all(|(key, value)| is_named(key, value))
    }

    /// How many keys change.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn is_named(key: &StateKey, value: Option<&[u8]>) -> bool {
    let named = |value| contract_value::key_of(value).as_ref() == Some(key);
    !key.is_contract_value() || value.is_none_or(named)
}

impl From<Changes> for WriteSet {
    fn from(changes: Changes) -> WriteSet {
        WriteSet(changes.into_iter().collect())
    }
}

impl Encode for WriteSet {
    fn size_hint(&self) -> usize {
        let bytes = |value: &Option<Vec<u8>>| value.as_ref().map_or(1, |value| value.len() + 5);
        4 + self
            .0
            .iter()
            .map(|(key, value)| key.size_hint() + bytes(value))
            .sum::<usize>()
    }

    fn encode_to<O: Output + ?Sized>(&self, out: &mut O) {
        self.0.encode_to(out);
    }
}

impl Decode for WriteSet {
    fn decode<I: Input>(input: &mut I) -> Result<WriteSet, Error> {
        let Compact(count) = Compact::<u32>::decode(input)?;
        let mut writes: Vec<(StateKey, Option<Vec<u8>>)> = Vec::new();
        for _ in 0..count {
            input.on_before_alloc_mem(size_of::<(StateKey, Option<Vec<u8>>)>())?;
            let (key, value) = <(StateKey, Option<Vec<u8>>)>::decode(input)?;
            if writes.last().is_some_and(|(last, _)| *last >= key) {
                return Err("keys do not ascend".into());
            }
            if !is_named(&key, value.as_deref()) {
                return Err("a contract's value does not name its key".into());
            }
            writes.push((key, value));
        }
        Ok(WriteSet(writes))
    }
}
