//! Ledger folders as an operator has them: replayed, repeated, damaged, cut off, forged.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

use abi::limits::DECIDE_FUEL;
use abi::{Hash, Height, OutcomeCode};
use assent::demo::{DemoError, Options, Secret, Summary};
use chain::{ReplayError, verify};
use ledger::records::{Account, key};
use ledger::store::{Backend, FileBackend, MemoryBackend};
use parity_scale_codec::{Decode, Encode};
use runtime::Engine;
use tempfile::TempDir;
use testkit::entropy::{Entropy, seeded};

use crate::small_chain::{POLICY, Small, contract, public, request};

/// Requests of the demonstration; a few more come of it, one of every origin at least.
const REQUESTS: usize = 200;

/// The seed of the places that are damaged.
const SEED: u64 = 0xDA4A6E;

/// Places that are damaged, beside every byte of the file `chain` and of the first block's head.
const PLACES: usize = 300;

/// A folder of the demonstration, which many tests read.
pub static DEMO: LazyLock<(TempDir, Summary)> = LazyLock::new(|| {
    let folder = TempDir::new().expect("a folder");
    let summary = demo(folder.path()).expect("the demonstration runs");
    (folder, summary)
});

/// The folder of the demonstration in memory, where nobody else has it open.
pub fn demo_in_memory() -> MemoryBackend {
    let disk = MemoryBackend::new();
    for (name, contents) in files(DEMO.0.path()) {
        disk.edit(&name, |bytes| *bytes = contents);
    }
    disk
}

fn demo(folder: &Path) -> Result<Summary, DemoError> {
    let options = Options {
        folder,
        requests: REQUESTS,
        cache: engine().into(),
        secret: Secret::known(),
    };
    assent::demo::run(&options, &mut |_, _, _, _| {}, &mut |_| {})
}

fn engine() -> Engine {
    Engine::new().expect("the sandbox opens")
}

/// The files of a folder.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry"));
    entries
        .map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            (name, std::fs::read(entry.path()).expect("a file"))
        })
        .collect()
}

#[test]
fn the_demonstration_replays_to_the_tip_that_it_reported() {
    let (folder, summary) = &*DEMO;
    let mut blocks = 0;
    let tip = verify(&mut demo_in_memory(), engine(), |_| blocks += 1).expect("it holds");
    assert_eq!(
        (tip.height, tip.hash, tip.state_root),
        (Height(summary.blocks), summary.tip, summary.root)
    );
    assert_eq!(tip.transactions, summary.transactions());
    assert_eq!(
        blocks,
        summary.blocks + 1,
        "the genesis block is told of, too"
    );
    let bytes: usize = files(folder.path()).values().map(Vec::len).sum();
    assert_eq!(tip.bytes, bytes as u64);
    assert!(summary.decisions() >= REQUESTS as u64);
}

#[test]
fn the_demonstration_gives_the_same_folder_twice() {
    let (first, summary) = &*DEMO;
    let second = TempDir::new().expect("a folder");
    let again = demo(second.path()).expect("the demonstration runs");
    assert_eq!((again.root, again.tip), (summary.root, summary.tip));
    assert!(
        files(first.path()) == files(second.path()),
        "a byte differs"
    );
    let tip = verify(&mut FileBackend::open(second.path()), engine(), |_| {}).expect("it holds");
    assert_eq!(tip.hash, summary.tip);
    assert!(
        files(first.path()) == files(second.path()),
        "looking at it changes nothing"
    );
}

#[test]
fn a_folder_that_holds_a_chain_is_not_begun_again() {
    let (folder, _) = &*DEMO;
    let before = files(folder.path());
    let error = demo(folder.path()).expect_err("the folder is taken");
    assert!(matches!(error, DemoError::Folder(_)), "{error}");
    assert!(files(folder.path()) == before, "a byte differs");
}

#[test]
fn a_folder_of_something_else_is_left_alone() {
    let folder = TempDir::new().expect("a folder");
    std::fs::write(folder.path().join("letter.txt"), "dear").expect("a file");
    let error = demo(folder.path()).expect_err("the folder is not empty");
    assert!(error.to_string().contains("`letter.txt`"), "{error}");
    assert!(!folder.path().join("chain").exists());
    assert_eq!(
        std::fs::read(folder.path().join("letter.txt")).expect("the file"),
        b"dear"
    );
}

