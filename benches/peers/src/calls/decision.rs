//! Ours: decisions by policies of forty rules, workload flat-40 of `testkit`: a quarter of the requests come after the
//! end of a rule, a quarter are about nothing that a rule names, half are allowed.

use std::num::NonZeroUsize;
use std::time::Instant as Clock;

use abi::bind::BoundRequest;
use abi::decision::Outcome as Answer;
use abi::decision::Verdict;
use runtime::policy::{Decided, Decider, Question};
use runtime::{Engine, Given, Policy};
use testkit::workload::{Expected, Flat, SEED, flat};

use super::case::Case;

/// Rules of each policy.
const RULES: usize = 40;
/// Policies that take turns.
const POLICIES: u64 = 256;
/// Requests in one call of `decide_many`.
const QUESTIONS: usize = 16_384;

/// A policy with its workload.
pub struct Loaded {
    /// The requests with the answers that they must get.
    pub flat: Flat,
    /// The contract.
    pub wasm: Vec<u8>,
    /// The same, admitted.
    pub policy: Policy,
}

impl Loaded {
    /// The policy whose rules are drawn with `seed`.
    pub fn new(engine: &Engine, seed: u64) -> Loaded {
        let flat = flat(RULES, seed);
        let text = flat.consent_text();
        let checked = policy_lang::check(&text, "bench").policy;
        let typed = checked.expect("the text is a policy");
        let contract = policy_lang::contract::compile(&typed, &text).expect("it fits");
        let policy = Policy::load(engine, &contract.wasm).expect("it is admitted");
        Loaded {
            flat,
            wasm: contract.wasm,
            policy,
        }
    }

    /// The policy of everything but the rows that rotate.
    pub fn published(engine: &Engine) -> Loaded {
        Loaded::new(engine, SEED)
    }

    fn requests(&self) -> Vec<BoundRequest> {
        let binding = self.policy.binding();
        let bind = |request: &testkit::workload::Request| {
            let bound =
                binding.request(&request.requester(), &request.access_request(), request.now);
            bound.expect("the policy knows every name")
        };
        self.flat.requests.iter().map(bind).collect()
    }

    /// Whether every answer is the one that the workload expects.
    fn check(&self, answers: &[Decided<Verdict>]) {
        for (request, answer) in self.flat.requests.iter().zip(answers) {
            let verdict = answer.outcome.as_ref().expect("no trap");
            let is_allowed = verdict.outcome == Answer::Allowed;
            assert_eq!(is_allowed, matches!(request.expected, Expected::Allowed(_)));
        }
        assert_eq!(answers.len(), self.flat.requests.len());
    }

    fn decide(&self, name: &'static str, mut decider: Decider<Given>) -> Case {
        let requests = self.requests();
        let mut decide = move |index: usize| {
            let request = &requests[index % requests.len()];
            decider.decide(request).expect("the engine is sound")
        };
        let answers: Vec<Decided<Verdict>> =
            (0..self.flat.requests.len()).map(&mut decide).collect();
        self.check(&answers);
        Case::new(name, decide)
    }

    /// From a request in the contract's numbers to the outcome with its rules, memory kept.
    pub fn warm(&self) -> Case {
        let decider = self.policy.warm_decider().expect("there is room");
        self.decide("ours, memory kept", decider)
    }

    /// The same, memory made anew.
    pub fn fresh(&self) -> Case {
        let decider = self.policy.decider().expect("there is room");
        self.decide("ours, fresh instance", decider)
    }

    /// Many at once, on as many threads; memory made anew for each, or kept on each thread.
    pub fn many(&self, name: &'static str, threads: usize, is_warm: bool) -> Case {
        let threads = NonZeroUsize::new(threads).expect("there is one");
        let policy = self.policy.clone();
        let question = |(request, of): (BoundRequest, &testkit::workload::Request)| Question {
            request,
            requester: of.requester(),
            now: of.now,
            attested: Given::default(),
        };
        let requests = self.requests().into_iter().zip(&self.flat.requests);
        let questions: Vec<Question<Given>> = requests.map(question).collect();
        let decide = move |questions: Vec<Question<Given>>| {
            let decided = match is_warm {
                true => policy.warm_decide_many(questions, threads),
                false => policy.decide_many(questions, threads),
            };
            decided.expect("the engine is sound")
        };
        self.check(&decide(questions.clone()));
        let many: Vec<_> = questions.into_iter().cycle().take(QUESTIONS).collect();
        let run = move |calls: u32| {
            let asked: Vec<_> = (0..calls).map(|_| many.clone()).collect();
            let start = Clock::now();
            for questions in asked {
                std::hint::black_box(decide(questions));
            }
            start.elapsed()
        };
        Case::with(name, run).each(QUESTIONS as u32)
    }
}

/// Policies with rules of their own, one after the other: with their memory kept, or made anew for each decision.
pub fn rotating(engine: &Engine) -> [Case; 2] {
    let loaded: Vec<Loaded> = (0..POLICIES)
        .map(|number| Loaded::new(engine, SEED + 1 + number))
        .collect();
    let fresh = |loaded: &Loaded| loaded.policy.decider();
    let warm = |loaded: &Loaded| loaded.policy.warm_decider();
    [
        turns("ours, 256 policies in turns, memory kept", &loaded, warm),
        turns(
            "ours, 256 policies in turns, fresh instances",
            &loaded,
            fresh,
        ),
    ]
}

fn turns(
    name: &'static str,
    loaded: &[Loaded],
    decider: impl Fn(&Loaded) -> Result<Decider<Given>, runtime::Fault>,
) -> Case {
    let mut all = Vec::new();
    for loaded in loaded {
        let mut decider = decider(loaded).expect("there is room");
        let requests = loaded.requests();
        let decide = |request| decider.decide(request).expect("the engine is sound");
        let answers: Vec<_> = requests.iter().map(decide).collect();
        loaded.check(&answers);
        all.push((decider, requests));
    }
    Case::new(name, move |index| {
        let count = all.len();
        let (decider, requests) = &mut all[index % count];
        let request = &requests[(index / count) % requests.len()];
        decider.decide(request).expect("the engine is sound")
    })
}
