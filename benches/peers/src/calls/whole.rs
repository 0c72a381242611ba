//! Ours, whole: from the bytes of a signed transaction to its receipt and what it writes. Signatures are not verified
//! here: a block verifies all of its own together beforehand.
//!
//! Two ways. [`executor`] is `chain::Executor` as a node uses it, with a fresh memory for the decision. [`pieces`] calls the
//! same public functions in the same order around a contract that is kept warm, as somebody may who compiled the policy.
//! Both must give the same receipts and the same writes.

use abi::receipt::{DecisionRecord, Receipt};
use abi::{Hash, Height, Instant, OutcomeCode, PatientId, PublicKey};
use chain::Executor;
use chain::execute::{Checked, Context, Executed};
use chain::facts::Records;
use ledger::membership::{active_policy, requester_of};
use ledger::records::{Account, AccountKind, PatientRecord, key};
use ledger::rules::{self, Accounts};
use ledger::{Action, Body, Overlay, Signer, State, Transaction};
use parity_scale_codec::Encode;
use runtime::policy::Decider;
use runtime::{Engine, Policy};
use testkit::workload::organisation_name;

use super::case::Case;
use super::decision::Loaded;

const CHAIN: Hash = Hash([7; 32]);
/// The patient of every request of the workload.
const PATIENT: PatientId = PatientId([0; 16]);

/// A state with the organisations of a workload, and its requests as signed transactions.
pub struct World {
    state: State,
    policy: Policy,
    /// Each with the time of its block.
    transactions: Vec<(Vec<u8>, Instant)>,
    /// Whether each is allowed.
    allowed: Vec<bool>,
}

fn signer(organisation: u16) -> Signer {
    let [high, low] = organisation.to_be_bytes();
    let mut seed = [5; 32];
    seed[..2].copy_from_slice(&[high, low]);
    Signer::from_seed(seed)
}

/// Writes who there is, and the active policy.
fn settled(loaded: &Loaded) -> State {
    let mut state = State::new();
    let mut view = Overlay::new(&state);
    for organisation in 0..loaded.flat.organisations {
        let name = organisation_name(organisation);
        let public = signer(organisation).public_key();
        let account = Account::new(AccountKind::Organisation {
            name: name.clone(),
            kind: "lab".into(),
            within: None,
        });
        view.set(key::account(&public), account.encode());
        view.set(key::organisation(&name), public.encode());
    }
    let patient = PatientRecord {
        key: PublicKey([7; 32]),
        registered_by: organisation_name(0),
    };
    view.set(key::patient(PATIENT), patient.encode());
    rules::install_policy(&mut view, &loaded.wasm, Height(1)).expect("the state is sound");
    let writes = view.into_writes();
    state.apply(&writes);
    state
}

impl World {
    /// The world of a workload.
    pub fn new(loaded: &Loaded) -> World {
        let requests = &loaded.flat.requests;
        let transaction = |request: &testkit::workload::Request| {
            let signer = signer(request.access.organisation);
            let body = Body {
                chain: CHAIN,
                sender: signer.public_key(),
                nonce: 0,
                expires: request.now,
                action: Action::RequestAccess {
                    request: request.access_request(),
                },
            };
            (body.sign(&signer).encode(), request.now)
        };
        World {
            state: settled(loaded),
            policy: loaded.policy.clone(),
            transactions: requests.iter().map(transaction).collect(),
            allowed: requests
                .iter()
                .map(|request| request.expected.allowed_by().is_some())
                .collect(),
        }
    }

    fn context(&self, index: usize) -> (&[u8], Context) {
        let (bytes, time) = &self.transactions[index % self.transactions.len()];
        let context = Context {
            chain: CHAIN,
            height: Height(2),
            time: *time,
        };
        (bytes, context)
    }

    fn execute(&self, executor: &mut Executor, index: usize) -> Executed {
        let (bytes, context) = self.context(index);
        let transaction = Transaction::from_bytes(bytes).expect("it is one");
        let checked = Checked {
            id: transaction.id(),
            is_signed: true,
        };
        let executed = executor.execute(&self.state, &context, &[transaction], &[checked]);
        executed.expect("the engine is sound")
    }

    fn step(&self, decider: &mut Decider<Records>, index: usize) -> Executed {
        let (bytes, context) = self.context(index);
        let transaction = Transaction::from_bytes(bytes).expect("it is one");
        let body = &transaction.body;
        let Action::RequestAccess { request } = &body.action else {
            panic!("every transaction is a request");
        };
        let id = transaction.id();
        let mut block = Overlay::new(&self.state);
        let mut accounts = Accounts::new();
        let place = accounts.settle(&block, body, context.time, &CHAIN);
        let place = place.expect("it is in order");
        let sender = accounts.sender(place).expect("it was settled");
        rules::check_request(&block, sender, &body.action).expect("the patient is known");
        let requester = requester_of(&block, sender, request.patient, context.time);
        let requester = requester.expect("an organisation may ask");
        let active = active_policy(&block).expect("the state is sound");
        let binding = self.policy.binding();
        let bound = binding
            .request(&requester, request, context.time)
            .expect("names are known");
        let facts = decider.facts_mut().expect("no fault before");
        let records = facts.about(&requester, context.time);
        records.read_again(&block, request.patient, binding, context.time);
        let decided = decider.decide_view(&bound).expect("the engine is sound");
        let fuel = decided.fuel.total();
        let verdict = decided.outcome.expect("no trap");
        let receipt = Receipt {
            transaction: id,
            outcome: verdict.outcome().code(),
            fuel,
            decision: Some(DecisionRecord {
                policy: active.expect("there is one").hash,
                rules: verdict.rules().collect(),
                overridden: verdict.overridden().collect(),
            }),
            call: None,
        };
        accounts.charge(place, fuel);
        accounts.write(&mut block);
        Executed {
            receipts: vec![receipt],
            writes: block.into_writes(),
        }
    }
}

/// Whole calls, by the pieces around a warm contract, and by a node's executor.
pub fn cases(engine: &Engine, loaded: &Loaded) -> [Case; 2] {
    let world = World::new(loaded);
    let mut executor = Executor::new(engine.clone());
    let mut decider = loaded.policy.warm_decider().expect("there is room");
    for (index, is_allowed) in world.allowed.iter().enumerate() {
        let executed = world.execute(&mut executor, index);
        assert_eq!(
            executed.receipts[0].outcome == OutcomeCode::ALLOWED,
            *is_allowed
        );
        assert_eq!(executed.writes.len(), 1);
        assert_eq!(world.step(&mut decider, index), executed);
    }
    let again = World::new(loaded);
    [
        Case::new("ours, decode to receipt, memory kept", move |index| {
            world.step(&mut decider, index)
        }),
        Case::new("ours, decode to receipt, a node's executor", move |index| {
            again.execute(&mut executor, index)
        }),
    ]
}
