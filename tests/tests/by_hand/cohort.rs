//! The research cohort: who may enrol, withdraw, publish and read, and the model that it agrees with.

use std::cell::RefCell;
use std::sync::LazyLock;

use abi::OutcomeCode;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use runtime::{Mode, Stopped};

use super::cohort_model::{Cohort, DAY};
use super::deployed::{Call, Caller, Deployed, Expected, Modules, Seen, bytes};

static MODULES: LazyLock<Modules> = LazyLock::new(|| Modules::of(contracts::RESEARCH_COHORT));

const NOW: i64 = 1_777_896_000;

const STEWARD: Caller = Caller {
    key: [1; 32],
    organisation: Some("Riverside"),
    roles: &["data_steward"],
};
const AGENT: Caller = Caller {
    key: [2; 32],
    organisation: None,
    roles: &["patient_agent"],
};
const OTHER_AGENT: Caller = Caller {
    key: [3; 32],
    organisation: None,
    roles: &["patient_agent"],
};
const RESEARCHER: Caller = Caller {
    key: [4; 32],
    organisation: Some("Institute"),
    roles: &["researcher"],
};
/// Has the key of an agent, and the role no more.
const FORMER_AGENT: Caller = Caller {
    key: AGENT.key,
    organisation: None,
    roles: &[],
};

const ENTRIES: [&str; 6] = [
    "configure",
    "counts",
    "enrol",
    "look_up",
    "publish",
    "withdraw",
];

/// The contract beside its model.
pub struct Study {
    pub contract: Deployed,
    pub model: Cohort,
    pub time: i64,
}

impl Study {
    /// With nothing in it.
    pub fn new() -> Study {
        Study {
            contract: MODULES.deployed(),
            model: Cohort::default(),
            time: NOW,
        }
    }

    /// With a threshold of five, and releases every day.
    pub fn configured() -> Study {
        let mut study = Study::new();
        study.does(STEWARD, "configure", settings(5, 1));
        study
    }

    pub fn step(&mut self, caller: Caller, entry: &'static str, input: Vec<u8>) -> Expected {
        let call = Call {
            caller,
            time: self.time,
            entry,
            input,
        };
        self.contract.agrees(&mut self.model, &call)
    }

    pub fn does(&mut self, caller: Caller, entry: &'static str, input: Vec<u8>) {
        let expected = self.step(caller, entry, input);
        assert!(expected.result.is_ok(), "{entry}: {expected:?}");
    }

    fn refuses(&mut self, caller: Caller, entry: &'static str, input: Vec<u8>, name: &'static str) {
        assert_eq!(
            self.step(caller, entry, input),
            Expected::abort(name),
            "{entry}"
        );
    }

    pub fn enrols(&mut self, patient: u8, categories: u32) {
        self.does(AGENT, "enrol", change(patient, categories));
    }

    pub fn withdraws(&mut self, patient: u8, categories: u32) {
        self.does(AGENT, "withdraw", change(patient, categories));
    }

    /// Publishes a day later, and gives the counts.
    pub fn publishes(&mut self) -> [u32; 32] {
        self.time += DAY;
        self.does(STEWARD, "publish", Vec::new());
        let release = self.model.release.as_ref();
        release.expect("it was published").counts
    }
}

fn settings(threshold: u32, days: u32) -> Vec<u8> {
    bytes(&[&threshold.to_le_bytes(), &days.to_le_bytes()])
}

fn change(patient: u8, categories: u32) -> Vec<u8> {
    bytes(&[&[patient; 32], &categories.to_le_bytes()])
}

#[test]
fn researchers_read_what_was_published_and_nothing_newer() {
    let mut study = Study::configured();
    study.refuses(RESEARCHER, "counts", Vec::new(), "nothing_published");
    for patient in 0..12 {
        study.enrols(patient, if patient < 6 { 0b11 } else { 0b01 });
    }
    let counts = study.publishes();
    assert_eq!(counts[..3], [10, 5, 0]);
    for patient in 12..20 {
        study.enrols(patient, 0b01);
    }
    let read = study.step(RESEARCHER, "counts", Vec::new());
    let release = study.model.release.as_ref().expect("published");
    assert_eq!(read, Expected::output(release.encode()));
    assert_eq!(release.counts[0], 10);
}

#[test]
fn each_entry_wants_its_role() {
    let mut study = Study::new();
    study.refuses(AGENT, "configure", settings(5, 1), "not_steward");
    study.refuses(AGENT, "enrol", change(1, 1), "not_configured");
    study.refuses(STEWARD, "publish", Vec::new(), "not_configured");
    let mut study = Study::configured();
    study.refuses(STEWARD, "configure", settings(9, 9), "already_configured");
    for caller in [STEWARD, RESEARCHER, FORMER_AGENT] {
        study.refuses(caller, "enrol", change(1, 1), "not_agent");
    }
    for caller in [AGENT, RESEARCHER] {
        study.refuses(caller, "publish", Vec::new(), "not_steward");
    }
    study.does(STEWARD, "publish", Vec::new());
    for caller in [AGENT, STEWARD] {
        study.refuses(caller, "counts", Vec::new(), "not_researcher");
    }
}

