//! Oracles: what must hold of any case.

use std::sync::LazyLock;

use abi::bind::BoundRequest;
use policy_lang::typed::Case;
use runtime::policy::{Decided, Decider};
use runtime::{Engine, Given, Policy};

use crate::agreement::{Three, given};
use crate::entropy::Entropy;
use crate::policies;
use crate::traces::trace_tells_the_decision;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new().expect("the sandbox opens"));

/// Requests that each generated policy decides.
const CASES_PER_POLICY: usize = 48;

/// Generates a policy and requests from `bytes` and asserts that the contract on both engines and
/// the reference interpreter agree on every verdict, reason and duty, that a trace tells the same,
/// and that a warm instance answers as a fresh one does, fuel included. Returns how many requests
/// were compared.
///
/// # Panics
/// When they do not: that is the finding.
pub fn contract_matches_interpreter(bytes: &[u8]) -> usize {
    let mut choices = Entropy::new(bytes);
    let Some(mut three) = Three::generate(&mut choices) else {
        return 0;
    };
    let loaded = three.contract.clone();
    let mut warm = loaded.warm_decider().expect("an instance");
    let mut compared = 0;
    while compared < CASES_PER_POLICY && !(choices.is_spent() && compared > 0) {
        let case = match compared % 2 {
            0 => policies::case(&mut choices),
            _ => policies::aimed::case(&mut choices, &three.policy),
        };
        three.compare(&case);
        let expected = policy_lang::interpret::decide(&three.policy, &case).expect("known terms");
        trace_tells_the_decision(&three.policy, &case, &expected);
        let request = loaded
            .binding()
            .request(&case.requester, &case.request, case.now);
        let request = request.expect("known terms");
        let mut fresh = loaded.decider().expect("an instance");
        assert_eq!(
            answers(&mut warm, &case, &request),
            answers(&mut fresh, &case, &request),
            "warm is not fresh: {case:#?}\n{}",
            three.source
        );
        compared += 1;
    }
    compared
}

type Answers = (
    Decided<abi::decision::Verdict>,
    Decided<abi::decision::Explanation>,
);

fn answers(decider: &mut Decider<Given>, case: &Case, request: &BoundRequest) -> Answers {
    decider
        .facts_mut()
        .expect("no fault")
        .give(&case.requester, case.now, given(case));
    let decided = decider.decide(request).expect("no fault");
    (decided, decider.explain(request).expect("no fault"))
}

/// Asserts that any bytes, taken as a policy's text, give problems or a policy, and that what is
/// found to be a policy compiles to a contract that is admitted. Returns whether it was one.
///
/// # Panics
/// When anything else happens: that is the finding.
pub fn any_text_is_checked(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let checked = policy_lang::check(&text, "any");
    for problem in &checked.problems {
        let span = problem.span.start as usize..problem.span.end as usize;
        assert!(
            text.get(span).is_some(),
            "a problem points outside the text: {problem:?}"
        );
    }
    let Some(policy) = checked.policy else {
        return false;
    };
    let contract = policy_lang::contract::compile(&policy, &text).expect("small texts fit");
    assert!(
        Policy::load(&ENGINE, &contract.wasm).is_ok(),
        "a contract is not admitted: {text}"
    );
    true
}

/// Asserts that any bytes decode to a transaction whose bytes they are, or are refused. Returns
/// whether they did.
///
/// # Panics
/// When anything else happens: that is the finding.
pub fn any_bytes_are_decoded(bytes: &[u8]) -> bool {
    let Ok(transaction) = ledger::Transaction::from_bytes(bytes) else {
        return false;
    };
    assert_eq!(
        parity_scale_codec::Encode::encode(&transaction),
        bytes,
        "two texts for one transaction"
    );
    true
}

/// Asserts that any bytes are a proof file whose bytes they are, or are refused, and that verifying one
/// comes to a verdict. Returns whether it holds under the hash of its own header.
///
/// # Panics
/// When anything else happens: that is the finding.
pub fn any_bytes_are_a_proof_or_none(bytes: &[u8]) -> Option<bool> {
    let file = ledger::ProofFile::from_bytes(bytes).ok()?;
    assert_eq!(file.to_bytes(), bytes, "two texts for one proof");
    let by_block = file.verify(&ledger::Anchor::Block(file.header.hash()));
    let by_root = file.verify(&ledger::Anchor::StateRoot(file.header.state_root));
    assert!(
        by_block.is_ok() || by_root.is_err(),
        "a root vouches for more than a block"
    );
    Some(by_block.is_ok())
}
