//! Bytes to check another implementation against: `tests/vectors`, made here and compared with what is there.
//!
//! `BLESS=1` writes them anew, which makes another format of it.

use abi::calendar::Date;
use abi::form::FormValue;
use abi::receipt::{CallRecord, DecisionRecord, EventRecord, Receipt};
use abi::terms::{
    AccessRequest, CategoryTerm, Claims, ConsentTerms, DataTerms, Scalar, SubjectTerm,
};
use abi::{Domain, Fuel, Hash, Height, Instant, OutcomeCode, PatientId, PublicKey, Signature};
use ledger::list::{leaf, list_root};
use ledger::records::{DelegateKind, Governance, Quorum, RecordKey, Voter};
use ledger::state::Changes;
use ledger::transaction::{Change, FactClaim};
use ledger::{Action, Body, GenesisConfig, Header, Lane, Signer, State, Transaction};
use parity_scale_codec::Encode;

const NOW: Instant = Instant(1_767_225_600);
const LATER: Option<Instant> = Some(Instant(1_798_761_600));
const PATIENT: PatientId = PatientId([7; 16]);

fn key(number: u8) -> PublicKey {
    Signer::from_seed([number; 32]).public_key()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Compares a file of vectors with what is computed, or writes it.
fn check(name: &str, about: &str, lines: Vec<String>) {
    let path = format!("{}/vectors/{name}", env!("CARGO_MANIFEST_DIR"));
    let mut text = String::new();
    for line in about.lines() {
        text += &format!("# {line}\n");
    }
    text += &lines.join("\n");
    text.push('\n');
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, &text).expect("it can be written");
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == text,
        "{path} says something else; BLESS=1 writes it anew"
    );
}

fn request() -> AccessRequest {
    AccessRequest {
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
            purpose: Some("treatment".into()),
            reason_given: true,
            ..Claims::default()
        },
    }
}

fn terms() -> ConsentTerms {
    ConsentTerms {
        grants: true,
        subjects: vec![SubjectTerm::Party("Acme".into())],
        actions: vec!["read".into()],
        data: DataTerms {
            whole_record: false,
            categories: vec!["bloodwork".into()],
            except: vec![],
            narrowing: vec![],
        },
        purposes: vec!["treatment".into()],
        from: None,
        until: LATER,
    }
}

fn governance() -> Governance {
    Governance {
        members: Quorum::of_keys([key(1), key(2)], 2),
        contracts: Quorum {
            voters: vec![Voter::Key(key(1)), Voter::Organisation("Acme".into())],
            needed: 1,
        },
    }
}

fn changes() -> Vec<Change> {
    vec![
        Change::Govern(governance()),
        Change::EnrolOrganisation {
            key: key(3),
            name: "Acme".into(),
            kind: "lab".into(),
            within: None,
            root: Some(vec![0x30, 0x00]),
        },
        Change::SetRoot {
            organisation: "Acme".into(),
            root: None,
        },
        Change::RevokeOrganisation {
            name: "Acme".into(),
        },
        Change::ActivatePolicy {
            module: Hash([4; 32]),
            at: Some(Height(9)),
        },
        Change::ActivateContract {
            name: "registry".into(),
            module: Hash([4; 32]),
            at: None,
        },
    ]
}

fn facts() -> Vec<FactClaim> {
    vec![
        FactClaim::Deceased(true),
        FactClaim::AgeBracket {
            from_years: 13,
            below_years: Some(18),
            from: NOW,
            until: LATER,
        },
        FactClaim::Declared {
            name: "level".into(),
            value: Some(Scalar::Number(-3)),
            until: None,
        },
        FactClaim::Commitment {
            name: "birth_date".into(),
            commitment: Hash([5; 32]),
        },
    ]
}

fn early_actions() -> Vec<Action> {
    vec![
        Action::EnrolOrganisation {
            key: key(3),
            name: "Acme".into(),
            kind: "lab".into(),
            within: None,
        },
        Action::EnrolMember {
            key: key(4),
            id: "lee".into(),
            roles: vec!["nurse".into()],
            organisation: "Acme".into(),
            from: NOW,
            until: LATER,
        },
        Action::RegisterPatient {
            key: key(5),
            patient: PATIENT,
        },
        Action::AttestTreatment {
            patient: PATIENT,
            who: "lee".into(),
            from: NOW,
            until: None,
        },
        Action::Consent {
            patient: PATIENT,
            terms: terms(),
        },
        Action::WithdrawConsent {
            patient: PATIENT,
            number: 1,
        },
        Action::DeployPolicy {
            module: b"\0asm".to_vec(),
        },
        Action::RequestAccess { request: request() },
        Action::SignForm {
            patient: PATIENT,
            form: "sharing".into(),
            text: Hash([6; 32]),
            with: vec![
                ("who".into(), FormValue::Name("Acme".into())),
                ("until".into(), FormValue::Date(Date::new(2026, 12, 31))),
            ],
        },
        Action::StoreModule {
            module: b"\0asm".to_vec(),
        },
    ]
}

