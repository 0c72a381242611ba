//! The laws of a decision, as properties of random policies: what opens a door, and what never does.
//!
//! A law takes a policy with requests and a *form* that decides: the reference interpreter, the
//! compiled contract, or a double with a mistake. Each law is tested three times: the interpreter
//! keeps it on many policies, the contract on a few, and a double that breaks it on purpose is
//! noticed, so that the law is known to be able to fail.
//!
//! | file | laws about |
//! | --- | --- |
//! | [`rules`] | which rules decide, and what adding or leaving out a rule does |
//! | [`requests`] | how a request is said, and asking for more |
//! | [`time`] | instants, and consents that are withdrawn |
//! | [`unknown`] | what is not known and not stated |
//! | [`reasons`] | what an answer names |
//! | [`planted`] | the doubles |

mod planted;
mod reasons;
mod requests;
mod rules;
mod time;
mod unknown;

use std::sync::LazyLock;

use abi::decision::{Explanation, Outcome};
use policy_lang::typed::{Case, Condition, Policy, Rule};
use runtime::Engine;
use runtime::Policy as Contract;
use testkit::entropy::{Entropy, seeded};
use testkit::policies;
use workbench::trace::given;

/// Decides requests by one policy.
type Decider<'a> = Box<dyn FnMut(&Case) -> Explanation + 'a>;

/// Prepares a policy to decide.
type Form = for<'a> fn(&'a Policy) -> Decider<'a>;

/// A law: what it finds on one ground with one form.
type Law = fn(&Ground, Form, &mut Found);

/// Seeds of the grounds; away from those of the agreement.
const SEEDS: std::ops::Range<u64> = 0x1A35_0000..0x1A35_00A0;

/// Grounds on which the contract is asked, too: each law compiles its own policies.
const GROUNDS_OF_CONTRACTS: usize = 5;

const CASES: usize = 40;
const CASE_BYTES: usize = 512;

/// A random policy with requests that it has something to say about.
struct Ground {
    source: String,
    policy: Policy,
    cases: Vec<Case>,
    /// More choices, for what a law changes.
    more: Vec<u8>,
}

impl Ground {
    /// The ground of a seed; `None` where the text is no policy.
    fn new(seed: u64) -> Option<Ground> {
        let source = policies::policy(&mut Entropy::new(&seeded(seed, 8_192)));
        let policy = policy_lang::check(&source, "law").policy?;
        let bytes = seeded(!seed, CASES * CASE_BYTES);
        let case = |bytes| policies::aimed::case(&mut Entropy::new(bytes), &policy);
        Some(Ground {
            cases: bytes.chunks_exact(CASE_BYTES).map(case).collect(),
            more: seeded(seed.rotate_left(32), 16 * CASES + 4_096),
            source,
            policy,
        })
    }
}

/// What a law found: how often it had something to say, and what broke it.
#[derive(Default)]
struct Found {
    held: usize,
    broken: Vec<String>,
}

impl Found {
    /// A place where the law speaks.
    fn expect(&mut self, holds: bool, what: impl FnOnce() -> String) {
        if holds {
            self.held += 1;
        } else {
            self.broken.push(what());
        }
    }
}

/// Every law on the same grounds.
static GROUNDS: LazyLock<Vec<Ground>> = LazyLock::new(|| SEEDS.filter_map(Ground::new).collect());

/// Interpreter and contract keep the law, which speaks at least `times` times of the interpreter;
/// a double that breaks it is noticed.
fn keep(law: Law, times: usize, planted: Form) {
    let mut found = Found::default();
    for ground in GROUNDS.iter() {
        law(ground, interpreter, &mut found);
    }
    assert!(found.broken.is_empty(), "{}", found.broken[0]);
    println!("the law speaks {} times", found.held);
    assert!(found.held >= times, "the law speaks: {}", found.held);
    for ground in GROUNDS.iter().take(GROUNDS_OF_CONTRACTS) {
        law(ground, contract, &mut found);
    }
    assert!(found.broken.is_empty(), "contract: {}", found.broken[0]);
    let is_noticed = |ground: &Ground| {
        let mut found = Found::default();
        law(ground, planted, &mut found);
        !found.broken.is_empty()
    };
    assert!(GROUNDS.iter().any(is_noticed), "the mistake is not noticed");
}

