//! Proof files, and every way to make one prove something else.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use abi::terms::{ConsentTerms, DataTerms, SubjectTerm};
use abi::{Domain, Hash, Height, PatientId, PublicKey, Signature};
use ledger::proof::Place;
use ledger::records::RecordKey;
use ledger::verify::verify_states;
use ledger::{
    Action, Anchor, Block, Claim, Lane, Proof, ProofError, ProofFile, ProofFileError, ReceiptClaim,
    StateKey,
};
use proptest::prelude::*;

use crate::small_chain::{PATIENT, POLICY, Small, contract, request, signer};

/// The height from which a record is there, as the story below has it; `None` for one that never is.
fn keys() -> Vec<(RecordKey, Option<u64>)> {
    let nobody = PatientId([8; 16]);
    vec![
        (RecordKey::Chain, Some(0)),
        (RecordKey::Organisation("Acme".into()), Some(1)),
        (RecordKey::Registration(PATIENT), Some(2)),
        (RecordKey::Policy, Some(3)),
        (RecordKey::Consents(PATIENT), Some(4)),
        (RecordKey::Member("nobody".into()), None),
        (RecordKey::Consents(nobody), None),
    ]
}

/// Reads bloodwork, whoever it is.
fn terms() -> ConsentTerms {
    ConsentTerms {
        grants: true,
        subjects: vec![SubjectTerm::Anyone],
        actions: vec!["read".into()],
        data: DataTerms {
            whole_record: false,
            categories: vec!["bloodwork".into()],
            except: vec![],
            narrowing: vec![],
        },
        purposes: vec![],
        from: None,
        until: None,
    }
}

/// What a chain of seven blocks, the last but one of which is empty, gives.
struct Story {
    /// A file for each key at each height, with the height from which the key is there.
    files: Vec<(ProofFile, Option<u64>)>,
    /// Its blocks.
    blocks: Vec<Block>,
    /// A file for each receipt but that of the deployment.
    receipts: Vec<ProofFile>,
    /// The states by their roots, as plain maps that the blocks' writes fill: they know no tree.
    states: BTreeMap<Hash, BTreeMap<StateKey, Vec<u8>>>,
}

static STORY: LazyLock<Story> = LazyLock::new(|| {
    let mut small = Small::new(contract(POLICY));
    let consent = Action::Consent {
        patient: PATIENT,
        terms: terms(),
    };
    small.append(&[("patient", consent)]);
    small.append(&[]);
    small.append(&[("Acme", request())]);
    let (mut files, mut blocks, mut states) = (Vec::new(), Vec::new(), BTreeMap::new());
    let (mut map, mut receipts) = (BTreeMap::new(), Vec::new());
    let report = verify_states(&mut small.close(), |block, state| {
        for (record, from) in keys() {
            let key = record.state_key();
            let file = ProofFile::of_state(block.header, block.certificate, state, key);
            files.push((file, from));
        }
        for (key, value) in block.writes.iter() {
            match value {
                Some(value) => map.insert(key.clone(), value.to_vec()),
                None => map.remove(key),
            };
        }
        // Modules are long and would be flipped byte by byte.
        for index in 0..block.receipts.len() {
            let file = ProofFile::of_receipt(block, state, index).expect("a receipt");
            if file.to_bytes().len() < 4_000 {
                receipts.push(file);
            }
        }
        blocks.push(block.clone());
        states.insert(block.header.state_root, map.clone());
        Ok(())
    });
    assert_eq!(report.expect("a chain").blocks, 7);
    Story {
        files,
        blocks,
        receipts,
        states,
    }
});

/// Whether a file says what was so on that chain.
fn is_true(file: &ProofFile) -> bool {
    let mut blocks = STORY.blocks.iter();
    let Some(block) = blocks.find(|block| block.header == file.header) else {
        return false;
    };
    let state = &STORY.states[&file.header.state_root];
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
            let mut before = STORY.blocks.iter().map(|block| block.header);
            claim.earlier.height < file.header.height && before.any(|one| one == claim.earlier)
        }
    }
}

fn anchors(file: &ProofFile) -> [Anchor; 2] {
    [
        Anchor::Block(file.header.hash()),
        Anchor::StateRoot(file.header.state_root),
    ]
}

fn value(file: &ProofFile) -> Option<&Vec<u8>> {
    match &file.claim {
        Claim::State { value, .. } => value.as_ref(),
        Claim::Receipt(_) | Claim::Past(_) => panic!("a claim about a state"),
    }
}

#[test]
fn what_is_and_what_is_not_is_proven_at_every_height() {
    let mut seen = [0, 0];
    for (file, from) in &STORY.files {
        let again = ProofFile::from_bytes(&file.to_bytes()).expect("a file");
        assert_eq!(again, *file);
        let [block, root] = anchors(file);
        assert_eq!(file.verify(&block), Ok(()), "{file:?}");
        let of_root = match file.header.height {
            Height(0) => Err(ProofFileError::Genesis),
            _ => Ok(()),
        };
        assert_eq!(file.verify(&root), of_root, "{file:?}");
        let is_there = from.is_some_and(|from| file.header.height >= Height(from));
        assert_eq!(value(file).is_some(), is_there, "{file:?}");
        seen[usize::from(is_there)] += 1;
    }
    assert!(seen.iter().all(|count| *count > 10), "{seen:?}");
}

