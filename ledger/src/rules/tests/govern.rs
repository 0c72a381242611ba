//! Quorums, proposals and what waits for its height.

use abi::limits::{PROPOSAL_SECONDS, SCHEDULED, VOTERS};
use abi::{Hash, Height, Instant, OutcomeCode};

use super::super::{activate_contract, activate_policy, due, schedule, store_module};
use super::send;
use crate::State;
use crate::error::Stop;
use crate::fixture::{START, enrolled, execute, member, organisation, public, signed};
use crate::membership::{
    account_of, active_contract, governance, organisation_of, policies, policy_at, proposal,
    root_of,
};
use crate::records::{AccountKind, Activation, Governance, Quorum, Status, Voter, key, read};
use crate::state::{Overlay, StateRead};
use crate::transaction::{Action, Change};

const CLOSES: Instant = Instant(START.0 + 1000);

fn propose(change: Change) -> Action {
    Action::Propose {
        change,
        closes: CLOSES,
    }
}

/// The admin and a second key for members, any two of clinic, lab and the admin for contracts.
fn shared() -> Governance {
    let mut voters = vec![
        Voter::Key(public("admin")),
        Voter::Organisation("clinic".into()),
        Voter::Organisation("lab".into()),
    ];
    voters.sort_unstable();
    Governance {
        members: Quorum::of_keys([public("admin"), public("second")], 2),
        contracts: Quorum { voters, needed: 2 },
    }
}

/// Sends a proposal; gives its id and what became of it.
fn proposed(overlay: &mut Overlay, sender: &str, change: Change) -> (Hash, OutcomeCode) {
    let one = signed(overlay, sender, propose(change));
    (one.id(), execute(overlay, &one, START))
}

fn approve(overlay: &mut Overlay, sender: &str, proposal: Hash, now: Instant) -> OutcomeCode {
    send(overlay, sender, Action::Approve { proposal }, now)
}

/// The enrolled state with [`shared`] governing.
fn consortium(state: &State) -> Overlay<'_> {
    let mut overlay = Overlay::new(state);
    let (_, outcome) = proposed(&mut overlay, "admin", Change::Govern(shared()));
    assert_eq!(outcome, OutcomeCode::DONE);
    assert_eq!(governance(&overlay).unwrap(), shared());
    overlay
}

fn enrol(name: &str) -> Change {
    Change::EnrolOrganisation {
        key: public(name),
        name: name.into(),
        kind: "lab".into(),
        within: None,
        root: Some(vec![7; 100]),
    }
}

#[test]
fn whoever_governs_alone_needs_no_second_word() {
    let state = enrolled();
    let mut overlay = Overlay::new(&state);
    let (id, outcome) = proposed(&mut overlay, "admin", enrol("new"));
    assert_eq!(outcome, OutcomeCode::DONE);
    assert_eq!(
        proposal(&overlay, &id).unwrap().unwrap().status,
        Status::Passed(Height(1))
    );
    assert!(organisation_of(&overlay, "new").unwrap().is_some());
    assert_eq!(root_of(&overlay, "new"), Some(&[7; 100][..]));
}

#[test]
fn two_of_two_enrol_an_organisation_and_one_alone_does_not() {
    let state = enrolled();
    let mut overlay = consortium(&state);
    let account = account_of(&overlay, &public("second")).unwrap().unwrap();
    assert_eq!(account.kind, AccountKind::Admin);
    let direct = organisation("new", None);
    assert_eq!(
        send(&mut overlay, "admin", direct, START),
        OutcomeCode::NEEDS_APPROVAL
    );
    let (id, outcome) = proposed(&mut overlay, "admin", enrol("new"));
    assert_eq!(outcome, OutcomeCode::DONE);
    assert!(organisation_of(&overlay, "new").unwrap().is_none());
    use OutcomeCode as Code;
    for (sender, code) in [
        ("admin", Code::ALREADY_EXISTS),
        ("clinic", Code::NOT_PERMITTED),
        ("anna", Code::NOT_PERMITTED),
        ("pat", Code::NOT_PERMITTED),
    ] {
        assert_eq!(approve(&mut overlay, sender, id, START), code, "{sender}");
        assert!(organisation_of(&overlay, "new").unwrap().is_none());
    }
    assert_eq!(approve(&mut overlay, "second", id, START), Code::DONE);
    assert!(organisation_of(&overlay, "new").unwrap().is_some());
    assert_eq!(
        approve(&mut overlay, "second", id, START),
        Code::UNKNOWN_PROPOSAL
    );
}

