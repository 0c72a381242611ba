//! A claim holds as it was made, and no other in its place.

use abi::OutcomeCode;

use super::*;
use crate::fixture::{boxed, small_chain};
use crate::ledger::Ledger;

/// The last block's header, and the claims about its three transactions.
fn claims() -> (Header, [ReceiptClaim; 3]) {
    let ledger = Ledger::open(boxed(&small_chain())).unwrap().ledger;
    let block = ledger.block(ledger.tip().height).unwrap();
    assert!(ReceiptClaim::of(&block, ledger.state(), 3).is_none());
    let of = |index| ReceiptClaim::of(&block, ledger.state(), index).unwrap();
    (block.header, [0, 1, 2].map(of))
}

#[test]
fn a_receipt_is_claimed_of_the_transaction_that_has_it() {
    let (header, claims) = claims();
    for claim in &claims {
        assert_eq!(claim.verify(&header), Ok(()));
        assert!(claim.account.is_some());
    }
}

#[test]
fn what_is_put_in_the_place_of_a_part_is_noticed() {
    let (header, [claim, other, _]) = claims();
    let with = |change: &dyn Fn(&mut ReceiptClaim)| {
        let mut changed = claim.clone();
        change(&mut changed);
        changed.verify(&header)
    };
    assert_eq!(
        with(&|claim| claim.transaction = other.transaction.clone()),
        Err(ProofFileError::OtherTransaction)
    );
    assert_eq!(
        with(&|claim| claim.transaction.signature.0[9] ^= 1),
        Err(ProofFileError::Signature)
    );
    assert_eq!(
        with(&|claim| claim.receipt.outcome = OutcomeCode::REFUSED),
        Err(ProofFileError::Receipt)
    );
    assert_eq!(
        with(&|claim| claim.place = other.place.clone()),
        Err(ProofFileError::Receipt)
    );
    // Both sent by others, so that the account and its way are another key's.
    for wrong in [
        with(&|claim| claim.account = None),
        with(&|claim| claim.account = other.account.clone()),
        with(&|claim| claim.proof = other.proof.clone()),
        with(&|claim| {
            claim.account = other.account.clone();
            claim.proof = other.proof.clone();
        }),
    ] {
        assert!(matches!(wrong, Err(ProofFileError::Claim(_))), "{wrong:?}");
    }
    let earlier = Header {
        state_root: abi::Hash::ZERO,
        ..header
    };
    assert!(matches!(
        claim.verify(&earlier),
        Err(ProofFileError::Claim(_))
    ));
}
