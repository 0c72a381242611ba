//! The review queue of emergency accesses: who may review what and until when, and the model that it agrees with.

use std::sync::LazyLock;

use abi::OutcomeCode;
use abi::limits::CALL_FUEL;
use proptest::test_runner::{Config, TestRunner};
use runtime::{Mode, Stopped};

use super::deployed::{Caller, Deployed, Expected, Modules, Seen, bytes};
use super::review_calls::{
    ANNE, BEN, ENTRIES, LENA, NODE, NURSE, OLGA, OTTO, Planned, Step, plans,
};
use super::review_model::{Bytes, DAY, Review, in_order};

static MODULES: LazyLock<Modules> = LazyLock::new(|| Modules::of(contracts::BREAK_GLASS_REVIEW));

const NOW: i64 = 1_777_896_000;
const APPROVED: u8 = 1;
const OBJECTED: u8 = 16;

/// The contract beside its model.
struct Queue {
    contract: Deployed,
    model: Review,
    time: i64,
}

impl Queue {
    fn new() -> Queue {
        Queue {
            contract: MODULES.deployed(),
            model: Review::default(),
            time: NOW,
        }
    }

    fn step(&mut self, caller: Caller, step: Step) -> Expected {
        let call = step.call(caller, self.time);
        self.contract.agrees(&mut self.model, &call)
    }

    fn opens(&mut self, receipt: Bytes, accessor: Caller) {
        let step = Step::Open(receipt, accessor.key, "Riverside", 60);
        assert!(self.step(NODE, step).result.is_ok());
    }

    fn decides(&mut self, caller: Caller, receipt: Bytes) -> Result<Vec<u8>, &'static str> {
        let step = Step::Decide("approve", receipt, APPROVED, [0; 32]);
        self.step(caller, step).result
    }

    fn lists(&mut self, entry: &'static str, count: u32) -> Vec<u8> {
        let step = Step::List(entry, "Riverside", count, None);
        self.step(NURSE, step).result.expect("a list")
    }
}

#[test]
fn an_emergency_is_opened_approved_and_never_decided_again() {
    let mut queue = Queue::new();
    queue.step(OLGA, Step::Configure(3));
    queue.opens([9; 32], ANNE);
    let deadline = NOW + 3 * DAY;
    let place = bytes(&[&in_order(deadline), &[9; 32], &[0]]);
    assert_eq!(queue.lists("pending", 10), place);

    queue.time = deadline;
    assert_eq!(queue.lists("overdue", 10), b"");
    let decided = queue.step(BEN, Step::Decide("approve", [9; 32], APPROVED, [8; 32]));
    let in_time = bytes(&[&[9; 32], &[APPROVED, 0]]);
    assert_eq!(decided.events, [("approved", in_time)]);
    assert_eq!(queue.lists("pending", 10), b"");
    let again = queue.step(BEN, Step::Decide("object", [9; 32], OBJECTED, [0; 32]));
    assert_eq!(again, Expected::abort("already_decided"));
}

/// Neither as reviewer nor as officer, in time or late, escalated or not.
#[test]
fn nobody_reviews_an_access_of_their_own() {
    let mut queue = Queue::new();
    for (receipt, accessor) in [([1; 32], ANNE), ([2; 32], OLGA)] {
        queue.opens(receipt, accessor);
        assert_eq!(queue.decides(accessor, receipt), Err("own_access"));
    }
    queue.time += DAY + 1;
    for (receipt, accessor) in [([1; 32], ANNE), ([2; 32], OLGA)] {
        assert!(queue.step(NODE, Step::Escalate(receipt)).result.is_ok());
        assert_eq!(queue.decides(accessor, receipt), Err("own_access"));
    }
}

#[test]
fn only_the_organisation_s_own_people_with_the_role_review() {
    let mut queue = Queue::new();
    queue.opens([1; 32], ANNE);
    for (caller, name) in [
        (LENA, "other_organisation"),
        (OTTO, "no_organisation"),
        (NURSE, "not_reviewer"),
        (NODE, "not_reviewer"),
    ] {
        assert_eq!(queue.decides(caller, [1; 32]), Err(name));
    }
    assert_eq!(queue.decides(BEN, [1; 32]), Ok(Vec::new()));
}

#[test]
fn what_is_overdue_is_escalated_once_and_is_the_officer_s_then() {
    let mut queue = Queue::new();
    queue.opens([1; 32], ANNE);
    queue.time += DAY;
    let early = queue.step(NODE, Step::Escalate([1; 32]));
    assert_eq!(early, Expected::abort("not_overdue"));
    queue.time += 1;
    assert_eq!(queue.lists("overdue", 1)[40], 0);
    assert!(queue.step(NODE, Step::Escalate([1; 32])).result.is_ok());
    assert_eq!(queue.lists("overdue", 1)[40], 1);
    let again = queue.step(OLGA, Step::Escalate([1; 32]));
    assert_eq!(again, Expected::abort("already_escalated"));
    assert_eq!(queue.decides(BEN, [1; 32]), Err("not_officer"));
    let late = bytes(&[&[1; 32], &[OBJECTED, 1]]);
    let decided = queue.step(OLGA, Step::Decide("object", [1; 32], OBJECTED, [0; 32]));
    assert_eq!(decided.events, [("objected", late)]);
}

