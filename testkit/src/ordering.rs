//! What a chain owes whoever orders its blocks, as a suite that drives any implementor as an engine would:
//! duplicates, other orders, heights ahead and behind, second proposals, damaged blocks, crashes at every
//! step.
//!
//! Each function panics at the first thing that does not hold. A test calls [`conforms`].

use abi::limits::{BLOCK_SECONDS_AHEAD, BLOCK_SECONDS_BEHIND};
use abi::{Hash, Height, Instant};
use chain::Fault;
use chain::ordering::{
    BuildLimits, Objection, Ordering, OrderingError, PROPOSALS_PER_TURN, Tip, Turn, Verdict,
};
use ledger::store::{Failure, MemoryBackend, Survivors};
use ledger::{Block, Header, Reject, Transaction};

mod crashes;

pub use crashes::{a_crash_at_any_step_loses_nothing_that_was_answered, script_operations};

/// What a node is opened on.
#[derive(Clone, Default)]
pub struct Disks {
    /// The chain's folder.
    pub chain: MemoryBackend,
    /// The folder of proposals.
    pub proposals: MemoryBackend,
}

/// What the suite needs to know of an implementor.
pub trait Subject {
    /// The implementor.
    type Node: Ordering;

    /// Opens a node on `disks`, or begins its chain there: all nodes of a subject have one chain.
    ///
    /// # Errors
    /// Fault: a disk fails.
    fn open(&self, disks: &Disks) -> Result<Self::Node, Fault>;

    /// The time of the genesis block.
    fn start(&self) -> Instant;

    /// A transaction, or a few, that a block at this height may hold when those of the heights before were
    /// committed.
    fn candidates(&self, height: Height) -> Vec<Transaction>;

    /// A certificate of a block, as the validators would give it.
    fn certificate(&self, id: Hash) -> <Self::Node as Ordering>::Certificate;

    /// The block with another header, signed anew by who proposed it.
    fn with_header(&self, block: &Block, header: Header) -> Block;
}

const LIMITS: BuildLimits = BuildLimits {
    transactions: 100,
    bytes: 1 << 20,
};

/// Runs the whole suite.
///
/// # Panics
/// The implementor does not conform.
pub fn conforms(subject: &impl Subject) {
    blocks_are_built_staged_and_committed_and_twice_is_once(subject);
    what_is_built_holds_no_wrong_signature_and_keeps_its_limits(subject);
    other_heights_are_not_next(subject);
    a_second_proposal_stands_beside_the_first(subject);
    proposals_of_one_turn_are_bounded(subject);
    damaged_blocks_are_refused_whoever_agrees_on_them(subject);
    the_clock_decides_a_vote_and_no_commit(subject);
    only_a_staged_block_with_its_certificate_is_committed(subject);
    those_who_catch_up_get_every_block(subject);
    a_crash_at_any_step_loses_nothing_that_was_answered(subject);
}

fn open<S: Subject>(subject: &S) -> S::Node {
    subject.open(&Disks::default()).expect("a new chain")
}

/// The first round of the height after the tip.
fn next(node: &impl Ordering) -> Turn {
    Turn {
        height: Height(node.tip().height.0 + 1),
        round: 0,
    }
}

/// The clock that blocks of this height are built by.
fn clock(subject: &impl Subject, height: Height) -> Instant {
    Instant(subject.start().0 + 10 * height.0 as i64)
}

/// Builds the next block.
fn build<S: Subject>(subject: &S, node: &mut S::Node, turn: Turn) -> Block {
    let now = clock(subject, turn.height);
    build_at(subject, node, turn, now)
}

fn build_at<S: Subject>(subject: &S, node: &mut S::Node, turn: Turn, now: Instant) -> Block {
    let candidates = subject.candidates(turn.height);
    let built = node.build(turn, now, &candidates, LIMITS);
    built.expect("a block")
}

