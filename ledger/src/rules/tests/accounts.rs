//! Accounts that are read and written once come to what they come to when each transaction reads and writes its own.

use super::*;
use crate::rules::Accounts;
use crate::state::WriteSet;
use crate::transaction::{Change, Transaction};

/// Requests of several senders, in turns: some with a nonce too small or too great, of another chain, too late, of nobody,
/// with a name that is too long.
fn transactions(view: &Overlay) -> Vec<Transaction> {
    let senders = ["anna", "ward", "pat", "nobody", "lab"];
    let mut nonces = senders.map(|sender| nonce(view, sender).unwrap_or(0));
    let mut made = Vec::new();
    for step in 0..60u64 {
        let at = (step * 7 % 5) as usize;
        let mut one = signed(view, senders[at], request());
        one.body.nonce = nonces[at];
        match step % 11 {
            1 => one.body.nonce += 1,
            3 => one.body.nonce = one.body.nonce.wrapping_sub(1),
            4 => one.body.chain = Hash([9; 32]),
            6 => one.body.expires = Instant(START.0 - 1),
            8 => {
                if let Action::RequestAccess { request } = &mut one.body.action {
                    request.actions = vec!["x".repeat(NAME_BYTES as usize + 1)];
                }
                nonces[at] += 1;
            }
            _ => nonces[at] += 1,
        }
        made.push(one);
    }
    made
}

fn code(stop: Stop) -> OutcomeCode {
    stop.outcome().unwrap()
}

/// What each transaction came to, and the writes; its fuel is charged when it goes on.
fn one_by_one(state: &State, fuel: u64) -> (Vec<Result<(), OutcomeCode>>, WriteSet) {
    let mut view = Overlay::new(state);
    let transactions = transactions(&view);
    let mut settle_one = |one: &Transaction| {
        let sender = settle(&mut view, &one.body, START, &config().chain_id()).map_err(code)?;
        charge(&mut view, &sender.key, Fuel(fuel)).unwrap();
        Ok(())
    };
    let outcomes = transactions.iter().map(&mut settle_one).collect();
    (outcomes, view.into_writes())
}

fn together(state: &State, fuel: u64) -> (Vec<Result<(), OutcomeCode>>, WriteSet) {
    let mut view = Overlay::new(state);
    let transactions = transactions(&view);
    let mut accounts = Accounts::new();
    let mut settle_one = |one: &Transaction| {
        let chain = config().chain_id();
        let place = accounts
            .settle(&view, &one.body, START, &chain)
            .map_err(code)?;
        assert_eq!(accounts.sender(place).unwrap().key, one.body.sender);
        accounts.charge(place, Fuel(fuel));
        Ok(())
    };
    let outcomes = transactions.iter().map(&mut settle_one).collect();
    accounts.write(&mut view);
    (outcomes, view.into_writes())
}

#[test]
fn accounts_together_come_to_what_they_come_to_one_by_one() {
    let state = enrolled();
    for fuel in [0, 3, u64::MAX / 2] {
        let (outcomes, writes) = one_by_one(&state, fuel);
        assert_eq!(together(&state, fuel), (outcomes.clone(), writes));
        for expected in [
            OutcomeCode::WRONG_NONCE,
            OutcomeCode::WRONG_CHAIN,
            OutcomeCode::EXPIRED,
            OutcomeCode::UNKNOWN_SENDER,
            OutcomeCode::MALFORMED,
        ] {
            assert!(outcomes.contains(&Err(expected)), "{expected:?}");
        }
        assert!(outcomes.iter().filter(|one| one.is_ok()).count() > 10);
    }
}

/// An account from which nothing was accepted is not written.
#[test]
fn who_sends_nothing_acceptable_leaves_no_trace() {
    let state = enrolled();
    let mut view = Overlay::new(&state);
    let mut one = signed(&view, "anna", request());
    one.body.nonce += 1;
    let mut accounts = Accounts::new();
    let settled = accounts.settle(&view, &one.body, START, &config().chain_id());
    assert_eq!(code(settled.unwrap_err()), OutcomeCode::WRONG_NONCE);
    assert_eq!(accounts.len(), 1);
    accounts.write(&mut view);
    assert!(view.into_writes().is_empty());
}

#[test]
fn each_sender_counts_once() {
    let state = enrolled();
    let view = Overlay::new(&state);
    let mut accounts = Accounts::new();
    assert!(accounts.is_empty());
    for (sender, count) in [("anna", 1), ("ward", 2), ("anna", 2)] {
        let one = signed(&view, sender, request());
        let _ = accounts.settle(&view, &one.body, START, &config().chain_id());
        assert_eq!(accounts.len(), count);
        assert!(!accounts.is_empty());
    }
}

#[test]
fn an_ended_key_and_one_of_an_ended_membership_send_nothing() {
    let state = enrolled();
    let mut view = Overlay::new(&state);
    let revoked = Action::RevokeMember { id: "luis".into() };
    assert_eq!(send(&mut view, "lab", revoked, START), OutcomeCode::DONE);
    let change = Change::RevokeOrganisation {
        name: "clinic".into(),
    };
    let closes = START;
    let proposed = Action::Propose { change, closes };
    assert_eq!(send(&mut view, "admin", proposed, START), OutcomeCode::DONE);
    let mut accounts = Accounts::new();
    // The key of luis, and what is within the clinic, down to anna.
    for (sender, is_retired) in [
        ("luis", true),
        ("ward", true),
        ("anna", true),
        ("lab", false),
    ] {
        let one = signed(&view, sender, request());
        let settled = accounts.settle(&view, &one.body, START, &config().chain_id());
        let expected = is_retired.then_some(OutcomeCode::RETIRED_KEY);
        assert_eq!(settled.err().map(code), expected, "{sender}");
    }
}
