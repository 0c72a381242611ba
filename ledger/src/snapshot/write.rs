//! Writing a snapshot, part by part.

use std::io::Write;

use abi::{Domain, Hash};
use parity_scale_codec::Encode;

use super::{Front, MAGIC, PART_BYTES, SNAPSHOT_VERSION, SnapshotError};
use crate::state::State;

/// Writes the snapshot of `state`, which is the one after the block that `front` names. Returns how many bytes
/// it has. Memory beside the state: a part.
///
/// # Errors
/// `out` says so.
pub fn write_snapshot(
    out: &mut dyn Write,
    front: &Front,
    state: &State,
) -> Result<u64, SnapshotError> {
    let mut writer = Writer::begin(out, front)?;
    state.try_for_each(|key, value| writer.entry(key, value))?;
    writer.finish()
}

struct Writer<'a> {
    out: &'a mut dyn Write,
    /// The checksum before.
    checksum: Hash,
    /// That checksum, the length and the entries of the part that is being filled.
    part: Vec<u8>,
    bytes: u64,
}

/// Where the entries of a part begin: behind the checksum before and their length.
const ENTRIES: usize = 32 + 4;

impl<'a> Writer<'a> {
    fn begin(out: &'a mut dyn Write, front: &Front) -> Result<Writer<'a>, SnapshotError> {
        let front = front.encode();
        let mut bytes = MAGIC.to_vec();
        bytes.extend(SNAPSHOT_VERSION.to_le_bytes());
        bytes.extend((front.len() as u32).to_le_bytes());
        bytes.extend(front);
        let checksum = Domain::Snapshot.hash(&bytes);
        bytes.extend(checksum.0);
        out.write_all(&bytes)?;
        let part = Vec::with_capacity(PART_BYTES + (PART_BYTES >> 4));
        let bytes = bytes.len() as u64;
        Ok(Writer {
            out,
            checksum,
            part,
            bytes,
        })
    }

    fn entry(&mut self, key: &Hash, value: &[u8]) -> Result<(), SnapshotError> {
        if self.part.is_empty() {
            self.part.extend(self.checksum.0);
            self.part.extend([0; 4]);
        }
        self.part.extend(key.0);
        // A block has written it, and a block is shorter than 4 GiB.
        self.part.extend((value.len() as u32).to_le_bytes());
        self.part.extend(value);
        match self.part.len() - ENTRIES >= PART_BYTES {
            true => self.end_part(),
            false => Ok(()),
        }
    }

    fn end_part(&mut self) -> Result<(), SnapshotError> {
        let length = (self.part.len() - ENTRIES) as u32;
        self.part[32..ENTRIES].copy_from_slice(&length.to_le_bytes());
        self.checksum = Domain::Snapshot.hash(&self.part);
        self.part.extend(self.checksum.0);
        self.out.write_all(&self.part[32..])?;
        self.bytes += (self.part.len() - 32) as u64;
        self.part.clear();
        Ok(())
    }

    fn finish(mut self) -> Result<u64, SnapshotError> {
        if !self.part.is_empty() {
            self.end_part()?;
        }
        Ok(self.bytes)
    }
}
