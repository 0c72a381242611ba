//! The file `base`: where a folder begins whose first blocks are not there, since it was pruned, or restored
//! from a snapshot.
//!
//! ```text
//! base   "ASSENTBS" (8) | version (2) | chain id (32) | height (8) | hash of that block (32)
//!        | H(frame, all of these) (32)
//! ```
//!
//! The state after the block is in the snapshot of that height, and the log goes on with the block behind it. What
//! lies before it in the folder is on its way out: this file is durable before anything is removed.

use abi::{Domain, Hash, Height};

use super::backend::Backend;
use super::io_fault;
use super::layout::{BASE_FILE, BASE_FILE_NEW};
use super::small::{read_small, write_small};
use crate::block::HEIGHT_MAX;
use crate::error::{Damage, Fault};
use crate::genesis::GenesisConfig;

const MAGIC: &[u8; 8] = b"ASSENTBS";
const VERSION: u16 = 1;
const BYTES: usize = 8 + 2 + 32 + 8 + 32 + 32;

/// The block after which a folder begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Base {
    /// Its height.
    pub height: Height,
    /// Its hash.
    pub block: Hash,
}

impl Base {
    /// The height of the first block that belongs into the log.
    pub fn next(&self) -> Height {
        Height(self.height.0.saturating_add(1))
    }
}

/// Reads the file, when there is one.
pub(super) fn read(
    backend: &dyn Backend,
    files: &[String],
    config: &GenesisConfig,
) -> Result<Option<Base>, Fault> {
    if !files.iter().any(|file| file == BASE_FILE) {
        return Ok(None);
    }
    let bytes = read_small(backend, BASE_FILE, BYTES as u64)?;
    let damaged = |offset: usize, what| Fault::Damaged {
        file: BASE_FILE.into(),
        offset: offset as u64,
        what,
    };
    let Ok(bytes) = <[u8; BYTES]>::try_from(&bytes[..]) else {
        return Err(damaged(bytes.len(), Damage::Cut));
    };
    let (above, checksum) = bytes.split_at(BYTES - 32);
    if Domain::Frame.hash(above).0 != checksum {
        return Err(damaged(0, Damage::Checksum));
    }
    let version = u16::from_le_bytes([bytes[8], bytes[9]]);
    if version != VERSION {
        return Err(Fault::Version(version));
    }
    let (mut height, mut block) = ([0; 8], Hash::ZERO);
    height.copy_from_slice(&bytes[42..50]);
    block.0.copy_from_slice(&bytes[50..82]);
    let height = Height(u64::from_le_bytes(height));
    let is_ours = &bytes[..8] == MAGIC && bytes[10..42] == config.chain_id().0;
    if !is_ours || height > HEIGHT_MAX {
        return Err(damaged(0, Damage::Contents));
    }
    Ok(Some(Base { height, block }))
}

/// Writes the file, in the place of one that is there; durable once it returns.
pub(super) fn write(
    backend: &mut dyn Backend,
    config: &GenesisConfig,
    base: &Base,
) -> Result<(), Fault> {
    let mut bytes = MAGIC.to_vec();
    bytes.extend(VERSION.to_le_bytes());
    bytes.extend(config.chain_id().0);
    bytes.extend(base.height.0.to_le_bytes());
    bytes.extend(base.block.0);
    bytes.extend(Domain::Frame.hash(&bytes).0);
    write_small(backend, BASE_FILE_NEW, BASE_FILE, &bytes)?;
    backend
        .sync_folder()
        .map_err(io_fault("sync", "the folder"))
}
