//! What inputs stand for: the same requests wherever and whenever, and such as rules are about.

use std::collections::BTreeSet;

use policy_lang::laws::{self, Law};
use policy_lang::typed::{Case, Policy, Rule};

use super::requests::Requests;
use super::{BYTES, LAWS as OF_LAWS, PolicyTarget, REASONS, changed};
use crate::fixture::{contract, policy};
use crate::fuzz::entropy::{Entropy, seeded};
use crate::fuzz::rounds::Target;
use crate::fuzz::split_mix::SplitMix64;
use runtime::Engine;

const LAWS: &str = "law never\n  any lab may never read genetics\n";

fn laws(policy: &Policy) -> Vec<Law> {
    laws::check(LAWS, policy).laws.expect("laws")
}

fn case(requests: &Requests, policy: &Policy, seed: u64) -> Case {
    requests.case(&mut Entropy::new(&seeded(seed, BYTES)), policy)
}

/// A corpus that somebody has kept means later what it meant. When this has to change, corpora are to be thrown away.
#[test]
fn what_an_input_stands_for_stays() {
    let policy = policy();
    let requests = Requests::new(&policy, &laws(&policy), &[]);
    let mut hash = blake3::Hasher::new();
    for seed in 0..4_000 {
        hash.update(format!("{:?}\n", case(&requests, &policy, seed)).as_bytes());
    }
    assert_eq!(
        hash.finalize().to_hex().as_str(),
        "c891479913e68354b82f52231cd8564787d381660b14d2f96ec0962852d10d68"
    );
}

/// The same of how one input is made of others.
#[test]
fn what_an_input_is_changed_into_stays() {
    let mut random = SplitMix64::new(7);
    let mut corpus: Vec<Vec<u8>> = vec![vec![], seeded(1, 40), seeded(2, BYTES)];
    for _ in 0..600 {
        let from = corpus[random.below(corpus.len() as u64) as usize].clone();
        corpus.push(changed(&mut random, &from, &corpus));
    }
    assert!(
        corpus
            .iter()
            .all(|input| input.len() <= super::INPUT_BYTES_MAX)
    );
    let mut hash = blake3::Hasher::new();
    for input in &corpus {
        hash.update(&(input.len() as u64).to_le_bytes())
            .update(input);
    }
    assert_eq!(
        hash.finalize().to_hex().as_str(),
        "b63f4713c00269e58e5106d60148988fdc63a20ff3ab7097efeeef1bae8d359c"
    );
}

/// Of requests that are aimed at a rule, many are such that it applies, and many that it does not; nobody else says so than
/// the interpreter.
#[test]
fn requests_that_are_aimed_at_a_rule_are_often_about_it() {
    let policy = policy();
    for rule in &policy.rules {
        let requests = Requests::new(&policy, &[], std::slice::from_ref(&rule.name));
        let applies = applying(&requests, &policy, rule);
        assert!(
            (8..=392).contains(&applies),
            "{}: {applies} of 400",
            rule.name
        );
    }
}

fn applying(requests: &Requests, policy: &Policy, rule: &Rule) -> usize {
    let law = Law {
        words: String::new(),
        rule: rule.clone(),
    };
    let cases = (0..400).map(|seed| case(requests, policy, seed));
    let applies = |case: &Case| law.applies(policy, case).unwrap_or(false);
    cases.filter(applies).count()
}

/// A clause about an encounter is not only met or unknown: another one is named, too.
#[test]
fn another_encounter_is_named_now_and_then() {
    let policy = policy();
    let requests = Requests::new(&policy, &[], &["anyone_at_all".to_owned()]);
    let mut named = std::collections::BTreeMap::<Option<String>, usize>::new();
    for seed in 0..400 {
        let case = case(&requests, &policy, seed);
        *named.entry(case.request.claims.data.encounter).or_default() += 1;
    }
    let times = |name: Option<&str>| named.get(&name.map(str::to_owned)).copied().unwrap_or(0);
    assert!(times(Some("inpatient")) > 200, "{named:?}");
    assert!((10..100).contains(&times(Some("another"))), "{named:?}");
    assert!(times(None) > 10, "{named:?}");
}