/// Builds, and commits, `count` blocks.
fn grow<S: Subject>(subject: &S, node: &mut S::Node, count: u64) -> Vec<Block> {
    let mut blocks = Vec::new();
    for _ in 0..count {
        let turn = next(node);
        let block = build(subject, node, turn);
        let id = block.header.hash();
        let next = node
            .commit(id, &subject.certificate(id))
            .expect("committed");
        assert_eq!(next.tip.id, id);
        blocks.push(block);
    }
    blocks
}

fn ids(blocks: &[Block]) -> Vec<Hash> {
    blocks.iter().map(|block| block.header.hash()).collect()
}

fn tip_of(block: &Block) -> Tip {
    Tip {
        height: block.header.height,
        id: block.header.hash(),
        state_root: block.header.state_root,
        time: block.header.time,
    }
}

/// A block goes its way from one node to another; every step may come twice.
pub fn blocks_are_built_staged_and_committed_and_twice_is_once<S: Subject>(subject: &S) {
    let (mut proposer, mut other) = (open(subject), open(subject));
    assert_eq!(proposer.tip(), other.tip(), "one chain has one beginning");
    for _ in 0..3 {
        let turn = next(&proposer);
        let now = clock(subject, turn.height);
        let block = build(subject, &mut proposer, turn);
        let later = Instant(now.0 + 1);
        let again = build_at(subject, &mut proposer, turn, later);
        assert_eq!(again, block, "built again, it is another block");
        assert!(!block.transactions.is_empty(), "nothing is tried");
        let before = other.tip();
        for _ in 0..2 {
            let verdict = other.stage(turn, block.clone(), now).expect("no fault");
            assert_eq!(verdict, Verdict::Valid);
            assert_eq!(
                other.staged(turn).expect("no fault"),
                std::slice::from_ref(&block)
            );
            assert_eq!(other.tip(), before, "what is staged is not in the chain");
        }
        let id = block.header.hash();
        for node in [&mut proposer, &mut other] {
            for _ in 0..2 {
                let next = node
                    .commit(id, &subject.certificate(id))
                    .expect("committed");
                assert_eq!(next.tip, tip_of(&block));
                assert!(!next.validators.is_empty(), "nobody decides on the next");
                assert_eq!(node.tip(), tip_of(&block));
            }
            assert_eq!(node.staged(turn).expect("no fault"), [], "kept for nothing");
        }
    }
}

/// Nobody pays for a block of transactions that their senders have not signed.
pub fn what_is_built_holds_no_wrong_signature_and_keeps_its_limits<S: Subject>(subject: &S) {
    let mut node = open(subject);
    let turn = next(&node);
    let mut candidates = subject.candidates(turn.height);
    let mut wrong = candidates.first().expect("a candidate").clone();
    wrong.signature.0[0] ^= 1;
    candidates.insert(0, wrong);
    let one = BuildLimits {
        transactions: 1,
        ..LIMITS
    };
    let now = clock(subject, turn.height);
    let block = node.build(turn, now, &candidates, one).expect("a block");
    assert_eq!(block.transactions, candidates.get(1..2).unwrap_or_default());
    let none = BuildLimits { bytes: 1, ..LIMITS };
    let turn = Turn { round: 1, ..turn };
    let block = node.build(turn, now, &candidates, none).expect("a block");
    assert_eq!(block.transactions, []);
}

