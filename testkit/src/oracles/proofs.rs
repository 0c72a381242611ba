//! Proof files: any bytes, and forgeries about a chain of which everything is known.

use abi::{Domain, Hash, Signature};
use ledger::proof::Place;
use ledger::{Anchor, Claim, Header, PastClaim, Proof, ProofFile, ReceiptClaim};

use crate::entropy::Entropy;
use crate::mutate::mutate_bytes;
use crate::story::{STORY, keys};
use crate::traffic;

/// Asserts that any bytes are a proof file whose bytes they are, or are refused, and that verifying one
/// comes to a verdict. Returns whether it holds under the hash of its own header.
///
/// # Panics
/// When anything else happens: that is the finding.
pub fn any_bytes_are_a_proof_or_none(bytes: &[u8]) -> Option<bool> {
    let file = ProofFile::from_bytes(bytes).ok()?;
    assert_eq!(file.to_bytes(), bytes, "two texts for one proof");
    let by_block = file.verify(&Anchor::Block(file.header.hash()));
    let by_root = file.verify(&Anchor::StateRoot(file.header.state_root));
    assert!(
        by_block.is_ok() || by_root.is_err(),
        "a root vouches for more than a block"
    );
    Some(by_block.is_ok())
}

/// A file from `bytes` that somebody might show who knows the whole chain and has no key of its proposer: one that
/// holds, with up to three changes to its parts, some of them taken from another file, and now and then to its bytes.
/// `None` when what was changed is no file any more.
fn forgery(bytes: &[u8]) -> Option<ProofFile> {
    let mut choices = Entropy::new(bytes);
    let files = &STORY.files;
    let mut file = files[choices.position(files.len())].clone();
    for _ in 0..choices.below(4) {
        let beside = |other: &&ProofFile| is_beside(other, &file);
        // Parts of what is claimed of one block fit together, but for the check that they belong together.
        let others: Vec<&ProofFile> = match choices.one_in(2) {
            true => files.iter().filter(beside).collect(),
            false => files.iter().collect(),
        };
        if let Some(other) = others.get(choices.position(others.len())) {
            forge(&mut file, other, &mut choices);
        }
    }
    let mut bytes = file.to_bytes();
    if choices.below(4) == 1 {
        mutate_bytes(&mut bytes, &mut choices);
        bytes.truncate(bytes.len().saturating_sub(32));
        let checksum = Domain::Proof.hash(&bytes);
        bytes.extend(checksum.0);
    }
    ProofFile::from_bytes(&bytes).ok()
}

/// Whether two files claim the same kind of thing of one block.
fn is_beside(one: &ProofFile, other: &ProofFile) -> bool {
    let is_alike = std::mem::discriminant(&one.claim) == std::mem::discriminant(&other.claim);
    is_alike && one.header == other.header
}

fn forge(file: &mut ProofFile, other: &ProofFile, choices: &mut Entropy) {
    match choices.below(12) {
        0 => (file.header, file.certificate) = (other.header, other.certificate),
        1 => file.header = other.header,
        2 => file.claim = other.claim.clone(),
        3 => file.certificate = other.certificate,
        4 => forge_header(&mut file.header, &other.header, choices),
        5 => {
            // Whoever proposes blocks of their own signs what they like.
            let forger = traffic::signer("forger");
            file.header.proposer = forger.public_key();
            file.certificate = forger.sign(&file.header.hash());
        }
        6 => file.certificate = Signature([0; 64]),
        _ => forge_claim(&mut file.claim, &other.claim, choices),
    }
}

fn forge_header(header: &mut Header, other: &Header, choices: &mut Entropy) {
    match choices.below(7) {
        0 => header.height.0 = header.height.0.wrapping_add(choices.below(4) as u64),
        1 => header.time.0 = header.time.0.wrapping_sub(choices.below(90) as i64),
        2 => header.state_root = other.state_root,
        3 => header.receipts_root = other.receipts_root,
        4 => header.history_root = other.history_root,
        5 => header.height.0 = choices.number(),
        _ => header.parent = other.parent,
    }
}

fn forge_claim(claim: &mut Claim, other: &Claim, choices: &mut Entropy) {
    match claim {
        Claim::State { key, value, proof } => match (choices.below(6), other) {
            (5, _) => {
                // What lies there, as if it were in the way of another key.
                let found = Domain::StateValue.hash(value.as_deref().unwrap_or_default());
                proof.place = Place::Other {
                    key: key.hash(),
                    value: found,
                };
                *key = choices.pick(&keys()).clone();
                *value = None;
            }
            (0, _) => *key = choices.pick(&keys()).clone(),
            (1, _) => *value = None,
            (2, Claim::State { value: other, .. }) => value.clone_from(other),
            (3, Claim::State { proof: other, .. }) => proof.clone_from(other),
            (4, _) if value.is_some() => {
                let bytes = value.get_or_insert_default();
                mutate_bytes(bytes, choices);
            }
            _ => forge_proof(proof, choices),
        },
        Claim::Receipt(claim) => forge_receipt(claim, other, choices),
        Claim::Past(claim) => forge_past(claim, other, choices),
    }
}

