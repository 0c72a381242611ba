//! The files `base` and `chain` are those that the store of one chain has written, or they are damage.

use abi::{Domain, Hash, Height};

use crate::block::HEIGHT_MAX;
use crate::error::{Damage, Fault};
use crate::fixture::config;
use crate::genesis::GenesisConfig;
use crate::store::base::{Base, read, write};
use crate::store::layout::{chain_file, read_chain_file};
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

/// What a file `chain` is read as whose bytes were changed, with the checksum that belongs to them.
fn changed_chain(change: impl FnOnce(&mut [u8])) -> Result<GenesisConfig, Fault> {
    let mut bytes = chain_file(&config());
    let (above, checksum) = bytes.split_last_chunk_mut::<32>().unwrap();
    change(above);
    *checksum = Domain::Frame.hash(above).0;
    read_chain_file(&bytes)
}

/// What somebody does to bytes.
type Change = fn(&mut [u8]);

#[test]
fn a_chain_file_names_the_chain_that_its_configuration_gives() {
    assert_eq!(changed_chain(|_| ()).unwrap(), config());
    let contents = (46, Damage::Contents);
    let changes: [(Change, (u64, Damage)); 4] = [
        (|bytes| bytes[0] ^= 1, (0, Damage::Magic)),
        (|bytes| bytes[10] ^= 1, contents),
        (|bytes| *bytes.last_mut().unwrap() ^= 1, contents),
        (|bytes| bytes[45] = 1, (46, Damage::Short)),
    ];
    for (change, expected) in changes {
        let Err(Fault::Damaged { offset, what, .. }) = changed_chain(change) else {
            panic!("a chain file that was changed is read")
        };
        assert_eq!((offset, what), expected);
    }
    let newer = changed_chain(|bytes| bytes[8] += 1);
    assert!(matches!(newer, Err(Fault::Version(2))));
}
