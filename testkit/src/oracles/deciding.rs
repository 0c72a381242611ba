//! A policy in every form that decides: the interpreter, the contract on two engines, warm and fresh.

use abi::bind::BoundRequest;
use abi::calendar::Date;
use abi::limits::DECIDE_FUEL;
use abi::terms::Scalar;
use abi::{Fuel, Instant, OutcomeCode};
use policy_lang::typed::{Case, FactKind, Policy as TypedPolicy};
use runtime::policy::{Decided, Decider, Facts};
use runtime::{Entry, FuelUse, Given, Instance, Policy};

use super::ENGINE;
use crate::agreement::Three;
use crate::entropy::Entropy;
use crate::mutate::policy_text;
use crate::policies;
use crate::traces::trace_tells_the_decision;
use workbench::trace::given;

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

/// Requests that each text decides that happens to be a policy.
const CASES_PER_TEXT: usize = 12;

/// Consents that are compared with the interpreter: of more, the host may say that it does not know them.
const CONSENTS_FEW: usize = 8;

/// Instants at which clocks and calendars end.
const INSTANTS: [i64; 7] = [
    i64::MIN,
    i64::MAX,
    -1,
    0,
    YEARS.start,
    YEARS.end - 1,
    1_772_323_200,
];

/// From the year 1 to the last days of 9999: the interpreter's calendar is a library's, and knows no other years, while
/// the contract's goes on.
const YEARS: std::ops::Range<i64> = -62_135_510_400..253_402_207_200;

/// A text that is nearly a policy from one half of `bytes`, requests from the other: asserts that the contract of one
/// that checks decides each request without a trap, gives the same verdict with its reasons and without, and decides as
/// the interpreter does. Requests and facts are taken to where numbers, calendars and lists end. Returns whether
/// any request was decided.
///
/// # Panics
/// When anything else happens: that is the finding.
pub fn what_checks_never_traps(bytes: &[u8]) -> bool {
    let (text, rest) = bytes.split_at(bytes.len() / 2);
    let text = String::from_utf8_lossy(&policy_text(text)).into_owned();
    let Some(policy) = policy_lang::check(&text, "any").policy else {
        return false;
    };
    let contract = policy_lang::contract::compile(&policy, &text).expect("small texts fit");
    let loaded = Policy::load(&ENGINE, &contract.wasm).expect("contracts are admitted");
    let mut decider = loaded.warm_decider().expect("an instance");
    let mut choices = Entropy::new(rest);
    let mut decided = 0;
    for _ in 0..CASES_PER_TEXT {
        let case = extreme(&mut choices, &policy);
        let binding = loaded.binding();
        let Ok(request) = binding.request(&case.requester, &case.request, case.now) else {
            continue;
        };
        decided += 1;
        let (verdict, explanation) = answers(&mut decider, &case, &request);
        let context = || format!("{case:#?}\n{text}");
        let verdict = verdict.outcome;
        let verdict = verdict.unwrap_or_else(|code| panic!("decide: {code:?}\n{}", context()));
        let explanation = explanation.outcome;
        let explanation =
            explanation.unwrap_or_else(|code| panic!("explain: {code:?}\n{}", context()));
        assert_eq!(verdict, explanation.verdict, "{}", context());
        let few = case.consents.as_ref().map_or(0, Vec::len) <= CONSENTS_FEW;
        if few && YEARS.contains(&case.now.0) {
            let expected = policy_lang::interpret::decide(&policy, &case);
            assert_eq!(Ok(explanation), expected, "{}", context());
        }
    }
    decided > 0
}

/// A case about `policy`, taken to an end of something.
fn extreme(choices: &mut Entropy, policy: &TypedPolicy) -> Case {
    let mut case = policies::aimed::case(choices, policy);
    let facts = policy.facts.iter();
    case.facts = facts.map(|fact| value(choices, &fact.kind)).collect();
    if choices.below(3) == 1 {
        case.now = Instant(*choices.pick(&INSTANTS));
    }
    if choices.below(4) == 1 {
        let days = [-719_528, 0, 19_723, 2_932_896];
        case.birth_date = Some(Date::from_days(*choices.pick(&days)));
    }
    match choices.below(12) {
        1 => repeat(&mut case.request.actions, 1 + choices.below(64)),
        2 => repeat(&mut case.request.categories, 1 + choices.below(64)),
        3 => repeat(case.consents.get_or_insert_default(), choices.position(400)),
        4 => repeat(case.accesses.get_or_insert_default(), choices.position(400)),
        _ => {}
    }
    if !case.request.is_within_limits() {
        case.request.actions.truncate(1);
        case.request.categories.truncate(1);
    }
    case
}

