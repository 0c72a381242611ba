//! Traffic on a small chain: blocks drawn at random, of several patients, the same senders in several lanes, transactions
//! of the shared lane in between, wrong nonces and signatures, policies deployed on the way, counters.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use abi::terms::{AccessRequest, CategoryTerm, Claims, ConsentTerms, DataTerms, SubjectTerm};
use abi::{Hash, Instant, OutcomeCode, PatientId, PublicKey};
use chain::{Chain, Executor};
use ledger::membership::account_of;
use ledger::store::{MemoryBackend, Survivors};
use ledger::{Action, Body, GenesisConfig, Ledger, Signer, State, Transaction};
use runtime::{Engine, ModuleCache};

use crate::entropy::Entropy;

/// The time of the genesis block: 2026-01-01T00:00:00Z.
pub const START: i64 = 1_767_225_600;

/// Seconds from one block to the next.
pub const BLOCK_SECONDS: i64 = 60;

/// How many patients are asked about; all but the last are registered before the first block.
pub const PATIENTS: u8 = 5;

/// Who is enrolled before the first block.
pub const SENDERS: [&str; 6] = ["Acme", "Boro", "nora", "pt-0", "pt-1", "admin"];

/// It counts, so that what a request gives depends on those before it in its lane.
const COUNTING: &str = "lab Acme\nlab Boro\n\
    rule few lab Acme may read bloodwork if fewer than 2 reads in the last 7 days\n\
    rule consented anyone may read everything if the patient has consented\n\
    rule treating any nurse may read vitals if the requester treats the patient";
/// It allows something else, so that a request before it is deployed and one after it differ.
const OTHER: &str = "lab Acme\nlab Boro\n\
    rule boro lab Boro may read bloodwork\n\
    rule treating any nurse may read everything if the requester treats the patient";

static POLICIES: LazyLock<[Vec<u8>; 3]> =
    LazyLock::new(|| [contract(COUNTING), contract(OTHER), b"no module".to_vec()]);

/// Modules that are compiled, for whoever executes such blocks often.
pub static MODULES: LazyLock<ModuleCache> =
    LazyLock::new(|| ModuleCache::from(Engine::new().expect("the sandbox opens")));

/// The folder of a chain with everybody on it, and the counting policy.
static BEGUN: LazyLock<MemoryBackend> = LazyLock::new(|| {
    let disk = MemoryBackend::new();
    let config = GenesisConfig::new(
        "traffic",
        public("admin"),
        public("proposer"),
        Instant(START),
    );
    let ledger = Ledger::create(Box::new(disk.clone()), config).expect("an empty folder");
    let mut chain = Chain::new(
        ledger,
        Executor::serial(MODULES.clone()),
        signer("proposer"),
    );
    let mut nonces = Nonces::of(chain.ledger());
    let signed = setting_up();
    let signed = signed
        .into_iter()
        .map(|(sender, action)| nonces.sign(sender, action));
    let signed = signed.collect();
    let done = chain.append(Instant(START + BLOCK_SECONDS), signed);
    let block = done.expect("no fault").block;
    let mut receipts = block.receipts.iter();
    assert!(receipts.all(|one| one.outcome == OutcomeCode::DONE));
    drop(chain);
    disk
});

fn setting_up() -> Vec<(&'static str, Action)> {
    let organisation = |name: &str| Action::EnrolOrganisation {
        key: public(name),
        name: name.into(),
        kind: "lab".into(),
        within: None,
    };
    let module = POLICIES[0].clone();
    let mut actions = vec![
        ("admin", organisation("Acme")),
        ("admin", organisation("Boro")),
        ("Acme", enrol("nora")),
        ("admin", Action::DeployPolicy { module }),
    ];
    actions.extend((0..PATIENTS - 1).map(|number| ("Acme", register(number))));
    actions
}

/// A copy of the folder of the chain before the first block of traffic.
pub fn disk() -> MemoryBackend {
    BEGUN.crash(Survivors::Everything)
}

/// The chain in such a folder, with this executor.
///
/// # Panics
/// When the folder does not open.
pub fn open(disk: &MemoryBackend, executor: Executor) -> Chain {
    let opened = Ledger::open(Box::new(disk.clone())).expect("it opens");
    Chain::new(opened.ledger, executor, signer("proposer"))
}

/// The key of `name`.
pub fn signer(name: &str) -> Signer {
    let mut seed = [0; 32];
    seed.iter_mut()
        .zip(name.bytes())
        .for_each(|(seed, byte)| *seed = byte);
    Signer::from_seed(seed)
}

/// The public key of `name`.
pub fn public(name: &str) -> PublicKey {
    signer(name).public_key()
}

