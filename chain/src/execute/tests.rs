//! What is taken together, and what stands alone whatever the number of threads.

use std::num::NonZeroUsize;

use ledger::membership::account_of;
use ledger::rules::rotation_message;
use ledger::{Action, State};

use super::*;
use crate::fixture::{PATIENT, START, anchor, config, engine, public, register, sign, signer};

fn checked(transactions: &[Transaction]) -> Vec<Checked> {
    crate::solo::verify(transactions)
}

#[test]
fn what_stands_between_two_of_the_shared_lane_is_taken_together() {
    let actions = [
        anchor(PATIENT),
        anchor(PATIENT),
        register(PATIENT),
        anchor(PATIENT),
    ];
    let sign = |action: &Action| sign("Acme", 0, action.clone());
    let transactions: Vec<Transaction> = actions.iter().map(sign).collect();
    let checked = checked(&transactions);
    let all: Vec<(&Transaction, Checked)> = transactions.iter().zip(checked).collect();
    let taken = [0, 1, 2, 3].map(|from| run_length(&all[from..]));
    assert_eq!(taken, [2, 1, 1, 1]);
}

/// The account is written by the action itself, and not only by what it costs.
#[test]
fn a_key_that_was_replaced_has_ended_on_any_number_of_threads() {
    let new = signer("new");
    let message = rotation_message(&config().chain_id(), &public("Acme"), &new.public_key());
    let rotate = Action::RotateKey {
        key: new.public_key(),
        proof: new.sign(&message),
    };
    let block = [sign("Acme", 0, rotate)];
    let threads = Threads::new(NonZeroUsize::new(2).unwrap());
    for mut executor in [Executor::serial(engine()), Executor::on(engine(), threads)] {
        let mut state = crate::fixture::state();
        let executed = execute(&mut executor, &state, &block);
        let outcomes = executed.receipts.iter().map(|receipt| receipt.outcome);
        assert_eq!(outcomes.collect::<Vec<_>>(), [OutcomeCode::DONE]);
        state.apply(&executed.writes);
        let account = account_of(&state, &public("Acme")).unwrap().unwrap();
        let successor = account.ended.and_then(|ended| ended.successor);
        assert_eq!(successor, Some(new.public_key()));
        assert_eq!((account.nonce, account.charge), (1, 0));
    }
}

fn execute(executor: &mut Executor, state: &State, block: &[Transaction]) -> Executed {
    let context = Context {
        chain: config().chain_id(),
        height: Height(1),
        time: Instant(START + 1),
    };
    let executed = executor.execute(state, &context, block, &checked(block));
    executed.unwrap()
}