/// Heights that have passed, and heights to come.
pub fn other_heights_are_not_next<S: Subject>(subject: &S) {
    let (mut ahead, mut behind) = (open(subject), open(subject));
    let blocks = grow(subject, &mut ahead, 3);
    grow(subject, &mut behind, 1);
    for (number, block) in blocks.iter().enumerate() {
        let turn = Turn {
            height: block.header.height,
            round: 0,
        };
        let now = clock(subject, turn.height);
        let passed = ahead.stage(turn, block.clone(), now).expect("no fault");
        assert!(is_wrong_height(&passed), "{passed:?}");
        if number != 1 {
            let other = behind.stage(turn, block.clone(), now).expect("no fault");
            assert!(is_wrong_height(&other), "{other:?}");
            let built = behind.build(turn, now, &[], LIMITS);
            assert!(
                matches!(built, Err(OrderingError::NotNext { .. })),
                "{built:?}"
            );
        }
        let elsewhere = Turn {
            height: Height(turn.height.0 + 1),
            ..turn
        };
        let verdict = behind
            .stage(elsewhere, block.clone(), now)
            .expect("no fault");
        assert!(matches!(verdict, Verdict::Refused(Objection::Turn { .. })));
    }
    // The one that is next is taken, whatever came before it.
    let next = blocks.get(1).expect("the second");
    let turn = Turn {
        height: next.header.height,
        round: 7,
    };
    let now = clock(subject, turn.height);
    let verdict = behind.stage(turn, next.clone(), now);
    assert_eq!(verdict.expect("no fault"), Verdict::Valid);
}

fn is_wrong_height(verdict: &Verdict) -> bool {
    matches!(
        verdict,
        Verdict::Refused(Objection::Block(Reject::WrongHeight { .. }))
    )
}

/// A proposer who proposes two blocks for one turn: both are kept, either may be agreed on, one is.
pub fn a_second_proposal_stands_beside_the_first<S: Subject>(subject: &S) {
    let mut node = open(subject);
    let turn = next(&node);
    let now = clock(subject, turn.height);
    let [first, second] = two_blocks(subject, turn);
    for block in [&first, &second] {
        let verdict = node.stage(turn, block.clone(), now);
        assert_eq!(verdict.expect("no fault"), Verdict::Valid);
    }
    let staged = node.staged(turn).expect("no fault");
    assert_eq!(staged, [first.clone(), second.clone()]);
    let id = second.header.hash();
    node.commit(id, &subject.certificate(id))
        .expect("committed");
    let other = first.header.hash();
    let refused = node.commit(other, &subject.certificate(other));
    assert!(refused.is_err(), "two blocks of one height");
    assert_eq!(node.tip(), tip_of(&second));
}

fn two_blocks<S: Subject>(subject: &S, turn: Turn) -> [Block; 2] {
    let now = clock(subject, turn.height);
    [now, Instant(now.0 + 1)].map(|now| {
        let mut node = open(subject);
        build_at(subject, &mut node, turn, now)
    })
}

/// Whoever proposes without end fills no disk, and keeps no other round from being tried.
pub fn proposals_of_one_turn_are_bounded<S: Subject>(subject: &S) {
    let mut node = open(subject);
    let turn = next(&node);
    let now = clock(subject, turn.height);
    let blocks: Vec<Block> = (0..=PROPOSALS_PER_TURN as i64)
        .map(|late| build_at(subject, &mut open(subject), turn, Instant(now.0 + late)))
        .collect();
    for (number, block) in blocks.iter().enumerate() {
        let verdict = node.stage(turn, block.clone(), now).expect("no fault");
        let expected = match number < PROPOSALS_PER_TURN {
            true => Verdict::Valid,
            false => Verdict::Refused(Objection::TooMany),
        };
        assert_eq!(verdict, expected, "proposal {number}");
    }
    let last = blocks.last().expect("one more");
    for round in 1..40 {
        let turn = Turn { round, ..turn };
        let verdict = node.stage(turn, last.clone(), now);
        assert_eq!(verdict.expect("no fault"), Verdict::Valid, "round {round}");
        assert_eq!(
            node.staged(turn).expect("no fault"),
            std::slice::from_ref(last)
        );
    }
    let id = last.header.hash();
    node.commit(id, &subject.certificate(id))
        .expect("committed");
}