/// The items again and again, until there are so many.
fn repeat<T: Clone>(items: &mut Vec<T>, count: usize) {
    let all: Vec<T> = items.iter().cycle().take(count).cloned().collect();
    if !all.is_empty() {
        *items = all;
    }
}

fn value(choices: &mut Entropy, kind: &FactKind) -> Option<Scalar> {
    Some(match kind {
        _ if choices.below(4) == 1 => return None,
        FactKind::YesNo => Scalar::YesNo(choices.one_in(2)),
        FactKind::Number => {
            let numbers = [0, 3, -1, i64::MIN, i64::MAX, 1 << 32, u32::MAX.into()];
            Scalar::Number(*choices.pick(&numbers))
        }
        FactKind::Date => {
            let days = [-719_528, 0, 20_454, 20_455, 2_932_896];
            Scalar::Date(Date::from_days(*choices.pick(&days)))
        }
        FactKind::Text => {
            let texts = ["", "north", "amber", "\u{fffd}", "a\nb"];
            Scalar::Text((*choices.pick(&texts)).into())
        }
        FactKind::OneOf(words) if words.is_empty() => return None,
        FactKind::OneOf(words) => Scalar::Text(choices.pick(words).clone()),
    })
}

/// Calls that a warm instance gets in a row.
const CALLS: usize = 24;

/// What a call may use: all there is, or so little that it stops on the way.
const LIMITS: [u64; 8] = [
    DECIDE_FUEL,
    DECIDE_FUEL,
    DECIDE_FUEL,
    1_100,
    3_000,
    9_000,
    20_000,
    60_000,
];

/// Generates a policy and a row of calls from `bytes`, some of which run out of fuel on the way or have more input
/// than there is room for, and asserts that an instance that is kept answers each as one that is new. Returns whether
/// there was anything to compare.
///
/// # Panics
/// When it does not: that is the finding.
pub fn warm_is_fresh(bytes: &[u8]) -> bool {
    let mut choices = Entropy::new(bytes);
    let Some(three) = Three::generate(&mut choices) else {
        return false;
    };
    let contract = &three.contract;
    let instance = || {
        let facts = Facts::new(contract.binding().clone());
        contract.module().instance(facts).expect("an instance")
    };
    let mut warm = instance();
    let mut input = Vec::new();
    for _ in 0..CALLS {
        let case = match choices.one_in(2) {
            true => policies::case(&mut choices),
            false => policies::aimed::case(&mut choices, &three.policy),
        };
        let binding = contract.binding();
        let request = binding.request(&case.requester, &case.request, case.now);
        let request = request.expect("known terms");
        input.clear();
        request.write(&mut input);
        let entry = *choices.pick(&[Entry::Decide, Entry::Explain]);
        let limit = Fuel(*choices.pick(&LIMITS));
        if choices.below(16) == 1 {
            input.resize(1 << 16, 0);
        }
        let mut fresh = instance();
        for instance in [&mut warm, &mut fresh] {
            let facts = instance.host_mut().expect("no fault");
            facts.give(&case.requester, case.now, given(&case));
            facts.name(&request.data.names);
        }
        let expected = call(&mut fresh, entry, &input, limit);
        let found = call(&mut warm, entry, &input, limit);
        let source = &three.source;
        assert_eq!(
            found, expected,
            "warm is not fresh: {entry:?} {limit:?} {case:#?}\n{source}"
        );
    }
    true
}

/// What a call came to, and its price.
type Called = (Result<Vec<u8>, OutcomeCode>, FuelUse);

fn call(instance: &mut Instance<Facts<Given>>, entry: Entry, input: &[u8], limit: Fuel) -> Called {
    let call = instance.call(entry, input, limit).expect("no fault");
    (call.outcome.map(<[u8]>::to_vec), call.fuel)
}