#[test]
fn a_proposal_closes() {
    let state = enrolled();
    for (now, code) in [
        (CLOSES.0, OutcomeCode::DONE),
        (CLOSES.0 + 1, OutcomeCode::UNKNOWN_PROPOSAL),
    ] {
        let mut overlay = consortium(&state);
        let (id, _) = proposed(&mut overlay, "admin", enrol("new"));
        let action = Action::Approve { proposal: id };
        let mut one = signed(&overlay, "second", action);
        one.body.expires = Instant::MAX;
        let one = one.body.sign(&crate::fixture::signer("second"));
        let outcome = execute(&mut overlay, &one, Instant(now));
        assert_eq!(outcome, code);
    }
    let longest = START.0 + PROPOSAL_SECONDS as i64;
    for (closes, code) in [
        (START.0 - 1, OutcomeCode::EXPIRED),
        (START.0, OutcomeCode::DONE),
        (longest, OutcomeCode::DONE),
        (longest + 1, OutcomeCode::EXPIRED),
        (i64::MIN, OutcomeCode::EXPIRED),
        (i64::MAX, OutcomeCode::EXPIRED),
    ] {
        let mut overlay = Overlay::new(&state);
        let action = Action::Propose {
            change: enrol("new"),
            closes: Instant(closes),
        };
        assert_eq!(send(&mut overlay, "admin", action, START), code, "{closes}");
    }
}

#[test]
fn an_approval_of_one_who_governs_no_more_does_not_count() {
    let state = enrolled();
    let mut overlay = consortium(&state);
    let (id, _) = proposed(&mut overlay, "admin", enrol("new"));
    // The two that govern name another in the place of the first.
    let mut others = shared();
    others.members = Quorum::of_keys([public("second"), public("third")], 2);
    let (change, _) = proposed(&mut overlay, "admin", Change::Govern(others));
    assert_eq!(
        approve(&mut overlay, "second", change, START),
        OutcomeCode::DONE
    );
    assert_eq!(
        approve(&mut overlay, "second", id, START),
        OutcomeCode::DONE
    );
    assert!(organisation_of(&overlay, "new").unwrap().is_none());
    assert_eq!(approve(&mut overlay, "third", id, START), OutcomeCode::DONE);
    assert!(organisation_of(&overlay, "new").unwrap().is_some());
}

#[test]
fn what_cannot_be_done_when_it_passes_leaves_the_proposal_open() {
    let state = enrolled();
    let mut overlay = consortium(&state);
    let (first, _) = proposed(&mut overlay, "admin", enrol("new"));
    let (second, _) = proposed(&mut overlay, "admin", enrol("new"));
    assert_eq!(
        approve(&mut overlay, "second", first, START),
        OutcomeCode::DONE
    );
    assert_eq!(
        approve(&mut overlay, "second", second, START),
        OutcomeCode::ALREADY_EXISTS
    );
    let open = proposal(&overlay, &second).unwrap().unwrap();
    assert_eq!((open.status, open.approvals.len()), (Status::Open, 1));
}

#[test]
fn governance_that_could_lock_everybody_out_is_refused() {
    let quorum =
        |keys: &[&str], needed| Quorum::of_keys(keys.iter().map(|key| public(key)), needed);
    let with = |members: Quorum| {
        Change::Govern(Governance {
            members,
            contracts: shared().contracts,
        })
    };
    let unsorted = {
        let mut quorum = quorum(&["admin", "second"], 1);
        quorum.voters.reverse();
        quorum
    };
    let many = (0..=VOTERS).map(|number| public(&format!("voter {number}")));
    use OutcomeCode as Code;
    for (change, code) in [
        (with(quorum(&["admin"], 0)), Code::MALFORMED),
        (with(quorum(&["admin"], 2)), Code::MALFORMED),
        (with(quorum(&[], 1)), Code::MALFORMED),
        (with(unsorted), Code::MALFORMED),
        (with(quorum(&["admin", "admin"], 1)), Code::MALFORMED),
        (with(Quorum::of_keys(many, 1)), Code::MALFORMED),
        (with(quorum(&["admin", "pat"], 1)), Code::NOT_PERMITTED),
        (
            with(Quorum {
                voters: vec![Voter::Organisation("nowhere".into())],
                needed: 1,
            }),
            Code::UNKNOWN_ORGANISATION,
        ),
        (with(quorum(&["admin"], 1)), Code::DONE),
    ] {
        let state = enrolled();
        let mut overlay = Overlay::new(&state);
        assert_eq!(
            proposed(&mut overlay, "admin", change.clone()).1,
            code,
            "{change:?}"
        );
    }
}