/// A block that is not what it should be gets no vote, and is not committed when others gave theirs.
pub fn damaged_blocks_are_refused_whoever_agrees_on_them<S: Subject>(subject: &S) {
    let mut node = open(subject);
    grow(subject, &mut node, 2);
    let turn = next(&node);
    let good = build(subject, &mut { grown(subject, 2) }, turn);
    let now = clock(subject, turn.height);
    for (name, damaged) in damaged(subject, &good) {
        let before = node.tip();
        // A proposer who damages one block proposes it in a round of its own.
        let round = Turn {
            round: turn.round + 1,
            ..turn
        };
        let turn = if name == "height" {
            Turn {
                height: damaged.header.height,
                ..round
            }
        } else {
            round
        };
        for _ in 0..2 {
            let verdict = node.stage(turn, damaged.clone(), now).expect("no fault");
            assert!(
                matches!(verdict, Verdict::Refused(_)),
                "{name}: {verdict:?}"
            );
        }
        let id = damaged.header.hash();
        if id != good.header.hash() {
            let refused = node.commit(id, &subject.certificate(id));
            let is_reject = !matches!(refused, Ok(_) | Err(OrderingError::Fault(_)));
            assert!(is_reject, "{name}: {refused:?}");
        }
        assert_eq!(node.tip(), before, "{name}");
        // Each has a node of its own, so that no limit on proposals hides another reason.
        node = grown(subject, 2);
    }
    let verdict = node.stage(turn, good.clone(), now);
    assert_eq!(verdict.expect("no fault"), Verdict::Valid);
}

fn grown<S: Subject>(subject: &S, count: u64) -> S::Node {
    let mut node = open(subject);
    grow(subject, &mut node, count);
    node
}

/// The ways in which a block is not what it should be, each rightly signed.
fn damaged(subject: &impl Subject, good: &Block) -> Vec<(&'static str, Block)> {
    let header = good.header;
    let zero = Hash::ZERO;
    let headers = [
        (
            "state root",
            Header {
                state_root: zero,
                ..header
            },
        ),
        (
            "receipts root",
            Header {
                receipts_root: zero,
                ..header
            },
        ),
        (
            "transactions root",
            Header {
                transactions_root: zero,
                ..header
            },
        ),
        (
            "parent",
            Header {
                parent: zero,
                ..header
            },
        ),
        (
            "chain",
            Header {
                chain: zero,
                ..header
            },
        ),
        (
            "height",
            Header {
                height: Height(header.height.0 + 1),
                ..header
            },
        ),
        (
            "time",
            Header {
                time: subject.start(),
                ..header
            },
        ),
        (
            "protocol",
            Header {
                protocol: header.protocol + 1,
                ..header
            },
        ),
        (
            "proposer",
            Header {
                proposer: abi::PublicKey([3; 32]),
                ..header
            },
        ),
    ];
    let mut all: Vec<(&str, Block)> = headers
        .into_iter()
        .map(|(name, header)| (name, subject.with_header(good, header)))
        .collect();
    let mut unsigned = good.clone();
    unsigned.certificate.0[0] ^= 1;
    all.push(("signature of the proposer", unsigned));
    let mut without = good.clone();
    without.transactions.clear();
    all.push(("transactions", without));
    let mut without = good.clone();
    without.receipts.clear();
    all.push(("receipts", without));
    let mut without = good.clone();
    without.writes = ledger::WriteSet::new();
    all.push(("writes", without));
    all.push(("outcome", with_other_outcome(subject, good)));
    all
}

/// The block with a receipt that says something else, and roots that fit it: only executing it tells.
fn with_other_outcome(subject: &impl Subject, good: &Block) -> Block {
    let mut block = good.clone();
    if let Some(receipt) = block.receipts.first_mut() {
        receipt.fuel = abi::Fuel(receipt.fuel.0 + 1);
    }
    let header = Header {
        receipts_root: ledger::block::receipts_root(&block.receipts),
        ..block.header
    };
    subject.with_header(&block, header)
}

