//! What strangers send takes memory in proportion to its length, whatever it says of itself. Every byte that this process
//! allocates is counted; so there is one test here, in a process of its own.

#![allow(clippy::expect_used, reason = "a test panics: that is its finding")]

use ledger::{Block, ProofFile, SnapshotReader, Transaction};
use peak_alloc::PeakAlloc;
use testkit::entropy::{Entropy, seeded};
use testkit::mutate::{proof_bytes, transaction_bytes};
use testkit::oracles::admission::module_bytes;
use testkit::oracles::decoding::block_bytes;
use testkit::oracles::folders::snapshot_bytes;
use testkit::oracles::json::request_text;
use testkit::oracles::wall::section_bytes;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// Something that reads bytes of strangers.
struct Reader {
    name: &'static str,
    /// Bytes that are nearly right.
    make: fn(&[u8]) -> Vec<u8>,
    read: fn(&[u8]) -> bool,
    /// Bytes that may be taken for each byte of the input, and beside them.
    per_byte: usize,
    beside: usize,
}

const READERS: [Reader; 8] = [
    Reader {
        name: "a transaction",
        make: transaction_bytes,
        read: |bytes| Transaction::from_bytes(bytes).is_ok(),
        per_byte: 64,
        beside: 8 << 10,
    },
    Reader {
        name: "a block",
        make: block_bytes,
        read: |bytes| Block::from_bytes(bytes).is_ok(),
        per_byte: 64,
        beside: 8 << 10,
    },
    Reader {
        name: "a proof file",
        make: proof_bytes,
        read: |bytes| ProofFile::from_bytes(bytes).is_ok(),
        per_byte: 64,
        beside: 8 << 10,
    },
    Reader {
        name: "a snapshot",
        make: snapshot_bytes,
        read: reads_snapshot,
        per_byte: 64,
        // It is read in steps of a mebibyte, one of which may be larger than what there is, and grows by copying.
        beside: 5 << 20,
    },
    Reader {
        name: "a module",
        make: module_bytes,
        read: |bytes| runtime::examine(bytes).is_ok(),
        per_byte: 128,
        beside: 128 << 10,
    },
    Reader {
        name: "a policy's section",
        make: section_bytes,
        read: |bytes| abi::interface::Interface::read(bytes).is_ok(),
        per_byte: 64,
        beside: 8 << 10,
    },
    Reader {
        name: "a request",
        make: |bytes| request_text(bytes).request,
        read: |bytes| {
            let facts = assent::request::Facts::default();
            assent::request::Question::read(bytes, &facts).is_ok()
        },
        per_byte: 64,
        beside: 8 << 10,
    },
    Reader {
        name: "a facts file",
        make: |bytes| request_text(bytes).facts,
        read: |bytes| assent::request::Facts::read(bytes).is_ok(),
        per_byte: 64,
        beside: 8 << 10,
    },
];

fn reads_snapshot(bytes: &[u8]) -> bool {
    let Ok(mut reader) = SnapshotReader::open(bytes) else {
        return false;
    };
    let mut last = reader.part(|_, _| ());
    while matches!(last, Ok(Some(_))) {
        last = reader.part(|_, _| ());
    }
    last.is_ok()
}

/// Cases of each reader, half of them with a length that promises too much.
const CASES: u64 = 400;

/// Lengths as SCALE, Wasm and fixed layouts write them, of more than anybody has.
const LENGTHS: [&[u8]; 5] = [
    &[0xfe, 0xff, 0xff, 0xff],
    &[0x03, 0xff, 0xff, 0xff, 0x7f],
    &[0xff, 0xff, 0xff, 0xff],
    &[0xff, 0xff, 0xff, 0xff, 0x0f],
    &[0x00, 0x00, 0x00, 0x40],
];

/// Writes a length over what stands somewhere.
fn promise(bytes: &mut [u8], choices: &mut Entropy) {
    let at = choices.position(bytes.len());
    let length = *choices.pick(&LENGTHS);
    bytes
        .iter_mut()
        .skip(at)
        .zip(length)
        .for_each(|(byte, new)| *byte = *new);
}

#[test]
fn what_strangers_send_takes_memory_in_proportion_to_its_length() {
    for reader in READERS {
        let (mut read, mut most) = (0, 0);
        for seed in 0..CASES {
            let noise = seeded(seed, 1_024);
            let mut bytes = (reader.make)(&noise);
            if seed % 2 == 1 {
                promise(&mut bytes, &mut Entropy::new(&noise[512..]));
            }
            // What is made once and kept is not the input's.
            (reader.read)(&bytes);
            let before = MEMORY.current_usage();
            MEMORY.reset_peak_usage();
            read += usize::from((reader.read)(&bytes));
            let taken = MEMORY.peak_usage().saturating_sub(before);
            let may = reader.per_byte * bytes.len() + reader.beside;
            let (name, length) = (reader.name, bytes.len());
            assert!(
                taken <= may,
                "{name} of {length} bytes takes {taken}, seed {seed}"
            );
            most = most.max(taken / bytes.len().max(1));
        }
        let name = reader.name;
        println!("{name}: {read} of {CASES} read, at most {most} bytes a byte");
        assert!(read > 20, "{name}: {read} of {CASES} are one");
    }
}