#[test]
fn no_byte_of_a_file_can_be_another() {
    let mut true_ones = 0;
    let files = STORY.files.iter().map(|(file, _)| file);
    for file in files.chain(&STORY.receipts) {
        let (bytes, anchors) = (file.to_bytes(), anchors(file));
        for at in 0..bytes.len() {
            for flip in [1 << (at % 8), 0xff] {
                let mut bytes = bytes.clone();
                bytes[at] ^= flip;
                assert!(ProofFile::from_bytes(&bytes).is_err(), "byte {at}");
                // A forger makes the checksum right again, and gets no further.
                let Ok(other) = ProofFile::from_bytes(&with_checksum(bytes)) else {
                    continue;
                };
                for anchor in &anchors {
                    let holds = &other != file && other.verify(anchor).is_ok();
                    assert!(!holds || is_true(&other), "byte {at} {anchor:?} {other:?}");
                    true_ones += usize::from(holds);
                }
            }
        }
    }
    // Of a key that is not there: another that would lie in its place.
    assert!(true_ones > 0, "the oracle was not needed");
}

/// The bytes of a file with the checksum that belongs to them.
fn with_checksum(mut bytes: Vec<u8>) -> Vec<u8> {
    bytes.truncate(bytes.len() - 32);
    let checksum = Domain::Proof.hash(&bytes);
    bytes.extend(checksum.0);
    bytes
}

#[test]
fn a_file_that_is_cut_or_longer_is_none() {
    let (file, _) = STORY.files.last().expect("files");
    let bytes = file.to_bytes();
    for length in 0..bytes.len() {
        assert!(ProofFile::from_bytes(&bytes[..length]).is_err(), "{length}");
    }
    let longer = [&bytes[..], &[0]].concat();
    assert!(ProofFile::from_bytes(&longer).is_err());
}

/// Every part of one file in the place of that part of every other: what verifies is what was proven.
#[test]
fn parts_of_two_files_do_not_make_a_third() {
    for (left, _) in &STORY.files {
        for (right, _) in &STORY.files {
            for one in &mixtures(left, right) {
                for anchor in anchors(left).iter().chain(&anchors(right)) {
                    assert!(
                        one.verify(anchor).is_err() || is_true(one),
                        "{one:?} {anchor:?}"
                    );
                }
            }
        }
    }
}

fn mixtures(left: &ProofFile, right: &ProofFile) -> Vec<ProofFile> {
    let (
        Claim::State { key, value, proof },
        Claim::State {
            key: other_key,
            value: other_value,
            proof: other_proof,
        },
    ) = (&left.claim, &right.claim)
    else {
        panic!("claims about a state");
    };
    let claim = |key: &StateKey, value: &Option<Vec<u8>>, proof: &Proof| Claim::State {
        key: key.clone(),
        value: value.clone(),
        proof: proof.clone(),
    };
    let with = |header, certificate, claim| ProofFile {
        header,
        certificate,
        claim,
    };
    let claims = [
        claim(other_key, value, proof),
        claim(key, other_value, proof),
        claim(key, value, other_proof),
        claim(key, &None, proof),
        claim(key, &Some(Vec::new()), proof),
    ];
    let claims = claims.map(|claim| with(left.header, left.certificate, claim));
    let mut mixed = claims.to_vec();
    mixed.push(with(right.header, left.certificate, left.claim.clone()));
    mixed.push(with(left.header, right.certificate, left.claim.clone()));
    mixed.push(with(right.header, right.certificate, left.claim.clone()));
    let mut header = left.header;
    (header.chain, header.height) = (Hash::ZERO, Height(left.header.height.0 + 1));
    mixed.push(with(header, left.certificate, left.claim.clone()));
    mixed
}

#[test]
fn a_header_of_somebody_else_is_told() {
    let (file, _) = STORY.files.last().expect("files");
    let [block, root] = anchors(file);
    // A stranger signs a header of their own over the very state root.
    let mut forged = file.clone();
    forged.header.height = Height(77);
    forged.certificate = signer("stranger").sign(&forged.header.hash());
    assert_eq!(forged.verify(&root), Err(ProofFileError::Certificate));
    let other = forged.header.hash();
    assert_eq!(
        forged.verify(&block),
        Err(ProofFileError::OtherBlock(other))
    );
    // As the genesis block nobody would have to sign it.
    let mut forged = file.clone();
    forged.header.height = Height(0);
    forged.certificate = Signature([0; 64]);
    assert_eq!(forged.verify(&root), Err(ProofFileError::Genesis));
    // A claim of the opposite, and one with a proof of another shape.
    let mut forged = file.clone();
    let Claim::State { value, proof, .. } = &mut forged.claim else {
        panic!("a claim about a state");
    };
    proof.place = Place::Key;
    *value = Some(vec![1]);
    assert_eq!(
        forged.verify(&block),
        Err(ProofFileError::Claim(ProofError::Root))
    );
    let elsewhere = Anchor::StateRoot(Hash([1; 32]));
    let found = file.header.state_root;
    assert_eq!(
        file.verify(&elsewhere),
        Err(ProofFileError::OtherRoot(found))
    );
}

