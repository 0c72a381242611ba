//! Histories against one that is made from nothing, and forgeries of their proofs.

use abi::{Domain, Hash, Height, Instant, PublicKey};

use super::{History, Past, verify_past};
use crate::block::Header;

fn hash(number: u64) -> Hash {
    Domain::Header.hash(&number.to_le_bytes())
}

/// The top as the picture says it, by splitting at the greatest power of two.
fn top(leaves: &[Hash]) -> Hash {
    match leaves {
        [one] => *one,
        _ => {
            let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
            Domain::HistoryNode.hash_of(&(top(left), top(right)))
        }
    }
}

fn naive_root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Hash::ZERO,
        _ => Domain::HistoryRoot.hash_of(&(leaves.len() as u64, top(leaves))),
    }
}

/// Headers that name their histories, and the hashes of them.
fn chain(count: u64, salt: u8) -> (Vec<Header>, Vec<Hash>) {
    let (mut headers, mut hashes) = (Vec::new(), Vec::new());
    for height in 0..count {
        let header = Header {
            chain: Hash([1; 32]),
            height: Height(height),
            parent: hashes.last().copied().unwrap_or(Hash::ZERO),
            time: Instant(i64::from(salt)),
            transactions_root: Hash::ZERO,
            receipts_root: Hash::ZERO,
            state_root: hash(height),
            history_root: naive_root(&hashes),
            proposer: PublicKey([2; 32]),
            protocol: 1,
        };
        headers.push(header);
        hashes.push(header.hash());
    }
    (headers, hashes)
}

#[test]
fn the_root_is_the_one_of_the_picture_and_is_kept_step_by_step() {
    let (mut history, mut leaves) = (History::new(), Vec::new());
    for number in 0..200 {
        assert_eq!(history.root(), naive_root(&leaves), "{number} blocks");
        assert_eq!(history.count(), number);
        let peaks = history.peaks().to_vec();
        assert_eq!(
            History::from_peaks(number, peaks.clone()).as_ref(),
            Some(&history)
        );
        assert_eq!(
            History::from_peaks(number, [&peaks[..], &[hash(0)]].concat()),
            None
        );
        history.push(hash(number));
        leaves.push(hash(number));
    }
}

#[test]
fn every_block_is_shown_in_the_past_of_every_later_one_from_any_base() {
    let (headers, hashes) = chain(40, 0);
    for base in 0..40usize {
        let mut before = History::new();
        hashes[..base].iter().for_each(|hash| before.push(*hash));
        let past = Past::new(before, hashes[base..].to_vec());
        for earlier in 0..40 {
            for later in 0..42 {
                let proof = past.prove(earlier as u64, later as u64);
                let can = base <= earlier && earlier < later && later <= 40;
                assert_eq!(proof.is_some(), can, "{base} {earlier} {later}");
                let (Some(siblings), Some(tip)) = (proof, headers.get(later)) else {
                    continue;
                };
                assert!(siblings.len() <= 6);
                assert!(verify_past(&siblings, &headers[earlier], tip));
                for (other, header) in headers.iter().enumerate() {
                    let same = other == earlier;
                    assert_eq!(verify_past(&siblings, header, tip), same, "{base} {other}");
                }
            }
        }
    }
}

#[test]
fn a_block_whose_own_past_was_another_is_not_shown() {
    // Another chain up to block 20; a later block that names block 20 behind a made-up past.
    let (headers, hashes) = chain(30, 0);
    let (_, others) = chain(30, 9);
    for forged_at in 0..20usize {
        let mut mixed = hashes.clone();
        mixed[forged_at] = others[forged_at];
        let later = Header {
            history_root: naive_root(&mixed[..29]),
            ..headers[29]
        };
        let past = Past::new(History::new(), mixed);
        let siblings = past.prove(20, 29).unwrap();
        assert!(!verify_past(&siblings, &headers[20], &later), "{forged_at}");
        // What was forged is the past alone: the block does lie at its place.
        let unasked = Header {
            history_root: naive_root(&others[..20]),
            ..headers[20]
        };
        assert!(!verify_past(&siblings, &unasked, &later));
    }
}

#[test]
fn a_flipped_bit_one_sibling_more_or_less_fails() {
    let (headers, hashes) = chain(27, 0);
    let past = Past::new(History::new(), hashes);
    for earlier in [0usize, 5, 12, 25] {
        let proof = past.prove(earlier as u64, 26).unwrap();
        let holds = |siblings: &[Hash]| verify_past(siblings, &headers[earlier], &headers[26]);
        assert!(holds(&proof));
        for at in 0..proof.len() {
            for bit in 0..256 {
                let mut forged = proof.clone();
                forged[at].0[bit / 8] ^= 1 << (bit % 8);
                assert!(!holds(&forged));
            }
            let mut shorter = proof.clone();
            shorter.remove(at);
            assert!(!holds(&shorter));
        }
        assert!(!holds(&[&proof[..], &[Hash::ZERO]].concat()));
        assert!(!verify_past(&proof, &headers[26], &headers[earlier]));
    }
}
