//! A chain of a few blocks, what was so after each of them as plain maps that know no tree, and what can be proven of
//! it: forgeries are made from it, and are held to it.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use abi::{Hash, Height, Instant, PatientId};
use chain::Executor;
use ledger::records::RecordKey;
use ledger::store::MemoryBackend;
use ledger::verify::verify_states;
use ledger::{Anchor, Block, Claim, Header, Ledger, ProofFile, StateKey};

use crate::entropy::{Entropy, seeded};
use crate::traffic::{self, BLOCK_SECONDS, MODULES, Nonces, START};

/// A state as a map.
pub type Map = BTreeMap<StateKey, Vec<u8>>;

/// What the chain is, and what can be said of it.
pub struct Story {
    /// Its blocks.
    pub blocks: Vec<Block>,
    /// The state after each block.
    pub states: Vec<Map>,
    /// Proof files about it that hold: of states, of receipts, of its past.
    pub files: Vec<ProofFile>,
}

/// The seed of its traffic, which deploys no policy.
const SEED: u64 = 0x5708;

/// Blocks of traffic, with so many transactions each.
const BLOCKS: [usize; 5] = [4, 0, 5, 6, 3];

/// A file that is longer than this has a module in it.
const FILE_BYTES: usize = 2_000;

/// The story.
pub static STORY: LazyLock<Story> = LazyLock::new(|| {
    let disk = traffic::disk();
    let bytes = seeded(SEED, 4_096);
    let mut choices = Entropy::new(&bytes);
    let mut chain = traffic::open(&disk, Executor::serial(MODULES.clone()));
    for (number, count) in (2..).zip(BLOCKS) {
        let mut nonces = Nonces::of(chain.ledger());
        let transactions = traffic::block(&mut choices, &mut nonces, count);
        let time = Instant(START + number * BLOCK_SECONDS);
        chain.append(time, transactions).expect("no fault");
    }
    drop(chain);
    Story::of(disk)
});

impl Story {
    fn of(disk: MemoryBackend) -> Story {
        let (mut blocks, mut states, mut files) = (Vec::new(), Vec::new(), Vec::new());
        let mut map = Map::new();
        let read = verify_states(&mut disk.clone(), |block, state| {
            for (key, value) in block.writes.iter() {
                match value {
                    Some(value) => map.insert(key.clone(), value.to_vec()),
                    None => map.remove(key),
                };
            }
            let of_state = |key| ProofFile::of_state(block.header, block.certificate, state, key);
            files.extend(keys().into_iter().map(of_state));
            let of_receipt = |index| ProofFile::of_receipt(block, state, index);
            files.extend((0..block.receipts.len()).filter_map(of_receipt));
            blocks.push(block.clone());
            states.push(map.clone());
            Ok(())
        });
        read.expect("a chain");
        let ledger = Ledger::open(Box::new(disk.clone()))
            .expect("it opens")
            .ledger;
        for later in 1..blocks.len() as u64 {
            let past = (0..later).map(|earlier| ledger.prove_past(Height(earlier), Height(later)));
            files.extend(past.map(|file| file.expect("it is known")));
        }
        files.retain(|file| file.to_bytes().len() < FILE_BYTES);
        Story {
            blocks,
            states,
            files,
        }
    }

    /// The block with this header; `None` when it is none of the story.
    pub fn block_of(&self, header: &Header) -> Option<usize> {
        self.blocks.iter().position(|block| block.header == *header)
    }

    /// Every hash that somebody might trust, of the block at `height`.
    pub fn anchors(&self, height: usize) -> [Anchor; 2] {
        let header = &self.blocks[height].header;
        [
            Anchor::Block(header.hash()),
            Anchor::StateRoot(header.state_root),
        ]
    }

    /// Whether what a file claims was so, given that its header is that of the block at `height`.
    pub fn is_so(&self, file: &ProofFile, height: usize) -> bool {
        let (block, state) = (&self.blocks[height], &self.states[height]);
        match &file.claim {
            Claim::State { key, value, .. } => state.get(key) == value.as_ref(),
            Claim::Receipt(claim) => {
                let at = claim.place.index as usize;
                let sender = RecordKey::Account(claim.transaction.body.sender).state_key();
                block.transactions.get(at) == Some(&claim.transaction)
                    && block.receipts.get(at) == Some(&claim.receipt)
                    && state.get(&sender) == claim.account.as_ref()
            }
            Claim::Past(claim) => {
                let earlier = self.block_of(&claim.earlier);
                earlier.is_some_and(|earlier| earlier < height)
            }
        }
    }
}

/// Keys that the state has, some of them later than others, and keys that it never has.
pub fn keys() -> Vec<StateKey> {
    let patient = |number: u8| PatientId([number; 16]);
    let records = [
        RecordKey::Chain,
        RecordKey::Organisation("Acme".into()),
        RecordKey::Organisation("Nobody".into()),
        RecordKey::Policy,
        RecordKey::Member("nora".into()),
        RecordKey::Member("nurse-2".into()),
        RecordKey::Account(traffic::public("pt-0")),
        RecordKey::Account(traffic::public("stranger")),
        RecordKey::Registration(patient(0)),
        RecordKey::Consents(patient(0)),
        RecordKey::Consents(patient(9)),
        RecordKey::Treatments(patient(2)),
        RecordKey::Module(Hash::ZERO),
    ];
    records.map(|record| record.state_key()).into()
}
