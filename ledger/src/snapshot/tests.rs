//! Snapshots: one for each state, believed for what they prove and for nothing else.

use std::io::Write;

use abi::{Domain, Hash, Height, Instant, PublicKey};
use parity_scale_codec::Encode;
use proptest::collection::vec;
use proptest::prelude::*;

use super::{
    ENTRY_EXTRA, FRONT_BYTES, Front, HEAD, HEIGHT_MAX, MAGIC, PART_BYTES, PART_BYTES_MAX,
    SNAPSHOT_VERSION, SnapshotError, SnapshotReader, write_snapshot,
};
use crate::error::{DecodeError, Fault, Reject};
use crate::fixture::{PATIENT, START, boxed, commit, config, draft, signer, small_chain, story};
use crate::history::History;
use crate::ledger::Ledger;
use crate::state::{Changes, Lane, Overlay, State, StateKey, StateRead, contract_value};
use crate::store::{Backend, MemoryBackend};

fn ledger() -> Ledger {
    Ledger::open(boxed(&small_chain())).unwrap().ledger
}

fn snapshot(ledger: &Ledger, height: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    let length = ledger.snapshot(Height(height), &mut bytes).unwrap();
    assert_eq!(length, bytes.len() as u64);
    bytes
}

fn restore(bytes: &[u8]) -> Result<Ledger, SnapshotError> {
    Ledger::restore(boxed(&MemoryBackend::new()), bytes, None)
}

#[test]
fn a_state_has_one_snapshot_and_a_ledger_goes_on_from_it() {
    let disk = MemoryBackend::new();
    let mut whole = Ledger::create(boxed(&disk), config()).unwrap();
    let mut at_the_time = vec![snapshot(&whole, 0)];
    for (time, steps) in story().iter().enumerate() {
        commit(&mut whole, time as i64, steps);
        at_the_time.push(snapshot(&whole, time as u64 + 1));
    }
    for (height, bytes) in at_the_time.iter().enumerate() {
        assert_eq!(&snapshot(&whole, height as u64), bytes, "{height}");
        let folder = MemoryBackend::new();
        let trusted = whole.head(Height(height as u64)).unwrap().0.hash();
        let mut again = Ledger::restore(boxed(&folder), &bytes[..], Some(trusted)).unwrap();
        assert_eq!(again.tip_hash(), trusted);
        assert_eq!(&snapshot(&again, height as u64), bytes);
        // The blocks that came after it come after it here as well.
        for block in whole.blocks(Height(height as u64 + 1)) {
            let sealed = again.check(block.unwrap()).unwrap();
            again.commit(sealed).unwrap();
        }
        assert_eq!(again.tip_hash(), whole.tip_hash());
        assert_eq!(again.state().root(), whole.state().root());
        drop(again);
        let again = Ledger::open(boxed(&folder)).unwrap().ledger;
        assert_eq!(again.tip_hash(), whole.tip_hash());
        assert_eq!(again.base().map(|base| base.hash()), Some(trusted));
        let gone = again.block(Height(height as u64));
        assert!(matches!(gone, Err(Fault::Pruned(..))), "{gone:?}");
        for (later, bytes) in at_the_time.iter().enumerate().skip(height + 1) {
            let block = again.block(Height(later as u64)).unwrap();
            assert_eq!(block, whole.block(Height(later as u64)).unwrap());
            assert_eq!(&snapshot(&again, later as u64), bytes);
        }
    }
}

/// Never to be changed with the code: another value is another format, and needs a new version.
const PINNED: [&str; 2] = [
    "82689f180d586503ca839ef19a73394774c1fd2cc2622ebe0b5b1a1d1ec27917",
    "f5a95c0e6e8256c7c8d6cad8eb8dd6a08f0d20a0a3100a4c6c24171e423b1e34",
];

#[test]
fn the_format_is_pinned() {
    let bytes = snapshot(&ledger(), 4);
    let disk = MemoryBackend::new();
    drop(Ledger::restore(boxed(&disk), &bytes[..], None).unwrap());
    let mut base = vec![0; disk.length("base").unwrap() as usize];
    disk.read("base", 0, &mut base).unwrap();
    let found = [&bytes, &base].map(|bytes| blake3::hash(bytes).to_string());
    assert_eq!(found, PINNED);
    let page = include_str!("../../../docs/format.md");
    assert!(
        PINNED.iter().all(|value| page.contains(value)),
        "docs/format.md lists other values"
    );
}

