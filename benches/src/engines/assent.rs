//! Ours: the contract kept warm or made anew, from ids or from names, and the reference
//! interpreter.

use abi::Fuel;
use abi::bind::{Binding, BoundRequest};
use abi::decision::{Explanation, Outcome, VerdictView};
use abi::limits::DECIDE_FUEL;
use abi::terms::{AccessRequest, Requester};
use policy_lang::typed::{Case, Policy};
use runtime::policy::Decider;
use runtime::{
    Call, Engine as Sandbox, Entry, Fault, Given, Instance, NoFacts, Policy as Contract,
};
use testkit::workload::Flat;

use super::{Answer, Engine};

/// A policy that was checked, compiled and admitted.
pub struct Loaded {
    /// The typed policy.
    pub typed: Policy,
    /// The admitted contract.
    pub policy: Contract,
}

impl Loaded {
    /// Takes a policy's text all the way.
    pub fn new(sandbox: &Sandbox, text: &str) -> Loaded {
        let typed = checked(text);
        let contract = policy_lang::contract::compile(&typed, text).expect("the policy fits");
        let policy = Contract::load(sandbox, &contract.wasm).expect("the contract is admitted");
        Loaded { typed, policy }
    }

    fn binding(&self) -> &Binding {
        self.policy.binding()
    }

    fn bound(&self, flat: &Flat) -> Vec<BoundRequest> {
        let bind = |request: &testkit::workload::Request| {
            self.binding()
                .request(&request.requester(), &request.access_request(), request.now)
                .expect("the policy knows every name")
        };
        flat.requests.iter().map(bind).collect()
    }
}

/// The typed policy of a text without errors.
pub fn checked(text: &str) -> Policy {
    let checked = policy_lang::check(text, "bench");
    checked.policy.expect("the text is a policy")
}

/// The contract kept warm, its inputs encoded beforehand.
pub struct Warm {
    instance: Instance<NoFacts>,
    inputs: Vec<Vec<u8>>,
}

impl Warm {
    /// Loads a workload.
    pub fn new(loaded: &Loaded, flat: &Flat) -> Warm {
        let encode = |request: &BoundRequest| {
            let mut bytes = Vec::new();
            request.write(&mut bytes);
            bytes
        };
        Warm {
            instance: loaded
                .policy
                .module()
                .instance(NoFacts)
                .expect("there is room"),
            inputs: loaded.bound(flat).iter().map(encode).collect(),
        }
    }

    /// What request `index` costs.
    pub fn fuel(&mut self, index: usize) -> Fuel {
        let call = self
            .instance
            .call(Entry::Decide, &self.inputs[index], Fuel(DECIDE_FUEL));
        call.expect("the engine is sound").fuel.total()
    }
}

impl Engine for Warm {
    const NAMES_RULES: bool = true;

    fn decide(&mut self, index: usize) -> Answer {
        let call = self
            .instance
            .call(Entry::Decide, &self.inputs[index], Fuel(DECIDE_FUEL));
        read(call.expect("the engine is sound"))
    }
}

/// The contract from a request in its ids, which is written for each call.
pub struct Bound {
    decider: Decider<Given>,
    requests: Vec<BoundRequest>,
}

impl Bound {
    /// Kept warm, as somebody who compiled the policy may keep it.
    pub fn warm(loaded: &Loaded, flat: &Flat) -> Bound {
        Bound::new(loaded.policy.warm_decider(), loaded, flat)
    }

    /// In a memory made anew for each decision, as a node decides by whatever was deployed.
    pub fn fresh(loaded: &Loaded, flat: &Flat) -> Bound {
        Bound::new(loaded.policy.decider(), loaded, flat)
    }

    fn new(decider: Result<Decider<Given>, Fault>, loaded: &Loaded, flat: &Flat) -> Bound {
        Bound {
            decider: decider.expect("there is room"),
            requests: loaded.bound(flat),
        }
    }
}

impl Engine for Bound {
    const NAMES_RULES: bool = true;

    fn decide(&mut self, index: usize) -> Answer {
        let decided = self
            .decider
            .decide_view(&self.requests[index])
            .expect("the engine is sound");
        answer(decided.outcome.expect("no trap"))
    }
}

/// The contract from a request in names.
pub struct Named<'a> {
    binding: &'a Binding,
    decider: Decider<Given>,
    requests: Vec<(Requester, AccessRequest, abi::Instant)>,
}

