//! Blocks executed on several threads give what they give on one, byte for byte: receipts and writes.
//!
//! Blocks are drawn at random: several patients, the same senders in several lanes, transactions of the
//! shared lane in between, wrong nonces and signatures, policies deployed on the way, counters.

use std::num::NonZeroUsize;
use std::sync::LazyLock;

use abi::terms::{AccessRequest, CategoryTerm, Claims, ConsentTerms, DataTerms, SubjectTerm};
use abi::{Hash, Instant, OutcomeCode, PatientId};
use chain::execute::{Context, Executed};
use chain::{Chain, Executor, Threads};
use ledger::membership::account_of;
use ledger::store::MemoryBackend;
use ledger::{Action, Body, GenesisConfig, Lane, Ledger, Transaction};
use runtime::Engine;
use testkit::entropy::{Entropy, seeded};

use crate::small_chain::{START, contract, public, signer};

const SEED: u64 = 0x1a4e5;
/// Blocks that are compared on each number of threads.
const BLOCKS: u64 = 60;
const TRANSACTIONS: usize = 48;
const PATIENTS: u8 = 5;
/// Who is enrolled before the first block.
const SENDERS: [&str; 6] = ["Acme", "Boro", "nora", "pt-0", "pt-1", "admin"];

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

/// A chain with everybody on it, and the counting policy.
static CHAIN: LazyLock<Chain> = LazyLock::new(|| {
    let config = GenesisConfig::new("lanes", public("admin"), public("proposer"), Instant(START));
    let ledger = Ledger::create(Box::new(MemoryBackend::new()), config).expect("an empty folder");
    let mut chain = Chain::new(ledger, Executor::serial(engine()), signer("proposer"));
    let organisation = |name: &str| Action::EnrolOrganisation {
        key: public(name),
        name: name.into(),
        kind: "lab".into(),
        within: None,
    };
    let mut setting_up = vec![
        ("admin", organisation("Acme")),
        ("admin", organisation("Boro")),
        ("Acme", enrol("nora")),
        (
            "admin",
            Action::DeployPolicy {
                module: POLICIES[0].clone(),
            },
        ),
    ];
    setting_up.extend((0..PATIENTS - 1).map(|number| ("Acme", register(number))));
    let mut nonces = Nonces::of(&chain);
    let signed = setting_up.into_iter();
    let signed: Vec<_> = signed
        .map(|(sender, action)| nonces.sign(sender, action))
        .collect();
    let done = chain
        .append(Instant(START + 60), signed)
        .expect("no fault")
        .block;
    assert!(
        done.receipts
            .iter()
            .all(|one| one.outcome == OutcomeCode::DONE)
    );
    chain
});

fn engine() -> Engine {
    Engine::new().expect("the sandbox opens")
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

/// Signs transactions one after the other.
struct Nonces {
    chain: Hash,
    next: std::collections::BTreeMap<String, u64>,
}

impl Nonces {
    fn of(chain: &Chain) -> Nonces {
        let accounts = SENDERS.iter().map(|sender| {
            let account = account_of(chain.state(), &public(sender)).expect("a record");
            (
                sender.to_string(),
                account.map_or(0, |account| account.nonce),
            )
        });
        Nonces {
            chain: chain.ledger().chain_id(),
            next: accounts.collect(),
        }
    }

    fn sign(&mut self, sender: &str, action: Action) -> Transaction {
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

/// A block of transactions, some of which nobody should accept.
fn block(seed: u64) -> Vec<Transaction> {
    let bytes = seeded(SEED ^ seed, TRANSACTIONS * 16);
    let mut entropy = Entropy::new(&bytes);
    let mut nonces = Nonces::of(&CHAIN);
    let mut transactions = Vec::new();
    for _ in 0..TRANSACTIONS {
        let patient = PatientId([entropy.below(PATIENTS.into()) as u8; 16]);
        // Few stand alone, so that runs between them are long.
        let (sender, action) = match entropy.below(24) {
            0 => ("admin", deploy(&mut entropy)),
            1 => ("Acme", register(entropy.below(PATIENTS as usize + 1) as u8)),
            2 => ("Acme", enrol("nurse-2")),
            3..6 => ("Acme", treats(patient, &mut entropy)),
            6..9 => ("pt-0", consent(PatientId([0; 16]))),
            9 => ("pt-1", consent(patient)),
            10..12 => ("pt-0", withdraw(PatientId([0; 16]), &mut entropy)),
            _ => (*entropy.pick(&SENDERS), request(patient, &mut entropy)),
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
        transactions.push(signed);
    }
    transactions
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

fn consent(patient: PatientId) -> Action {
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

fn execute(executor: &mut Executor, transactions: &[Transaction]) -> Executed {
    let context = Context {
        chain: CHAIN.ledger().chain_id(),
        height: CHAIN.ledger().tip().height,
        time: Instant(START + 120),
    };
    let checked = chain::solo::verify(transactions);
    let executed = executor.execute(CHAIN.state(), &context, transactions, &checked);
    executed.expect("no fault")
}

#[test]
fn threads_change_no_byte_of_a_block() {
    let blocks: Vec<_> = (0..BLOCKS).map(block).collect();
    let mut serial = Executor::serial(engine());
    let expected: Vec<Executed> = blocks.iter().map(|one| execute(&mut serial, one)).collect();
    for count in 1..=8 {
        let threads = Threads::new(NonZeroUsize::new(count).expect("at least one"));
        assert_eq!(threads.count(), count);
        let mut parallel = Executor::on(engine(), threads);
        for (number, (block, expected)) in blocks.iter().zip(&expected).enumerate() {
            let executed = execute(&mut parallel, block);
            let of = format!("block {number} on {count} threads");
            assert_eq!(executed.receipts, expected.receipts, "{of}");
            assert_eq!(executed.writes, expected.writes, "{of}");
        }
    }
}

/// What is drawn is worth comparing: every kind of outcome occurs, and lanes next to each other.
#[test]
fn the_blocks_that_are_compared_have_everything_in_them() {
    let mut serial = Executor::serial(engine());
    let mut seen = std::collections::BTreeSet::new();
    let mut longest = 0;
    for block in (0..BLOCKS).map(block) {
        let executed = execute(&mut serial, &block);
        seen.extend(executed.receipts.iter().map(|receipt| receipt.outcome));
        let runs = block.split(|one| one.lane() == Lane::Shared);
        longest = longest.max(runs.map(<[Transaction]>::len).max().unwrap_or(0));
    }
    for outcome in [
        OutcomeCode::DONE,
        OutcomeCode::ALLOWED,
        OutcomeCode::NOT_COVERED,
        OutcomeCode::BAD_SIGNATURE,
        OutcomeCode::WRONG_NONCE,
        OutcomeCode::ALREADY_EXISTS,
        OutcomeCode::MODULE_REFUSED,
        OutcomeCode::NOT_PERMITTED,
        OutcomeCode::UNKNOWN_MEMBER,
        OutcomeCode::UNKNOWN_CONSENT,
        OutcomeCode::UNKNOWN_PATIENT,
        OutcomeCode::UNKNOWN_TERM,
    ] {
        assert!(seen.contains(&outcome), "{outcome:?} never occurs");
    }
    assert!(longest > 12, "{longest}");
}