#[test]
fn an_organisation_that_is_revoked_takes_all_within_it_along() {
    let state = enrolled();
    let mut overlay = Overlay::new(&state);
    let revoke = Change::RevokeOrganisation {
        name: "clinic".into(),
    };
    assert_eq!(
        proposed(&mut overlay, "admin", revoke.clone()).1,
        OutcomeCode::DONE
    );
    for sender in ["clinic", "ward", "anna"] {
        let code = send(&mut overlay, sender, crate::fixture::request(), START);
        assert_eq!(code, OutcomeCode::RETIRED_KEY, "{sender}");
    }
    for sender in ["luis", "lab", "pat"] {
        let code = send(&mut overlay, sender, crate::fixture::request(), START);
        assert_eq!(code, OutcomeCode::DONE, "{sender}");
    }
    assert_eq!(
        proposed(&mut overlay, "admin", revoke).1,
        OutcomeCode::ALREADY_EXISTS
    );
    let mut overlay = consortium(&state);
    let (id, _) = proposed(
        &mut overlay,
        "admin",
        Change::RevokeOrganisation { name: "lab".into() },
    );
    assert_eq!(
        approve(&mut overlay, "second", id, START),
        OutcomeCode::NOT_PERMITTED,
        "it governs"
    );
}

#[test]
fn members_of_an_organisation_with_a_root_need_certificates() {
    let state = enrolled();
    let mut overlay = Overlay::new(&state);
    let root = |root| Change::SetRoot {
        organisation: "ward".into(),
        root,
    };
    proposed(&mut overlay, "admin", root(Some(vec![1])));
    let outcome = send(&mut overlay, "ward", member("new", "ward"), START);
    assert_eq!(outcome, OutcomeCode::NEEDS_CERTIFICATE);
    proposed(&mut overlay, "admin", root(None));
    let outcome = send(&mut overlay, "ward", member("new", "ward"), START);
    assert_eq!(outcome, OutcomeCode::DONE);
}

#[test]
fn an_activation_has_to_lie_ahead() {
    let state = enrolled();
    for (at, code) in [
        (Height(0), OutcomeCode::WRONG_HEIGHT),
        (Height(1), OutcomeCode::WRONG_HEIGHT),
        (Height(2), OutcomeCode::DONE),
    ] {
        let mut overlay = Overlay::new(&state);
        let module = store_module(&mut overlay, b"module");
        let change = Change::ActivatePolicy {
            module,
            at: Some(at),
        };
        assert_eq!(proposed(&mut overlay, "admin", change).1, code);
    }
}

#[test]
fn what_is_due_comes_in_order_and_once() {
    let state = enrolled();
    let mut overlay = Overlay::new(&state);
    let policy = |byte| Activation::Policy(Hash([byte; 32]));
    for (at, byte) in [(9, 1), (5, 2), (9, 3), (7, 4)] {
        schedule(&mut overlay, Height(at), policy(byte), Height(4)).unwrap();
    }
    assert_eq!(due(&mut overlay, Height(4)).unwrap(), []);
    assert_eq!(
        due(&mut overlay, Height(7)).unwrap(),
        [policy(2), policy(4)]
    );
    assert_eq!(due(&mut overlay, Height(8)).unwrap(), []);
    assert_eq!(
        due(&mut overlay, Height(9)).unwrap(),
        [policy(1), policy(3)]
    );
    assert!(overlay.get(&key::schedule()).is_none());
    let behind = schedule(&mut overlay, Height(9), policy(1), Height(9));
    assert!(matches!(
        behind,
        Err(Stop::Outcome(OutcomeCode::WRONG_HEIGHT))
    ));
    for _ in 0..SCHEDULED {
        schedule(&mut overlay, Height(10), policy(1), Height(9)).unwrap();
    }
    let more = schedule(&mut overlay, Height(10), policy(1), Height(9));
    assert!(matches!(
        more,
        Err(Stop::Outcome(OutcomeCode::LIMIT_REACHED))
    ));
}

