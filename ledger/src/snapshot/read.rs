//! Reading a snapshot, and believing none of it.

use std::io::{self, Read};

use abi::{Domain, Hash};

use super::{
    ENTRY_EXTRA, FRONT_BYTES, Front, HEAD, MAGIC, PART_BYTES, PART_BYTES_MAX, SNAPSHOT_VERSION,
    SnapshotError,
};
use crate::decode::decode_exact;
use crate::history::History;
use crate::state::Replayed;

/// Bytes that are asked for at a time: a length that is made up takes no more memory than there are bytes.
const STEP: u64 = 1 << 20;

/// A snapshot that is being read. Its front has been checked.
pub struct SnapshotReader<R> {
    input: R,
    front: Front,
    history: History,
    /// The bytes of the front as they were read.
    head: Vec<u8>,
    checksum: Hash,
    /// Keys that are still to come.
    left: u64,
    last: Option<Hash>,
    /// The checksum before, then a part as it was read.
    part: Vec<u8>,
}

impl<R: Read> SnapshotReader<R> {
    /// Reads the front and checks it: its checksum, and that its header belongs to its configuration, is
    /// certified and has the history that it names.
    ///
    /// # Errors
    /// What does not hold.
    pub fn open(mut input: R) -> Result<SnapshotReader<R>, SnapshotError> {
        let mut head = Vec::new();
        fill(&mut input, &mut head, HEAD as u64)?;
        let (magic, numbers) = head.split_at(MAGIC.len());
        if magic != MAGIC {
            return Err(SnapshotError::NotOne);
        }
        let [v0, v1, l0, l1, l2, l3] = *numbers else {
            return Err(SnapshotError::Short);
        };
        let version = u16::from_le_bytes([v0, v1]);
        if version != SNAPSHOT_VERSION {
            return Err(SnapshotError::Version(version));
        }
        let length = u64::from(u32::from_le_bytes([l0, l1, l2, l3]));
        if length > FRONT_BYTES {
            return Err(SnapshotError::Layout);
        }
        fill(&mut input, &mut head, length + 32)?;
        let checksum = checksum(&head).ok_or(SnapshotError::Checksum)?;
        let front = head.get(HEAD..head.len() - 32).unwrap_or_default();
        let front: Front = decode_exact(front, FRONT_BYTES)?;
        let history = front.check()?;
        Ok(SnapshotReader {
            input,
            left: front.keys,
            front,
            history,
            head,
            checksum,
            last: None,
            part: Vec::new(),
        })
    }

    /// What it is of.
    pub fn front(&self) -> &Front {
        &self.front
    }

    /// The blocks before its block.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// The bytes that came before the parts.
    pub(crate) fn head(&self) -> &[u8] {
        &self.head
    }

    /// Hands the entries of the next part to `visit`, in their order, and returns its bytes; `None` when all
    /// keys have come and the input ends there.
    ///
    /// # Errors
    /// The input ends, a checksum does not match, or no state has such entries. Whether it is the state of the
    /// header is not known before all have come.
    pub fn part(
        &mut self,
        mut visit: impl FnMut(&Hash, &[u8]),
    ) -> Result<Option<&[u8]>, SnapshotError> {
        if self.left == 0 {
            let mut more = Vec::new();
            return match self.input.by_ref().take(1).read_to_end(&mut more)? {
                0 => Ok(None),
                _ => Err(SnapshotError::Trailing),
            };
        }
        self.part.clear();
        self.part.extend(self.checksum.0);
        fill(&mut self.input, &mut self.part, 4)?;
        let length = self.part.last_chunk::<4>().copied().unwrap_or_default();
        let length = u64::from(u32::from_le_bytes(length));
        if length > PART_BYTES_MAX {
            return Err(SnapshotError::Layout);
        }
        fill(&mut self.input, &mut self.part, length + 32)?;
        self.checksum = checksum(&self.part).ok_or(SnapshotError::Checksum)?;
        let whole = self.part.get(32..).unwrap_or_default();
        let entries = whole.get(4..whole.len() - 32).unwrap_or_default();
        self.left = check_entries(entries, self.left, &mut self.last, &mut visit)?;
        Ok(Some(whole))
    }

    /// Keys and values, whose root is still to be compared with the header's; `part` is handed the bytes of
    /// every part.
    ///
    /// # Errors
    /// As [`SnapshotReader::part`], or what `part` says.
    pub(crate) fn load(
        &mut self,
        mut part: impl FnMut(&[u8]) -> Result<(), SnapshotError>,
    ) -> Result<Replayed, SnapshotError> {
        let mut state = Replayed::default();
        let mut are_named = true;
        while let Some(bytes) = self.part(|key, value| are_named &= state.append(key, value))? {
            part(bytes)?;
        }
        match are_named {
            true => Ok(state),
            false => Err(SnapshotError::Layout),
        }
    }

    /// Where the bytes come from.
    pub(crate) fn input(&self) -> &R {
        &self.input
    }
}

/// Checks the entries of a part, hands them to `visit`, and returns how many keys are still to come.
fn check_entries(
    entries: &[u8],
    left: u64,
    last: &mut Option<Hash>,
    visit: &mut impl FnMut(&Hash, &[u8]),
) -> Result<u64, SnapshotError> {
    let (mut rest, mut left) = (entries, left);
    // A part ends with the entry that makes it long enough, and with no other but the last.
    let mut taken = 0;
    while !rest.is_empty() {
        if taken >= PART_BYTES || left == 0 {
            return Err(SnapshotError::Layout);
        }
        let (head, behind) = rest
            .split_first_chunk::<ENTRY_EXTRA>()
            .ok_or(SnapshotError::Layout)?;
        let [.., l0, l1, l2, l3] = *head;
        let length = u32::from_le_bytes([l0, l1, l2, l3]) as usize;
        let (value, behind) = behind
            .split_at_checked(length)
            .ok_or(SnapshotError::Layout)?;
        let mut key = Hash::ZERO;
        key.0.copy_from_slice(head.split_at(32).0);
        if last.is_some_and(|last| last >= key) {
            return Err(SnapshotError::Layout);
        }
        visit(&key, value);
        *last = Some(key);
        left -= 1;
        taken += ENTRY_EXTRA + length;
        rest = behind;
    }
    match left > 0 && taken < PART_BYTES {
        true => Err(SnapshotError::Layout),
        false => Ok(left),
    }
}

/// The checksum at the end of `bytes`; `None` when it is not theirs.
fn checksum(bytes: &[u8]) -> Option<Hash> {
    let (above, checksum) = bytes.split_last_chunk::<32>()?;
    let found = Domain::Snapshot.hash(above);
    (found.0 == *checksum).then_some(found)
}

/// Appends just `count` bytes of `input` to `out`.
fn fill(input: &mut impl Read, out: &mut Vec<u8>, count: u64) -> Result<(), SnapshotError> {
    let mut left = count;
    while left > 0 {
        let (step, at) = (left.min(STEP), out.len());
        out.resize(at + step as usize, 0);
        let read = input.read_exact(out.get_mut(at..).unwrap_or_default());
        read.map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => SnapshotError::Short,
            _ => SnapshotError::Io(error),
        })?;
        left -= step;
    }
    Ok(())
}
