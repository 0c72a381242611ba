//! Contracts that are no policies, called by transactions: in a lane, with the ledger's state, rolled back when they fail.
//! The oracle is the same contract on a map in memory.

use std::collections::BTreeSet;
use std::sync::Arc;

use abi::limits::CALL_FUEL;
use abi::receipt::Receipt;
use abi::{Domain, Fuel, Hash, Height, Instant, OutcomeCode};
use ledger::records::key;
use ledger::state::contract_value;
use ledger::transaction::Change;
use ledger::{Action, Lane, StateRead};
use proptest::prelude::*;
use runtime::{
    CallerIdentity, Context, Contract, Engine, Invocation, MemoryState, Mode, Outcome, Stopped,
};

use crate::small_chain::{PATIENT, POLICY, START, Small, contract, public};

const SHARED: Option<abi::PatientId> = None;

/// A chain with two registrars of Acme and the registry under a name.
fn small() -> Small {
    let mut small = Small::new(contract(POLICY));
    for id in ["anne", "ben"] {
        let member = Action::EnrolMember {
            key: public(id),
            id: id.into(),
            roles: vec!["registrar".into()],
            organisation: "Acme".into(),
            from: Instant(START),
            until: Some(Instant(START + 1_000_000)),
        };
        assert_eq!(small.step("Acme", member).outcome, OutcomeCode::DONE);
    }
    activate(&mut small, "registry", contracts::REGISTRY);
    small
}

fn activate(small: &mut Small, name: &str, text: &str) {
    let module = wat::parse_str(text).expect("the text is a module");
    let hash = Domain::Module.hash(&module);
    small.step("admin", Action::StoreModule { module });
    let change = Change::ActivateContract {
        name: name.into(),
        module: hash,
        at: None,
    };
    let propose = Action::Propose {
        change,
        closes: small.now(),
    };
    assert_eq!(small.step("admin", propose).outcome, OutcomeCode::DONE);
}

fn call(entry: &str, patient: Option<abi::PatientId>, input: &[u8]) -> Action {
    call_of("registry", entry, patient, input)
}

fn call_of(name: &str, entry: &str, patient: Option<abi::PatientId>, input: &[u8]) -> Action {
    Action::CallContract {
        contract: name.into(),
        entry: entry.into(),
        patient,
        input: input.to_vec(),
    }
}

/// What the registry keeps of a commitment in a lane.
fn kept(small: &Small, lane: Lane, commitment: u8) -> Option<Vec<u8>> {
    let mut key = b"r/".to_vec();
    key.extend([commitment; 32]);
    let key = key::contract_value(lane, &key::contract_id("registry"), &key);
    let stored = small.chain.state().get(&key)?;
    Some(
        contract_value::decode(stored)
            .expect("it names its key")
            .to_vec(),
    )
}

#[test]
fn a_call_writes_in_its_lane_and_tells_in_its_receipt() {
    let mut small = small();
    let receipt = small.step("anne", call("register", SHARED, &[9; 32]));
    assert_eq!(receipt.outcome, OutcomeCode::DONE);
    let record = receipt.call.expect("a contract ran");
    assert_eq!(record.events.len(), 1);
    assert_eq!(record.events[0].topic, "registered");
    assert_eq!(record.events[0].data, [9; 32]);
    assert_eq!(record.output, Domain::Output.hash(&[]));
    assert!(receipt.fuel.0 > 0);
    let value = kept(&small, Lane::Shared, 9).expect("it is kept");
    assert_eq!(value[8..], public("anne").0);
    // Another lane is another state, of the same contract.
    assert_eq!(kept(&small, Lane::Patient(PATIENT), 9), None);
    let receipt = small.step("anne", call("register", Some(PATIENT), &[9; 32]));
    assert_eq!(receipt.outcome, OutcomeCode::DONE);
    assert!(kept(&small, Lane::Patient(PATIENT), 9).is_some());
    let receipt = small.step("anne", call("withdraw", Some(PATIENT), &[9; 32]));
    assert_eq!(receipt.outcome, OutcomeCode::DONE);
    assert_eq!(kept(&small, Lane::Patient(PATIENT), 9), None);
    assert!(kept(&small, Lane::Shared, 9).is_some());
}

#[test]
fn what_fails_changes_nothing_and_is_charged() {
    use OutcomeCode as Code;
    let mut small = small();
    small.step("anne", call("register", SHARED, &[9; 32]));
    for (sender, action, code, abort) in [
        (
            "ben",
            call("register", SHARED, &[9; 32]),
            Code::ABORTED,
            Some("already_registered"),
        ),
        (
            "Acme",
            call("register", SHARED, &[8; 32]),
            Code::ABORTED,
            Some("not_registrar"),
        ),
        (
            "patient",
            call("register", SHARED, &[8; 32]),
            Code::ABORTED,
            Some("not_registrar"),
        ),
        (
            "ben",
            call("withdraw", SHARED, &[9; 32]),
            Code::ABORTED,
            Some("not_owner"),
        ),
        ("ben", call("nothing", SHARED, &[]), Code::TRAP_ENTRY, None),
        (
            "ben",
            call_of("nobody", "register", SHARED, &[]),
            Code::UNKNOWN_CONTRACT,
            None,
        ),
        (
            "ben",
            call("register", Some(abi::PatientId([1; 16])), &[8; 32]),
            Code::UNKNOWN_PATIENT,
            None,
        ),
        (
            "ben",
            call(&"x".repeat(65), SHARED, &[]),
            Code::MALFORMED,
            None,
        ),
        (
            "ben",
            call("register", SHARED, &[0; (64 << 10) + 1]),
            Code::MALFORMED,
            None,
        ),
    ] {
        let receipt = small.step(sender, action);
        assert_eq!(receipt.outcome, code, "{abort:?}");
        let record = receipt.call;
        assert_eq!(
            record.as_ref().and_then(|call| call.abort.as_deref()),
            abort
        );
        let events = record.map_or(0, |call| call.events.len());
        assert_eq!(events, 0);
        let ran = matches!(code, Code::ABORTED | Code::TRAP_ENTRY);
        assert_eq!(receipt.fuel.0 > 0, ran, "{code:?}");
    }
    assert!(kept(&small, Lane::Shared, 9).is_some());
    assert_eq!(kept(&small, Lane::Shared, 8), None);
    // Whose membership is over calls nothing.
    small.wait_until(Instant(START + 1_000_000));
    let receipt = small.step("anne", call("withdraw", SHARED, &[9; 32]));
    assert_eq!(receipt.outcome, Code::NOT_PERMITTED);
}

