//! Proofs from block to block, and every way to make one say something else.

use abi::{Domain, Hash, Height};

use crate::block::Header;
use crate::error::Fault;
use crate::fixture::{boxed, commit, signer, small_chain};
use crate::history::History;
use crate::ledger::Ledger;
use crate::proof_file::{Anchor, Claim, PastClaim, ProofFile, ProofFileError};

/// A chain of 12 blocks, and their headers.
fn chain() -> (Ledger, Vec<Header>) {
    let mut ledger = Ledger::open(boxed(&small_chain())).unwrap().ledger;
    for time in 10..17 {
        commit(&mut ledger, time, &[]);
    }
    let headers = (0..12).map(|height| ledger.head(Height(height)).unwrap().0);
    let headers = headers.collect();
    (ledger, headers)
}

fn claim(file: &mut ProofFile) -> &mut PastClaim {
    match &mut file.claim {
        Claim::Past(claim) => claim,
        _ => panic!("a claim about the past"),
    }
}

#[test]
fn any_two_blocks_are_shown_to_whoever_knows_one_of_them() {
    let (ledger, headers) = chain();
    for (earlier, first) in headers.iter().enumerate() {
        for (later, header) in headers.iter().enumerate() {
            let proven = ledger.prove_past(Height(earlier as u64), Height(later as u64));
            if earlier >= later {
                assert!(matches!(proven, Err(Fault::NotEarlier(..))));
                continue;
            }
            let file = proven.unwrap();
            assert_eq!(ProofFile::from_bytes(&file.to_bytes()).as_ref(), Ok(&file));
            for trusted in [first, header] {
                assert_eq!(file.verify(&Anchor::Block(trusted.hash())), Ok(()));
            }
            for other in headers.iter().filter(|one| *one != first && *one != header) {
                let refused = file.verify(&Anchor::Block(other.hash()));
                assert_eq!(refused, Err(ProofFileError::OtherBlock(header.hash())));
            }
            let root = Anchor::StateRoot(header.state_root);
            assert_eq!(file.verify(&root), Err(ProofFileError::NeedsBlock));
        }
    }
    let beyond = ledger.prove_past(Height(3), Height(12));
    assert!(matches!(beyond, Err(Fault::NoBlock(Height(12)))));
}

#[test]
fn no_byte_of_a_proof_can_be_another() {
    let (ledger, headers) = chain();
    let file = ledger.prove_past(Height(5), Height(11)).unwrap();
    let bytes = file.to_bytes();
    for at in 0..bytes.len() {
        for bit in 0..8 {
            let mut forged = bytes.clone();
            forged[at] ^= 1 << bit;
            assert!(ProofFile::from_bytes(&forged).is_err());
            // With the checksum that belongs to it.
            forged.truncate(bytes.len() - 32);
            let checksum = Domain::Proof.hash(&forged);
            forged.extend(checksum.0);
            let Ok(other) = ProofFile::from_bytes(&forged) else {
                continue;
            };
            for trusted in [&headers[5], &headers[11]] {
                let holds = other.verify(&Anchor::Block(trusted.hash())).is_ok();
                assert!(!holds || other == file, "{at} {bit}");
            }
        }
    }
}

/// A block that somebody signs over a history of theirs.
fn signed(header: Header, name: &str, file: &ProofFile) -> ProofFile {
    ProofFile {
        header,
        certificate: signer(name).sign(&header.hash()),
        claim: file.claim.clone(),
    }
}

#[test]
fn a_chain_that_forked_is_told_by_whoever_knows_the_earlier_block() {
    let (ledger, headers) = chain();
    let file = ledger.prove_past(Height(6), Height(11)).unwrap();
    let trusted = Anchor::Block(headers[6].hash());
    // The proposer itself signs a later block over a history in which block 6, or one before it, is another.
    for replaced in 0..=6 {
        let mut history = History::new();
        for header in &headers[..11] {
            let is_other = header.height.0 == replaced;
            history.push(if is_other {
                Hash([9; 32])
            } else {
                header.hash()
            });
        }
        let header = Header {
            history_root: history.root(),
            ..headers[11]
        };
        let forged = signed(header, "proposer", &file);
        assert_eq!(forged.verify(&trusted), Err(ProofFileError::Past));
    }
    // Somebody else signs one over the right history.
    let stranger = signed(headers[11], "stranger", &file);
    assert_eq!(stranger.verify(&trusted), Err(ProofFileError::Certificate));
    let mut other = headers[11];
    other.proposer = signer("stranger").public_key();
    let stranger = signed(other, "stranger", &file);
    assert_eq!(stranger.verify(&trusted), Err(ProofFileError::OtherChain));
    // Of another chain, or not later.
    for change in [
        |header: &mut Header| header.chain = Hash::ZERO,
        |header: &mut Header| header.time.0 -= 1_000,
    ] {
        let mut header = headers[11];
        change(&mut header);
        let forged = signed(header, "proposer", &file);
        assert_eq!(forged.verify(&trusted), Err(ProofFileError::OtherChain));
    }
    // The earlier one exchanged against its neighbour, whom the way does not show.
    let mut forged = file.clone();
    claim(&mut forged).earlier = headers[7];
    let later = Anchor::Block(headers[11].hash());
    assert_eq!(forged.verify(&later), Err(ProofFileError::Past));
}