fn forge_receipt(claim: &mut ReceiptClaim, other: &Claim, choices: &mut Entropy) {
    if let Claim::Receipt(other) = other
        && choices.one_in(2)
    {
        match choices.below(8) {
            0 => claim.transaction = other.transaction.clone(),
            1 => {
                // Another transaction with its sender, who is who they are.
                claim.transaction = other.transaction.clone();
                claim.account.clone_from(&other.account);
                claim.proof = other.proof.clone();
            }
            2 => {
                claim.receipt = other.receipt.clone();
                claim.place = other.place.clone();
            }
            3 => claim.receipt = other.receipt.clone(),
            4 => claim.place = other.place.clone(),
            5 => claim.account.clone_from(&other.account),
            _ => claim.proof = other.proof.clone(),
        }
        return;
    }
    match choices.below(8) {
        0 => claim.account = None,
        1 => claim.receipt.decision = None,
        2 => claim.receipt.fuel.0 = claim.receipt.fuel.0.wrapping_add(1),
        3 => claim.receipt.outcome = abi::OutcomeCode::ALLOWED,
        4 => claim.place.index = claim.place.index.wrapping_add(choices.below(3) as u32),
        5 => claim.place.count = claim.place.count.wrapping_add(choices.below(3) as u32),
        6 => forge_siblings(&mut claim.place.siblings, choices),
        _ => forge_proof(&mut claim.proof, choices),
    }
}

fn forge_past(claim: &mut PastClaim, other: &Claim, choices: &mut Entropy) {
    match (choices.below(4), other) {
        (0, Claim::Past(other)) => claim.earlier = other.earlier,
        (1, Claim::Past(other)) => claim.siblings.clone_from(&other.siblings),
        (2, Claim::Past(other)) => forge_header(&mut claim.earlier, &other.earlier, choices),
        _ => forge_siblings(&mut claim.siblings, choices),
    }
}

fn forge_proof(proof: &mut Proof, choices: &mut Entropy) {
    match choices.below(5) {
        0 => proof.count = proof.count.wrapping_add(1),
        1 => proof.place = Place::Empty,
        2 => proof.place = Place::Key,
        3 => {
            let key = choices.pick(&keys()).hash();
            let value = Domain::StateValue.hash(&choices.bytes(2));
            proof.place = Place::Other { key, value };
        }
        _ => forge_siblings(&mut proof.siblings, choices),
    }
}

/// Changes a list of siblings: of a state, of a list or of a history.
pub(super) fn forge_siblings(siblings: &mut Vec<Hash>, choices: &mut Entropy) {
    let at = choices.below(siblings.len());
    match choices.below(5) {
        0 => siblings.push(Hash::ZERO),
        1 => drop(siblings.pop()),
        2 => siblings.reverse(),
        3 if at < siblings.len() => siblings.insert(at, siblings[at]),
        _ if at < siblings.len() => siblings[at].0[choices.below(32)] ^= 1 << choices.below(8),
        _ => {}
    }
}

/// Asserts that a forged file that holds under a hash that somebody trusts says nothing but what was so: under that of a
/// block, all of it; under that of a state, what it says of the state. Returns whether it held under any.
///
/// # Panics
/// When it says anything else: that is the finding.
pub fn forgeries_prove_nothing(bytes: &[u8]) -> bool {
    let Some(file) = forgery(bytes) else {
        return false;
    };
    let known = STORY.block_of(&file.header);
    let mut holds = false;
    for height in 0..STORY.blocks.len() {
        let [by_block, by_root] = STORY.anchors(height);
        if file.verify(&by_block).is_ok() {
            holds = true;
            let known = known.unwrap_or_else(|| panic!("no such block: {file:?}"));
            assert!(STORY.is_so(&file, known), "it was not so: {file:?}");
            assert!(is_vouched_for(&file, known, height), "{height}: {file:?}");
        }
        if file.verify(&by_root).is_ok() {
            holds = true;
            let Claim::State { key, value, .. } = &file.claim else {
                panic!("a root shows no receipts: {file:?}");
            };
            let state = &STORY.states[height];
            assert_eq!(state.get(key), value.as_ref(), "it was not so: {file:?}");
        }
    }
    holds
}

/// Whether trust in the block at `height` says anything about the block `of`: it is that one, or the file shows that one
/// in the past of the other.
fn is_vouched_for(file: &ProofFile, of: usize, height: usize) -> bool {
    let earlier = match &file.claim {
        Claim::Past(claim) => STORY.block_of(&claim.earlier),
        Claim::State { .. } | Claim::Receipt(_) => None,
    };
    of == height || earlier == Some(height)
}