#[test]
fn another_version_goes_on_with_the_state() {
    let mut small = small();
    small.step("anne", call("register", SHARED, &[9; 32]));
    let text = contracts::REGISTRY.replace("not_owner", "no_owners");
    activate(&mut small, "registry", &text);
    let receipt = small.step("ben", call("withdraw", SHARED, &[9; 32]));
    let record = receipt.call.expect("a contract ran");
    assert_eq!(record.abort.as_deref(), Some("no_owners"));
    // Under another name it is another contract, with nothing kept.
    activate(&mut small, "second", contracts::REGISTRY);
    let receipt = small.step("anne", call_of("second", "withdraw", SHARED, &[9; 32]));
    assert_eq!(
        receipt.call.expect("it ran").abort.as_deref(),
        Some("unknown")
    );
}

/// The same contract on a map in memory, with the same callers and times.
struct Oracle {
    chain: Hash,
    contract: Contract<MemoryState>,
}

impl Oracle {
    fn new(small: &Small) -> Oracle {
        let module = wat::parse_str(contracts::REGISTRY).expect("the text is a module");
        let engine = Engine::new().expect("the sandbox opens");
        let module = engine.admit(&module).expect("it is admitted");
        Oracle {
            chain: small.chain.ledger().chain_id(),
            contract: module.contract(MemoryState::default()).expect("no fault"),
        }
    }

    fn call(
        &mut self,
        height: Height,
        time: Instant,
        by: &str,
        entry: &str,
        input: &[u8],
    ) -> Outcome {
        let context = Arc::new(Context {
            chain: self.chain,
            height,
            time,
            caller: CallerIdentity {
                key: public(by).0,
                organisation: Some("Acme".into()),
                roles: BTreeSet::from(["registrar".into()]),
            },
        });
        let invocation = Invocation {
            entry,
            input,
            mode: Mode::Transaction,
            context,
        };
        let outcome = self
            .contract
            .call(&invocation, Fuel(CALL_FUEL))
            .expect("no fault");
        self.contract
            .state_mut()
            .expect("no fault")
            .apply(&outcome.writes);
        outcome
    }
}

fn agree(receipt: &Receipt, outcome: &Outcome) {
    assert_eq!(receipt.fuel, outcome.fuel.total());
    let record = receipt.call.as_ref().expect("it ran");
    let (code, abort, output) = match &outcome.result {
        Ok(output) => (OutcomeCode::DONE, None, Domain::Output.hash(output)),
        Err(Stopped::Abort(name)) => (OutcomeCode::ABORTED, Some(name.clone()), Hash::ZERO),
        Err(Stopped::Trap(code)) => (*code, None, Hash::ZERO),
    };
    assert_eq!(
        (receipt.outcome, &record.abort, record.output),
        (code, &abort, output)
    );
    let told: Vec<_> = outcome
        .events
        .iter()
        .map(|event| (&event.topic, &event.data))
        .collect();
    let kept: Vec<_> = record
        .events
        .iter()
        .map(|event| (&event.topic, &event.data))
        .collect();
    assert_eq!(kept, told);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    /// Several calls in a block, so that one sees what another of its block has written.
    #[test]
    fn calls_on_a_ledger_are_calls_on_a_map(
        blocks in prop::collection::vec(
            prop::collection::vec((any::<bool>(), 0..4u8, 0..5u8), 1..3), 1..12),
        in_lane in any::<bool>(),
    ) {
        let mut small = small();
        let mut oracle = Oracle::new(&small);
        let patient = in_lane.then_some(PATIENT);
        for block in blocks {
            let (height, now) = (Height(small.chain.ledger().tip().height.0 + 1), small.now());
            let mut steps = Vec::new();
            let mut expected = Vec::new();
            for (index, (_, entry, commitment)) in block.iter().enumerate() {
                // One step each of two senders: a step names no nonce.
                let by = ["anne", "ben"][index % 2];
                let commitment = [*commitment; 32];
                let (entry, input): (&str, Vec<u8>) = match entry {
                    0 | 1 => ("register", commitment.to_vec()),
                    2 => ("withdraw", commitment.to_vec()),
                    _ => ("list", vec![10, 0, 0, 0]),
                };
                expected.push(oracle.call(height, now, by, entry, &input));
                steps.push((by, call(entry, patient, &input)));
            }
            let executed = small.append(&steps);
            for (receipt, outcome) in executed.receipts.iter().zip(&expected) {
                agree(receipt, outcome);
            }
        }
    }
}