/// To withdraw is never harder than to enrol: where the agent is gone, the steward does it.
#[test]
fn a_patient_is_withdrawn_by_the_own_agent_or_by_a_steward() {
    let mut study = Study::configured();
    study.enrols(1, 0b111);
    for caller in [OTHER_AGENT, RESEARCHER, FORMER_AGENT] {
        study.refuses(caller, "withdraw", change(1, 1), "other_agent");
    }
    study.refuses(OTHER_AGENT, "enrol", change(1, 0b1000), "other_agent");
    study.withdraws(1, 0b001);
    study.refuses(AGENT, "withdraw", change(1, 0b001), "nothing_to_withdraw");
    study.does(STEWARD, "withdraw", change(1, u32::MAX));
    study.refuses(AGENT, "look_up", vec![1; 32], "unknown");
    // Nothing of the patient is left, so another agent may take it on.
    study.does(OTHER_AGENT, "enrol", change(1, 1));
}

#[test]
fn a_query_reads_and_never_writes() {
    let mut study = Study::configured();
    study.enrols(1, 1);
    study.publishes();
    let time = study.time + DAY;
    let call = |caller, entry, input| Call {
        caller,
        time,
        entry,
        input,
    };
    for call in [
        call(AGENT, "enrol", change(2, 1)),
        call(AGENT, "withdraw", change(1, 1)),
        call(STEWARD, "publish", Vec::new()),
    ] {
        let outcome = study.contract.call(&call, Mode::Query);
        let trap = Err(Stopped::Trap(OutcomeCode::TRAP_QUERY));
        assert_eq!(outcome.result, trap, "{call:?}");
    }
    for call in [
        call(RESEARCHER, "counts", Vec::new()),
        call(AGENT, "look_up", vec![1; 32]),
    ] {
        let outcome = study.contract.call(&call, Mode::Query);
        assert!(outcome.result.is_ok(), "{call:?}");
    }
}

/// Who calls what with which input, and by how many seconds it is later than the call before.
type Planned = (Caller, i64, &'static str, Vec<u8>);

fn steps() -> impl Strategy<Value = (&'static str, Vec<u8>)> {
    let set = prop_oneof![select(vec![0, 1, 3, 1 << 31, u32::MAX]), any::<u32>()];
    let change = (0_u8..9, set).prop_map(|(patient, set)| change(patient, set));
    let entry = select(vec!["enrol", "enrol", "enrol", "withdraw"]);
    let number = prop_oneof![Just(0_u32), 4_u32..7, Just(365), Just(366), 999_u32..1_002];
    let configure = (number.clone(), number).prop_map(|(one, other)| settings(one, other));
    let length = select(vec![0_usize, 1, 7, 9, 31, 32, 33, 35, 37]);
    let raw = (select(ENTRIES.to_vec()), length, 0_u8..9)
        .prop_map(|(entry, length, byte)| (entry, vec![byte; length]));
    prop_oneof![
        20 => (entry, change),
        1 => configure.prop_map(|input| ("configure", input)),
        4 => Just(("publish", Vec::new())),
        2 => Just(("counts", Vec::new())),
        2 => (0_u8..9).prop_map(|patient: u8| ("look_up", vec![patient; 32])),
        2 => raw,
    ]
}

fn plans() -> impl Strategy<Value = (bool, i64, Vec<Planned>)> {
    let begin = select(vec![NOW, -2 * DAY, i64::MIN, i64::MAX - 2 * DAY]);
    let callers = vec![
        AGENT,
        AGENT,
        AGENT,
        STEWARD,
        STEWARD,
        OTHER_AGENT,
        RESEARCHER,
        FORMER_AGENT,
    ];
    let pass = select(vec![0, 0, 1, DAY - 1, DAY, 400 * DAY, i64::MAX]);
    let planned = (select(callers), pass, steps())
        .prop_map(|(caller, pass, (entry, input))| (caller, pass, entry, input));
    let plan = proptest::collection::vec(planned, 1..64);
    (any::<bool>(), begin, plan)
}

fn compare((is_configured, begin, plan): (bool, i64, Vec<Planned>), seen: &mut Seen) {
    let mut study = if is_configured {
        Study::configured()
    } else {
        Study::new()
    };
    study.time = begin;
    for (caller, pass, entry, input) in plan {
        study.time = study.time.saturating_add(pass);
        seen.note(&study.step(caller, entry, input));
    }
}

/// Random calls come to what the model says, and all that the contract can say is seen among them.
#[test]
fn random_calls_agree_with_the_model() {
    let config = Config {
        cases: 1_000,
        failure_persistence: None,
        ..Config::default()
    };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let seen = RefCell::new(Seen::default());
    let result = TestRunner::new_with_rng(config, rng).run(&plans(), |plan| {
        compare(plan, &mut seen.borrow_mut());
        Ok(())
    });
    result.unwrap_or_else(|failure| panic!("{failure}"));
    seen.borrow().is_all_of(&[
        "already_configured",
        "bad_days",
        "bad_input",
        "bad_threshold",
        "configured",
        "enrolled",
        "not_agent",
        "not_configured",
        "not_researcher",
        "not_steward",
        "nothing_published",
        "nothing_to_add",
        "nothing_to_withdraw",
        "other_agent",
        "output",
        "published",
        "too_soon",
        "unknown",
        "withdrawn",
    ]);
}

#[test]
fn it_has_these_entries() {
    assert_eq!(MODULES.entries(), ENTRIES);
}
