//! What a block must be, and what is refused.

use abi::limits::BLOCK_TRANSACTIONS;
use abi::receipt::Receipt;
use abi::{Domain, Fuel, Hash, Height, Instant, OutcomeCode, Signature};
use parity_scale_codec::Encode;

use super::{
    Block, BlockFront, check_counts, receipt_leaves, transaction_item, transaction_leaves,
};
use crate::error::{DecodeError, Reject};
use crate::fixture::{START, boxed, config, consent, draft, public, signer, small_chain};
use crate::ledger::Ledger;
use crate::list::{list_prove, list_verify};

/// A block of three transactions, one of them forged, and a ledger whose tip is its parent.
fn block() -> Block {
    let ledger = Ledger::open(boxed(&small_chain())).unwrap().ledger;
    ledger.block(Height(2)).unwrap()
}

/// The block with `change` made and certified again.
fn changed(change: impl FnOnce(&mut Block)) -> Block {
    let mut block = block();
    change(&mut block);
    block.certificate = signer("proposer").sign(&block.header.hash());
    block
}

#[test]
fn a_block_round_trips_and_nothing_may_follow() {
    let block = block();
    let mut bytes = block.encode();
    assert_eq!(Block::from_bytes(&bytes).as_ref(), Ok(&block));
    let front = BlockFront::from_bytes(&bytes).unwrap();
    assert_eq!((front.header, front.writes), (block.header, block.writes));
    for length in 0..bytes.len() {
        assert_eq!(
            Block::from_bytes(&bytes[..length]),
            Err(DecodeError::Layout)
        );
    }
    bytes.push(0);
    assert_eq!(
        Block::from_bytes(&bytes),
        Err(DecodeError::Trailing { bytes: 1 })
    );
}

#[test]
fn a_block_has_as_many_transactions_as_the_limit_says_and_no_more() {
    let mut block = block();
    let (one, receipt) = (block.transactions[0].clone(), block.receipts[0].clone());
    let most = BLOCK_TRANSACTIONS as usize;
    block.transactions = vec![one.clone(); most];
    block.receipts = vec![receipt.clone(); most];
    let checked = check_counts(&block.transactions, &block.receipts);
    assert_eq!(checked, Ok(()));
    assert_eq!(Block::from_bytes(&block.encode()).as_ref(), Ok(&block));
    block.transactions.push(one);
    block.receipts.push(receipt);
    let checked = check_counts(&block.transactions, &block.receipts);
    let too_many = Reject::TooManyTransactions(BLOCK_TRANSACTIONS + 1);
    assert_eq!(checked, Err(too_many));
    let decoded = Block::from_bytes(&block.encode());
    assert_eq!(decoded, Err(DecodeError::Layout));
}

#[test]
fn the_room_for_a_block_s_bytes_is_enough_and_in_proportion_to_them() {
    let ledger = Ledger::open(boxed(&small_chain())).unwrap().ledger;
    for block in ledger.blocks(Height(0)).map(Result::unwrap) {
        let (length, room) = (block.encode().len(), block.size_hint());
        let spare = 512 * (1 + block.transactions.len());
        assert!((length..=length + spare).contains(&room), "{length} {room}");
    }
}

#[test]
fn a_header_hash_is_of_the_bytes_of_the_picture() {
    let header = block().header;
    let bytes = [
        &config().chain_id().0[..],
        &2u64.to_le_bytes(),
        &header.parent.0,
        &(START.0 + 2).to_le_bytes(),
        &header.transactions_root.0,
        &header.receipts_root.0,
        &header.state_root.0,
        &header.history_root.0,
        &public("proposer").0,
        &1u16.to_le_bytes(),
    ]
    .concat();
    assert_eq!(header.encode(), bytes);
    assert_eq!(header.hash(), Domain::Header.hash(&bytes));
}

