//! A ledger on a failing disk, beside a plain map for each block: what is found when it is opened again is the state after
//! some block that was made, and none that was acknowledged is missing.

use std::collections::BTreeMap;

use abi::{Hash, Height, Instant, PatientId};
use ledger::records::key;
use ledger::state::contract_value;
use ledger::store::{Failure, MemoryBackend, Survivors};
use ledger::{
    Anchor, Draft, Fault, GenesisConfig, Lane, Ledger, Overlay, Signer, State, StateKey, StateRead,
};

use crate::entropy::Entropy;
use crate::traffic::{public, signer};

/// A state as a map.
type Map = BTreeMap<StateKey, Vec<u8>>;

/// Steps of a case.
const STEPS: usize = 20;

/// Different keys.
const KEYS: usize = 24;

/// A chain as it was made: its blocks with the states after them, whether they became durable or not.
struct Model {
    /// The hash of each block, and the state after it.
    blocks: Vec<(Hash, Map)>,
    /// The last block that was acknowledged.
    acknowledged: usize,
    /// The first block that was not pruned, as far as that was acknowledged, and as far as it was asked for.
    pruned: (u64, u64),
    /// How often it was opened after something had failed.
    recovered: usize,
}

/// Works on a ledger as `bytes` say, over a disk that fails, fills up and loses power, and asserts whenever it is opened
/// again that it holds the blocks that were acknowledged, that its state is the map of its last block in every way that
/// a state can be asked, and that earlier states and proofs are what they were. Returns whether anything failed on the way.
///
/// # Panics
/// When it is otherwise: that is the finding.
pub fn the_state_is_a_map_whatever_fails(bytes: &[u8]) -> bool {
    let mut choices = Entropy::new(bytes);
    let (mut disk, mut ledger) = create(&mut choices);
    let mut model = Model {
        blocks: vec![(ledger.tip_hash(), genesis(&ledger))],
        acknowledged: 0,
        pruned: (0, 0),
        recovered: 0,
    };
    for _ in 0..STEPS {
        let is_whole = match choices.below(10) {
            0 => keep(&mut ledger, &mut choices),
            1 => model.prune(&mut ledger, &mut choices),
            2 => {
                let at = disk.operations() + choices.below(7) as u64;
                disk.fail_at(at, failure(&mut choices));
                true
            }
            3 => {
                disk.fill_at(Some(disk.bytes() + choices.position(2_000)));
                true
            }
            4 => false,
            _ => model.commit(&mut ledger, &mut choices),
        };
        if is_whole {
            continue;
        }
        drop(ledger);
        disk.fill_at(None);
        (disk, ledger) = reopen(&disk, &mut choices);
        model.check(&ledger, &mut choices);
    }
    model.recovered > 0
}

/// A new chain, which mostly takes one attempt: what is left of one that failed is a chain of one block, or none.
fn create(choices: &mut Entropy) -> (MemoryBackend, Ledger) {
    let disk = MemoryBackend::new();
    if choices.below(4) == 1 {
        disk.fail_at(choices.below(12) as u64, failure(choices));
    }
    if let Ok(ledger) = Ledger::create(Box::new(disk.clone()), config()) {
        return (disk, ledger);
    }
    let disk = disk.crash(survivors(choices));
    let ledger = match Ledger::open(Box::new(disk.clone())) {
        Ok(opened) => opened.ledger,
        Err(Fault::NoChain) => {
            let created = Ledger::create(Box::new(disk.clone()), config());
            created.expect("a folder without a chain")
        }
        Err(fault) => panic!("what creation has left does not open: {fault}"),
    };
    (disk, ledger)
}

fn config() -> GenesisConfig {
    GenesisConfig::new("faults", public("admin"), public("proposer"), Instant(0))
}

/// What the first block writes.
fn genesis(ledger: &Ledger) -> Map {
    let block = ledger.block(Height(0)).expect("the first block");
    let writes = block.writes.iter();
    let writes = writes.filter_map(|(key, value)| Some((key.clone(), value?.to_vec())));
    writes.collect()
}

