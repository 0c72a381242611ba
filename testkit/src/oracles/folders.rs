//! Snapshots and folders with damage: refused, passed over, or what they were.

use std::sync::LazyLock;

use abi::{Domain, Hash, Height, Instant, PatientId};
use ledger::records::key;
use ledger::state::contract_value;
use ledger::store::{Backend, MemoryBackend, Survivors};
use ledger::verify::verify;
use ledger::{Block, Draft, GenesisConfig, Lane, Ledger, Overlay, StateKey};

use crate::entropy::Entropy;
use crate::mutate::mutate_bytes;
use crate::traffic::{public, signer};

/// Blocks behind the first.
const BLOCKS: u64 = 8;

/// A small chain in two folders, and its snapshots.
struct Kept {
    /// One with all blocks and a snapshot among them; one that was pruned.
    folders: [MemoryBackend; 2],
    blocks: Vec<Block>,
    snapshots: Vec<Vec<u8>>,
}

static KEPT: LazyLock<Kept> = LazyLock::new(|| {
    let disk = MemoryBackend::new();
    let config = GenesisConfig::new("kept", public("admin"), public("proposer"), Instant(0));
    let mut ledger = Ledger::create(Box::new(disk.clone()), config).expect("an empty folder");
    for height in 1..=BLOCKS {
        let sealed = ledger.seal(draft(&ledger, height), &signer("proposer"));
        ledger.commit(sealed.expect("a block")).expect("memory");
    }
    ledger.keep_snapshot(Height(3)).expect("memory");
    let blocks = ledger
        .blocks(Height(0))
        .map(|block| block.expect("a block"));
    let blocks = blocks.collect();
    let snapshot = |height| {
        let mut bytes = Vec::new();
        ledger.snapshot(Height(height), &mut bytes).expect("memory");
        bytes
    };
    let snapshots = (0..=BLOCKS).map(snapshot).collect();
    let whole = disk.crash(Survivors::Everything);
    ledger.prune(Height(6)).expect("memory");
    drop(ledger);
    Kept {
        folders: [whole, disk],
        blocks,
        snapshots,
    }
});

/// A block that writes a few keys, one of them a contract's.
fn draft(ledger: &Ledger, height: u64) -> Draft {
    let mut overlay = Overlay::new(ledger.state());
    for number in 0..4 {
        let name = (height * 7 + number * 3) % 13;
        let patient = PatientId([name as u8; 16]);
        overlay.set(
            StateKey::new(Lane::Patient(patient), &[b"k"]),
            vec![height as u8; (name * 3) as usize],
        );
    }
    let contract = key::contract_id("c");
    let key = key::contract_value(Lane::Shared, &contract, &[height as u8 % 5]);
    let value = contract_value::encode(&key, b"value");
    overlay.set(key, value);
    Draft {
        time: Instant(height as i64),
        transactions: Vec::new(),
        receipts: Vec::new(),
        writes: overlay.into_writes(),
    }
}

/// A snapshot's bytes from `bytes`: one of a chain with up to three changes, mostly with the checksums that belong to it
/// then; or, one time in eight, the bytes themselves.
pub fn snapshot_bytes(bytes: &[u8]) -> Vec<u8> {
    let mut choices = Entropy::new(bytes);
    if choices.one_in(8) {
        return bytes.get(1..).unwrap_or_default().to_vec();
    }
    let mut snapshot = choices.pick(&KEPT.snapshots).clone();
    for _ in 0..choices.below(4) {
        mutate_bytes(&mut snapshot, &mut choices);
    }
    if choices.below(8) != 1 {
        seal(&mut snapshot);
    }
    snapshot
}

/// Bytes of a snapshot before its front, the last four of which are the front's length.
const HEAD: usize = 14;

/// Bytes of a checksum.
const CHECKSUM: usize = 32;

/// Puts the right checksums where the lengths say that they stand.
fn seal(snapshot: &mut [u8]) {
    let Some(front) = length_at(snapshot, HEAD - 4) else {
        return;
    };
    let mut end = HEAD.saturating_add(front);
    let Some(head) = snapshot.get(..end) else {
        return;
    };
    let mut checksum = Domain::Snapshot.hash(head);
    while let Some(place) = snapshot.get_mut(end..end + CHECKSUM) {
        place.copy_from_slice(&checksum.0);
        let start = end + CHECKSUM;
        let Some(length) = length_at(snapshot, start) else {
            return;
        };
        end = (start + 4).saturating_add(length);
        let Some(part) = snapshot.get(start..end) else {
            return;
        };
        checksum = Domain::Snapshot.hash(&[&checksum.0, part].concat());
    }
}

fn length_at(bytes: &[u8], at: usize) -> Option<usize> {
    let length = bytes.get(at..)?.first_chunk::<4>()?;
    Some(u32::from_le_bytes(*length) as usize)
}