/// The reference interpreter.
fn interpreter(policy: &Policy) -> Decider<'_> {
    Box::new(|case| policy_lang::interpret::decide(policy, case).expect("known terms"))
}

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new().expect("the sandbox opens"));

/// The compiled contract in the sandbox.
fn contract(policy: &Policy) -> Decider<'_> {
    let contract = policy_lang::contract::compile(policy, "").expect("it fits");
    let contract = Contract::load(&ENGINE, &contract.wasm).expect("it is admitted");
    let mut decider = contract.warm_decider().expect("an instance");
    Box::new(move |case| {
        let binding = contract.binding();
        let request = binding.request(&case.requester, &case.request, case.now);
        let facts = decider.facts_mut().expect("no fault");
        facts.give(&case.requester, case.now, given(case));
        let decided = decider.explain(&request.expect("known terms"));
        decided.expect("no fault").outcome.expect("no trap")
    })
}

/// Whether a case is allowed.
fn allows(decider: &mut Decider<'_>, case: &Case) -> bool {
    decider(case).verdict.outcome == Outcome::Allowed
}

/// `policy` with those of its rules alone that `kept` takes; overriding what is gone is gone, too.
fn with_rules(policy: &Policy, kept: impl Fn(u32, &Rule) -> bool) -> Policy {
    let numbered = policy.rules.iter().zip(0u32..);
    let kept = numbered.filter(|(rule, number)| kept(*number, rule));
    let (mut rules, old): (Vec<Rule>, Vec<u32>) =
        kept.map(|(rule, number)| (rule.clone(), number)).unzip();
    let new = |number: &u32| Some(old.binary_search(number).ok()? as u32);
    for rule in &mut rules {
        rule.overrides = rule.overrides.iter().filter_map(new).collect();
    }
    Policy {
        rules,
        ..policy.clone()
    }
}

/// `policy` with rule `number` alone.
fn alone(policy: &Policy, number: u32) -> Policy {
    with_rules(policy, |own, _| own == number)
}

/// `policy` with one rule more, which overrides nothing and comes last.
fn with_rule(policy: &Policy, rule: &Rule) -> Policy {
    let mut policy = policy.clone();
    policy.rules.push(Rule {
        name: "zzz_one_more".into(),
        overrides: Vec::new(),
        ..rule.clone()
    });
    policy
}

/// `policy` with every condition's parts changed by `part`, which is told whether its holding opens.
fn with_conditions(
    policy: &Policy,
    part: &dyn Fn(&Condition, bool) -> Option<Condition>,
) -> Policy {
    let mut policy = policy.clone();
    for rule in &mut policy.rules {
        let may = rule.sentence.may;
        let changed = rule.conditions.iter().map(|whole| change(whole, may, part));
        rule.conditions = changed.collect();
    }
    policy
}

fn change(
    condition: &Condition,
    opens: bool,
    part: &dyn Fn(&Condition, bool) -> Option<Condition>,
) -> Condition {
    let all = |parts: &[Condition]| {
        parts
            .iter()
            .map(|inner| change(inner, opens, part))
            .collect()
    };
    match condition {
        Condition::And(parts) => Condition::And(all(parts)),
        Condition::Or(parts) => Condition::Or(all(parts)),
        Condition::Not(inner) => Condition::Not(Box::new(change(inner, !opens, part))),
        leaf => part(leaf, opens).unwrap_or_else(|| leaf.clone()),
    }
}

/// `policy` where a consent or a signed form that holds only ever opens, and a refusal that holds only ever closes:
/// `unless the patient has consented` on a `may` rule would close because of a consent.
fn where_consents_open(policy: &Policy) -> Policy {
    with_conditions(policy, &|leaf, opens| {
        let wrong = matches!(
            (leaf, opens),
            (Condition::Consented | Condition::Signed(_), false) | (Condition::Refused, true)
        );
        wrong.then_some(Condition::ReasonGiven)
    })
}