/// A later setting moves no deadline that was given.
#[test]
fn the_list_is_in_the_order_of_deadlines_and_given_in_parts() {
    let mut queue = Queue::new();
    for number in 0..=120_u8 {
        // The greatest receipts have the earliest deadlines.
        let days = u32::from(number % 7) + 1;
        queue.step(OLGA, Step::Configure(days));
        queue.opens([255 - number; 32], ANNE);
    }
    let all = queue
        .model
        .queue(&super::review_model::organisation("Riverside"));
    assert_eq!(all.len(), 121);
    let first = queue.lists("pending", 100);
    let deadline = all[99].1;
    let receipt: Bytes = all[99].0[8..].try_into().expect("32 bytes");
    let step = Step::List("pending", "Riverside", 100, Some((deadline, receipt)));
    let rest = queue.step(NURSE, step).result.expect("a list");
    assert_eq!((first.len(), rest.len()), (100 * 41, 21 * 41));
    queue.time += 2 * DAY + 1;
    assert_eq!(queue.lists("overdue", 100).len(), 36 * 41);
}

/// Every query with the most that it can list stays far from the limit of fuel.
#[test]
fn the_longest_list_has_its_price() {
    let mut queue = Queue::new();
    for number in 0..=100_u8 {
        queue.opens([number; 32], ANNE);
    }
    let call = Step::List("pending", "Riverside", 100, None).call(NURSE, NOW);
    let outcome = queue.contract.call(&call, Mode::Query);
    assert_eq!(outcome.result.map(|output| output.len()), Ok(4100));
    assert!(
        outcome.fuel.total().0 < CALL_FUEL / 50,
        "{:?}",
        outcome.fuel
    );
}

#[test]
fn a_query_reads_and_never_writes() {
    let mut queue = Queue::new();
    queue.opens([1; 32], ANNE);
    let before = queue.contract.state();
    let writing = [
        (OLGA, Step::Configure(3), NOW),
        (NODE, Step::Open([2; 32], BEN.key, "Riverside", 0), NOW),
        (
            BEN,
            Step::Decide("approve", [1; 32], APPROVED, [0; 32]),
            NOW,
        ),
        (BEN, Step::Decide("object", [1; 32], OBJECTED, [0; 32]), NOW),
        (NODE, Step::Escalate([1; 32]), NOW + DAY + 1),
    ];
    for (caller, step, time) in writing {
        let outcome = queue.contract.call(&step.call(caller, time), Mode::Query);
        let trap = Err(Stopped::Trap(OutcomeCode::TRAP_QUERY));
        assert_eq!(outcome.result, trap, "{step:?}");
    }
    for step in [
        Step::LookUp([1; 32]),
        Step::List("pending", "Riverside", 1, None),
        Step::List("overdue", "Riverside", 1, None),
    ] {
        let outcome = queue.contract.call(&step.call(NURSE, NOW), Mode::Query);
        assert!(outcome.result.is_ok(), "{step:?}");
    }
    assert_eq!(queue.contract.state(), before);
}

/// Nobody's key, name or organisation's name is in the state: hashes, times and numbers alone.
#[test]
fn nothing_kept_says_who_it_is_about() {
    let mut queue = Queue::new();
    queue.step(OLGA, Step::Configure(2));
    queue.opens([0x77; 32], ANNE);
    queue.decides(BEN, [0x77; 32]).expect("it is approved");
    for (key, value) in queue.contract.state().iter() {
        let all = bytes(&[key, value]);
        let holds = |part: &[u8]| all.windows(part.len()).any(|window| window == part);
        for caller in [NODE, ANNE, BEN, OLGA] {
            assert!(!holds(&caller.key[..8]));
        }
        assert!(!holds(b"Riverside"));
    }
}

fn compare((begin, plan): (i64, Vec<Planned>), seen: &mut Seen) {
    let mut queue = Queue::new();
    queue.time = begin;
    for (caller, pass, step) in plan {
        queue.time = queue.time.saturating_add(pass);
        seen.note(&queue.step(caller, step));
    }
}

/// Random calls come to what the model says, and all that the contract can say is seen among them.
#[test]
fn random_calls_agree_with_the_model() {
    let mut runner = TestRunner::new_with_rng(
        Config {
            cases: 1_000,
            failure_persistence: None,
            ..Config::default()
        },
        proptest::test_runner::TestRng::deterministic_rng(
            proptest::test_runner::RngAlgorithm::ChaCha,
        ),
    );
    let seen = std::cell::RefCell::new(Seen::default());
    let result = runner.run(&plans(), |plan| {
        compare(plan, &mut seen.borrow_mut());
        Ok(())
    });
    result.unwrap_or_else(|failure| panic!("{failure}"));
    seen.borrow().is_all_of(&[
        "already_decided",
        "already_escalated",
        "already_opened",
        "approved",
        "bad_days",
        "bad_input",
        "bad_reason",
        "bad_time",
        "configured",
        "escalated",
        "no_organisation",
        "not_gateway",
        "not_officer",
        "not_overdue",
        "not_reviewer",
        "objected",
        "opened",
        "other_organisation",
        "output",
        "own_access",
        "unknown",
    ]);
}

#[test]
fn it_has_these_entries() {
    assert_eq!(MODULES.entries(), ENTRIES);
}