#[test]
fn a_snapshot_of_another_block_than_the_trusted_one_is_refused() {
    let bytes = snapshot(&ledger(), 3);
    let disk = MemoryBackend::new();
    let refused = Ledger::restore(boxed(&disk), &bytes[..], Some(Hash([1; 32]))).err();
    assert!(matches!(refused, Some(SnapshotError::OtherBlock(_))));
    assert_eq!(disk.operations(), 0, "the folder was not touched");
}

#[test]
fn no_byte_can_be_another_one_less_or_one_more() {
    let whole = snapshot(&ledger(), 4);
    let disk = MemoryBackend::new();
    let refuse = |bytes: &[u8], what: &str| {
        let restored = Ledger::restore(boxed(&disk), bytes, None);
        assert!(restored.is_err(), "{what}");
    };
    for at in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 1 << (at % 8);
        refuse(&bytes, &format!("byte {at}"));
        refuse(&whole[..at], &format!("{at} bytes"));
    }
    refuse(&[&whole[..], &[0]].concat(), "one more");
    // None of them left a ledger behind, or anything that keeps a sound one out.
    assert!(matches!(Ledger::open(boxed(&disk)), Err(Fault::NoChain)));
    assert!(Ledger::restore(boxed(&disk), &whole[..], None).is_ok());
    let taken = Ledger::restore(boxed(&disk), &whole[..], None).err();
    assert!(matches!(
        taken,
        Some(SnapshotError::Fault(Fault::NotEmpty(_)))
    ));
}

/// What somebody who can write checksums makes of a snapshot.
fn forged(front: &Front, entries: &[(Hash, Vec<u8>)], parts: &[usize]) -> Vec<u8> {
    let encoded = front.encode();
    let mut bytes = MAGIC.to_vec();
    bytes.extend(SNAPSHOT_VERSION.to_le_bytes());
    bytes.extend((encoded.len() as u32).to_le_bytes());
    bytes.extend(encoded);
    let mut checksum = Domain::Snapshot.hash(&bytes);
    bytes.extend(checksum.0);
    let mut rest = entries;
    for count in parts {
        let (own, after) = rest.split_at(*count);
        rest = after;
        let mut part = Vec::new();
        for (key, value) in own {
            part.extend(key.0);
            part.extend((value.len() as u32).to_le_bytes());
            part.extend(value);
        }
        let part = [&(part.len() as u32).to_le_bytes()[..], &part].concat();
        checksum = Domain::Snapshot.hash(&[&checksum.0[..], &part].concat());
        bytes.extend(part);
        bytes.extend(checksum.0);
    }
    bytes
}

/// The front and the entries of a snapshot.
fn taken_apart(bytes: &[u8]) -> (Front, Vec<(Hash, Vec<u8>)>) {
    let mut reader = SnapshotReader::open(bytes).unwrap();
    let mut entries = Vec::new();
    let mut visit = |key: &Hash, value: &[u8]| entries.push((*key, value.to_vec()));
    while reader.part(&mut visit).unwrap().is_some() {}
    (reader.front().clone(), entries)
}

/// What somebody does to a front.
type Change = fn(&mut Front);

