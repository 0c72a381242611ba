//! The steps of a block of signed access requests, apart and together.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use abi::{Height, Instant as BlockTime};
use chain::execute::{Checked, Context, Executed};
use chain::solo::verify;
use chain::{Chain, Executor};
use ledger::{Draft, Ledger, Sealed};
use ledger::{Signer, Transaction, signature};
use parity_scale_codec::Encode;
use policy_lang::contract;
use runtime::Engine;

use crate::engines::assent::checked;
use crate::hospital::{self, Hospital};

/// One block of a hospital, with everything that its steps need.
pub struct Steps {
    /// The hospital.
    pub hospital: Hospital,
    ledger: Ledger,
    executor: Executor,
    signer: Signer,
    context: Context,
    transactions: Vec<Transaction>,
    verified: Vec<Checked>,
    executed: Executed,
    /// What the block takes in the store.
    pub block_bytes: usize,
    raw: File,
    is_committed: bool,
}

impl Steps {
    /// A hospital with `patients` patients and a block of `count` requests, executed once.
    ///
    /// # Panics
    /// A request was not decided, or hardly any is allowed or denied.
    pub fn new(patients: u64, count: usize, folder: &Path) -> Steps {
        let policy = contract::compile(&checked(hospital::POLICY), hospital::POLICY);
        let policy = policy.expect("the policy fits").wasm;
        let (mut hospital, ledger, signer) = Hospital::new(patients, &policy, folder);
        let mut executor = Executor::new(Engine::new().expect("the sandbox opens"));
        let transactions = hospital.requests(count);
        let context = Context {
            chain: ledger.chain_id(),
            height: Height(ledger.tip().height.0 + 1),
            time: hospital.next_time(),
        };
        let verified = verify(&transactions);
        let executed = executor.execute(ledger.state(), &context, &transactions, &verified);
        let executed = executed.expect("the engine is sound");
        hospital::assert_decided(&executed.receipts);

        let raw = hospital.folder.path().join("raw");
        let raw = OpenOptions::new()
            .create(true)
            .append(true)
            .open(raw)
            .expect("a file opens");
        let mut steps = Steps {
            hospital,
            ledger,
            executor,
            signer,
            context,
            transactions,
            verified,
            executed,
            block_bytes: 0,
            raw,
            is_committed: false,
        };
        steps.block_bytes = steps
            .sealed(steps.draft(context.time))
            .block()
            .encode()
            .len();
        steps
    }

    /// How many requests the block has.
    pub fn count(&self) -> usize {
        self.transactions.len()
    }

    /// Verifies all signatures, on all cores, as a chain does.
    pub fn verify(&self) -> Vec<Checked> {
        verify(&self.transactions)
    }

    /// Verifies all signatures on one core.
    pub fn verify_on_one_core(&self) -> Vec<bool> {
        signature::verify_batch(&self.transactions.iter().collect::<Vec<_>>())
    }

    /// Works out the new state root.
    pub fn root(&self) -> abi::Hash {
        self.ledger.state().stage(&self.executed.writes).root()
    }

    /// Executes all transactions. After [`Steps::commit`] they have been executed already.
    ///
    /// # Panics
    /// They have.
    pub fn execute(&mut self) -> Executed {
        assert!(!self.is_committed, "the nonces are used up");
        let (executor, state) = (&mut self.executor, self.ledger.state());
        let executed = executor.execute(state, &self.context, &self.transactions, &self.verified);
        executed.expect("the engine is sound")
    }

    /// How long roots, header, certificate and encoding take, `times` times: all that is done
    /// between execution and the disk.
    pub fn seal(&self, times: u64) -> Duration {
        let once = |_| {
            let draft = self.draft(self.hospital.following_time());
            let start = Instant::now();
            let sealed = self.sealed(draft);
            let took = start.elapsed();
            drop(sealed);
            took
        };
        (0..times).map(once).sum()
    }

    /// How long it takes to make the sealed block durable and its state current, `times` times.
    pub fn commit(&mut self, times: u64) -> Duration {
        self.is_committed = true;
        let once = |_| {
            let time = self.hospital.next_time();
            let sealed = self.sealed(self.draft(time));
            let start = Instant::now();
            self.ledger.commit(sealed).expect("the block is written");
            start.elapsed()
        };
        (0..times).map(once).sum()
    }

    /// How long it takes to append as many bytes to a file and sync it, `times` times.
    pub fn append_raw(&mut self, times: u64) -> Duration {
        let bytes = vec![0xa5; self.block_bytes];
        let once = |_| {
            let start = Instant::now();
            self.raw.write_all(&bytes).expect("the disk writes");
            self.raw.sync_data().expect("the disk syncs");
            start.elapsed()
        };
        (0..times).map(once).sum()
    }

    /// A chain that appends whole blocks after this one.
    pub fn into_blocks(mut self) -> Blocks {
        if !self.is_committed {
            self.commit(1);
        }
        Blocks {
            hospital: self.hospital,
            chain: Chain::new(self.ledger, self.executor, self.signer),
            count: self.transactions.len(),
        }
    }

    fn draft(&self, time: BlockTime) -> Draft {
        Draft {
            time,
            transactions: self.transactions.clone(),
            receipts: self.executed.receipts.clone(),
            writes: self.executed.writes.clone(),
        }
    }

    fn sealed(&self, draft: Draft) -> Sealed {
        self.ledger
            .seal(draft, &self.signer)
            .expect("the block is acceptable")
    }
}

/// A chain to which whole blocks are appended.
pub struct Blocks {
    hospital: Hospital,
    chain: Chain,
    count: usize,
}

impl Blocks {
    /// How long each of `times` blocks takes from signed transactions to durable. Signing them is
    /// not counted.
    pub fn append(&mut self, times: u64) -> Vec<Duration> {
        let once = |_| {
            let transactions = self.hospital.requests(self.count);
            let time = self.hospital.next_time();
            let start = Instant::now();
            let committed = self
                .chain
                .append(time, transactions)
                .expect("the chain is sound");
            let took = start.elapsed();
            hospital::assert_decided(&committed.block.receipts);
            took
        };
        (0..times).map(once).collect()
    }
}
