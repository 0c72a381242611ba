//! Oracles: what must hold of any case.

use std::sync::LazyLock;

use abi::bind::BoundRequest;
use chain::facts::Given;
use chain::policy::{Decided, Decider, Policy};
use policy_lang::diagnostic::Problem;
use policy_lang::typed::Case;
use runtime::Engine;

use crate::entropy::Entropy;
use crate::policies;
use crate::traces::trace_tells_the_decision;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new().expect("the sandbox opens"));

/// The one problem that a generated policy may have: exceptions that take everything away.
const NOTHING_LEFT: &str = "E0222";

/// Requests that each generated policy decides.
const CASES_PER_POLICY: usize = 48;

/// Generates a policy and requests from `bytes` and asserts that the contract and the reference
/// interpreter agree on every verdict and every reason, that a trace tells the same, and that a
/// warm instance answers as a fresh one does, fuel included. Returns how many requests were
/// compared.
///
/// # Panics
/// When they do not: that is the finding.
pub fn contract_matches_interpreter(bytes: &[u8]) -> usize {
    let mut choices = Entropy::new(bytes);
    let source = policies::policy(&mut choices);
    let checked = policy_lang::check(&source, "generated");
    let Some(policy) = checked.policy else {
        let errors: Vec<_> = checked
            .problems
            .iter()
            .filter(|problem| problem.is_error())
            .collect();
        let is_expected = |problem: &&Problem| problem.code == NOTHING_LEFT;
        assert!(errors.iter().all(is_expected), "{errors:?}\n{source}");
        return 0;
    };
    let contract = policy_lang::contract::compile(&policy, &source).expect("it fits");
    let loaded = Policy::load(&ENGINE, &contract.wasm).expect("contracts of policies are admitted");
    let mut warm = loaded.warm_decider().expect("an instance");
    let mut compared = 0;
    while compared < CASES_PER_POLICY && !(choices.is_spent() && compared > 0) {
        let case = policies::case(&mut choices);
        let expected = policy_lang::interpret::decide(&policy, &case).expect("known terms");
        let request = loaded
            .binding()
            .request(&case.requester, &case.request, case.now);
        let request = request.expect("known terms");
        let (decided, explained) = answers(&mut warm, &case, &request);
        let mut fresh = loaded.decider().expect("an instance");
        assert_eq!(
            (&decided, &explained),
            both(&answers(&mut fresh, &case, &request)),
            "warm is not fresh"
        );
        assert_eq!(
            explained.outcome,
            Ok(expected.clone()),
            "{case:#?}\n{source}"
        );
        trace_tells_the_decision(&policy, &case, &expected);
        assert_eq!(decided.outcome, Ok(expected.verdict), "{case:#?}\n{source}");
        compared += 1;
    }
    compared
}

type Answers = (
    Decided<abi::decision::Verdict>,
    Decided<abi::decision::Explanation>,
);

fn both(
    answers: &Answers,
) -> (
    &Decided<abi::decision::Verdict>,
    &Decided<abi::decision::Explanation>,
) {
    (&answers.0, &answers.1)
}

fn answers(decider: &mut Decider, case: &Case, request: &BoundRequest) -> Answers {
    decider
        .facts_mut()
        .expect("no fault")
        .give(&case.requester, case.now, given(case));
    let decided = decider.decide(request).expect("no fault");
    (decided, decider.explain(request).expect("no fault"))
}

/// What the ledger attests in a case, as the host of a contract takes it.
pub fn given(case: &Case) -> Given {
    Given {
        treats: case.treats,
        consents: case.consents.clone(),
        birth_date: case.birth_date,
        deceased: case.deceased,
        facts: case.facts.clone(),
        accesses: case.accesses.clone(),
    }
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