#[test]
fn a_forged_front_is_refused() {
    let whole = snapshot(&ledger(), 4);
    let (front, entries) = taken_apart(&whole);
    let all = [entries.len()];
    assert_eq!(forged(&front, &entries, &all), whole);
    let changes: [(Change, Reject); 8] = [
        (
            |front| front.config.name = "other".into(),
            Reject::WrongChain,
        ),
        (|front| front.config.time.0 += 1, Reject::WrongChain),
        (|front| front.header.height.0 += 1, Reject::BadCertificate),
        (
            |front| front.header.state_root = Hash::ZERO,
            Reject::BadCertificate,
        ),
        (|front| front.certificate.0[5] ^= 1, Reject::BadCertificate),
        (|front| front.peaks[0].0[0] ^= 1, Reject::HistoryRoot),
        (|front| front.peaks.push(Hash::ZERO), Reject::HistoryRoot),
        (
            |front| front.header.proposer = PublicKey([3; 32]),
            Reject::WrongProposer,
        ),
    ];
    for (change, expected) in changes {
        let mut changed = front.clone();
        change(&mut changed);
        match restore(&forged(&changed, &entries, &all)).err() {
            Some(SnapshotError::Block(found)) => assert_eq!(found, expected),
            other => panic!("{expected:?}: {other:?}"),
        }
    }
    // Nobody signs a genesis block: it has to be the one of the configuration.
    let mut genesis = front.clone();
    genesis.header.height = Height(0);
    genesis.header.history_root = Hash::ZERO;
    genesis.certificate.0 = [0; 64];
    genesis.peaks.clear();
    let refused = restore(&forged(&genesis, &entries, &all)).err();
    assert!(matches!(
        refused,
        Some(SnapshotError::Block(Reject::WrongChain))
    ));
    // A stranger signs for the proposer.
    let mut stranger = front;
    stranger.certificate = signer("stranger").sign(&stranger.header.hash());
    let refused = restore(&forged(&stranger, &entries, &all)).err();
    assert!(matches!(
        refused,
        Some(SnapshotError::Block(Reject::BadCertificate))
    ));
}

#[test]
fn a_front_is_believed_up_to_the_greatest_height_and_not_beyond_it() {
    let (mut front, _) = taken_apart(&snapshot(&ledger(), 4));
    for (beyond, refused) in [(0, None), (1, Some(Reject::Decode(DecodeError::Limit)))] {
        let height = HEIGHT_MAX.0 + beyond;
        front.peaks = vec![Hash([5; 32]); height.count_ones() as usize];
        let history = History::from_peaks(height, front.peaks.clone()).unwrap();
        front.header.height = Height(height);
        front.header.history_root = history.root();
        front.certificate = signer("proposer").sign(&front.header.hash());
        let expected = refused.map_or(Ok(history), Err);
        assert_eq!(front.check(), expected, "{beyond} beyond");
    }
}

#[test]
fn forged_entries_are_refused() {
    let (front, entries) = taken_apart(&snapshot(&ledger(), 4));
    let count = entries.len();
    let refused = |front: &Front, entries: &[(Hash, Vec<u8>)], parts: &[usize]| {
        restore(&forged(front, entries, parts))
            .err()
            .map(|error| error.to_string())
    };
    let layout = Some(SnapshotError::Layout.to_string());
    let root = Some(SnapshotError::Block(Reject::StateRoot).to_string());
    let short = Some(SnapshotError::Short.to_string());
    // Another value, another key, one key less and one more, each with the count that belongs to it.
    let mut other = entries.clone();
    other[2].1.push(0);
    assert_eq!(refused(&front, &other, &[count]), root);
    let mut other = entries.clone();
    other[0].0 = Hash::ZERO;
    assert_eq!(refused(&front, &other, &[count]), root);
    let mut fewer = front.clone();
    fewer.keys -= 1;
    assert_eq!(refused(&fewer, &entries[1..], &[count - 1]), root);
    let mut more = front.clone();
    more.keys += 1;
    let longer = [&entries[..], &[(Hash([254; 32]), vec![])]].concat();
    assert_eq!(refused(&more, &longer, &[count + 1]), root);
    // A count that is not theirs.
    assert_eq!(refused(&more, &entries, &[count]), layout);
    assert_eq!(refused(&fewer, &entries, &[count]), layout);
    // Not in order, and twice.
    let mut other = entries.clone();
    other.swap(1, 2);
    assert_eq!(refused(&front, &other, &[count]), layout);
    other[2] = other[1].clone();
    assert_eq!(refused(&front, &other, &[count]), layout);
    // The same entries in other parts: a state has one snapshot.
    assert_eq!(refused(&front, &entries, &[2, count - 2]), layout);
    assert_eq!(refused(&front, &entries, &[0, count]), layout);
    assert_eq!(refused(&front, &entries, &[]), short);
}

