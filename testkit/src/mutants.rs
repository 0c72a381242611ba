//! Do the tests bite? Small wrong changes to the evaluator's instructions, each of which the
//! comparison with the reference interpreter has to notice.
//!
//! Every contract carries the same evaluator, so a change is made in the printed text of contracts
//! that were compiled as ever, at the same line of each; nothing is built again.

use std::sync::LazyLock;

use abi::bind::BoundRequest;
use abi::decision::Explanation;
use policy_lang::typed::Case;
use runtime::{Engine, Policy};

use crate::entropy::{Entropy, seeded};
use crate::policies;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new().expect("the sandbox opens"));

/// Requests that each policy decides.
const CASES: usize = 160;
const ENTROPY_BYTES: usize = 16_384;

/// Rules of one more policy: bits for them take more than the list of a few, so that what is written next begins right
/// behind.
const CROWD: usize = 540;
const CROWD_BYTES: usize = 65_536;

/// Operators and what a slip would make of them.
const SLIPS: &[(&str, &str)] = &[
    ("i32.add", "i32.sub"),
    ("i32.sub", "i32.add"),
    ("i32.and", "i32.or"),
    ("i32.or", "i32.and"),
    ("i32.eq", "i32.ne"),
    ("i32.ne", "i32.eq"),
    ("i32.eqz", "i32.popcnt"),
    ("i32.lt_u", "i32.le_u"),
    ("i32.le_u", "i32.lt_u"),
    ("i32.ge_u", "i32.gt_u"),
    ("i32.gt_u", "i32.ge_u"),
    ("i32.lt_s", "i32.le_s"),
    ("i64.lt_s", "i64.le_s"),
    ("i64.ge_s", "i64.gt_s"),
    ("i64.eq", "i64.ne"),
    ("i64.or", "i64.and"),
    ("i64.and", "i64.or"),
    ("i32.shl", "i32.shr_u"),
    ("i32.shr_u", "i32.shl"),
    ("i64.shl", "i64.shr_u"),
    ("select", "drop\n drop"),
    ("return", "drop"),
    ("i32.const 0", "i32.const 1"),
    ("i32.const 1", "i32.const 2"),
    ("i32.const 2", "i32.const 3"),
    ("i32.const 3", "i32.const 2"),
    ("i32.const 4", "i32.const 8"),
    ("i32.const 5", "i32.const 4"),
    ("i32.const 6", "i32.const 7"),
    ("i32.const 16", "i32.const 17"),
    ("i32.const 18", "i32.const 17"),
    ("i32.const 40", "i32.const 44"),
];

/// A contract as text, with requests and what the interpreter says to them.
struct Subject {
    lines: Vec<String>,
    cases: Vec<(Case, BoundRequest, Explanation)>,
}

/// What became of a mutant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// Some decision differed, or the contract trapped.
    Killed,
    /// It is no module any more, or is not admitted.
    Stillborn,
    /// Nothing differed: the function, the instruction and its slip.
    Survived(String),
}

/// Contracts that mutants are made of.
pub struct Herd(Vec<Subject>);

impl Herd {
    /// Contracts of the policies of seeds `0..policies`, of one with a crowd of rules, and of one with as many as are listed.
    ///
    /// # Panics
    /// When a generated policy does not compile.
    pub fn new(policies: u64) -> Herd {
        let drawn = |seed| {
            let bytes = seeded(seed, ENTROPY_BYTES);
            let mut choices = Entropy::new(&bytes);
            let source = policies::policy(&mut choices);
            subject(&source, &mut choices)
        };
        let mut subjects: Vec<Subject> = (0..policies).filter_map(drawn).collect();
        let bytes = seeded(policies, CROWD_BYTES);
        let mut choices = Entropy::new(&bytes);
        for source in [policies::crowd(&mut choices, CROWD, 1), policies::listed()] {
            subjects.extend(subject(&source, &mut choices));
        }
        Herd(subjects)
    }

    /// The lines of the evaluator at which a slip is possible, with its number in the list of slips.
    pub fn sites(&self) -> Vec<(usize, usize)> {
        let Some(first) = self.0.first() else {
            return Vec::new();
        };
        let code = first
            .lines
            .iter()
            .enumerate()
            .filter(|(_, line)| line.starts_with("    "));
        code.flat_map(|(at, line)| {
            let matching = move |slip: &(&str, &str)| is_instruction(line, slip.0);
            (0..SLIPS.len())
                .filter(move |slip| matching(&SLIPS[*slip]))
                .map(move |slip| (at, slip))
        })
        .collect()
    }

    /// Makes a slip and looks for a decision that differs.
    pub fn fate(&self, (at, slip): (usize, usize)) -> Fate {
        let (from, to) = SLIPS[slip];
        for subject in &self.0 {
            let mut lines = subject.lines.clone();
            let line = lines[at].replacen(from, to, 1);
            lines[at] = line;
            let Ok(wasm) = wat::parse_str(lines.join("\n")) else {
                return Fate::Stillborn;
            };
            let Ok(policy) = Policy::load(&ENGINE, &wasm) else {
                return Fate::Stillborn;
            };
            if differs(&policy, subject) {
                return Fate::Killed;
            }
        }
        let above = &self.0[0].lines[..at];
        let head = above
            .iter()
            .rposition(|line| line.starts_with("  (func"))
            .unwrap_or(0);
        let function = above[head].split_whitespace().nth(1).unwrap_or("?");
        Fate::Survived(format!(
            "{function}+{}: `{from}` -> `{}`",
            at - head,
            to.replace('\n', " ")
        ))
    }
}

fn is_instruction(line: &str, name: &str) -> bool {
    let line = line.trim();
    line == name
        || (!name.contains(' ')
            && line
                .strip_prefix(name)
                .is_some_and(|rest| rest.starts_with(" offset")))
}

fn subject(source: &str, choices: &mut Entropy) -> Option<Subject> {
    let typed = policy_lang::check(source, "generated").policy?;
    let contract = policy_lang::contract::compile(&typed, source).expect("it fits");
    let loaded = Policy::load(&ENGINE, &contract.wasm).expect("contracts of policies are admitted");
    let text = policy_lang::contract::print(&contract.wasm).expect("a contract prints");
    let case = |_| {
        let case = policies::case(choices);
        let expected = policy_lang::interpret::decide(&typed, &case).expect("known terms");
        let request = loaded
            .binding()
            .request(&case.requester, &case.request, case.now);
        (case, request.expect("known terms"), expected)
    };
    let cases = (0..CASES).map(case).collect();
    Some(Subject {
        lines: text.lines().map(String::from).collect(),
        cases,
    })
}

fn differs(policy: &Policy, subject: &Subject) -> bool {
    let mut decider = policy.warm_decider().expect("an instance");
    subject.cases.iter().any(|(case, request, expected)| {
        decider.facts_mut().expect("no fault").give(
            &case.requester,
            case.now,
            workbench::trace::given(case),
        );
        let decided = decider.decide(request).expect("no fault").outcome;
        let explained = decider.explain(request).expect("no fault").outcome;
        decided.as_ref() != Ok(&expected.verdict) || explained.as_ref() != Ok(expected)
    })
}