#[test]
fn a_block_that_says_two_things_is_refused() {
    let cases: Vec<(Block, Reject)> = vec![
        (
            changed(|block| _ = block.receipts.pop()),
            Reject::ReceiptsDiffer,
        ),
        (
            changed(|block| block.receipts.swap(0, 1)),
            Reject::ReceiptsDiffer,
        ),
        (
            changed(|block| block.receipts[0].transaction = Hash::ZERO),
            Reject::ReceiptsDiffer,
        ),
        (
            changed(|block| block.transactions[0].body.nonce += 1),
            Reject::ReceiptsDiffer,
        ),
        (
            changed(|block| block.transactions[0].signature.0[0] ^= 1),
            Reject::TransactionsRoot,
        ),
        (
            changed(|block| block.header.transactions_root = Hash::ZERO),
            Reject::TransactionsRoot,
        ),
        (
            changed(|block| block.receipts[1].fuel = Fuel(1)),
            Reject::ReceiptsRoot,
        ),
        (
            changed(|block| block.header.receipts_root = Hash::ZERO),
            Reject::ReceiptsRoot,
        ),
        (
            changed(|block| {
                block.receipts[0].outcome = OutcomeCode::BAD_SIGNATURE;
                block.header.receipts_root = super::receipts_root(&block.receipts);
            }),
            Reject::SignatureOutcome(0),
        ),
        (
            changed(|block| {
                block.receipts[2].outcome = OutcomeCode::DONE;
                block.header.receipts_root = super::receipts_root(&block.receipts);
            }),
            Reject::SignatureOutcome(2),
        ),
    ];
    assert_eq!(changed(|_| ()).check(), Ok(()));
    for (number, (block, reject)) in cases.into_iter().enumerate() {
        assert_eq!(block.check(), Err(reject), "case {number}");
    }
    let mut forged = block();
    forged.header.time.0 += 1;
    assert_eq!(forged.check(), Err(Reject::BadCertificate));
    let mut unsigned = block();
    unsigned.certificate = Signature([0; 64]);
    assert_eq!(unsigned.check(), Err(Reject::BadCertificate));
}

/// Whoever verifies for us may give too few verdicts, or too many.
#[test]
fn a_signature_without_a_verdict_does_not_pass() {
    let block = block();
    let signed = |receipt: &Receipt| receipt.outcome != OutcomeCode::BAD_SIGNATURE;
    let all: Vec<bool> = block.receipts.iter().map(signed).collect();
    assert!(all.len() > 1 && block.check_signatures(&all).is_ok());
    let more = [all.as_slice(), &[true]].concat();
    for verdicts in [&all[..0], &all[..all.len() - 1], &more] {
        let refused = Reject::SignatureOutcome(verdicts.len() as u64);
        assert_eq!(block.check_signatures(verdicts), Err(refused));
    }
}

#[test]
fn a_block_must_follow_the_tip() {
    let disk = crate::store::MemoryBackend::new();
    let mut ledger = Ledger::create(boxed(&disk), config()).unwrap();
    crate::fixture::commit(&mut ledger, 1, &[]);
    let at = |time| draft(&ledger, Instant(START.0 + time), &[("forger", consent())]);
    let good = ledger
        .seal(at(3), &signer("proposer"))
        .unwrap()
        .block()
        .clone();
    assert!(ledger.check(good.clone()).is_ok());
    let early = ledger.seal(at(2), &signer("proposer"));
    assert_eq!(early.err(), Some(Reject::TimeNotLater));
    let stranger = ledger.seal(at(3), &signer("stranger"));
    assert_eq!(stranger.err(), Some(Reject::WrongProposer));
    let verdict = |change: fn(&mut Block)| {
        let mut block = good.clone();
        change(&mut block);
        block.certificate = signer("proposer").sign(&block.header.hash());
        ledger.check(block).err()
    };
    let height = Reject::WrongHeight {
        expected: Height(2),
        found: Height(3),
    };
    assert_eq!(
        verdict(|block| block.header.chain = Hash::ZERO),
        Some(Reject::WrongChain)
    );
    assert_eq!(verdict(|block| block.header.height.0 = 3), Some(height));
    assert_eq!(
        verdict(|block| block.header.parent = Hash::ZERO),
        Some(Reject::WrongParent)
    );
    assert_eq!(
        verdict(|block| block.header.time = Instant(START.0 + 2)),
        Some(Reject::TimeNotLater)
    );
    assert_eq!(
        verdict(|block| block.header.protocol = 2),
        Some(Reject::WrongProtocol(2))
    );
    assert_eq!(
        verdict(|block| block.header.state_root = Hash::ZERO),
        Some(Reject::StateRoot)
    );
    assert_eq!(
        verdict(|block| block.header.history_root = Hash::ZERO),
        Some(Reject::HistoryRoot)
    );
    assert_eq!(verdict(|block| block.writes = Default::default()), None);
}

#[test]
fn a_transaction_and_a_receipt_are_proven_by_the_header() {
    let block = block();
    let leaves = transaction_leaves(&block.transactions, &block.receipts);
    let proof = list_prove(&leaves, 1).unwrap();
    let one = &block.transactions[1];
    let item = transaction_item(&one.id(), &one.signature);
    assert_eq!(
        list_verify(&proof, &block.header.transactions_root, &item),
        Ok(())
    );
    let proof = list_prove(&receipt_leaves(&block.receipts), 1).unwrap();
    let receipt = block.receipts[1].encode();
    assert_eq!(
        list_verify(&proof, &block.header.receipts_root, &receipt),
        Ok(())
    );
    let other = block.receipts[0].encode();
    assert!(list_verify(&proof, &block.header.receipts_root, &other).is_err());
}
