//! Policies and contracts of a consortium: stored, proposed, approved by those that have to, active at their height.

use abi::{Domain, Hash, Height, Instant, OutcomeCode};
use ledger::membership::{account_of, active_contract, policies, policy_at};
use ledger::records::{Governance, Quorum, Voter};
use ledger::transaction::Change;
use ledger::{Action, StateRead};
use runtime::Engine;

use crate::small_chain::{POLICY, Small, contract, public, request};

/// Boro may read what Acme may read in the first policy.
const OTHER: &str = "lab Acme\nlab Boro\nlab Boro may read bloodwork until 2026-12-31";

fn registry() -> Vec<u8> {
    wat::parse_str(contracts::REGISTRY).expect("the text is a module")
}

fn propose(small: &Small, change: Change) -> Action {
    Action::Propose {
        change,
        closes: Instant(small.now().0 + 86_400),
    }
}

/// Both laboratories have to approve what is active.
fn consortium() -> Small {
    let mut small = Small::new(contract(POLICY));
    let governance = Governance {
        members: Quorum::of_keys([public("admin")], 1),
        contracts: Quorum {
            voters: vec![
                Voter::Organisation("Acme".into()),
                Voter::Organisation("Boro".into()),
            ],
            needed: 2,
        },
    };
    let change = propose(&small, Change::Govern(governance));
    assert_eq!(small.step("admin", change).outcome, OutcomeCode::DONE);
    small
}

fn tip(small: &Small) -> Height {
    small.chain.ledger().tip().height
}

/// What Acme and Boro get when they ask.
fn asked(small: &mut Small) -> [OutcomeCode; 2] {
    let executed = small.append(&[("Acme", request()), ("Boro", request())]);
    [0, 1].map(|index| executed.receipts[index].outcome)
}

#[test]
fn a_new_version_decides_from_its_height_on_and_the_old_one_until_then() {
    use OutcomeCode as Code;
    let mut small = consortium();
    let first = policies(small.chain.state()).expect("records")[0].hash;
    let module = contract(OTHER);
    let second = Domain::Module.hash(&module);
    let direct = Action::DeployPolicy {
        module: module.clone(),
    };
    assert_eq!(
        small.step("admin", direct.clone()).outcome,
        Code::NOT_PERMITTED
    );
    assert_eq!(small.step("Acme", direct).outcome, Code::NEEDS_APPROVAL);
    let at = Height(tip(&small).0 + 7);
    let change = Change::ActivatePolicy {
        module: second,
        at: Some(at),
    };
    let early = propose(&small, change.clone());
    assert_eq!(small.step("Acme", early).outcome, Code::UNKNOWN_MODULE);
    let stored = small.step("Boro", Action::StoreModule { module });
    assert_eq!(stored.outcome, Code::DONE);
    assert!(stored.fuel.0 > 0, "storing is charged");
    let proposed = small.step("Acme", propose(&small, change));
    assert_eq!(proposed.outcome, Code::DONE);
    // What one has approved is not active at its height.
    assert_eq!(asked(&mut small), [Code::ALLOWED, Code::NOT_COVERED]);
    let approve = Action::Approve {
        proposal: proposed.transaction,
    };
    assert_eq!(small.step("Boro", approve).outcome, Code::DONE);
    while tip(&small).0 + 1 < at.0 {
        assert_eq!(asked(&mut small), [Code::ALLOWED, Code::NOT_COVERED]);
    }
    assert_eq!(asked(&mut small), [Code::NOT_COVERED, Code::ALLOWED]);
    assert_eq!(tip(&small), at);
    let state = small.chain.state();
    let found = policy_at(state, at).expect("records").expect("a policy");
    assert_eq!((found.hash, found.since), (second, at));
    let before = policy_at(state, Height(at.0 - 1)).expect("records");
    assert_eq!(before.expect("a policy").hash, first);
    replays(small);
}

/// Every block executed again is the same.
fn replays(small: Small) {
    let height = tip(&small);
    let mut disk = small.close();
    let engine = Engine::new().expect("the sandbox opens");
    let verified = chain::verify(&mut disk, engine, |_| {}).expect("it is what it says");
    assert_eq!(verified.height, height);
}

