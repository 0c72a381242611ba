//! Three that never disagree: the reference interpreter, the contract on the runtime's engine, and
//! the contract on a second engine.
//!
//! One policy is compiled once and decides many requests. Compared are the bytes that the two
//! engines give, the verdict and the reasons that these bytes are, and the duties that the contract
//! carries for the rules that allowed.

use std::sync::LazyLock;

use abi::Fuel;
use abi::decision::{Explanation, Outcome, Verdict};
use abi::interface::Duty;
use abi::limits::DECIDE_FUEL;
use policy_lang::diagnostic::Problem;
use policy_lang::typed::{self, Case};
use runtime::policy::Facts;
use runtime::{Engine, Entry, Given, Instance, Policy};

use crate::constructs::Reached;
use crate::entropy::{Entropy, seeded};
use crate::policies;
use workbench::second_engine::SecondEngine;
use workbench::trace::given;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new().expect("the sandbox opens"));

/// The one problem that a generated policy may have: exceptions that take everything away.
const NOTHING_LEFT: &str = "E0222";

/// Bytes of a seed that make a policy: more than the longest takes.
const POLICY_BYTES: usize = 8_192;

/// Bytes of a seed that make a case.
const CASE_BYTES: usize = 512;

/// A policy in the three forms that decide.
pub struct Three {
    /// Its text.
    pub source: String,
    /// What the interpreter reads.
    pub policy: typed::Policy,
    /// What the runtime's engine runs.
    pub contract: Policy,
    wasm: Vec<u8>,
    first: Instance<Facts<Given>>,
    second: SecondEngine<Facts<Given>>,
    input: Vec<u8>,
}

impl Three {
    /// A policy from `choices`; `None` when nothing is left of the data of one of its rules.
    ///
    /// # Panics
    /// When the text is no policy for any other reason, or its contract is not admitted by either
    /// engine: that is the finding.
    pub fn generate(choices: &mut Entropy) -> Option<Three> {
        Three::of(policies::policy(choices))
    }

    /// The policy that a text is; `None` when nothing is left of the data of one of its rules.
    ///
    /// # Panics
    /// As [`Three::generate`].
    pub fn of(source: String) -> Option<Three> {
        let checked = policy_lang::check(&source, "generated");
        let Some(policy) = checked.policy else {
            let problems = checked.problems;
            let mut errors = problems.iter().filter(|problem| problem.is_error());
            let is_expected = |problem: &Problem| problem.code == NOTHING_LEFT;
            assert!(errors.all(is_expected), "{problems:?}\n{source}");
            return None;
        };
        let wasm = policy_lang::contract::compile(&policy, &source)
            .expect("it fits")
            .wasm;
        let contract = Policy::load(&ENGINE, &wasm).expect("contracts of policies are admitted");
        let facts = || Facts::new(contract.binding().clone());
        Some(Three {
            first: contract.module().instance(facts()).expect("an instance"),
            second: SecondEngine::new(&wasm, facts()),
            wasm,
            source,
            policy,
            contract,
            input: Vec::new(),
        })
    }

    /// Puts another contract on the second engine, to see that a difference is noticed.
    pub fn replace_second(&mut self, other: &Three) {
        let facts = Facts::new(other.contract.binding().clone());
        self.second = SecondEngine::new(&other.wasm, facts);
    }

    /// What the interpreter decides.
    ///
    /// # Panics
    /// When the case names what the policy does not know.
    pub fn interpret(&self, case: &Case) -> Explanation {
        policy_lang::interpret::decide(&self.policy, case).expect("known terms")
    }

    /// Asserts that all three decide `case` alike, and gives what they decide.
    ///
    /// # Panics
    /// When they do not: that is the finding.
    pub fn compare(&mut self, case: &Case) -> Explanation {
        let expected = self.interpret(case);
        let binding = self.contract.binding();
        let request = binding.request(&case.requester, &case.request, case.now);
        let request = request.expect("known terms");
        self.input.clear();
        request.write(&mut self.input);
        let first = self.first.host_mut().expect("no fault");
        for facts in [first, self.second.facts_mut()] {
            facts.give(&case.requester, case.now, given(case));
            facts.name(&request.data.names);
        }

        let (decided, explained) = (
            self.output(Entry::Decide, case),
            self.output(Entry::Explain, case),
        );
        let context = || format!("{case:#?}\n{}", self.source);
        let verdict = Verdict::read(&decided);
        assert_eq!(verdict.as_ref(), Some(&expected.verdict), "{}", context());
        let explanation = Explanation::read(&explained);
        assert_eq!(explanation.as_ref(), Some(&expected), "{}", context());
        let carried = policy_lang::reasons::duties(self.contract.interface(), &expected);
        assert_eq!(carried, self.duties(&expected), "{}", context());
        expected
    }

    /// The output of the contract, which both engines give.
    fn output(&mut self, entry: Entry, case: &Case) -> Vec<u8> {
        let call = self.first.call(entry, &self.input, Fuel(DECIDE_FUEL));
        let first = call.expect("no fault").outcome;
        let second = self.second.call(entry, &self.input);
        assert_eq!(first, second, "{entry:?}: {case:#?}\n{}", self.source);
        first.expect("a contract of a policy returns").to_vec()
    }

    /// The duties of the rules that allowed, as the policy says them.
    fn duties(&self, decision: &Explanation) -> Vec<Duty> {
        if decision.verdict.outcome != Outcome::Allowed {
            return Vec::new();
        }
        let allowing = decision.verdict.rules.iter();
        let rules = allowing.map(|rule| &self.policy.rules[*rule as usize]);
        let mut duties: Vec<Duty> = rules.flat_map(|rule| rule.duties.clone()).collect();
        duties.sort();
        duties.dedup();
        duties
    }
}

/// The policy of a seed decides `cases` requests three times; what they reach is counted.
///
/// # Panics
/// When the three differ: that is the finding.
pub fn agree(seed: u64, cases: usize) -> Reached {
    let mut reached = Reached::default();
    let bytes = seeded(seed, POLICY_BYTES);
    let Some(mut three) = Three::generate(&mut Entropy::new(&bytes)) else {
        return reached;
    };
    let bytes = seeded(!seed, cases * CASE_BYTES);
    for bytes in bytes.chunks_exact(CASE_BYTES) {
        let mut choices = Entropy::new(bytes);
        let case = policies::aimed::case(&mut choices, &three.policy);
        assert!(!choices.is_spent(), "a case takes more bytes than it gets");
        let decision = three.compare(&case);
        reached.count(&three.policy, &three.source, &case, &decision);
    }
    reached
}
