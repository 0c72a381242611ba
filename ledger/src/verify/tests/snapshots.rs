//! Snapshots of a folder that are of another block, another chain or another state.

use abi::{Height, Instant};

use crate::GenesisConfig;
use crate::error::{Damage, Fault};
use crate::fixture::{START, boxed, commit, config, signer, small_chain};
use crate::history::History;
use crate::ledger::{Draft, Ledger};
use crate::records::key;
use crate::snapshot::{SnapshotReader, write_snapshot};
use crate::state::Changes;
use crate::store::layout::snapshot_file;
use crate::store::{MemoryBackend, Survivors};
use crate::verify::{Audit, verify};

/// The height of the last block of these chains.
const TIP: Height = Height(5);

/// The small chain and an empty block of this time.
fn chain(time: i64) -> MemoryBackend {
    let disk = small_chain();
    let mut ledger = Ledger::open(boxed(&disk)).unwrap().ledger;
    commit(&mut ledger, time, &[]);
    disk
}

/// A chain of another name, of the same people.
fn another() -> MemoryBackend {
    let disk = MemoryBackend::new();
    let named = GenesisConfig {
        name: "another".into(),
        ..config()
    };
    let mut ledger = Ledger::create(boxed(&disk), named).unwrap();
    for time in 1..=TIP.0 {
        let draft = Draft {
            time: Instant(START.0 + time as i64),
            transactions: vec![],
            receipts: vec![],
            writes: Default::default(),
        };
        let sealed = ledger.seal(draft, &signer("proposer")).unwrap();
        ledger.commit(sealed).unwrap();
    }
    disk
}

fn snapshot(disk: &MemoryBackend, height: Height) -> Vec<u8> {
    let ledger = Ledger::open(boxed(disk)).unwrap().ledger;
    let mut bytes = Vec::new();
    ledger.snapshot(height, &mut bytes).unwrap();
    bytes
}

/// What verifying says of `disk` with these bytes as the snapshot of its tip: the offset in it, and what is wrong.
fn verdict(disk: &MemoryBackend, bytes: &[u8]) -> Result<(), (u64, Damage)> {
    let disk = disk.crash(Survivors::Everything);
    disk.edit(&snapshot_file(TIP), |file| *file = bytes.to_vec());
    match verify(&mut disk.clone()) {
        Ok(_) => Ok(()),
        Err(Fault::Damaged { file, offset, what }) => {
            assert_eq!(file, snapshot_file(TIP));
            Err((offset, what))
        }
        Err(other) => panic!("{other}"),
    }
}

/// The snapshot with the same header and as many keys, one of which has another value.
fn with_another_value(bytes: &[u8]) -> Vec<u8> {
    let mut reader = SnapshotReader::open(bytes).unwrap();
    let mut state = reader.load(|_| Ok(())).unwrap().finish();
    state.apply(&Changes::from([(key::chain(), Some(vec![1]))]).into());
    let mut changed = Vec::new();
    write_snapshot(&mut changed, reader.front(), &state).unwrap();
    changed
}

#[test]
fn a_snapshot_in_a_whole_chain_is_of_its_own_block() {
    let whole = chain(10);
    let own = snapshot(&whole, TIP);
    assert_eq!(verdict(&whole, &own), Ok(()));
    // Another block that the same proposer has certified behind the same blocks, with the same state.
    let forked = snapshot(&chain(11), TIP);
    let refused = (forked.len() as u64, Damage::Contents);
    assert_eq!(verdict(&whole, &forked), Err(refused));
    let changed = with_another_value(&own);
    let refused = (changed.len() as u64, Damage::Contents);
    assert_eq!(verdict(&whole, &changed), Err(refused));
}

#[test]
fn a_snapshot_of_another_height_or_chain_is_told_at_its_beginning() {
    let whole = chain(10);
    for other in [snapshot(&whole, Height(4)), snapshot(&another(), TIP)] {
        assert_eq!(verdict(&whole, &other), Err((0, Damage::Contents)));
    }
}

#[test]
fn a_folder_begins_with_the_snapshot_of_its_base_and_no_other() {
    let own = snapshot(&chain(10), TIP);
    let disk = MemoryBackend::new();
    drop(Ledger::restore(boxed(&disk), &own[..], None).unwrap());
    assert_eq!(verdict(&disk, &own), Ok(()));
    for other in [snapshot(&chain(11), TIP), with_another_value(&own)] {
        let refused = (other.len() as u64, Damage::Contents);
        assert_eq!(verdict(&disk, &other), Err(refused));
    }
}

#[test]
fn an_audit_from_a_block_on_says_which_one_comes_next() {
    let ledger = Ledger::open(boxed(&chain(10))).unwrap().ledger;
    let mut before = History::new();
    let hash = |height: u64| ledger.head(Height(height)).unwrap().0.hash();
    (0..3).for_each(|height| before.push(hash(height)));
    let (header, _) = ledger.head(Height(3)).unwrap();
    let state = ledger.state_at(Height(3)).unwrap();
    let mut audit = Audit::after(config(), header, before, state);
    for height in 4..=TIP.0 {
        assert_eq!(audit.next(), Some(Height(height)));
        let block = ledger.block(Height(height)).unwrap();
        audit.block(&block, |_, _| Ok(())).unwrap();
        assert_eq!(audit.state().root(), block.header.state_root);
    }
    assert_eq!(audit.next(), Some(Height(6)));
}
