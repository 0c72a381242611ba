//! Contracts that are no policies, made of random calls of the host, and calls of them.
//!
//! Modules of random operators hardly ever hit on a key or a name. These do: their arguments are mostly
//! words that lie in the memory, and now and then a length at a limit, a range at the end of the memory or
//! beyond it, or what another function returned. So every function of the host succeeds and fails often.
//!
//! | page of memory | holds |
//! | --- | --- |
//! | 0.. | words, one every 64 bytes |
//! | 1024.. | a long name, and a key, a message and a signature that fit |
//! | 2048.. | what functions return and fill, put out in the end |

use std::collections::BTreeSet;
use std::fmt::Write;
use std::sync::Arc;

use abi::limits::CONTRACT_INPUT_BYTES;
use abi::{Hash, Height, Instant};
use ed25519_zebra::{SigningKey, VerificationKeyBytes};
use runtime::{CallerIdentity, Context, Invocation, MemoryState, Mode};

use crate::entropy::Entropy;

mod code;

/// Keys, names, roles, and what is none of them.
const WORDS: &[&[u8]] = &[
    b"a",
    b"key",
    b"key1",
    b"key2",
    b"nurse",
    b"registrar",
    b"done",
    b"not_owner",
    b"Not A Name",
    b"\xff\xfe",
];

/// So many of them are keys.
const KEYS: usize = 4;

/// Bytes from one word to the next.
const SLOT: u32 = 64;
/// A long name: so many letters.
const LONG: u32 = 1024;
const LONG_BYTES: usize = 300;
const SIGNER: u32 = 1408;
const MESSAGE: u32 = 1440;
const SIGNATURE: u32 = 1472;
const SIGNED: &[u8] = b"what was signed";
/// Where functions of the host fill the memory.
const SCRATCH: u32 = 2048;

/// A contract as text: one to three entries, each a list of statements.
pub fn module(choices: &mut Entropy) -> String {
    let pages = 1 + choices.below(2) as u32;
    let is_pure = choices.below(5) == 1;
    let wild = *choices.pick(&[255, 64, 16, 4]);
    code::Writer::new(choices, pages, is_pure, wild).module()
}

/// The data segments of every such contract.
fn data() -> String {
    let signer = SigningKey::from([7; 32]);
    let key: [u8; 32] = VerificationKeyBytes::from(&signer).into();
    let signature: [u8; 64] = signer.sign(SIGNED).into();
    let mut text = String::new();
    let mut segment = |at: u32, bytes: &[u8]| {
        let escaped: String = bytes.iter().map(|byte| format!("\\{byte:02x}")).collect();
        // INVARIANT: writing to a string does not fail.
        let _ = writeln!(text, r#"  (data (i32.const {at}) "{escaped}")"#);
    };
    for (place, word) in (0..).zip(WORDS) {
        segment(place * SLOT, word);
    }
    segment(LONG, &[b'k'; LONG_BYTES]);
    segment(SIGNER, &key);
    segment(MESSAGE, SIGNED);
    segment(SIGNATURE, &signature);
    text
}

/// A state with some of the keys that contracts ask for.
pub fn state(choices: &mut Entropy) -> MemoryState {
    let keys = [
        b"a".as_slice(),
        b"key",
        b"key0",
        b"key1",
        b"key2",
        b"z",
        &[b'k'; 128],
    ];
    let values = [0, 1, 8, 100, 5_000];
    let some = keys.iter().filter(|_| choices.below(2) == 1);
    let mut state: Vec<_> = some.map(|key| (key.to_vec(), Vec::new())).collect();
    for (_, value) in &mut state {
        *value = vec![b'v'; *choices.pick(&values)];
    }
    state.into_iter().collect()
}

/// One call.
#[derive(Clone, Debug)]
pub struct Case {
    entry: String,
    input: Vec<u8>,
    mode: Mode,
    context: Arc<Context>,
}

impl Case {
    /// The call, as the runtime takes it.
    pub fn invocation(&self) -> Invocation<'_> {
        Invocation {
            entry: &self.entry,
            input: &self.input,
            mode: self.mode,
            context: Arc::clone(&self.context),
        }
    }
}

/// A call of one of `entries`, and now and then of none of them.
pub fn case(choices: &mut Entropy, entries: &[String]) -> Case {
    let entry = match choices.below(60) {
        59 => "memory".to_owned(),
        58 => "missing".to_owned(),
        _ => choices.pick(entries).clone(),
    };
    let input = match choices.below(40) {
        39 => vec![1; CONTRACT_INPUT_BYTES as usize],
        38 => vec![1; CONTRACT_INPUT_BYTES as usize + 1],
        _ => (0..choices.below(48)).map(|_| choices.byte()).collect(),
    };
    let roles = ["nurse", "registrar", "key"].map(str::to_owned);
    let caller = CallerIdentity {
        key: [choices.byte(); 32],
        organisation: choices
            .pick(&[None, Some("Riverside"), Some("a")])
            .map(str::to_owned),
        roles: roles
            .into_iter()
            .filter(|_| choices.below(2) == 1)
            .collect::<BTreeSet<_>>(),
    };
    let context = Context {
        chain: Hash([choices.byte(); 32]),
        height: Height(u64::from(choices.byte()) << 40),
        time: Instant(i64::from(choices.byte()) << 24),
        caller,
    };
    Case {
        entry,
        input,
        mode: match choices.below(5) {
            4 => Mode::Query,
            _ => Mode::Transaction,
        },
        context: Arc::new(context),
    }
}