fn failure(choices: &mut Entropy) -> Failure {
    match choices.below(6) {
        0 => Failure::Refuse,
        1 => Failure::DoneButFails,
        2 | 3 => Failure::Tear(choices.position(1_500)),
        _ => Failure::Dead(choices.position(1_500)),
    }
}

/// The ledger in the same folder, or in what a loss of power left of it.
fn reopen(disk: &MemoryBackend, choices: &mut Entropy) -> (MemoryBackend, Ledger) {
    if choices.below(3) == 1 {
        // What fails once may fail while it is opened.
        let again = Ledger::open(Box::new(disk.clone()));
        if let Ok(opened) = again.or_else(|_| Ledger::open(Box::new(disk.clone()))) {
            return (disk.clone(), opened.ledger);
        }
    }
    let survivors = survivors(choices);
    let disk = disk.crash(survivors);
    let opened = Ledger::open(Box::new(disk.clone()));
    let opened = opened.unwrap_or_else(|fault| panic!("{survivors:?}: {fault}"));
    (disk, opened.ledger)
}

/// What a loss of power leaves of what was not made durable.
fn survivors(choices: &mut Entropy) -> Survivors {
    match choices.below(5) {
        0 => Survivors::Nothing,
        1 => Survivors::Everything,
        2 => Survivors::Bytes(choices.position(2_000)),
        3 => Survivors::AllButSector(choices.below(4)),
        _ => Survivors::Any {
            sectors: choices.number(),
            names: choices.number(),
        },
    }
}

/// Keeps a snapshot; whether that went well.
fn keep(ledger: &mut Ledger, choices: &mut Entropy) -> bool {
    let first = ledger.base().map_or(0, |base| base.height.0);
    let blocks = ledger.tip().height.0 - first + 1;
    let height = Height(first + choices.below(blocks as usize) as u64);
    ledger.keep_snapshot(height).is_ok()
}

impl Model {
    /// Drops blocks; whether that went well.
    fn prune(&mut self, ledger: &mut Ledger, choices: &mut Entropy) -> bool {
        let height = choices.below(ledger.tip().height.0 as usize + 1) as u64;
        self.pruned.1 = self.pruned.1.max(height);
        let pruned = ledger.prune(Height(height)).is_ok();
        if pruned {
            self.pruned.0 = self.pruned.0.max(height);
        }
        pruned
    }

    /// Makes the next block; whether it is durable.
    fn commit(&mut self, ledger: &mut Ledger, choices: &mut Entropy) -> bool {
        let height = ledger.tip().height.0 as usize + 1;
        let mut map = self.blocks[height - 1].1.clone();
        let mut overlay = Overlay::new(ledger.state());
        for _ in 0..choices.below(9) {
            let key = any_key(choices);
            match choices.below(4) {
                0 => {
                    overlay.remove(key.clone());
                    map.remove(&key);
                }
                _ => {
                    let value = any_value(&key, choices);
                    overlay.set(key.clone(), value.clone());
                    map.insert(key, value);
                }
            }
        }
        let draft = Draft {
            time: Instant(height as i64),
            transactions: Vec::new(),
            receipts: Vec::new(),
            writes: overlay.into_writes(),
        };
        let sealed = ledger.seal(draft, &proposer()).expect("a block");
        self.blocks.truncate(height);
        self.blocks.push((sealed.hash(), map));
        let is_durable = ledger.commit(sealed).is_ok();
        if is_durable {
            self.acknowledged = height;
            self.is_tip(ledger);
        }
        is_durable
    }

