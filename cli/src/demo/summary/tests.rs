//! What a run is told to have come to.

use abi::Fuel;
use abi::decision::{Explanation, Verdict};
use abi::receipt::DecisionRecord;

use super::*;

fn receipt(outcome: Outcome, rules: &[u32]) -> Receipt {
    Receipt {
        transaction: Hash::ZERO,
        outcome: outcome.code(),
        fuel: Fuel(7),
        decision: Some(DecisionRecord {
            policy: Hash::ZERO,
            rules: rules.into(),
            overridden: Vec::new(),
        }),
        call: None,
    }
}

fn sample(position: usize, origin: &'static str, outcome: Outcome, rules: &[u32]) -> Sample {
    Sample {
        position,
        explanation: Explanation {
            verdict: Verdict {
                outcome,
                rules: rules.into(),
                overridden: Vec::new(),
            },
            reasons: Vec::new(),
        },
        origin,
        at: 0,
        question: String::new(),
        decision: String::new(),
    }
}

/// One of each origin, and only what the receipt says as well: who decides has to be who explains.
#[test]
fn a_sample_is_shown_once_and_when_its_receipt_agrees() {
    let (yes, no) = (Outcome::Allowed, Outcome::NotCovered);
    let receipts = [receipt(yes, &[1]), receipt(no, &[])];
    let mut summary = Summary::default();
    summary.show(
        vec![
            sample(0, "another outcome", no, &[1]),
            sample(0, "another rule", yes, &[2]),
            sample(2, "without a receipt", yes, &[1]),
            sample(0, "care", yes, &[1]),
            sample(1, "curiosity", no, &[]),
            sample(1, "care", no, &[]),
        ],
        &receipts,
    );
    let shown: Vec<(&str, usize)> = summary
        .samples
        .iter()
        .map(|sample| (sample.origin, sample.position))
        .collect();
    assert_eq!(shown, [("care", 0), ("curiosity", 1)]);
    assert!(summary.shows("care") && !summary.shows("another rule"));
}

#[test]
fn times_are_added_up() {
    let mut summary = Summary::default();
    let seconds = |seconds| Duration::from_secs(seconds);
    summary.time(seconds(1), seconds(2), seconds(4));
    summary.time(seconds(10), seconds(20), seconds(40));
    let times = (summary.verifying, summary.executing, summary.total);
    assert_eq!(times, (seconds(11), seconds(22), seconds(44)));
}

#[test]
fn a_question_is_a_sentence() {
    let mut request = Request {
        at: 0,
        requester: Requester::Organization("Acme"),
        patient: "pt-1",
        actions: vec!["read", "collect"],
        categories: vec!["bloodwork", "imaging", "vitals"],
        purpose: Some("treatment"),
        reason: None,
        origin: "care",
        proper: true,
    };
    let expected =
        "Acme asks to read and collect bloodwork, imaging and vitals of pt-1 for treatment";
    assert_eq!(question(&request), expected);
    request.requester = Requester::Practitioner("dr-lee");
    request.purpose = None;
    request.actions.truncate(1);
    request.categories.truncate(1);
    assert_eq!(question(&request), "dr-lee asks to read bloodwork of pt-1");
}
