//! Consents as a ledger stores them, bound without being taken apart each time.
//!
//! Many patients say the same: they sign the same forms. What a sentence comes to in a contract's ids is therefore kept
//! under the sentence's bytes, but for its period, which is each patient's own. A sentence that narrows its data is bound
//! anew each time, since what it comes to may depend on the request.
//!
//! ```text
//! stored sentence = grants | subjects | actions | data | purposes | from | until
//!                   `------------------ kept by ----------------´   `- decoded -´
//! ```

use std::collections::BTreeMap;

use parity_scale_codec::{Compact, Decode, Error};

use super::{Binding, PERIOD, Period, RecordNames};
use crate::form::SignedForm;
use crate::ids::Instant;
use crate::terms::ConsentTerms;

#[cfg(test)]
mod tests;

/// Sentences that are kept at the most.
const SENTENCES: usize = 1024;
/// Bytes of a stored sentence that is kept, and of what it comes to, at the most.
const BYTES: usize = 2048;

/// What sentences come to in the ids of one contract, to be found again.
#[derive(Debug, Default)]
pub struct KnownSentences {
    /// By their stored bytes before the period; `None` of those that count for nothing.
    entries: BTreeMap<Box<[u8]>, Option<Box<[u8]>>>,
    /// Of the record that is being read: where each of its sentences lies in the output, and its own period.
    open: Vec<(usize, Period)>,
}

impl KnownSentences {
    /// Nothing yet.
    pub fn new() -> KnownSentences {
        KnownSentences::default()
    }

    /// Appends what [`Binding::consents`] appends of the records that `stored` encodes. `binding` has to be the same each
    /// time.
    ///
    /// # Errors
    /// Fault: `stored` is no list of [`crate::terms::ConsentRecord`]. What was appended counts for nothing then.
    pub fn bind(
        &mut self,
        binding: &Binding,
        mut stored: &[u8],
        names: &RecordNames,
        out: &mut Vec<u8>,
    ) -> Result<(), Error> {
        let count_at = out.len();
        out.extend([0; 4]);
        let mut count = 0u32;
        let Compact(records) = Compact::<u32>::decode(&mut stored)?;
        for _ in 0..records {
            self.record(binding, &mut stored, names, out)?;
            count += self.open.len() as u32;
        }
        if let Some(slot) = out.get_mut(count_at..count_at + 4) {
            slot.copy_from_slice(&count.to_le_bytes());
        }
        match stored.is_empty() {
            true => Ok(()),
            false => Err("bytes follow the consents".into()),
        }
    }

    /// One record; leaves in `open` which sentences count.
    fn record(
        &mut self,
        binding: &Binding,
        stored: &mut &[u8],
        names: &RecordNames,
        out: &mut Vec<u8>,
    ) -> Result<(), Error> {
        self.open.clear();
        u32::decode(stored)?;
        Option::<SignedForm>::decode(stored)?;
        let Compact(sentences) = Compact::<u32>::decode(stored)?;
        for _ in 0..sentences {
            let start = out.len();
            if let Some(own) = self.sentence(binding, stored, names, out)? {
                self.open.push((start, own));
            }
        }
        let recorded_at = Instant::decode(stored)?;
        let withdrawn_at = Option::<Instant>::decode(stored)?;
        for (start, own) in &self.open {
            if let Some(place) = out
                .get_mut(*start..)
                .and_then(|entry| entry.get_mut(PERIOD))
            {
                place.copy_from_slice(&own.within(recorded_at, withdrawn_at).bytes());
            }
        }
        Ok(())
    }

    /// One sentence, whose place for the period is still to be filled in; `None` when it counts for nothing.
    fn sentence(
        &mut self,
        binding: &Binding,
        stored: &mut &[u8],
        names: &RecordNames,
        out: &mut Vec<u8>,
    ) -> Result<Option<Period>, Error> {
        let plain = plain_length(stored).and_then(|length| stored.split_at_checked(length));
        if let Some((key, rest)) = plain
            && let Some(known) = self.entries.get(key)
        {
            *stored = rest;
            let own = Period {
                from: Option::decode(stored)?,
                until: Option::decode(stored)?,
            };
            return Ok(known.as_ref().map(|entry| {
                out.extend_from_slice(entry);
                own
            }));
        }
        let terms = ConsentTerms::decode(stored)?;
        let start = out.len();
        let counts = binding.sentence(&terms, names, out).is_some();
        if let Some((key, _)) = plain {
            self.keep(key, out.get(start..).filter(|_| counts));
        }
        Ok(counts.then_some(Period {
            from: terms.from,
            until: terms.until,
        }))
    }

    /// Keeps what a sentence comes to. What patients write themselves must not fill the memory, nor keep the place of what
    /// others say: when there is no more room, all is forgotten.
    fn keep(&mut self, key: &[u8], entry: Option<&[u8]>) {
        if key.len() + entry.map_or(0, <[u8]>::len) > BYTES {
            return;
        }
        if self.entries.len() >= SENTENCES {
            self.entries.clear();
        }
        self.entries.insert(key.into(), entry.map(Into::into));
    }
}

/// How many bytes of a stored sentence stand before its period; `None` when it narrows its data or is none. That it is one
/// is for decoding to find out: bytes that were never decoded are not known either.
fn plain_length(stored: &[u8]) -> Option<usize> {
    let mut left = stored;
    skip(&mut left, 1)?;
    for _ in 0..length(&mut left)? {
        let names = match take(&mut left)? {
            0..=2 => 0,
            3 | 4 | 7 | 8 => 1,
            5 | 6 => 2,
            _ => return None,
        };
        (0..names).try_for_each(|_| skip_name(&mut left))?;
    }
    skip_names(&mut left)?;
    skip(&mut left, 1)?;
    skip_names(&mut left)?;
    skip_names(&mut left)?;
    if length(&mut left)? > 0 {
        return None;
    }
    skip_names(&mut left)?;
    stored.len().checked_sub(left.len())
}

fn skip_names(left: &mut &[u8]) -> Option<()> {
    (0..length(left)?).try_for_each(|_| skip_name(left))
}

fn skip_name(left: &mut &[u8]) -> Option<()> {
    let length = length(left)?;
    skip(left, length as usize)
}

fn length(left: &mut &[u8]) -> Option<u32> {
    Compact::<u32>::decode(left)
        .ok()
        .map(|Compact(length)| length)
}

fn take(left: &mut &[u8]) -> Option<u8> {
    let (first, rest) = left.split_first()?;
    *left = rest;
    Some(*first)
}

fn skip(left: &mut &[u8], bytes: usize) -> Option<()> {
    *left = left.get(bytes..)?;
    Some(())
}