impl<'a> Named<'a> {
    /// Kept warm.
    pub fn warm(loaded: &'a Loaded, flat: &Flat) -> Named<'a> {
        Named::new(loaded.policy.warm_decider(), loaded, flat)
    }

    /// In a memory made anew for each decision.
    pub fn fresh(loaded: &'a Loaded, flat: &Flat) -> Named<'a> {
        Named::new(loaded.policy.decider(), loaded, flat)
    }

    fn new(decider: Result<Decider<Given>, Fault>, loaded: &'a Loaded, flat: &Flat) -> Named<'a> {
        let requests = flat.requests.iter();
        Named {
            binding: loaded.binding(),
            decider: decider.expect("there is room"),
            requests: requests
                .map(|request| (request.requester(), request.access_request(), request.now))
                .collect(),
        }
    }
}

impl Engine for Named<'_> {
    const NAMES_RULES: bool = true;

    fn decide(&mut self, index: usize) -> Answer {
        let (requester, request, now) = &self.requests[index];
        let bound = self
            .binding
            .request(requester, request, *now)
            .expect("names are known");
        let decided = self
            .decider
            .decide_view(&bound)
            .expect("the engine is sound");
        answer(decided.outcome.expect("no trap"))
    }
}

/// The reference interpreter. It gives the reasons of a "no" with every decision.
pub struct Interpreter<'a> {
    policy: &'a Policy,
    cases: Vec<Case>,
}

impl<'a> Interpreter<'a> {
    /// Loads a workload.
    pub fn new(loaded: &'a Loaded, flat: &Flat) -> Interpreter<'a> {
        let case = |request: &testkit::workload::Request| Case {
            requester: request.requester(),
            request: request.access_request(),
            now: request.now,
            treats: Some(false),
            consents: Some(Vec::new()),
            birth_date: None,
            deceased: Some(false),
            facts: Vec::new(),
            accesses: Some(Vec::new()),
        };
        Interpreter {
            policy: &loaded.typed,
            cases: flat.requests.iter().map(case).collect(),
        }
    }

    /// Decides request `index`, with reasons.
    pub fn explain(&self, index: usize) -> Explanation {
        let explanation = policy_lang::interpret::decide(self.policy, &self.cases[index]);
        explanation.expect("the policy knows every name")
    }
}

impl Engine for Interpreter<'_> {
    const NAMES_RULES: bool = true;

    fn decide(&mut self, index: usize) -> Answer {
        let verdict = self.explain(index).verdict;
        Answer {
            allowed: verdict.outcome == Outcome::Allowed,
            rule: verdict.rules.first().copied(),
        }
    }
}

/// The contract's reasons of each "no".
pub struct Explain {
    decider: Decider<Given>,
    requests: Vec<BoundRequest>,
    next: usize,
}

impl Explain {
    /// Loads a workload, and asserts that the reasons are those of the reference interpreter.
    ///
    /// # Panics
    /// They are not.
    pub fn new(loaded: &Loaded, flat: &Flat) -> Explain {
        let reference = Interpreter::new(loaded, flat);
        let mut decider = loaded.policy.warm_decider().expect("there is room");
        let mut requests = loaded.bound(flat);
        for (index, request) in requests.iter().enumerate() {
            let decided = decider.explain(request).expect("the engine is sound");
            assert_eq!(
                decided.outcome,
                Ok(reference.explain(index)),
                "request {index}"
            );
        }
        let expected = flat.requests.iter().map(|request| request.expected);
        let mut is_no = expected.map(|expected| expected.allowed_by().is_none());
        requests.retain(|_| is_no.next().unwrap_or(false));
        Explain {
            decider,
            requests,
            next: 0,
        }
    }

    /// Explains the next "no".
    pub fn explain_next(&mut self) -> (Explanation, Fuel) {
        self.next = (self.next + 1) % self.requests.len();
        let decided = self
            .decider
            .explain(&self.requests[self.next])
            .expect("the engine is sound");
        (decided.outcome.expect("no trap"), decided.fuel.total())
    }
}

fn read(call: Call<'_>) -> Answer {
    let output = call.outcome.expect("no trap");
    answer(VerdictView::read(output).expect("the output is a verdict"))
}

fn answer(verdict: VerdictView<'_>) -> Answer {
    Answer {
        allowed: verdict.outcome() == Outcome::Allowed,
        rule: verdict.rules().next(),
    }
}