    /// That a ledger that was opened again is one that this chain may have left.
    fn check(&mut self, ledger: &Ledger, choices: &mut Entropy) {
        self.recovered += 1;
        let tip = ledger.tip().height.0 as usize;
        let acknowledged = self.acknowledged;
        assert!(tip >= acknowledged, "lost: {tip} of {acknowledged}");
        assert!(tip < self.blocks.len(), "made up: {tip}");
        self.blocks.truncate(tip + 1);
        // Opening makes what it shows durable.
        self.acknowledged = tip;
        let start = ledger.base().map_or(0, |base| base.height.0 + 1);
        let (done, asked) = self.pruned;
        assert!(done <= start && start <= asked, "{done} {start} {asked}");
        self.pruned.0 = start;
        self.is_tip(ledger);
        self.is_past(ledger, start.saturating_sub(1) as usize, choices);
    }

    /// The tip's state is its map: keys, values, order, count, root.
    fn is_tip(&self, ledger: &Ledger) {
        let (hash, map) = self.blocks.last().expect("the first block");
        assert_eq!(ledger.tip_hash(), *hash);
        let state = ledger.state();
        is_map(state, map);
        for number in 0..KEYS {
            let key = key_of(number);
            assert_eq!(state.get(&key), map.get(&key).map(Vec::as_slice), "{key:?}");
        }
        let prefix = contract_prefix();
        let mut walked: Vec<StateKey> = Vec::new();
        while let Some(next) = {
            let after = walked.last().map(StateKey::as_bytes);
            state.next_contract_key(prefix.as_bytes(), after)
        } {
            walked.push(next.clone());
        }
        let is_of_contract = |key: &&StateKey| key.as_bytes().starts_with(prefix.as_bytes());
        assert!(walked.iter().eq(map.keys().filter(is_of_contract)));
    }

    /// A state before the tip, and a proof from it.
    fn is_past(&self, ledger: &Ledger, first: usize, choices: &mut Entropy) {
        let height = first + choices.below(self.blocks.len() - first);
        let (hash, map) = &self.blocks[height];
        let at = Height(height as u64);
        is_map(&ledger.state_at(at).expect("it is kept"), map);
        let key = key_of(choices.below(KEYS));
        let file = ledger.prove_at(key.clone(), at).expect("it is kept");
        assert_eq!(file.verify(&Anchor::Block(*hash)), Ok(()));
        let ledger::Claim::State { value, .. } = &file.claim else {
            panic!("a proof of something else: {file:?}");
        };
        assert_eq!(value.as_ref(), map.get(&key), "{key:?}");
    }
}

/// A state is a map: as many keys, and the root of a state that was never anything else.
fn is_map(state: &State, map: &Map) {
    assert_eq!(state.count(), map.len() as u64);
    let writes: ledger::state::Changes = map
        .iter()
        .map(|(key, value)| (key.clone(), Some(value.clone())))
        .collect();
    assert_eq!(state.root(), State::new().apply(&writes.into()));
}

fn proposer() -> Signer {
    signer("proposer")
}

fn any_key(choices: &mut Entropy) -> StateKey {
    key_of(choices.below(KEYS))
}

/// Keys of both lanes, and some of a contract's values.
fn key_of(number: usize) -> StateKey {
    let name = [b'a' + number as u8];
    match number % 4 {
        0 => StateKey::new(Lane::Shared, &[b"k", &name]),
        1 => StateKey::new(Lane::Patient(PatientId([number as u8; 16])), &[b"k"]),
        _ => key::contract_value(Lane::Shared, &key::contract_id("c"), &name),
    }
}

/// What all keys of the contract begin with.
fn contract_prefix() -> StateKey {
    key::contract_value(Lane::Shared, &key::contract_id("c"), &[])
}

/// A value, mostly short; a contract's stands behind its key.
fn any_value(key: &StateKey, choices: &mut Entropy) -> Vec<u8> {
    let length = match choices.below(8) {
        1 => choices.position(1_200),
        _ => choices.below(24),
    };
    let value = vec![choices.byte(); length];
    match key.as_bytes().starts_with(contract_prefix().as_bytes()) {
        true => contract_value::encode(key, &value),
        false => value,
    }
}
