//! What is seen of a module and told of a decision, over everything that is at hand: the policies and contracts of the
//! repository, generated policies, hostile modules and what is left of them when they are damaged.

use policy_lang::typed::Case;
use runtime::{Engine, Given, Policy};
use testkit::entropy::{Entropy, seeded};
use testkit::hostile::attacks;
use testkit::policies;
use workbench::inspect::{InspectError, inspect, list, text};
use workbench::trace::{decision, given};

fn engine() -> Engine {
    Engine::new().expect("the sandbox opens")
}

/// Looks at everything of `bytes` that can be looked at.
fn look(engine: &Engine, bytes: &[u8], name: &str) {
    let inspection = match inspect(engine, bytes) {
        Ok(inspection) => inspection,
        Err(InspectError::NoModule(_)) => return,
        Err(InspectError::Fault(fault)) => panic!("{name}: {fault}"),
    };
    let _ = text(bytes);
    for function in &inspection.functions {
        let _ = list(bytes, &function.index.to_string());
    }
    let sections: u64 = inspection
        .sections
        .iter()
        .map(|section| section.bytes)
        .sum();
    assert!(sections <= bytes.len() as u64, "{name}");
    // What admission takes is read to its end.
    assert!(
        inspection.admission.is_err() || inspection.unread.is_none(),
        "{name}"
    );
}

/// Hostile modules, whole, cut off at every byte, and with a bit turned here and there.
#[test]
fn nothing_that_can_be_given_for_a_module_stops_an_inspection() {
    let engine = engine();
    let mut admitted = 0;
    for attack in attacks() {
        let wasm = &attack.wasm;
        look(&engine, wasm, &attack.name);
        let inspection = inspect(&engine, wasm);
        let refused = inspection.map_or(true, |inspection| inspection.admission.is_err());
        assert_eq!(refused, attack.is_refused(), "{}", attack.name);
        admitted += u64::from(!refused);
        for end in 0..wasm.len().min(400) {
            look(&engine, &wasm[..end], &attack.name);
        }
        for at in (0..wasm.len()).step_by(13) {
            let mut damaged = wasm.clone();
            damaged[at] ^= 1 << (at % 8);
            look(&engine, &damaged, &attack.name);
        }
    }
    assert!(admitted > 100, "{admitted}");
}

/// The tables of every policy of the repository, and of generated ones, are found, and are all of its data.
#[test]
fn the_tables_of_a_policy_are_all_of_its_data() {
    let engine = engine();
    let generated = (0..40).map(|seed| policies::policy(&mut Entropy::new(&seeded(seed, 8_192))));
    let all = contracts::ALL.iter().map(|(_, text)| (*text).to_owned());
    let mut seen = 0;
    for source in all.chain(generated) {
        let checked = policy_lang::check(&source, "policy");
        // Some of what is generated breaks a rule of the language on purpose.
        let Some(policy) = checked.policy else {
            continue;
        };
        seen += 1;
        let contract = policy_lang::contract::compile(&policy, &source).expect("a contract");
        let inspection = inspect(&engine, &contract.wasm).expect("a module");
        let inside = inspection.policy.expect("a policy").expect("an interface");
        assert_eq!(inside.interface, contract.interface);
        let data: u64 = inspection.data.iter().map(|segment| segment.bytes).sum();
        let tables: u64 = inside.tables.iter().map(|table| table.bytes).sum();
        assert_eq!(tables, data);
        let table = |name: &str| {
            let mut tables = inside.tables.iter();
            tables.find(|table| table.name == name).expect("a table")
        };
        assert_eq!(table("rules").entries, policy.rules.len() as u64);
        let places = table("places of the index");
        // Nine places in ten are used, or there are few of them; every rule is found somewhere.
        assert!(places.used <= places.entries && places.entries <= places.used * 10 / 9 + 2);
        assert!(places.used > 0 || policy.rules.is_empty());
    }
    assert!(seen > 20, "{seen}");
}

/// Every example of the repository's policies, and generated requests of generated policies: what is told of a decision is
/// what a decider that nobody watches comes to, and its charge is what the facts cost that it is told to have asked.
#[test]
fn a_decision_that_is_followed_is_the_decision() {
    let mut compared = 0;
    for (_, source) in contracts::ALL {
        let typed = policy_lang::check(source, "policy")
            .policy
            .expect("a policy");
        let cases: Vec<Case> = typed
            .examples
            .iter()
            .map(|example| example.case.clone())
            .collect();
        compared += follow(source, &typed, &cases);
    }
    for seed in 0..30 {
        let source = policies::policy(&mut Entropy::new(&seeded(seed, 8_192)));
        let Some(typed) = policy_lang::check(&source, "policy").policy else {
            continue;
        };
        let bytes = seeded(seed, 1 << 14);
        let mut choices = Entropy::new(&bytes);
        let cases: Vec<Case> = (0..10)
            .map(|_| policies::aimed::case(&mut choices, &typed))
            .collect();
        compared += follow(&source, &typed, &cases);
    }
    assert!(compared > 300, "{compared}");
}

fn follow(source: &str, typed: &policy_lang::typed::Policy, cases: &[Case]) -> usize {
    let contract = policy_lang::contract::compile(typed, source).expect("a contract");
    let policy = Policy::load(&engine(), &contract.wasm).expect("a policy");
    let mut decider = policy.decider::<Given>().expect("no fault");
    let mut compared = 0;
    for case in cases {
        let bound = policy.binding();
        let Ok(bound) = bound.request(&case.requester, &case.request, case.now) else {
            continue;
        };
        let followed = decision(&policy, Some(typed), case, &bound).expect("no fault");
        assert!(followed.agrees(), "{followed:#?}");
        let facts = decider.facts_mut().expect("no fault");
        facts.give(&case.requester, case.now, given(case));
        let decided = decider.decide(&bound).expect("no fault");
        assert_eq!(followed.decide.outcome, decided.outcome);
        assert_eq!(followed.decide.fuel, decided.fuel);
        let explained = decider.explain(&bound).expect("no fault");
        assert_eq!(followed.explain.outcome, explained.outcome);
        assert_eq!(followed.explain.fuel, explained.fuel);
        let asked: u64 = followed.decide.asked.iter().map(|asked| asked.fuel).sum();
        assert_eq!(decided.fuel.host, asked);
        compared += 1;
    }
    compared
}
