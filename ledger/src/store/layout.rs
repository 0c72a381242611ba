//! The stored bytes: file names, the file `chain`, frames.
//!
//! ```text
//! chain   magic "ASSENT01" (8) | version (2) | chain id (32) | length (4) | SCALE(config)
//!         | H(frame, all of these) (32)
//! frame   head: magic "blk:" (4) | length (4) | height (8) | first 16 bytes of H(frame, these 16)
//!         | payload (length) | H(frame, head | payload) (32)
//! ```
//!
//! Numbers are little-endian. The head has a check of its own, so that a frame whose length is
//! damaged is told apart from a frame that was never written to its end.

use abi::limits::BLOCK_BYTES;
use abi::{Domain, Hash, Height};
use parity_scale_codec::Encode;

use crate::decode::decode_exact;
use crate::error::{Damage, Fault};
use crate::genesis::GenesisConfig;

/// Empty; whoever has the folder open holds its lock.
pub(crate) const LOCK_FILE: &str = "assent.lock";
/// What the folder is.
pub(crate) const CHAIN_FILE: &str = "chain";
/// The same while it is being written.
pub(crate) const CHAIN_FILE_NEW: &str = "chain.new";

/// The block after which the folder begins, where that is not the genesis block.
pub(crate) const BASE_FILE: &str = "base";
/// The same while it is being written.
pub(crate) const BASE_FILE_NEW: &str = "base.new";
/// A snapshot while it is being written.
pub(crate) const SNAPSHOT_FILE_NEW: &str = "snapshot.new";
/// A file of the log while the blocks that are kept of it are copied.
pub(crate) const SEGMENT_FILE_NEW: &str = "blocks.new";

/// What a crash may leave behind, and opening removes.
pub(crate) const UNFINISHED: [&str; 3] = [BASE_FILE_NEW, SNAPSHOT_FILE_NEW, SEGMENT_FILE_NEW];

/// The version of the format of the folder.
const VERSION: u16 = 1;
const CHAIN_MAGIC: &[u8; 8] = b"ASSENT01";
const CHAIN_HEAD: usize = 8 + 2 + 32 + 4;
/// More than any configuration takes.
pub(crate) const CHAIN_BYTES: u64 = 2 << 20;

const FRAME_MAGIC: &[u8; 4] = b"blk:";
const CHECK: usize = 16;
/// Bytes of a frame's head.
pub(crate) const HEAD: usize = 4 + 4 + 8 + CHECK;
/// Bytes of a frame beside its payload.
pub(crate) const FRAME_EXTRA: usize = HEAD + 32;

/// The name of segment `number`.
pub(crate) fn segment_file(number: u32) -> String {
    format!("blocks-{number:08}.log")
}

/// The number of the segment called `name`.
pub(crate) fn segment_number(name: &str) -> Option<u32> {
    let number = name
        .strip_prefix("blocks-")?
        .strip_suffix(".log")?
        .parse()
        .ok()?;
    (segment_file(number) == name).then_some(number)
}

/// The name of the snapshot of the state after the block at `height`.
pub(crate) fn snapshot_file(height: Height) -> String {
    format!("snapshot-{:012}", height.0)
}

/// The height of the snapshot called `name`.
pub(crate) fn snapshot_height(name: &str) -> Option<Height> {
    let height = Height(name.strip_prefix("snapshot-")?.parse().ok()?);
    (snapshot_file(height) == name).then_some(height)
}

/// The contents of the file `chain`.
pub(crate) fn chain_file(config: &GenesisConfig) -> Vec<u8> {
    let config_bytes = config.encode();
    let mut bytes = CHAIN_MAGIC.to_vec();
    bytes.extend(VERSION.to_le_bytes());
    bytes.extend(config.chain_id().0);
    bytes.extend((config_bytes.len() as u32).to_le_bytes());
    bytes.extend(config_bytes);
    bytes.extend(Domain::Frame.hash(&bytes).0);
    bytes
}