/// A small chain with two decisions, closed.
fn small() -> (MemoryBackend, Hash) {
    let mut small = Small::new(contract(POLICY));
    small.append(&[("Acme", request()), ("Boro", request())]);
    let tip = small.chain.ledger().tip_hash();
    (small.close(), tip)
}

fn audit(disk: &MemoryBackend) -> Result<Hash, ledger::Fault> {
    ledger::verify::verify(&mut disk.clone()).map(|report| report.tip)
}

/// The first bytes of the files, and places all over them.
fn places(disk: &MemoryBackend) -> Vec<(String, usize)> {
    let names = disk.files().expect("files");
    let mut places = Vec::new();
    for name in names {
        let length = disk.length(&name).expect("a length") as usize;
        places.extend((0..length.min(400)).map(|at| (name.clone(), at)));
        let bytes = seeded(SEED, PLACES * 3);
        let mut choices = Entropy::new(&bytes);
        let mut number = || usize::from(choices.byte());
        let mut place = || (number() << 16 | number() << 8 | number()).checked_rem(length);
        places.extend((0..PLACES).filter_map(|_| Some((name.clone(), place()?))));
    }
    places
}

#[test]
fn every_flipped_byte_is_found() {
    let (disk, _) = small();
    let places = places(&disk);
    assert!(places.len() > 2 * PLACES, "{}", places.len());
    for (count, (file, at)) in places.iter().enumerate() {
        let bit = 1 << (count % 8);
        disk.edit(file, |bytes| bytes[*at] ^= bit);
        let result = audit(&disk);
        assert!(result.is_err(), "{file}, byte {at}: {result:?}");
        // The replay stands on the same audit, so a few of them are enough.
        if count % 100 == 0 {
            let replayed = verify(&mut disk.clone(), engine(), |_| {});
            assert!(
                matches!(replayed, Err(ReplayError::Stored { .. })),
                "{file}, byte {at}: {replayed:?}"
            );
        }
        disk.edit(file, |bytes| bytes[*at] ^= bit);
    }
    assert!(audit(&disk).is_ok());
}

#[test]
fn a_chain_that_was_cut_off_is_damaged_or_visibly_shorter() {
    let (disk, tip) = small();
    let mut shorter = 0;
    for (file, at) in places(&disk) {
        let mut whole = Vec::new();
        disk.edit(&file, |bytes| {
            whole = bytes.clone();
            bytes.truncate(at);
        });
        // Where a block ends, the rest is a whole chain, of another tip: witnesses tell.
        if let Ok(found) = audit(&disk) {
            assert_ne!(found, tip, "{file}, {at} bytes");
            shorter += 1;
        }
        disk.edit(&file, |bytes| *bytes = whole);
    }
    assert!(
        shorter < 5,
        "only the end of a block looks like the end of a chain: {shorter}"
    );
    assert_eq!(audit(&disk).expect("it holds"), tip);
}

/// The proposer's key can seal anything. What it cannot do is make the contract decide otherwise.
#[test]
fn a_forged_receipt_that_is_sealed_validly_is_found_by_executing_again() {
    let mut small = Small::new(contract(POLICY));
    small.append(&[("Acme", request())]);
    let (transactions, mut executed) = small.execute(&[("Acme", request()), ("Boro", request())]);
    let outcomes: Vec<OutcomeCode> = executed
        .receipts
        .iter()
        .map(|receipt| receipt.outcome)
        .collect();
    assert_eq!(outcomes, [OutcomeCode::ALLOWED, OutcomeCode::NOT_COVERED]);
    executed.receipts[1].outcome = OutcomeCode::ALLOWED;
    small.commit(transactions, executed);
    small.append(&[("Acme", request())]);
    let mut disk = small.close();

    assert!(
        audit(&disk).is_ok(),
        "every hash, root, link and signature holds"
    );
    let mut passed = Vec::new();
    let error = verify(&mut disk, engine(), |block| {
        passed.push(block.header.height.0)
    })
    .expect_err("forged");
    assert!(
        matches!(&error, ReplayError::Differs { height: Height(5), what } if what.contains("transaction 1")),
        "{error}"
    );
    assert_eq!(error.height(), Some(Height(5)));
    assert_eq!(passed, [0, 1, 2, 3, 4]);
}

