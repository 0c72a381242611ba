//! Accesses that a policy counts: those that it has allowed, each for who asked, as long as the window reaches them.

use abi::{Instant, OutcomeCode};

use crate::small_chain::{START, Small, contract, request};

const DAY: i64 = 86_400;

const POLICY: &str = "lab Acme\nlab Boro\n\
    lab Acme may read bloodwork if fewer than 2 reads in the last 7 days";

#[test]
fn what_was_allowed_counts_for_a_week_and_what_was_refused_does_not() {
    use OutcomeCode as Code;
    let mut small = Small::new(contract(POLICY));
    for (day, sender, code) in [
        (1, "Boro", Code::NOT_COVERED),
        (2, "Boro", Code::NOT_COVERED),
        (3, "Acme", Code::ALLOWED),
        (5, "Acme", Code::ALLOWED),
        (6, "Acme", Code::NOT_COVERED),
        (9, "Acme", Code::NOT_COVERED),
        // That of the third day is out of reach.
        (10, "Acme", Code::ALLOWED),
        (11, "Acme", Code::NOT_COVERED),
        (12, "Acme", Code::ALLOWED),
    ] {
        small.wait_until(Instant(START + day * DAY));
        let receipt = small.step(sender, request());
        assert_eq!(receipt.outcome, code, "{sender} on day {day}");
    }
}
