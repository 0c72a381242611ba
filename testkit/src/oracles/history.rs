//! Proofs that a block goes on from an earlier one, held to the whole tree, worked out in the plainest way.

use abi::{Domain, Hash, Height, Instant, PublicKey};
use ledger::history::verify_past;
use ledger::{Header, History, Past};

use super::proofs::forge_siblings;
use crate::entropy::Entropy;

/// Blocks of a chain, at the most.
const BLOCKS: usize = 40;

/// Proofs that are tried on each chain.
const PROOFS: usize = 12;

/// A chain of headers, with the tree over each one's past.
struct Line {
    headers: Vec<Header>,
    hashes: Vec<Hash>,
    /// The height of a header that names another past than its own.
    liar: usize,
}

impl Line {
    /// A chain of `count` blocks. Each names the root over those before it, but for one where `liar` is among them.
    fn new(count: usize, salt: u8, liar: usize) -> Line {
        let (mut headers, mut hashes) = (Vec::new(), Vec::new());
        let mut history = History::new();
        for height in 0..count {
            let root = root(&hashes);
            assert_eq!(history.root(), root, "the root over {height} blocks");
            let mut header = Header {
                chain: Hash([salt; 32]),
                height: Height(height as u64),
                parent: hashes.last().copied().unwrap_or(Hash::ZERO),
                time: Instant(height as i64),
                transactions_root: Hash::ZERO,
                receipts_root: Hash::ZERO,
                state_root: Hash::ZERO,
                history_root: root,
                proposer: PublicKey([salt; 32]),
                protocol: 1,
            };
            if height == liar {
                header.history_root.0[0] ^= 1;
            }
            headers.push(header);
            hashes.push(header.hash());
            history.push(header.hash());
        }
        Line {
            headers,
            hashes,
            liar,
        }
    }

    /// What is known of the chain by whoever begins after `base` blocks.
    fn past(&self, base: usize) -> Past {
        let mut history = History::new();
        self.hashes[..base]
            .iter()
            .for_each(|hash| history.push(*hash));
        let again = History::from_peaks(base as u64, history.peaks().to_vec());
        let history = again.expect("as many peaks as the count has bits");
        Past::new(history, self.hashes[base..].to_vec())
    }
}

/// The levels of the tree over these hashes, from the lowest: paired from the left, one that is left over rises.
fn levels(hashes: &[Hash]) -> Vec<Vec<Hash>> {
    let mut levels = vec![hashes.to_vec()];
    while let Some(level) = levels.last().filter(|level| level.len() > 1) {
        let above = level.chunks(2).map(|pair| match pair {
            [left, right] => Domain::HistoryNode.hash(&[left.0, right.0].concat()),
            _ => pair[0],
        });
        let above = above.collect();
        levels.push(above);
    }
    levels
}

fn root(hashes: &[Hash]) -> Hash {
    match levels(hashes).last().and_then(|top| top.first()) {
        Some(top) => Domain::HistoryRoot.hash_of(&(hashes.len() as u64, *top)),
        None => Hash::ZERO,
    }
}

/// The siblings on the way from block `earlier` to the top over the blocks before `later`.
fn siblings(hashes: &[Hash], earlier: usize, later: usize) -> Vec<Hash> {
    let levels = levels(&hashes[..later]);
    let on_the_way = levels.iter().enumerate();
    let siblings = on_the_way.filter_map(|(up, level)| level.get((earlier >> up) ^ 1));
    siblings.copied().collect()
}

/// Draws a chain and proofs from `bytes` and asserts that every root and every proof is that of the plain tree, that a proof
/// is made of just those blocks that are known, and that of all lists of siblings the right one alone is taken. Returns
/// whether any proof was made.
///
/// # Panics
/// When it is otherwise: that is the finding.
pub fn pasts_are_proven_and_no_others(bytes: &[u8]) -> bool {
    let mut choices = Entropy::new(bytes);
    let count = 1 + choices.below(BLOCKS);
    let line = Line::new(count, choices.byte(), choices.below(2 * count));
    let base = choices.below(count + 1);
    let past = line.past(base);
    let mut made = false;
    for _ in 0..PROOFS {
        let (earlier, later) = (choices.below(count), choices.below(count));
        let proof = past.prove(earlier as u64, later as u64);
        let is_known = base <= earlier && earlier < later;
        assert_eq!(proof.is_some(), is_known, "{base} {earlier} {later}");
        let Some(mut proof) = proof else {
            continue;
        };
        made = true;
        let right = siblings(&line.hashes, earlier, later);
        assert_eq!(proof, right, "{base} {earlier} {later}");
        for _ in 0..choices.below(3) {
            forge_siblings(&mut proof, &mut choices);
        }
        let other = match choices.below(3) {
            1 => choices.below(count),
            _ => earlier,
        };
        let is_true = other != line.liar && later != line.liar;
        let is_right = is_true && other < later && proof == siblings(&line.hashes, other, later);
        let found = verify_past(&proof, &line.headers[other], &line.headers[later]);
        assert_eq!(found, is_right, "{other} {later} {proof:?}");
        let mut rewritten = line.headers[earlier];
        rewritten.state_root.0[choices.below(32)] ^= 1;
        assert!(!verify_past(&right, &rewritten, &line.headers[later]));
    }
    made
}