/// Names that nobody has declared are asked for and signed by, too.
#[test]
fn strangers_and_those_who_are_declared_both_ask() {
    let policy = policy();
    let requests = Requests::new(&policy, &[], &[]);
    let who: BTreeSet<String> = (0..400)
        .map(|seed| format!("{:?}", case(&requests, &policy, seed).requester))
        .collect();
    for wanted in ["somebody", "dr_lee", "mrs_ito", "Hill", "Ward", "monitor"] {
        let is_there = who.iter().any(|who| who.contains(&format!("\"{wanted}\"")));
        assert!(is_there, "{wanted}");
    }
}

fn target() -> PolicyTarget {
    let (engine, policy) = (Engine::new().expect("an engine"), policy());
    let laws = laws(&policy);
    PolicyTarget::new(&engine, policy, &contract().wasm, laws, &[]).expect("it is admitted")
}

/// What people are told was reached: each way in which a clause of a rule can come out, then the laws.
#[test]
fn what_can_be_reached_is_told_in_words() {
    let target = target();
    assert!(target.counts(0) && target.counts(OF_LAWS) && target.counts(REASONS - 1));
    assert!(!target.counts(REASONS) && !target.counts(REASONS + 5));
    let reached = target.reached(&[(1, 4), (OF_LAWS, 2)].into());
    let (law, rules) = reached.split_last().expect("there are some");
    assert_eq!(
        (law.of.as_str(), law.what.as_str(), law.times),
        ("never", "a request that the law is about", 2)
    );
    let told: Vec<(&str, &str, u64)> = rules
        .iter()
        .map(|reached| (reached.of.as_str(), reached.what.as_str(), reached.times))
        .collect();
    let of = "anyone_at_all";
    let expected = [
        (of, "it decides", 0),
        (of, "somebody whom it is about asks", 4),
        (of, "its actions", 0),
    ];
    assert_eq!(told[..3], expected);
    assert_eq!(told.len(), target.points.len());
    // Each aspect of each rule is told once.
    let once: BTreeSet<(&str, &str)> = told.iter().map(|(of, what, _)| (*of, *what)).collect();
    assert_eq!(once.len(), told.len());
}

/// Nothing at first; then at random, or an input of the corpus, changed.
#[test]
fn which_inputs_a_seed_makes_stays() {
    let target = target();
    assert_eq!(target.first(), [Vec::<u8>::new()]);
    let mut random = SplitMix64::new(3);
    let mut corpus = target.first();
    for _ in 0..300 {
        let next = target.next(&mut random, &corpus, &BTreeSet::new());
        corpus.push(next);
    }
    let mut hash = blake3::Hasher::new();
    for input in &corpus {
        hash.update(&(input.len() as u64).to_le_bytes())
            .update(input);
    }
    assert_eq!(
        hash.finalize().to_hex().as_str(),
        "223c29cc7e6a77aefbc55738b7eb843484fb40f52be55bec2caf4e19eb569456"
    );
    // Without a corpus every input is new, and as long as those are.
    let next = target.next(&mut random, &[], &BTreeSet::new());
    assert_eq!(next.len(), BYTES);
}

/// One input in eight is tried in a fresh memory, too, by its own bytes: a replay does the same.
#[test]
fn what_an_input_comes_to_does_not_depend_on_those_before() {
    let target = target();
    let inputs: Vec<Vec<u8>> = (0..24).map(|seed| seeded(seed, BYTES)).collect();
    let mut bench = target.bench().expect("room");
    let first: Vec<_> = inputs
        .iter()
        .map(|input| target.run(&mut bench, input).expect("no fault"))
        .collect();
    for (input, before) in inputs.iter().zip(&first).rev() {
        assert_eq!(&target.run(&mut bench, input).expect("no fault"), before);
        assert_eq!(
            &target
                .run_case(&mut bench, &target.case(input))
                .expect("no fault"),
            before
        );
    }
    assert!(first.iter().any(|ran| !ran.points.is_empty()));
}