#[test]
fn every_policy_that_decided_is_found_by_its_height() {
    let state = enrolled();
    let mut overlay = Overlay::new(&state);
    assert_eq!(policy_at(&overlay, Height(9)).unwrap(), None);
    let hash = |byte| Hash([byte; 32]);
    for (byte, since) in [(1, 3), (2, 5), (3, 5), (4, 9)] {
        activate_policy(&mut overlay, hash(byte), Height(since)).unwrap();
        let own = key::past_policy(Height(since));
        assert!(overlay.get(&own).is_none(), "{byte} is not past");
    }
    let found: Vec<_> = policies(&overlay)
        .unwrap()
        .iter()
        .map(|policy| (policy.hash, policy.since.0))
        .collect();
    // The second of two of one block is the one that decided from there on.
    assert_eq!(found, [(hash(4), 9), (hash(3), 5), (hash(1), 3)]);
    for (height, expected) in [
        (2, None),
        (3, Some(1)),
        (4, Some(1)),
        (8, Some(3)),
        (9, Some(4)),
    ] {
        let found = policy_at(&overlay, Height(height)).unwrap();
        assert_eq!(found.map(|policy| policy.hash), expected.map(hash));
    }
}

#[test]
fn every_contract_of_a_name_leads_to_the_one_before_it() {
    let state = enrolled();
    let mut overlay = Overlay::new(&state);
    let hash = |byte| Hash([byte; 32]);
    for (byte, since) in [(1, 3), (2, 5), (3, 5), (4, 9)] {
        activate_contract(&mut overlay, "registry", hash(byte), Height(since)).unwrap();
        let own = key::past_contract("registry", Height(since));
        assert!(overlay.get(&own).is_none(), "{byte} is not past");
    }
    activate_contract(&mut overlay, "other", hash(7), Height(5)).unwrap();
    let mut found = Vec::new();
    let mut next = active_contract(&overlay, "registry").unwrap();
    for _ in 0..4 {
        let Some(one) = next else { break };
        found.push((one.hash, one.since.0));
        let past = |since| read(&overlay, &key::past_contract("registry", since), "contract");
        next = one.before.and_then(|before| past(before).unwrap());
    }
    // The second of two of one block is the one that was called from there on.
    assert_eq!(found, [(hash(4), 9), (hash(3), 5), (hash(1), 3)]);
}

#[test]
fn nobody_governs_whose_membership_has_ended_or_is_ended_from_above() {
    let by = |name: &str| {
        let voters = vec![Voter::Organisation(name.into())];
        Change::Govern(Governance {
            members: Quorum::of_keys([public("admin")], 1),
            contracts: Quorum { voters, needed: 1 },
        })
    };
    let revoke = || Change::RevokeOrganisation {
        name: "clinic".into(),
    };
    let state = enrolled();
    let mut overlay = Overlay::new(&state);
    assert_eq!(
        proposed(&mut overlay, "admin", by("ward")).1,
        OutcomeCode::DONE
    );
    // The ward lies within the clinic, and would be gone with it.
    assert_eq!(
        proposed(&mut overlay, "admin", revoke()).1,
        OutcomeCode::NOT_PERMITTED
    );
    assert_eq!(
        proposed(&mut overlay, "admin", by("lab")).1,
        OutcomeCode::DONE
    );
    assert_eq!(
        proposed(&mut overlay, "admin", revoke()).1,
        OutcomeCode::DONE
    );
    for name in ["ward", "clinic"] {
        assert_eq!(
            proposed(&mut overlay, "admin", by(name)).1,
            OutcomeCode::NOT_PERMITTED
        );
    }
}
