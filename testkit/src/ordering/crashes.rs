//! A node that goes down at every write, sync and truncation of a script, and what it finds afterwards.

use super::*;

/// Blocks of the script.
const BLOCKS: u64 = 3;

/// What a crash leaves of bytes that were not synced.
const SURVIVORS: [Survivors; 4] = [
    Survivors::Nothing,
    Survivors::Everything,
    Survivors::Bytes(100),
    Survivors::AllButSector(1),
];

/// What a node has answered before it went down.
#[derive(Default)]
struct Answered {
    tip: Option<Tip>,
    /// Blocks of turns, those of committed heights among them.
    staged: Vec<(Turn, Block)>,
}

/// How many operations of either disk change something while the script runs: each of them fails once in
/// [`a_crash_at_any_step_loses_nothing_that_was_answered`].
pub fn script_operations<S: Subject>(subject: &S) -> [u64; 2] {
    let disks = Disks::default();
    let mut node = subject.open(&disks).expect("a new chain");
    run(subject, &mut node, 0, &mut Answered::default()).expect("disks that work");
    [disks.chain.operations(), disks.proposals.operations()]
}

/// Every operation of either disk fails once, in several ways; the node is opened on what is left, has
/// everything that it had answered for, and goes on.
pub fn a_crash_at_any_step_loses_nothing_that_was_answered<S: Subject>(subject: &S) {
    let beginning = Disks::default();
    drop(subject.open(&beginning).expect("a new chain"));
    let began = [
        beginning.chain.operations(),
        beginning.proposals.operations(),
    ];
    let disks = script_operations(subject).into_iter().zip(began);
    for (disk, (all, began)) in disks.enumerate() {
        assert!(all >= began + 2 * BLOCKS, "nothing is written");
        for operation in 0..all - began {
            for failure in [Failure::Dead(0), Failure::Dead(77), Failure::DoneButFails] {
                for survivors in SURVIVORS {
                    crash(subject, disk, operation, failure, survivors);
                }
            }
        }
    }
}

fn crash<S: Subject>(
    subject: &S,
    disk: usize,
    operation: u64,
    failure: Failure,
    survivors: Survivors,
) {
    let disks = Disks::default();
    let mut answered = Answered::default();
    {
        let mut node = subject.open(&disks).expect("a new chain");
        let failing = if disk == 0 {
            &disks.chain
        } else {
            &disks.proposals
        };
        failing.fail_at(failing.operations() + operation, failure);
        // It stops at the failure, or, where that is behind the last answer, not at all.
        let _ = run(subject, &mut node, 0, &mut answered);
    }
    let left = Disks {
        chain: disks.chain.crash(survivors),
        proposals: disks.proposals.crash(survivors),
    };
    let of = format!("disk {disk}, operation {operation}, {failure:?}, {survivors:?}");
    let mut node = match subject.open(&left) {
        Ok(node) => node,
        Err(fault) => panic!("{of}: {fault}"),
    };
    let tip = node.tip();
    if let Some(answered) = answered.tip {
        assert!(
            tip.height >= answered.height,
            "{of}: a committed block is lost"
        );
    }
    for (turn, block) in &answered.staged {
        if turn.height > tip.height {
            let staged = node.staged(*turn).expect("a disk that works");
            assert!(staged.contains(block), "{of}: a staged block is lost");
        }
    }
    // Another second, so that what is built anew is another block: one that was answered for is not.
    let mut after = Answered::default();
    if let Err(error) = run(subject, &mut node, 1, &mut after) {
        panic!("{of}: {error}");
    }
    for (turn, block) in &after.staged {
        let before = answered.staged.iter().find(|(of, _)| of == turn);
        let is_same = before.is_none_or(|(_, before)| before == block);
        assert!(is_same, "{of}: another block for the same turn");
    }
    let committed = node
        .range(Height(0), Height(BLOCKS))
        .expect("a disk that works");
    assert_eq!(committed.len() as u64, BLOCKS, "{of}");
    let last = committed.last().map(|(block, _)| tip_of(block));
    assert_eq!(last, Some(node.tip()), "{of}");
    assert!(answered.tip.is_none_or(|tip| {
        tip.height == Height(0) || committed.iter().any(|(block, _)| tip_of(block) == tip)
    }));
}

/// Builds, stages again and commits up to the last height, by a clock that is `late`.
fn run<S: Subject>(
    subject: &S,
    node: &mut S::Node,
    late: i64,
    answered: &mut Answered,
) -> Result<(), OrderingError> {
    while node.tip().height < Height(BLOCKS) {
        let turn = next(node);
        let now = Instant(clock(subject, turn.height).0 + late);
        let candidates = subject.candidates(turn.height);
        let block = node.build(turn, now, &candidates, LIMITS)?;
        answered.staged.push((turn, block.clone()));
        let other = Turn { round: 1, ..turn };
        let verdict = node.stage(other, block.clone(), now)?;
        assert_eq!(verdict, Verdict::Valid);
        answered.staged.push((other, block.clone()));
        let id = block.header.hash();
        let next = node.commit(id, &subject.certificate(id))?;
        answered.tip = Some(next.tip);
    }
    Ok(())
}