proptest! {
    #[test]
    fn any_bytes_are_safe(tail in prop::collection::vec(any::<u8>(), 0..600), at in 0usize..500) {
        let _ = ProofFile::from_bytes(&tail);
        // What begins like a file gets further.
        let (file, _) = &STORY.files[7];
        let mut bytes = file.to_bytes();
        bytes.truncate(at);
        bytes.extend(&tail);
        bytes.extend([0; 32]);
        let bytes = with_checksum(bytes);
        if let Ok(other) = ProofFile::from_bytes(&bytes) {
            prop_assert_eq!(other.to_bytes(), bytes);
            for anchor in anchors(file) {
                prop_assert!(other.verify(&anchor).is_err() || is_true(&other));
            }
        }
    }
}

#[test]
fn every_record_is_found_by_its_key_and_nothing_else_is() {
    let mut records: Vec<RecordKey> = keys().into_iter().map(|(record, _)| record).collect();
    records.extend([
        RecordKey::Account(PublicKey([1; 32])),
        RecordKey::Module(Hash([2; 32])),
        RecordKey::Counting,
        RecordKey::Accesses(PATIENT),
        RecordKey::Treatments(PATIENT),
    ]);
    for record in &records {
        assert_eq!(RecordKey::of(&record.state_key()).as_ref(), Some(record));
    }
    for part in [&b"p1"[..], b"", b"a", b"o", b"x", b"w12"] {
        let shared = StateKey::new(Lane::Shared, &[part]);
        assert_eq!(RecordKey::of(&shared), None);
        let of_patient = StateKey::new(Lane::Patient(PATIENT), &[part]);
        let expected = (part == b"a").then_some(RecordKey::Accesses(PATIENT));
        assert_eq!(RecordKey::of(&of_patient), expected);
    }
}

/// Never to be changed with the code: another value is another format, and needs a new version.
const PINNED: &str = "e0ac29578011765e933119fd1face04754728791195ece60c50e9d5e343178b6";

/// That the organisation Acme is enrolled after block 1, which no contract is part of.
#[test]
fn the_format_is_pinned() {
    let (file, _) = &STORY.files[keys().len() + 1];
    let Claim::State { key, value, .. } = &file.claim else {
        panic!("a claim about a state");
    };
    assert_eq!(file.header.height, Height(1));
    assert_eq!(key.as_bytes(), b"\0oAcme");
    assert!(value.is_some());
    let hash = blake3::hash(&file.to_bytes());
    assert_eq!(hash.to_string(), PINNED);
    let page = include_str!("../../docs/format.md");
    assert!(page.contains(PINNED), "docs/format.md lists another value");
}

/// What somebody does to a claim.
type Change = fn(&mut ReceiptClaim);

#[test]
fn a_receipt_is_proven_by_its_block_alone_and_no_part_of_it_can_be_another() {
    assert_eq!(STORY.receipts.len(), 5);
    for file in &STORY.receipts {
        let [block, root] = anchors(file);
        assert!(is_true(file));
        assert_eq!(file.verify(&block), Ok(()));
        assert_eq!(file.verify(&root), Err(ProofFileError::NeedsBlock));
        for other in &STORY.receipts {
            for one in swapped(file, other) {
                let holds = one.verify(&block).is_ok();
                assert!(!holds || &one == file || is_true(&one), "{one:?}");
            }
        }
        let changes: [(Change, ProofFileError); 4] = [
            (
                |one| one.transaction.body.nonce += 1,
                ProofFileError::OtherTransaction,
            ),
            (
                |one| one.transaction.signature.0[3] ^= 1,
                ProofFileError::Signature,
            ),
            (|one| one.receipt.fuel.0 += 1, ProofFileError::Receipt),
            (
                |one| one.account = None,
                ProofFileError::Claim(ProofError::Opposite),
            ),
        ];
        for (change, expected) in changes {
            let mut forged = file.clone();
            let Claim::Receipt(claim) = &mut forged.claim else {
                panic!("a receipt");
            };
            change(claim);
            assert_eq!(forged.verify(&block), Err(expected));
        }
    }
}

/// One file with each of its parts from another.
fn swapped(file: &ProofFile, other: &ProofFile) -> Vec<ProofFile> {
    let Claim::Receipt(from) = &other.claim else {
        panic!("a receipt");
    };
    let with = |change: &dyn Fn(&mut ReceiptClaim)| {
        let mut file = file.clone();
        if let Claim::Receipt(claim) = &mut file.claim {
            change(claim);
        }
        file
    };
    vec![
        with(&|one| one.transaction = from.transaction.clone()),
        with(&|one| one.receipt = from.receipt.clone()),
        with(&|one| one.place = from.place.clone()),
        with(&|one| {
            one.account = from.account.clone();
            one.proof = from.proof.clone();
        }),
        with(&|one| *one = (**from).clone()),
    ]
}
