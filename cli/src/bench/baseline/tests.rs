//! When one run is slower than another, and what of two runs is not the same.

use super::super::machine::Machine;
use super::*;
use workbench::measure::{Latency, Throughput};

/// Twenty-five rounds around `middle`, out of order.
fn rounds(middle: u64) -> Vec<u64> {
    (0..25).rev().map(|at| middle - 12 + at).collect()
}

fn figure(name: &str, unit: Unit, middle: u64) -> Figure {
    Figure {
        name: name.into(),
        unit,
        rounds: rounds(middle),
    }
}

fn run(figures: Vec<Figure>) -> Baseline {
    Baseline {
        version: "1".into(),
        subject: "ward.consent".into(),
        module: "aa".into(),
        cases: "bb".into(),
        processor: "P".into(),
        cores: 4,
        load: "3.99".into(),
        figures,
    }
}

fn compared(unit: Unit, thousandths: u64, verdict: Verdict) -> Compared {
    Compared {
        name: "decide, warm".into(),
        unit,
        before: 1,
        after: 1,
        thousandths,
        verdict,
    }
}

#[test]
fn a_figure_is_slower_by_more_than_the_percentage_or_not_at_all() {
    use Unit::{PerSecond, Picoseconds};
    use Verdict::{Faster, Slower, WithinNoise};
    for (unit, thousandths, verdict, percent, is_slower) in [
        (Picoseconds, 1_500, Slower, 50, false),
        (Picoseconds, 1_501, Slower, 50, true),
        (Picoseconds, 1_501, Slower, 0, true),
        (Picoseconds, 1_501, Slower, u64::MAX, false),
        (Picoseconds, 9_000, WithinNoise, 50, false),
        (Picoseconds, 9_000, Faster, 50, false),
        // Half as many a second take twice as long.
        (PerSecond, 500, Slower, 100, false),
        (PerSecond, 500, Slower, 99, true),
        (PerSecond, 500, WithinNoise, 99, false),
        (PerSecond, 800, Slower, 25, false),
        (PerSecond, 0, Slower, 50, true),
    ] {
        let one = compared(unit, thousandths, verdict);
        assert_eq!(one.is_slower_by(percent), is_slower, "{one:?} {percent} %");
    }
}

#[test]
fn figures_are_compared_by_name_and_unit_with_their_medians() {
    use Unit::{PerSecond, Picoseconds};
    let before = run(vec![
        figure("decide, warm", Picoseconds, 1_000),
        figure("decide, fresh", Picoseconds, 1_000),
        figure("explain, warm", Picoseconds, 1_000),
        figure("decisions a second, 1 thread", PerSecond, 1_000),
        figure("of another unit", PerSecond, 1_000),
        figure("gone", Picoseconds, 1_000),
        figure("yardstick", Picoseconds, 1_000),
        figure("yardstick, before", Picoseconds, 1_000),
    ]);
    let after = run(vec![
        figure("decide, warm", Picoseconds, 2_000),
        figure("decide, fresh", Picoseconds, 500),
        figure("explain, warm", Picoseconds, 1_090),
        figure("decisions a second, 1 thread", PerSecond, 500),
        figure("of another unit", Picoseconds, 2_000),
        figure("new", Picoseconds, 2_000),
        figure("yardstick", Picoseconds, 1_010),
        figure("yardstick, before", Picoseconds, 950),
    ]);
    // The one that moved most, whichever way.
    assert_eq!(before.moved(&after), 50);
    assert_eq!(run(Vec::new()).moved(&after), 0);
    let found = before.compare(&after).into_iter().map(|one| {
        let of = (one.before, one.after, one.thousandths);
        (one.name, of, one.verdict.words())
    });
    let expected = [
        ("decide, warm", (1_000, 2_000, 2_000), "slower"),
        ("decide, fresh", (1_000, 500, 500), "faster"),
        // A tenth and what the yardstick moved are no difference.
        ("explain, warm", (1_000, 1_090, 1_090), "within noise"),
        ("decisions a second, 1 thread", (1_000, 500, 500), "slower"),
    ];
    let expected = expected.map(|(name, of, verdict)| (name.to_owned(), of, verdict));
    assert_eq!(found.collect::<Vec<_>>(), expected);
    assert_eq!((median(&[4, 1, 3, 2]), median(&[])), (2, 0));
}

#[test]
fn what_is_not_the_same_in_two_runs_is_said() {
    let before = run(Vec::new());
    assert_eq!(before.differs(&before), Vec::<String>::new());
    let with = |change: fn(&mut Baseline)| {
        let mut later = before.clone();
        change(&mut later);
        later
    };
    let unknown = with(|run| run.load = "unknown".into());
    assert_eq!(unknown.differs(&before), Vec::<String>::new());
    let cases = [
        (
            with(|run| run.processor = "Q".into()),
            "it was measured on another machine: P, 4 cores",
        ),
        (
            with(|run| run.cores = 8),
            "it was measured on another machine: P, 4 cores",
        ),
        (
            with(|run| run.module = "cc".into()),
            "it is of another module, ward.consent: aa",
        ),
        (
            with(|run| run.cases = "cc".into()),
            "it was asked something else",
        ),
        (
            with(|run| run.load = "4.00".into()),
            "this run was measured on a busy machine, load 4.00 on 4 cores: differences may be others' doing",
        ),
    ];
    for (later, words) in cases {
        assert_eq!(before.differs(&later), [words], "{later:?}");
    }
    let busy = with(|run| run.load = "12.5".into());
    let words =
        "it was measured on a busy machine, load 12.5 on 4 cores: differences may be others' doing";
    assert_eq!(busy.differs(&before), [words]);
}

#[test]
fn everything_that_was_measured_is_kept() {
    let latency = |name: &str, round| Latency {
        name: name.into(),
        samples: 1,
        p50: 1,
        p90: None,
        p99: None,
        p999: None,
        most: 1,
        rounds: vec![round],
        by_case: Vec::new(),
    };
    let throughput = |threads, round| Throughput {
        threads,
        per_second: 1,
        rounds: vec![round],
    };
    let measured = Measured {
        machine: Machine {
            processor: "P".into(),
            cores: 4,
            load: "0.5".into(),
        },
        clock_ns: 20,
        one: "decision",
        latencies: vec![latency("decide, warm", 1)],
        setups: vec![latency("compile", 2)],
        throughputs: vec![throughput(1, 3), throughput(2, 4)],
        fuel: Vec::new(),
        pages: 1,
    };
    let figure = |name: &str, unit, round| Figure {
        name: name.into(),
        unit,
        rounds: vec![round],
    };
    let expected = Baseline {
        version: env!("CARGO_PKG_VERSION").into(),
        load: "0.5".into(),
        ..run(vec![
            figure("decide, warm", Unit::Picoseconds, 1),
            figure("compile", Unit::Picoseconds, 2),
            figure("decisions a second, 1 thread", Unit::PerSecond, 3),
            figure("decisions a second, 2 threads", Unit::PerSecond, 4),
        ])
    };
    assert_eq!(
        Baseline::of(&measured, "ward.consent", "aa", "bb"),
        expected
    );
}