/// The contract of a policy's text.
///
/// # Panics
/// When it is none.
pub fn contract(source: &str) -> Vec<u8> {
    let policy = policy_lang::check(source, "traffic").policy;
    let policy = policy.expect("a policy");
    let compiled = policy_lang::contract::compile(&policy, source);
    compiled.expect("it fits").wasm
}

/// Signs transactions one after the other.
pub struct Nonces {
    chain: Hash,
    next: BTreeMap<String, u64>,
}

impl Nonces {
    /// With the next numbers of the [`SENDERS`] after a ledger's tip.
    ///
    /// # Panics
    /// When an account does not decode.
    pub fn of(ledger: &Ledger) -> Nonces {
        let next = |sender: &&str| (sender.to_string(), next_nonce(ledger.state(), sender));
        Nonces {
            chain: ledger.chain_id(),
            next: SENDERS.iter().map(next).collect(),
        }
    }

    /// The next transaction of `sender`.
    pub fn sign(&mut self, sender: &str, action: Action) -> Transaction {
        let next = self.next.entry(sender.to_owned()).or_default();
        let body = Body {
            chain: self.chain,
            sender: public(sender),
            nonce: *next,
            expires: Instant(i64::MAX),
            action,
        };
        *next += 1;
        body.sign(&signer(sender))
    }
}

fn next_nonce(state: &State, sender: &str) -> u64 {
    let account = account_of(state, &public(sender)).expect("a record");
    account.map_or(0, |account| account.nonce)
}

/// A block of so many transactions, some of which nobody should accept.
pub fn block(entropy: &mut Entropy, nonces: &mut Nonces, transactions: usize) -> Vec<Transaction> {
    (0..transactions)
        .map(|_| transaction(entropy, nonces))
        .collect()
}

fn transaction(entropy: &mut Entropy, nonces: &mut Nonces) -> Transaction {
    let patient = PatientId([entropy.below(PATIENTS.into()) as u8; 16]);
    // Few stand alone, so that runs between them are long.
    let (sender, action) = match entropy.below(24) {
        0 => ("admin", deploy(entropy)),
        1 => ("Acme", register(entropy.below(PATIENTS as usize + 1) as u8)),
        2 => ("Acme", enrol("nurse-2")),
        3..6 => ("Acme", treats(patient, entropy)),
        6..9 => ("pt-0", consent(PatientId([0; 16]))),
        9 => ("pt-1", consent(patient)),
        10..12 => ("pt-0", withdraw(PatientId([0; 16]), entropy)),
        _ => (*entropy.pick(&SENDERS), request(patient, entropy)),
    };
    let mut signed = nonces.sign(sender, action);
    match entropy.below(16) {
        // The sender's next is used up by nobody, so that all that follow of it are refused, too.
        0 if entropy.one_in(3) => signed = nonces.sign(sender, signed.body.action),
        1 => {
            signed.signature.0[0] ^= 1;
            *nonces.next.get_mut(sender).expect("a sender") -= 1;
        }
        _ => {}
    }
    signed
}

fn enrol(id: &str) -> Action {
    Action::EnrolMember {
        key: public(id),
        id: id.into(),
        roles: vec!["nurse".into()],
        organisation: "Acme".into(),
        from: Instant(START),
        until: None,
    }
}

fn register(number: u8) -> Action {
    Action::RegisterPatient {
        key: public(&format!("pt-{number}")),
        patient: PatientId([number; 16]),
    }
}

fn deploy(entropy: &mut Entropy) -> Action {
    let module = entropy.pick(&*POLICIES).clone();
    Action::DeployPolicy { module }
}

fn treats(patient: PatientId, entropy: &mut Entropy) -> Action {
    Action::AttestTreatment {
        patient,
        who: (*entropy.pick(&["nora", "nurse-2"])).into(),
        from: Instant(START + entropy.below(4) as i64),
        until: None,
    }
}

/// That Boro may read bloodwork.
pub fn consent(patient: PatientId) -> Action {
    let data = DataTerms {
        whole_record: false,
        categories: vec!["bloodwork".into()],
        except: Vec::new(),
        narrowing: Vec::new(),
    };
    let terms = ConsentTerms {
        grants: true,
        subjects: vec![SubjectTerm::Party("Boro".into())],
        actions: vec!["read".into()],
        data,
        purposes: Vec::new(),
        from: None,
        until: None,
    };
    Action::Consent { patient, terms }
}

fn withdraw(patient: PatientId, entropy: &mut Entropy) -> Action {
    let number = entropy.below(3) as u32;
    Action::WithdrawConsent { patient, number }
}

fn request(patient: PatientId, entropy: &mut Entropy) -> Action {
    let category = *entropy.pick(&["bloodwork", "vitals", "no such thing"]);
    Action::RequestAccess {
        request: AccessRequest {
            patient,
            actions: vec!["read".into()],
            categories: vec![CategoryTerm::Name(category.into())],
            claims: Claims::default(),
        },
    }
}
