//! A chain of a few blocks in memory, with everybody it takes: for the tests of replay, forgery
//! and failing contracts.

use abi::receipt::Receipt;
use abi::terms::{AccessRequest, CategoryTerm, Claims};
use abi::{Instant, PatientId, PublicKey};
use chain::{Chain, Executed, Executor};
use ledger::membership::account_of;
use ledger::store::MemoryBackend;
use ledger::{Action, Body, GenesisConfig, Ledger, Signer, StateRead, Transaction};
use runtime::Engine;

/// The time of the genesis block: 2026-01-01T00:00:00Z.
pub const START: i64 = 1_767_225_600;

/// The patient.
pub const PATIENT: PatientId = PatientId([7; 16]);

/// A policy with one rule, and an organisation that it does not name.
pub const POLICY: &str = "lab Acme\nlab Boro\nlab Acme may read bloodwork until 2026-12-31";

/// A chain that is open, with the folder below it.
pub struct Small {
    /// The chain.
    pub chain: Chain,
    /// Its folder; readable once the chain is dropped.
    pub disk: MemoryBackend,
    time: i64,
}

/// The key of `name`.
pub fn signer(name: &str) -> Signer {
    let mut seed = [0; 32];
    seed[..name.len()].copy_from_slice(name.as_bytes());
    Signer::from_seed(seed)
}

/// The public key of `name`.
pub fn public(name: &str) -> PublicKey {
    signer(name).public_key()
}

/// The contract of a policy's text.
pub fn contract(source: &str) -> Vec<u8> {
    let policy = policy_lang::check(source, "small")
        .policy
        .expect("a policy");
    policy_lang::contract::compile(&policy, source)
        .expect("it fits")
        .wasm
}

impl Small {
    /// A chain on which Acme, Boro and the patient are enrolled and `module` is the policy.
    pub fn new(module: Vec<u8>) -> Small {
        let disk = MemoryBackend::new();
        let config =
            GenesisConfig::new("small", public("admin"), public("proposer"), Instant(START));
        let ledger = Ledger::create(Box::new(disk.clone()), config).expect("an empty folder");
        let executor = Executor::new(Engine::new().expect("the sandbox opens"));
        let chain = Chain::new(ledger, executor, signer("proposer"));
        let mut small = Small {
            chain,
            disk,
            time: START,
        };
        let organisation = |name: &str| Action::EnrolOrganisation {
            key: public(name),
            name: name.into(),
            kind: "lab".into(),
            within: None,
        };
        small.append(&[("admin", organisation("Acme"))]);
        small.append(&[
            ("admin", organisation("Boro")),
            (
                "Acme",
                Action::RegisterPatient {
                    key: public("patient"),
                    patient: PATIENT,
                },
            ),
        ]);
        small.append(&[("admin", Action::DeployPolicy { module })]);
        small
    }

    /// The time of the next block.
    pub fn now(&self) -> Instant {
        Instant(self.time + 60)
    }

    /// The next transaction of `sender`, signed.
    pub fn sign(&self, sender: &str, action: Action) -> Transaction {
        let account = account_of(self.chain.state(), &public(sender)).expect("a record");
        let body = Body {
            chain: self.chain.ledger().chain_id(),
            sender: public(sender),
            nonce: account.map_or(0, |account| account.nonce),
            expires: Instant(i64::MAX),
            action,
        };
        body.sign(&signer(sender))
    }

    /// Executes the next block of `steps`, each of another sender, and does not keep it.
    pub fn execute(&mut self, steps: &[(&str, Action)]) -> (Vec<Transaction>, Executed) {
        let transactions: Vec<Transaction> = steps
            .iter()
            .map(|(sender, action)| self.sign(sender, action.clone()))
            .collect();
        let verified = chain::solo::verify(&transactions);
        let executed = self
            .chain
            .execute(self.now(), &transactions, &verified)
            .expect("no fault");
        (transactions, executed)
    }

    /// Seals what was executed, or what is said to have been, and makes it the tip.
    pub fn commit(&mut self, transactions: Vec<Transaction>, executed: Executed) {
        let sealed = self
            .chain
            .seal(self.now(), transactions, executed)
            .expect("acceptable");
        self.chain.commit(sealed).expect("a disk that works");
        self.time += 60;
    }

    /// Lets the next block be at `time`.
    pub fn wait_until(&mut self, time: Instant) {
        self.time = time.0 - 60;
    }

    /// Executes the next block of one step and makes it the tip; gives its receipt.
    pub fn step(&mut self, sender: &str, action: Action) -> Receipt {
        let executed = self.append(&[(sender, action)]);
        executed.receipts.into_iter().next().expect("a receipt")
    }

    /// Executes the next block of `steps` and makes it the tip; says what it came to.
    pub fn append(&mut self, steps: &[(&str, Action)]) -> Executed {
        let (transactions, executed) = self.execute(steps);
        self.commit(transactions, executed.clone());
        executed
    }

    /// The value of an account of the state.
    pub fn account(&self, name: &str) -> Vec<u8> {
        let key = ledger::records::key::account(&public(name));
        self.chain.state().get(&key).expect("an account").to_vec()
    }

    /// Closes the chain and gives its folder.
    pub fn close(self) -> MemoryBackend {
        self.disk
    }
}

/// Asks to read the patient's bloodwork.
pub fn request() -> Action {
    Action::RequestAccess {
        request: AccessRequest {
            patient: PATIENT,
            actions: vec!["read".into()],
            categories: vec![CategoryTerm::Name("bloodwork".into())],
            claims: Claims::default(),
        },
    }
}