/// One second less than the bound, the bound, and one second more, on both sides.
pub fn the_clock_decides_a_vote_and_no_commit<S: Subject>(subject: &S) {
    let turn = next(&open(subject));
    let block = build(subject, &mut open(subject), turn);
    let time = block.header.time.0;
    let (ahead, behind) = (BLOCK_SECONDS_AHEAD as i64, BLOCK_SECONDS_BEHIND as i64);
    for second in [-1, 0, 1] {
        let early = Verdict::Refused(Objection::Early(ahead + second));
        let late = Verdict::Refused(Objection::Late(behind + second));
        for (now, refused) in [
            (time - ahead - second, early),
            (time + behind + second, late),
        ] {
            let mut node = open(subject);
            let expected = if second > 0 { refused } else { Verdict::Valid };
            let verdict = node.stage(turn, block.clone(), Instant(now));
            assert_eq!(verdict.expect("no fault"), expected, "at {second}");
            let id = block.header.hash();
            let next = node.commit(id, &subject.certificate(id));
            assert_eq!(next.expect("others agreed").tip, tip_of(&block));
        }
    }
    // Time never runs back: whose clock is behind waits, and then builds one second after the tip.
    let mut node = open(subject);
    grow(subject, &mut node, 1);
    let tip = node.tip().time.0;
    for second in [-1, 0, 1] {
        let turn = Turn {
            round: (second + 1) as u32,
            ..next(&node)
        };
        let now = Instant(tip + 1 - ahead - second);
        match node.build(turn, now, &[], LIMITS) {
            Ok(block) => {
                assert!(second <= 0, "too early by {second}");
                assert_eq!(block.header.time, Instant(tip + 1));
            }
            Err(OrderingError::TooEarly(found)) => assert_eq!((second, found), (1, ahead + 1)),
            Err(error) => panic!("{error}"),
        }
    }
}

/// Nothing else makes a tip.
pub fn only_a_staged_block_with_its_certificate_is_committed<S: Subject>(subject: &S) {
    let mut node = open(subject);
    let turn = next(&node);
    let before = node.tip();
    let block = build(subject, &mut open(subject), turn);
    let id = block.header.hash();
    let unstaged = node.commit(id, &subject.certificate(id));
    assert!(
        matches!(unstaged, Err(OrderingError::Unstaged(_))),
        "{unstaged:?}"
    );
    let now = clock(subject, turn.height);
    node.stage(turn, block.clone(), now).expect("no fault");
    let wrong = node.commit(id, &subject.certificate(Hash([9; 32])));
    assert!(
        matches!(wrong, Err(OrderingError::BadCertificate(_))),
        "{wrong:?}"
    );
    assert_eq!(node.tip(), before);
    let wrong = node.commit(before.id, &subject.certificate(id));
    assert!(
        matches!(wrong, Err(OrderingError::BadCertificate(_))),
        "{wrong:?}"
    );
    node.commit(id, &subject.certificate(id))
        .expect("committed");
    assert_eq!(node.tip(), tip_of(&block));
}

/// A node that was away for long gets everything from one that was not, whatever its clock says.
pub fn those_who_catch_up_get_every_block<S: Subject>(subject: &S) {
    let mut ahead = open(subject);
    let blocks = grow(subject, &mut ahead, 5);
    let range = |from, to| {
        let found = ahead.range(Height(from), Height(to)).expect("no fault");
        ids(&found
            .into_iter()
            .map(|(block, _)| block)
            .collect::<Vec<_>>())
    };
    let all = ids(&blocks);
    for from in 0..8u64 {
        for to in 0..8u64 {
            let expected = (from.max(1)..=to.min(5)).map(|height| all[height as usize - 1]);
            assert_eq!(
                range(from, to),
                expected.collect::<Vec<_>>(),
                "{from} to {to}"
            );
        }
    }
    assert_eq!(range(0, u64::MAX), all);
    let mut behind = open(subject);
    for (block, certificate) in ahead.range(Height(0), Height(u64::MAX)).expect("no fault") {
        let turn = Turn {
            height: block.header.height,
            round: 0,
        };
        let id = block.header.hash();
        let far = Instant(i64::MAX);
        let verdict = behind.stage(turn, block, far).expect("no fault");
        assert!(matches!(verdict, Verdict::Refused(Objection::Late(_))));
        behind.commit(id, &certificate).expect("committed");
    }
    assert_eq!(behind.tip(), ahead.tip());
}