/// Asserts that any bytes are refused as a snapshot, or restore a ledger that writes those very bytes as its snapshot and
/// opens again; and that a snapshot of a chain that is known is one that this chain wrote. Returns whether they restored one.
///
/// # Panics
/// When it is otherwise: that is the finding.
pub fn any_bytes_are_a_snapshot_or_none(bytes: &[u8]) -> bool {
    let disk = MemoryBackend::new();
    let Ok(ledger) = Ledger::restore(Box::new(disk.clone()), bytes, None) else {
        let files = disk.files().expect("memory");
        let is_ours = |file: &String| file.starts_with("chain") && !file.ends_with(".new");
        assert!(!files.iter().any(is_ours), "it left a ledger: {files:?}");
        return false;
    };
    let mut again = Vec::new();
    let height = ledger.tip().height;
    ledger.snapshot(height, &mut again).expect("memory");
    assert!(again == bytes, "two texts for one snapshot");
    assert_eq!(ledger.state().root(), ledger.tip().state_root);
    if ledger.chain_id() == KEPT.blocks[0].header.chain {
        let is_known = KEPT.snapshots.iter().any(|known| known == bytes);
        assert!(is_known, "a snapshot that the chain never had");
    }
    let tip = ledger.tip_hash();
    drop(ledger);
    assert_eq!(verify(&mut disk.clone()).expect("it holds").tip, tip);
    let opened = Ledger::open(Box::new(disk)).expect("it opens");
    assert_eq!(opened.ledger.tip_hash(), tip);
    true
}

/// A folder with damage to up to three of its files, from `bytes`.
pub fn damaged_folder(bytes: &[u8]) -> MemoryBackend {
    let mut choices = Entropy::new(bytes);
    let disk = choices.pick(&KEPT.folders).crash(Survivors::Everything);
    let files = disk.files().expect("memory");
    for _ in 0..=choices.below(3) {
        let file = choices.pick(&files).clone();
        let other = contents(&disk, &files[choices.below(files.len())]);
        disk.edit(&file, |bytes| damage(bytes, &other, &mut choices));
    }
    disk
}

fn contents(disk: &MemoryBackend, file: &str) -> Vec<u8> {
    let length = disk.length(file).expect("memory");
    let mut bytes = vec![0; length as usize];
    disk.read(file, 0, &mut bytes).expect("memory");
    bytes
}

fn damage(bytes: &mut Vec<u8>, other: &[u8], choices: &mut Entropy) {
    let (start, length) = (choices.position(bytes.len()), choices.position(600));
    let end = (start + length).min(bytes.len());
    match choices.below(8) {
        0 => bytes.truncate(start),
        1 => drop(bytes.drain(start..end)),
        2 => bytes[start..end].fill(0),
        3 => {
            let doubled = bytes[start..end].to_vec();
            bytes.splice(start..start, doubled);
        }
        4 => *bytes = other.to_vec(),
        5 => bytes.extend(other),
        _ => mutate_bytes(bytes, choices),
    }
}

/// Asserts that a damaged folder is refused, or holds blocks of its chain and no others: an audit that finds nothing leaves
/// a folder that opens, and a ledger that opens has the state of the block at which it ends. Returns whether it opened.
///
/// # Panics
/// When it is otherwise: that is the finding.
pub fn a_damaged_folder_says_nothing_new(disk: &MemoryBackend) -> bool {
    let audited = verify(&mut disk.clone());
    if let Ok(report) = &audited {
        let height = report.blocks as usize - 1;
        assert_eq!(report.tip, hash_at(height));
        assert_eq!(report.state_root, KEPT.blocks[height].header.state_root);
    }
    let opened = match Ledger::open(Box::new(disk.clone())) {
        Ok(opened) => opened,
        Err(fault) => {
            assert!(audited.is_err(), "it passed the audit: {fault}");
            return false;
        }
    };
    let ledger = opened.ledger;
    let height = ledger.tip().height.0;
    assert_eq!(ledger.tip_hash(), hash_at(height as usize));
    assert_eq!(ledger.state().root(), ledger.tip().state_root);
    let start = ledger.base().map_or(0, |base| base.height.0 + 1);
    for at in start..=height {
        // A block that cannot be read says so; one that can is what it was.
        if let Ok(block) = ledger.block(Height(at)) {
            assert!(block == KEPT.blocks[at as usize], "block {at}");
        }
        if let Ok(state) = ledger.state_at(Height(at)) {
            assert_eq!(state.root(), KEPT.blocks[at as usize].header.state_root);
        }
    }
    true
}

fn hash_at(height: usize) -> Hash {
    match KEPT.blocks.get(height) {
        Some(block) => block.header.hash(),
        None => panic!("a block that was never made: {height}"),
    }
}