#[test]
fn a_forged_charge_that_is_sealed_validly_is_found_by_executing_again() {
    let mut small = Small::new(contract(POLICY));
    let before = small.account("Acme");
    let (transactions, mut executed) = small.execute(&[("Acme", request())]);
    let mut changes: ledger::state::Changes = BTreeMap::new();
    for (key, value) in executed.writes.iter() {
        changes.insert(key.clone(), value.map(<[u8]>::to_vec));
    }
    changes.insert(key::account(&public("Acme")), Some(before));
    executed.writes = changes.into();
    small.commit(transactions, executed);
    let mut disk = small.close();

    assert!(
        audit(&disk).is_ok(),
        "every hash, root, link and signature holds"
    );
    let error = verify(&mut disk, engine(), |_| {}).expect_err("forged");
    assert!(
        matches!(&error, ReplayError::Differs { height: Height(4), what } if what == "other writes"),
        "{error}"
    );
}

/// A contract whose names are those of [`POLICY`] and whose code is `body`.
fn failing_contract(body: &str) -> Vec<u8> {
    let mut module = wat::parse_str(format!(
        r#"(module
            (memory (export "memory") 1 1)
            (global (export "input") i32 (i32.const 0))
            (global (export "input_capacity") i32 (i32.const 4096))
            (global (export "output") i32 (i32.const 8192))
            (func (export "decide") (export "explain") (param i32) (result i32) {body}))"#
    ))
    .expect("a module");
    let policy = runtime::Policy::load(&engine(), &contract(POLICY)).expect("a contract");
    let name = abi::host::INTERFACE_SECTION.as_bytes();
    let mut section = vec![name.len() as u8];
    section.extend(name);
    section.extend(policy.interface().encode());
    module.push(0);
    leb128(section.len(), &mut module);
    module.extend(section);
    module
}

fn leb128(mut number: usize, out: &mut Vec<u8>) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

#[test]
fn a_contract_that_fails_leaves_nothing_but_the_charge_and_the_nonce() {
    let failures = [
        ("(loop (br 0)) (i32.const 0)", OutcomeCode::TRAP_FUEL),
        ("unreachable", OutcomeCode::TRAP_UNREACHABLE),
        ("(i32.load (i32.const -1))", OutcomeCode::TRAP_MEMORY),
        (
            "(i32.div_u (i32.const 1) (i32.const 0))",
            OutcomeCode::TRAP_ARITHMETIC,
        ),
        // An output that says nothing, and one that is longer than the memory.
        ("(i32.const 0)", OutcomeCode::TRAP_OUTPUT),
        ("(i32.const -1)", OutcomeCode::TRAP_OUTPUT),
    ];
    for (body, code) in failures {
        let mut small = Small::new(failing_contract(body));
        let account = |small: &Small| {
            Account::decode(&mut small.account("Acme").as_slice()).expect("an account")
        };
        let before = account(&small);
        let executed = small.append(&[("Acme", request())]);
        let receipt = &executed.receipts[0];
        assert_eq!(
            (receipt.outcome, receipt.fuel.0),
            (code, DECIDE_FUEL),
            "{body}"
        );
        let decision = receipt.decision.as_ref().expect("a contract was asked");
        assert!(decision.rules.is_empty(), "{body}");
        let keys: Vec<_> = executed.writes.iter().map(|(key, _)| key.clone()).collect();
        assert_eq!(keys, [key::account(&public("Acme"))], "{body}");
        let after = account(&small);
        let expected = Account {
            nonce: before.nonce + 1,
            charge: before.charge + DECIDE_FUEL,
            ..before
        };
        assert_eq!(after, expected, "{body}");
        // And the chain goes on, and replays.
        small.append(&[("Boro", request())]);
        let tip = small.chain.ledger().tip_hash();
        let replayed = verify(&mut small.close(), engine(), |_| {}).expect("it holds");
        assert_eq!(replayed.hash, tip, "{body}");
    }
}