#[test]
fn parts_end_with_the_entry_that_makes_them_long_enough() {
    let mut changes = Changes::new();
    for number in 0..40u8 {
        let value = vec![number; usize::from(number) * 5000];
        changes.insert(StateKey::new(Lane::Shared, &[&[number]]), Some(value));
    }
    let mut state = State::new();
    state.apply(&changes.into());
    let ledger = ledger();
    let (mut front, _) = taken_apart(&snapshot(&ledger, 4));
    front.keys = 40;
    let mut bytes = Vec::new();
    write_snapshot(&mut bytes, &front, &state).unwrap();
    let (_, entries) = taken_apart(&bytes);
    let mut sizes: Vec<Vec<usize>> = vec![vec![]];
    for (key, value) in &entries {
        assert_eq!(state.get_hashed(key), Some(value.as_slice()));
        let length = ENTRY_EXTRA + value.len();
        match sizes.last_mut() {
            Some(part) if part.iter().sum::<usize>() < PART_BYTES => part.push(length),
            _ => sizes.push(vec![length]),
        }
    }
    assert!(sizes.len() > 3);
    let parts: Vec<usize> = sizes.iter().map(Vec::len).collect();
    assert_eq!(forged(&front, &entries, &parts), bytes);
    // One part ended one entry later, or earlier, is not it.
    for by in [1isize, -1] {
        let mut other = parts.clone();
        other[0] = other[0].saturating_add_signed(by);
        other[1] = other[1].saturating_add_signed(-by);
        let bytes = forged(&front, &entries, &other);
        let mut reader = SnapshotReader::open(&bytes[..]).unwrap();
        let first = reader.part(|_, _| ()).map(|_| ());
        let then = first.and_then(|()| reader.part(|_, _| ()).map(|_| ()));
        assert!(matches!(then, Err(SnapshotError::Layout)));
    }
}

#[test]
fn an_entry_that_makes_a_part_just_long_enough_is_its_last() {
    let value = |bytes: usize| Some(vec![7; bytes - ENTRY_EXTRA]);
    for (bytes, parts) in [(PART_BYTES, vec![1, 1]), (PART_BYTES - 1, vec![2])] {
        let key = |number: u8| StateKey::new(Lane::Shared, &[&[number]]);
        let mut state = State::new();
        state.apply(&Changes::from([(key(0), value(bytes)), (key(1), value(bytes))]).into());
        let (mut front, _) = taken_apart(&snapshot(&ledger(), 4));
        front.keys = 2;
        let mut written = Vec::new();
        write_snapshot(&mut written, &front, &state).unwrap();
        let (_, entries) = taken_apart(&written);
        assert!(forged(&front, &entries, &parts) == written, "{bytes}");
    }
}

#[test]
fn a_length_that_is_made_up_takes_no_memory() {
    let whole = snapshot(&ledger(), 4);
    let (front, _) = taken_apart(&whole);
    let at = HEAD + front.encoded_size() + 32;
    for (length, is_limit) in [(64u32 << 20, false), (u32::MAX, true)] {
        let mut bytes = whole[..at].to_vec();
        bytes.extend(length.to_le_bytes());
        bytes.extend([0; 100]);
        let refused = restore(&bytes).err();
        match is_limit {
            true => assert!(matches!(refused, Some(SnapshotError::Layout))),
            false => assert!(matches!(refused, Some(SnapshotError::Short))),
        }
    }
    let mut bytes = whole.clone();
    bytes[10..14].copy_from_slice(&u32::MAX.to_le_bytes());
    assert!(matches!(restore(&bytes).err(), Some(SnapshotError::Layout)));
    bytes[8] = 2;
    assert!(matches!(
        restore(&bytes).err(),
        Some(SnapshotError::Version(2))
    ));
    assert!(matches!(
        restore(b"assent proof, rather").err(),
        Some(SnapshotError::NotOne)
    ));
    assert!(matches!(restore(b"").err(), Some(SnapshotError::Short)));
}

#[test]
fn a_length_is_believed_up_to_the_longest_that_there_can_be() {
    let whole = snapshot(&ledger(), 4);
    let (front, _) = taken_apart(&whole);
    let first_part = HEAD + front.encoded_size() + 32;
    for (at, most) in [(HEAD - 4, FRONT_BYTES), (first_part, PART_BYTES_MAX)] {
        let with = |length: u64| {
            let mut bytes = whole.clone();
            bytes[at..at + 4].copy_from_slice(&(length as u32).to_le_bytes());
            restore(&bytes).err()
        };
        assert!(matches!(with(most), Some(SnapshotError::Short)));
        assert!(matches!(with(most + 1), Some(SnapshotError::Layout)));
    }
}