fn late_actions() -> Vec<Action> {
    vec![
        Action::Approve {
            proposal: Hash([8; 32]),
        },
        Action::EnrolByCertificate {
            organisation: "Acme".into(),
            certificates: vec![vec![0x30, 0x00]],
        },
        Action::RotateKey {
            key: key(6),
            proof: Signature([9; 64]),
        },
        Action::RevokeMember { id: "lee".into() },
        Action::Delegate {
            patient: PATIENT,
            key: key(7),
            kind: DelegateKind::Guardian,
            from: NOW,
            until: LATER,
        },
        Action::EndDelegation {
            patient: PATIENT,
            key: key(7),
        },
        Action::BreakGlass {
            request: request(),
            justification: Hash([10; 32]),
        },
        Action::ReviewEmergency {
            patient: PATIENT,
            access: Hash([11; 32]),
        },
        Action::Anchor {
            patient: PATIENT,
            commitment: Hash([12; 32]),
        },
        Action::CallContract {
            contract: "registry".into(),
            entry: "register".into(),
            patient: Some(PATIENT),
            input: vec![1, 2, 3],
        },
        Action::RevokeCertificates {
            organisation: "Acme".into(),
            list: vec![0x30, 0x00],
        },
    ]
}

/// One of every action, and of every change and fact.
fn actions() -> Vec<Action> {
    let propose = |change| Action::Propose {
        change,
        closes: Instant(NOW.0 + 1),
    };
    let attest = |fact| Action::AttestFact {
        patient: PATIENT,
        fact,
    };
    let mut all = early_actions();
    all.extend(changes().into_iter().map(propose));
    all.extend(late_actions());
    all.extend(facts().into_iter().map(attest));
    all
}

fn sign(action: Action) -> Transaction {
    let body = Body {
        chain: Hash([1; 32]),
        sender: key(1),
        nonce: 2,
        expires: NOW,
        action,
    };
    body.sign(&Signer::from_seed([1; 32]))
}

#[test]
fn transactions() {
    let mut indices = [false; 23];
    let mut lines = Vec::new();
    for action in actions() {
        let name = format!("{action:?}");
        let name = name.split([' ', '{']).next().unwrap_or_default().to_owned();
        indices[usize::from(action.encode()[0])] = true;
        let one = sign(action);
        let bytes = one.encode();
        assert_eq!(Transaction::from_bytes(&bytes).as_ref(), Ok(&one), "{name}");
        lines.push(format!("{name} {} {}", one.id(), hex(&bytes)));
    }
    assert!(indices.iter().all(|there| *there), "every action is there");
    check(
        "transactions.txt",
        "Transactions: the action's name, the id, the bytes. All are signed by the key of the seed 01^32, on the\n\
         chain 01^32, with nonce 2.",
        lines,
    );
}

fn receipts() -> Vec<Receipt> {
    let plain = Receipt {
        transaction: Hash([1; 32]),
        outcome: OutcomeCode::DONE,
        fuel: Fuel(0),
        decision: None,
        call: None,
    };
    vec![
        plain.clone(),
        Receipt {
            outcome: OutcomeCode::ALLOWED,
            fuel: Fuel(5_000),
            decision: Some(DecisionRecord {
                policy: Hash([2; 32]),
                rules: vec![0, 7],
                overridden: vec![3],
            }),
            ..plain.clone()
        },
        Receipt {
            fuel: Fuel(1_234),
            call: Some(CallRecord {
                module: Hash([3; 32]),
                abort: None,
                output: Domain::Output.hash(b"out"),
                events: vec![EventRecord {
                    topic: "registered".into(),
                    data: vec![9; 4],
                }],
            }),
            ..plain.clone()
        },
        Receipt {
            outcome: OutcomeCode::ABORTED,
            fuel: Fuel(99),
            call: Some(CallRecord {
                module: Hash([3; 32]),
                abort: Some("unknown".into()),
                output: Hash::ZERO,
                events: vec![],
            }),
            ..plain
        },
    ]
}

#[test]
fn receipts_and_their_list() {
    let leaves: Vec<Hash> = receipts().iter().map(|one| leaf(&one.encode())).collect();
    let mut lines: Vec<String> = receipts()
        .iter()
        .zip(&leaves)
        .map(|(one, leaf)| format!("receipt {leaf} {}", hex(&one.encode())))
        .collect();
    lines.push(format!("root {}", list_root(&leaves)));
    check(
        "receipts.txt",
        "Receipts: the leaf in the list, the bytes; then the root of the list of all of them.",
        lines,
    );
}

