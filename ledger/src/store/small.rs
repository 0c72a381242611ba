//! Small files, which are written and read whole: `chain` and `base`.

use super::backend::Backend;
use super::layout::{self, CHAIN_BYTES, CHAIN_FILE, CHAIN_FILE_NEW};
use super::{io_fault, list};
use crate::error::{Damage, Fault};
use crate::genesis::GenesisConfig;

/// Writes the file `chain`; durable once it returns.
pub(super) fn write_chain_file(
    backend: &mut dyn Backend,
    config: &GenesisConfig,
) -> Result<(), Fault> {
    let bytes = layout::chain_file(config);
    write_small(backend, CHAIN_FILE_NEW, CHAIN_FILE, &bytes)?;
    backend
        .sync_folder()
        .map_err(io_fault("sync", "the folder"))
}

/// Reads the file `chain`.
pub(super) fn read_chain_file(backend: &dyn Backend) -> Result<GenesisConfig, Fault> {
    if !list(backend)?.iter().any(|name| name == CHAIN_FILE) {
        return Err(Fault::NoChain);
    }
    let bytes = read_small(backend, CHAIN_FILE, CHAIN_BYTES)?;
    layout::read_chain_file(&bytes)
}

/// Writes a file under the name `new`, syncs it, and gives it its name.
pub(super) fn write_small(
    backend: &mut dyn Backend,
    new: &'static str,
    file: &str,
    bytes: &[u8],
) -> Result<(), Fault> {
    let io = |action| io_fault(action, new);
    backend.truncate(new, 0).map_err(io("create"))?;
    backend.append(new, bytes).map_err(io("write"))?;
    backend.sync(new).map_err(io("sync"))?;
    backend.rename(new, file).map_err(io("rename"))
}

/// Reads a whole file that has at most `max` bytes.
pub(super) fn read_small(backend: &dyn Backend, file: &str, max: u64) -> Result<Vec<u8>, Fault> {
    let length = backend.length(file).map_err(io_fault("measure", file))?;
    if length > max {
        let file = file.to_owned();
        return Err(Fault::Damaged {
            file,
            offset: max,
            what: Damage::Trailing,
        });
    }
    let mut bytes = vec![0; length as usize];
    backend
        .read(file, 0, &mut bytes)
        .map_err(io_fault("read", file))?;
    Ok(bytes)
}
