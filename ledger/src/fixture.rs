//! A small hospital for the tests: people with keys, and a chain of a few blocks.

use abi::receipt::Receipt;
use abi::terms::{AccessRequest, CategoryTerm, Claims, ConsentTerms, DataTerms, SubjectTerm};
use abi::{Fuel, Hash, Height, Instant, OutcomeCode, PatientId, PublicKey};

use crate::ledger::{Draft, Ledger};
use crate::rules::{Occasion, apply_action, settle};
use crate::signature::{Signer, verify_one};
use crate::state::{Overlay, StateRead};
use crate::store::{Backend, MemoryBackend};
use crate::transaction::{Action, Body, Transaction};
use crate::{GenesisConfig, State};

pub(crate) const START: Instant = Instant(1_700_000_000);
pub(crate) const PATIENT: PatientId = PatientId([7; 16]);

pub(crate) fn signer(name: &str) -> Signer {
    Signer::from_seed(*blake3::hash(name.as_bytes()).as_bytes())
}

pub(crate) fn public(name: &str) -> PublicKey {
    signer(name).public_key()
}

pub(crate) fn config() -> GenesisConfig {
    GenesisConfig::new("test", public("admin"), public("proposer"), START)
}

pub(crate) fn organisation(name: &str, within: Option<&str>) -> Action {
    Action::EnrolOrganisation {
        key: public(name),
        name: name.into(),
        kind: "hospital".into(),
        within: within.map(str::to_owned),
    }
}

pub(crate) fn member(id: &str, organisation: &str) -> Action {
    Action::EnrolMember {
        key: public(id),
        id: id.into(),
        roles: vec!["doctor".into()],
        organisation: organisation.into(),
        from: START,
        until: Some(Instant(START.0 + 1000)),
    }
}

pub(crate) fn patient(name: &str, patient: PatientId) -> Action {
    Action::RegisterPatient {
        key: public(name),
        patient,
    }
}

pub(crate) fn treatment(who: &str) -> Action {
    let until = Some(Instant(START.0 + 100));
    Action::AttestTreatment {
        patient: PATIENT,
        who: who.into(),
        from: START,
        until,
    }
}

pub(crate) fn terms() -> ConsentTerms {
    ConsentTerms {
        grants: true,
        subjects: vec![SubjectTerm::Role("doctor".into())],
        actions: vec!["read".into()],
        data: DataTerms {
            whole_record: false,
            categories: vec!["bloodwork".into()],
            except: vec![],
            narrowing: vec![],
        },
        purposes: vec!["care".into()],
        from: None,
        until: None,
    }
}

pub(crate) fn consent() -> Action {
    Action::Consent {
        patient: PATIENT,
        terms: terms(),
    }
}

pub(crate) fn request() -> Action {
    let request = AccessRequest {
        patient: PATIENT,
        actions: vec!["read".into()],
        categories: vec![
            CategoryTerm::Name("bloodwork".into()),
            CategoryTerm::Code {
                system: "http://loinc.org".into(),
                code: "718-7".into(),
            },
        ],
        claims: Claims {
            purpose: Some("care".into()),
            reason_given: false,
            ..Claims::default()
        },
    };
    Action::RequestAccess { request }
}

/// Signs `action` for `sender`, by name, with the nonce that `view` expects.
pub(crate) fn signed(view: &dyn StateRead, sender: &str, action: Action) -> Transaction {
    let account = crate::membership::account_of(view, &public(sender)).unwrap();
    let nonce = account.map_or(0, |account| account.nonce);
    let chain = config().chain_id();
    let body = Body {
        chain,
        sender: public(sender),
        nonce,
        expires: Instant(START.0 + 500),
        action,
    };
    body.sign(&signer(sender))
}

/// Settles and applies one transaction, as the layer above does without a contract.
pub(crate) fn execute(view: &mut Overlay, one: &Transaction, now: Instant) -> OutcomeCode {
    if !verify_one(one) {
        return OutcomeCode::BAD_SIGNATURE;
    }
    let chain = config().chain_id();
    let occasion = Occasion {
        chain,
        height: Height(1),
        now,
        transaction: one.id(),
    };
    let sender = match settle(view, &one.body, now, &chain) {
        Ok(sender) => sender,
        Err(stop) => return stop.outcome().unwrap(),
    };
    let mut effects = Overlay::new(view);
    let outcome = apply_action(&mut effects, &sender, &one.body.action, &occasion).unwrap();
    let changes = effects.into_changes();
    if outcome == OutcomeCode::DONE {
        view.absorb(changes);
    }
    outcome
}

/// The steps that enrol everybody.
pub(crate) fn enrolment() -> Vec<(&'static str, Action)> {
    vec![
        ("admin", organisation("clinic", None)),
        ("admin", organisation("ward", Some("clinic"))),
        ("admin", organisation("lab", None)),
        ("clinic", member("anna", "ward")),
        ("lab", member("luis", "lab")),
        ("ward", patient("pat", PATIENT)),
    ]
}

/// The state after the enrolment.
pub(crate) fn enrolled() -> State {
    let mut state = State::new();
    state.apply(&config().block().writes);
    let mut overlay = Overlay::new(&state);
    for (sender, action) in enrolment() {
        let one = signed(&overlay, sender, action);
        assert_eq!(execute(&mut overlay, &one, START), OutcomeCode::DONE);
    }
    let writes = overlay.into_writes();
    state.apply(&writes);
    state
}

/// Executes a block of these steps on the ledger's tip; the signature of a sender called `forger`
/// is wrong.
pub(crate) fn draft(ledger: &Ledger, time: Instant, steps: &[(&str, Action)]) -> Draft {
    let mut overlay = Overlay::new(ledger.state());
    let (mut transactions, mut receipts) = (vec![], vec![]);
    for (sender, action) in steps {
        let mut one = signed(&overlay, sender, action.clone());
        if *sender == "forger" {
            one.signature.0[40] ^= 1;
        }
        let outcome = execute(&mut overlay, &one, time);
        receipts.push(Receipt {
            transaction: one.id(),
            outcome,
            fuel: Fuel(0),
            decision: None,
            call: None,
        });
        transactions.push(one);
    }
    Draft {
        time,
        transactions,
        receipts,
        writes: overlay.into_writes(),
    }
}

/// Commits a block of these steps.
pub(crate) fn commit(ledger: &mut Ledger, time: i64, steps: &[(&str, Action)]) -> Hash {
    let draft = draft(ledger, Instant(START.0 + 1 + time), steps);
    let sealed = ledger.seal(draft, &signer("proposer")).unwrap();
    ledger.commit(sealed).unwrap()
}

/// The blocks of the small chain, as steps.
pub(crate) fn story() -> Vec<Vec<(&'static str, Action)>> {
    vec![
        enrolment(),
        vec![
            ("pat", consent()),
            ("clinic", treatment("anna")),
            ("forger", consent()),
        ],
        vec![],
        vec![
            ("anna", request()),
            ("pat", request()),
            ("luis", treatment("luis")),
        ],
    ]
}

/// A folder with the small chain in it, closed.
pub(crate) fn small_chain() -> MemoryBackend {
    let disk = MemoryBackend::new();
    let mut ledger = Ledger::create(boxed(&disk), config()).unwrap();
    for (time, steps) in story().iter().enumerate() {
        commit(&mut ledger, time as i64, steps);
    }
    disk
}

/// A handle on the same folder.
pub(crate) fn boxed(disk: &MemoryBackend) -> Box<dyn Backend> {
    Box::new(disk.clone())
}