/// The first of the two keys gets an account before the second turns out to be an organisation's.
#[test]
fn what_an_action_wrote_before_it_failed_is_not_kept() {
    let mut small = Small::new(contract(POLICY));
    let names = (0..64).map(|number| format!("fresh-{number}"));
    let mut names = names.filter(|name| public(name) < public("Acme"));
    let fresh = public(&names.next().expect("a key that comes first"));
    let governance = Governance {
        members: Quorum::of_keys([fresh, public("Acme")], 1),
        contracts: Quorum::of_keys([public("admin")], 1),
    };
    let change = propose(&small, Change::Govern(governance));
    let receipt = small.step("admin", change);
    assert_eq!(receipt.outcome, OutcomeCode::NOT_PERMITTED);
    let account = account_of(small.chain.state(), &fresh).expect("a record");
    assert_eq!(account, None);
}

#[test]
fn an_empty_block_activates_what_is_due() {
    let mut small = consortium();
    let module = registry();
    let hash = Domain::Module.hash(&module);
    small.step("Acme", Action::StoreModule { module });
    let at = Height(tip(&small).0 + 3);
    let change = Change::ActivateContract {
        name: "registry".into(),
        module: hash,
        at: Some(at),
    };
    let proposed = small.step("Acme", propose(&small, change));
    let approve = Action::Approve {
        proposal: proposed.transaction,
    };
    assert_eq!(small.step("Boro", approve).outcome, OutcomeCode::DONE);
    assert_eq!(
        active_contract(small.chain.state(), "registry").expect("records"),
        None
    );
    small.append(&[]);
    let active = active_contract(small.chain.state(), "registry").expect("records");
    assert_eq!(
        active.map(|active| (active.hash, active.since)),
        Some((hash, at))
    );
    replays(small);
}

#[test]
fn a_module_is_proposed_for_what_it_is() {
    use OutcomeCode as Code;
    let mut small = Small::new(contract(POLICY));
    let policy = Domain::Module.hash(&contract(POLICY));
    let module = registry();
    let registry = Domain::Module.hash(&module);
    let again = Action::StoreModule {
        module: module.clone(),
    };
    assert_eq!(
        small.step("admin", Action::StoreModule { module }).outcome,
        Code::DONE
    );
    assert_eq!(small.step("Acme", again).outcome, Code::ALREADY_EXISTS);
    let refused = small.step("Acme", Action::StoreModule { module: vec![0; 9] });
    assert_eq!(refused.outcome, Code::MODULE_REFUSED);
    assert!(refused.fuel.0 > 0);
    let as_policy = |module| Change::ActivatePolicy { module, at: None };
    let as_contract = |module| Change::ActivateContract {
        name: "registry".into(),
        module,
        at: None,
    };
    for (change, code) in [
        (as_policy(registry), Code::UNKNOWN_MODULE),
        (as_contract(policy), Code::UNKNOWN_MODULE),
        (as_policy(Hash([9; 32])), Code::UNKNOWN_MODULE),
        (as_contract(Hash([9; 32])), Code::UNKNOWN_MODULE),
        (as_policy(policy), Code::DONE),
        (as_contract(registry), Code::DONE),
    ] {
        let before = small.chain.state().root();
        let receipt = small.step("admin", propose(&small, change.clone()));
        assert_eq!(receipt.outcome, code, "{change:?}");
        assert_ne!(small.chain.state().root(), before, "the nonce is used up");
        let kept = ledger::records::key::proposal(&receipt.transaction);
        let is_kept = small.chain.state().get(&kept).is_some();
        assert_eq!(is_kept, code == Code::DONE, "{change:?}");
    }
}

#[test]
fn a_root_that_is_no_certificate_is_refused() {
    let mut small = Small::new(contract(POLICY));
    let change = Change::SetRoot {
        organisation: "Acme".into(),
        root: Some(vec![0x30; 200]),
    };
    let receipt = small.step("admin", propose(&small, change));
    assert_eq!(receipt.outcome, OutcomeCode::BAD_CERTIFICATE);
}
