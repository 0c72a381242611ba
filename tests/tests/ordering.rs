//! A chain with one validator owes an engine what any chain owes it: the suite of `testkit::ordering`, and
//! that the suite sees what an implementor gets wrong.

use std::panic::{AssertUnwindSafe, catch_unwind};

use abi::{Hash, Height, Instant, PatientId, Signature};
use chain::ordering::{
    BuildLimits, Next, Objection, Ordering, OrderingError, Proposals, Solo, Tip, Turn, Verdict,
};
use chain::{Chain, Executor, Fault};
use ledger::store::Backend;
use ledger::{Action, Block, Body, Error, GenesisConfig, Header, Ledger, Transaction};
use runtime::Engine;
use testkit::ordering::{Disks, Subject, conforms};

use crate::small_chain::{START, public, signer};

/// A chain whose administrator enrols an organisation in each block, which registers a patient.
struct One {
    engine: Engine,
}

impl One {
    fn new() -> One {
        let engine = Engine::new().expect("the sandbox opens");
        One { engine }
    }
}

fn config() -> GenesisConfig {
    GenesisConfig::new("seam", public("admin"), public("proposer"), Instant(START))
}

impl Subject for One {
    type Node = Solo;

    fn open(&self, disks: &Disks) -> Result<Solo, Fault> {
        let backend = || Box::new(disks.chain.clone());
        let has_chain = disks
            .chain
            .files()
            .expect("a disk")
            .iter()
            .any(|file| file == "chain");
        let ledger = match has_chain {
            true => Ledger::open(backend())?.ledger,
            false => Ledger::create(backend(), config()).map_err(|error| match error {
                Error::Fault(fault) => Fault::Ledger(fault),
                Error::Reject(reject) => Fault::Block(reject),
            })?,
        };
        let executor = Executor::serial(self.engine.clone());
        let chain = Chain::new(ledger, executor, signer("proposer"));
        Solo::new(chain, Proposals::open(Box::new(disks.proposals.clone()))?)
    }

    fn start(&self) -> Instant {
        Instant(START)
    }

    fn candidates(&self, height: Height) -> Vec<Transaction> {
        let name = format!("org-{}", height.0);
        let enrol = Action::EnrolOrganisation {
            key: public(&name),
            name: name.clone(),
            kind: "lab".into(),
            within: None,
        };
        let register = Action::RegisterPatient {
            key: public(&format!("pt-{}", height.0)),
            patient: PatientId([height.0 as u8; 16]),
        };
        let sign = |sender: &str, nonce, action| {
            let body = Body {
                chain: config().chain_id(),
                sender: public(sender),
                nonce,
                expires: Instant(i64::MAX),
                action,
            };
            body.sign(&signer(sender))
        };
        vec![sign("admin", height.0 - 1, enrol), sign(&name, 0, register)]
    }

    fn certificate(&self, id: Hash) -> Signature {
        signer("proposer").sign(&id)
    }

    fn with_header(&self, block: &Block, header: Header) -> Block {
        Block {
            header,
            certificate: self.certificate(header.hash()),
            ..block.clone()
        }
    }
}

#[test]
fn one_validator_conforms() {
    conforms(&One::new());
}

/// What an implementor may get wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Slip {
    VotesAtAnyTime,
    VotesForAnything,
    TakesAnyCertificate,
    ForgetsWhatWasStaged,
    KeepsTheLastAlone,
    LeavesTheLastBlockOut,
    BuildsAnew,
    CommitsWithoutDisk,
}

struct Slipping(Slip);

struct SlippingNode {
    node: Solo,
    slip: Slip,
    validator: One,
}

impl Subject for Slipping {
    type Node = SlippingNode;

    fn open(&self, disks: &Disks) -> Result<SlippingNode, Fault> {
        let disks = match self.0 {
            // Its proposals are in memory: they are gone with the process.
            Slip::CommitsWithoutDisk => Disks {
                chain: disks.chain.clone(),
                ..Disks::default()
            },
            _ => disks.clone(),
        };
        Ok(SlippingNode {
            node: One::new().open(&disks)?,
            slip: self.0,
            validator: One::new(),
        })
    }

    fn start(&self) -> Instant {
        Instant(START)
    }

    fn candidates(&self, height: Height) -> Vec<Transaction> {
        One::new().candidates(height)
    }

    fn certificate(&self, id: Hash) -> Signature {
        One::new().certificate(id)
    }

    fn with_header(&self, block: &Block, header: Header) -> Block {
        One::new().with_header(block, header)
    }
}

impl Ordering for SlippingNode {
    type Certificate = Signature;

    fn tip(&self) -> Tip {
        self.node.tip()
    }

    fn build(
        &mut self,
        turn: Turn,
        now: Instant,
        candidates: &[Transaction],
        limits: BuildLimits,
    ) -> Result<Block, OrderingError> {
        let block = self.node.build(turn, now, candidates, limits)?;
        if self.slip == Slip::BuildsAnew && block.header.time < now {
            let elsewhere = Turn {
                round: turn.round + 1000,
                ..turn
            };
            return self.node.build(elsewhere, now, candidates, limits);
        }
        Ok(block)
    }

    fn stage(&mut self, turn: Turn, block: Block, now: Instant) -> Result<Verdict, Fault> {
        let verdict = self.node.stage(turn, block, now)?;
        Ok(match (self.slip, verdict) {
            (Slip::VotesForAnything, _) => Verdict::Valid,
            (Slip::VotesAtAnyTime, Verdict::Refused(Objection::Early(_) | Objection::Late(_))) => {
                Verdict::Valid
            }
            (_, verdict) => verdict,
        })
    }

    fn staged(&self, turn: Turn) -> Result<Vec<Block>, Fault> {
        let mut staged = self.node.staged(turn)?;
        match self.slip {
            Slip::ForgetsWhatWasStaged => staged.clear(),
            Slip::KeepsTheLastAlone => staged = staged.pop().into_iter().collect(),
            _ => {}
        }
        Ok(staged)
    }

    fn commit(&mut self, id: Hash, certificate: &Signature) -> Result<Next, OrderingError> {
        match self.slip {
            Slip::TakesAnyCertificate => self.node.commit(id, &self.validator.certificate(id)),
            _ => self.node.commit(id, certificate),
        }
    }

    fn range(&self, from: Height, to: Height) -> Result<Vec<(Block, Signature)>, Fault> {
        let mut range = self.node.range(from, to)?;
        if self.slip == Slip::LeavesTheLastBlockOut {
            range.pop();
        }
        Ok(range)
    }
}

/// A suite that everything passes shows nothing.
#[test]
fn the_suite_sees_what_an_implementor_gets_wrong() {
    for slip in [
        Slip::VotesAtAnyTime,
        Slip::VotesForAnything,
        Slip::TakesAnyCertificate,
        Slip::ForgetsWhatWasStaged,
        Slip::KeepsTheLastAlone,
        Slip::LeavesTheLastBlockOut,
        Slip::BuildsAnew,
        Slip::CommitsWithoutDisk,
    ] {
        let run = catch_unwind(AssertUnwindSafe(|| conforms(&Slipping(slip))));
        assert!(run.is_err(), "{slip:?} is not seen");
    }
}