/// Reads the contents of the file `chain`.
pub(crate) fn read_chain_file(bytes: &[u8]) -> Result<GenesisConfig, Fault> {
    let damaged = |offset: usize, what| {
        Err(Fault::Damaged {
            file: CHAIN_FILE.into(),
            offset: offset as u64,
            what,
        })
    };
    let Some((head, rest)) = bytes.split_at_checked(CHAIN_HEAD) else {
        return damaged(bytes.len(), Damage::Short);
    };
    if &head[..8] != CHAIN_MAGIC {
        return damaged(0, Damage::Magic);
    }
    let version = u16::from_le_bytes([head[8], head[9]]);
    if version != VERSION {
        return Err(Fault::Version(version));
    }
    let length = u32::from_le_bytes([head[42], head[43], head[44], head[45]]) as usize;
    let Some((config, checksum)) = rest.split_at_checked(length) else {
        return damaged(CHAIN_HEAD, Damage::Short);
    };
    if Domain::Frame.hash(&bytes[..CHAIN_HEAD + length]).0 != checksum {
        return damaged(0, Damage::Checksum);
    }
    match decode_exact::<GenesisConfig>(config, CHAIN_BYTES) {
        Ok(config) if config.chain_id().0 == head[10..42] => Ok(config),
        _ => damaged(CHAIN_HEAD, Damage::Contents),
    }
}

/// A frame's head, whose check is right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) length: u32,
    pub(crate) height: Height,
}

impl Head {
    /// Reads a head; `None` when its check is wrong, or its length beyond a block's.
    pub(crate) fn read(bytes: &[u8]) -> Option<Head> {
        let (fields, check) = bytes.get(..HEAD)?.split_at(HEAD - CHECK);
        let (magic, numbers) = fields.split_first_chunk::<4>()?;
        let (length, height) = numbers.split_first_chunk::<4>()?;
        let length = u32::from_le_bytes(*length);
        let height = Height(u64::from_le_bytes(height.try_into().ok()?));
        let right = magic == FRAME_MAGIC
            && Domain::Frame.hash(fields).0[..CHECK] == *check
            && u64::from(length) <= BLOCK_BYTES;
        right.then_some(Head { length, height })
    }

    /// Bytes of the whole frame.
    pub(crate) fn frame_bytes(&self) -> u64 {
        u64::from(self.length) + FRAME_EXTRA as u64
    }
}

/// The frame of a block; the payload is at most [`BLOCK_BYTES`] long.
pub(crate) fn frame(height: Height, payload: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(payload.len() + FRAME_EXTRA);
    bytes.extend(FRAME_MAGIC);
    bytes.extend((payload.len() as u32).to_le_bytes());
    bytes.extend(height.0.to_le_bytes());
    let check = Domain::Frame.hash(&bytes);
    bytes.extend(&check.0[..CHECK]);
    bytes.extend(payload);
    bytes.extend(Domain::Frame.hash(&bytes).0);
    bytes
}

/// The payload of a whole frame; `None` when its checksum is wrong.
pub(crate) fn payload(frame: &[u8]) -> Option<&[u8]> {
    let (hashed, checksum) = frame.split_last_chunk::<32>()?;
    (Domain::Frame.hash(hashed) == Hash(*checksum)).then(|| hashed.get(HEAD..))?
}

/// Whether `tail`, which begins at `offset` of its file and ends with it, looks like one frame that
/// was never written to its end rather than like one that was damaged: part of a disk's sector is
/// still zero, and no other frame begins in it.
pub(crate) fn is_unwritten(tail: &[u8], offset: u64) -> bool {
    const SECTOR: usize = 512;
    let first = (SECTOR - offset as usize % SECTOR).min(tail.len());
    let (first, rest) = tail.split_at(first);
    let is_zero = |sector: &[u8]| !sector.is_empty() && sector.iter().all(|byte| *byte == 0);
    let begins_frame = |at: usize| tail[at] == FRAME_MAGIC[0] && Head::read(&tail[at..]).is_some();
    (is_zero(first) || rest.chunks(SECTOR).any(is_zero)) && !(1..tail.len()).any(begins_frame)
}
