//! The file `base` is one that this chain's store has written, or it is damage.

use abi::{Domain, Hash, Height};

use crate::block::HEIGHT_MAX;
use crate::error::{Damage, Fault};
use crate::fixture::config;
use crate::store::base::{Base, read, write};
use crate::store::{Backend, MemoryBackend};

/// What a base is read as whose bytes were changed, with the checksum that belongs to them.
fn changed(change: impl FnOnce(&mut [u8])) -> Result<Option<Base>, Fault> {
    let base = Base {
        height: Height(7),
        block: Hash([5; 32]),
    };
    let mut disk = MemoryBackend::new();
    write(&mut disk, &config(), &base).unwrap();
    disk.edit("base", |bytes| {
        let (above, checksum) = bytes.split_last_chunk_mut::<32>().unwrap();
        change(above);
        *checksum = Domain::Frame.hash(above).0;
    });
    read(&disk, &disk.files().unwrap(), &config())
}

/// The base with this height, in its place among the bytes.
fn with_height(height: u64) -> Result<Option<Base>, Fault> {
    changed(|bytes| bytes[42..50].copy_from_slice(&height.to_le_bytes()))
}

fn is_damage(read: &Result<Option<Base>, Fault>) -> bool {
    let what = Damage::Contents;
    matches!(read, Err(Fault::Damaged { what: found, .. }) if *found == what)
}

#[test]
fn a_base_is_of_this_chain_and_of_a_height_that_there_can_be() {
    assert_eq!(changed(|_| ()).unwrap().unwrap().height, Height(7));
    let greatest = with_height(HEIGHT_MAX.0).unwrap();
    assert_eq!(greatest.unwrap().height, HEIGHT_MAX);
    assert!(is_damage(&with_height(HEIGHT_MAX.0 + 1)));
    assert!(is_damage(&changed(|bytes| bytes[0] ^= 1)), "the beginning");
    assert!(is_damage(&changed(|bytes| bytes[10] ^= 1)), "the chain");
    let newer = changed(|bytes| bytes[8] += 1);
    assert!(matches!(newer, Err(Fault::Version(2))));
}