proptest! {
    #[test]
    fn any_bytes_are_safe_and_give_no_other_state(
        edits in vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        tail in vec(any::<u8>(), 0..40),
    ) {
        let ledger = ledger();
        let whole = snapshot(&ledger, 4);
        let (front, _) = taken_apart(&whole);
        let mut bytes = whole.clone();
        for (at, to) in edits {
            let at = at.index(bytes.len());
            bytes[at] = to;
        }
        // The checksums that belong to them, where the front and its only part would end.
        let end = HEAD + front.encoded_size();
        let checksum = Domain::Snapshot.hash(&bytes[..end]);
        bytes[end..end + 32].copy_from_slice(&checksum.0);
        let last = bytes.len() - 32;
        let checksum = Domain::Snapshot.hash(&bytes[end..last]);
        bytes[last..].copy_from_slice(&checksum.0);
        let is_whole = bytes == whole && tail.is_empty();
        bytes.extend(tail);
        if let Ok(restored) = restore(&bytes) {
            // Another signature of the same header may hold as well.
            prop_assert_eq!(restored.tip_hash(), ledger.tip_hash());
            prop_assert_eq!(restored.state().root(), ledger.state().root());
        } else {
            prop_assert!(!is_whole);
        }
    }
}

/// A sink that takes so many bytes and then fails.
struct Full(usize);

impl Write for Full {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let count = bytes.len().min(self.0);
        self.0 -= count;
        match count {
            0 => Err(std::io::ErrorKind::StorageFull.into()),
            _ => Ok(count),
        }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_snapshot_that_cannot_be_written_is_an_error() {
    let ledger = ledger();
    let length = snapshot(&ledger, 4).len();
    for room in [0, 1, 100, length - 1] {
        let failed = ledger.snapshot(Height(4), &mut Full(room));
        assert!(matches!(failed, Err(SnapshotError::Io(_))));
    }
    assert!(ledger.snapshot(Height(4), &mut Full(length)).is_ok());
}

#[test]
fn keys_are_in_no_snapshot() {
    let ledger = ledger();
    let bytes = snapshot(&ledger, 4);
    let key = crate::records::key::chain();
    assert!(ledger.state().get(&key).is_some());
    let patient = [7; 16];
    assert!(
        !bytes
            .windows(17)
            .any(|window| window[0] == 1 && window[1..] == patient)
    );
}

#[test]
fn a_contract_s_value_names_its_key_and_is_gone_through_in_order_again() {
    let key = |number: u8| {
        let lane = Lane::Patient(PATIENT);
        crate::records::key::contract_value(lane, &Hash([4; 32]), &[number])
    };
    let mut ledger = ledger();
    let mut draft = draft(&ledger, Instant(START.0 + 100), &[]);
    let mut overlay = Overlay::new(ledger.state());
    for number in 0..20 {
        let value = contract_value::encode(&key(number), &[number; 3]);
        overlay.set(key(number), value);
    }
    draft.writes = overlay.into_writes();
    let sealed = ledger.seal(draft, &signer("proposer")).unwrap();
    ledger.commit(sealed).unwrap();
    let height = ledger.tip().height.0;
    let bytes = snapshot(&ledger, height);
    let restored = restore(&bytes).unwrap();
    let mut found = Vec::new();
    let mut after: Option<Vec<u8>> = None;
    while let Some(next) = restored
        .state()
        .next_contract_key(&key(0).as_bytes()[..50], after.as_deref())
    {
        let stored = restored.state().get(next).unwrap();
        found.push(contract_value::decode(stored).unwrap()[0]);
        after = Some(next.as_bytes().to_vec());
    }
    assert_eq!(found, (0..20).collect::<Vec<u8>>());
    // One that names another key, or none, is not believed.
    let (front, entries) = taken_apart(&bytes);
    let at = entries
        .iter()
        .position(|(hash, _)| *hash == key(7).hash())
        .unwrap();
    for value in [contract_value::encode(&key(8), &[7; 3]), vec![7; 3], vec![]] {
        let mut other = entries.clone();
        other[at].1 = value;
        let refused = restore(&forged(&front, &other, &[other.len()])).err();
        assert!(matches!(refused, Some(SnapshotError::Layout)));
    }
}