fn record_keys() -> Vec<RecordKey> {
    vec![
        RecordKey::Account(key(1)),
        RecordKey::Organisation("Acme".into()),
        RecordKey::Root("Acme".into()),
        RecordKey::Revoked,
        RecordKey::Member("lee".into()),
        RecordKey::Certificate("lee".into()),
        RecordKey::Serial("Acme".into(), vec![1, 2]),
        RecordKey::Governance,
        RecordKey::Proposal(Hash([8; 32])),
        RecordKey::Schedule,
        RecordKey::Policy,
        RecordKey::PastPolicy(Height(3)),
        RecordKey::Contract("registry".into()),
        RecordKey::PastContract("registry".into(), Height(3)),
        RecordKey::Module(Hash([4; 32])),
        RecordKey::Chain,
        RecordKey::Counting,
        RecordKey::Registration(PATIENT),
        RecordKey::Consents(PATIENT),
        RecordKey::Accesses(PATIENT),
        RecordKey::Treatments(PATIENT),
        RecordKey::Delegations(PATIENT),
        RecordKey::Facts(PATIENT),
        RecordKey::Emergencies(PATIENT),
        RecordKey::Anchor(PATIENT, Hash([12; 32])),
        RecordKey::ContractValue(
            Lane::Shared,
            ledger::records::key::contract_id("registry"),
            b"r/1".to_vec(),
        ),
        RecordKey::ContractValue(
            Lane::Patient(PATIENT),
            ledger::records::key::contract_id("registry"),
            b"r/1".to_vec(),
        ),
    ]
}

#[test]
fn keys_of_the_state_and_a_tree_of_them() {
    let mut state = State::new();
    let mut changes = Changes::new();
    let mut lines = Vec::new();
    for (number, record) in record_keys().into_iter().enumerate() {
        let key = record.state_key();
        assert_eq!(RecordKey::of(&key), Some(record));
        lines.push(format!("key {} {}", key.hash(), hex(key.as_bytes())));
        changes.insert(key, Some(vec![number as u8; number % 3]));
    }
    state.apply(&changes.into());
    lines.push(format!("root {}", state.root()));
    let member = RecordKey::Member("lee".into()).state_key();
    let (_, proof) = state.prove(&member);
    lines.push(format!("present {}", hex(&proof.encode())));
    let nobody = RecordKey::Member("kim".into()).state_key();
    let (_, proof) = state.prove(&nobody);
    lines.push(format!("absent {}", hex(&proof.encode())));
    check(
        "state.txt",
        "Keys of the state: the key's hash, its bytes. Then the root of the state in which the n-th of them, counted\n\
         from 0, has n mod 3 bytes, each n; a proof of what the member `lee` has there; a proof that there is no `kim`.",
        lines,
    );
}

#[test]
fn headers_genesis_and_domains() {
    let config = GenesisConfig {
        governance: governance(),
        organisations: vec![ledger::genesis::GenesisOrganisation {
            key: key(3),
            name: "Acme".into(),
            kind: "lab".into(),
            within: None,
            root: Some(vec![0x30, 0x00]),
        }],
        ..GenesisConfig::new("vectors", key(1), key(2), NOW)
    };
    assert_eq!(config.check(), Ok(()));
    let genesis = config.block();
    let header = Header {
        chain: config.chain_id(),
        height: Height(1),
        parent: genesis.header.hash(),
        time: Instant(NOW.0 + 1),
        transactions_root: Hash([1; 32]),
        receipts_root: Hash([2; 32]),
        state_root: Hash([3; 32]),
        history_root: Hash([4; 32]),
        proposer: key(2),
        protocol: 1,
    };
    let certificate = Signer::from_seed([2; 32]).sign(&header.hash());
    let mut lines = vec![
        format!(
            "configuration {} {}",
            config.chain_id(),
            hex(&config.encode())
        ),
        format!(
            "genesis {} {}",
            genesis.header.hash(),
            hex(&genesis.encode())
        ),
        format!("header {} {}", header.hash(), hex(&header.encode())),
        format!("certificate {certificate}"),
        format!(
            "rotation {}",
            ledger::rules::rotation_message(&config.chain_id(), &key(4), &key(5))
        ),
    ];
    for (domain, name) in Domain::ALL {
        lines.push(format!("domain {name} {}", hex(domain.key())));
    }
    check(
        "blocks.txt",
        "A configuration with its hash, the chain's id; the genesis block with its header's hash; a header with its\n\
         hash, and its certificate by the key of the seed 02^32; what the key of the seed 05^32 signs to take the place\n\
         of that of 04^32; the keys of all domains.",
        lines,
    );
}
