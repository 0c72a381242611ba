//! Figures of a policy and comparisons with earlier ones, as they are shown.

use workbench::measure::Throughput;

use super::super::baseline::Verdict;
use super::super::machine::Machine;
use super::*;

fn latency(name: &str, by_case: Vec<u64>) -> Latency {
    Latency {
        name: name.into(),
        samples: 250,
        p50: 1_250,
        p90: Some(1_500),
        p99: Some(2_000),
        p999: None,
        most: 45_678,
        rounds: vec![1_251_000, 1_249_000],
        by_case,
    }
}

fn measured() -> Measured {
    let throughput = |threads, per_second| Throughput {
        threads,
        per_second,
        rounds: vec![per_second],
    };
    let names = ["a", "b", "c", "d", "e", "f"];
    let fuel = names.into_iter().zip([10, 60, 20, 50, 30, 40]);
    Measured {
        machine: Machine {
            processor: "P".into(),
            cores: 2,
            load: "0.10".into(),
        },
        clock_ns: 25,
        one: "decision",
        latencies: vec![latency("decide, warm", vec![5, 1, 2, 3, 6, 4])],
        setups: vec![latency("compile", Vec::new())],
        throughputs: vec![throughput(1, 800_000), throughput(2, 1_500_000)],
        fuel: fuel.map(|(name, fuel)| (name.into(), fuel)).collect(),
        pages: 3,
    }
}

#[test]
fn a_screen_shows_every_figure_and_the_five_slowest_cases() {
    let expected = "\
P, 2 cores, load 0.10 at the start
reading the clock costs 25 ns, which is taken off

                         samples       p50       p90       p99     p99.9   longest
decide, warm                 250   1.25 µs   1.50 µs   2.00 µs         -   45.6 µs
compile                      250   1.25 µs   1.50 µs   2.00 µs         -   45.6 µs

decisions a second
      800000  1 thread
     1500000  2 threads

fuel: 30 in the middle, 60 at most
memory: 192 KiB

      p50      fuel  the slowest (decide, warm)
     6 ns        30  e
     5 ns        10  a
     4 ns        40  f
     3 ns        50  d
     2 ns        20  c
";
    assert_eq!(text(&measured()), expected);
    let mut of_one = measured();
    of_one.latencies = vec![latency("call", Vec::new())];
    assert!(text(&of_one).ends_with("memory: 192 KiB\n"));
}

#[test]
fn a_program_is_given_every_figure_in_nanoseconds() {
    let latency = |name: &str| {
        json!({
            "name": name, "samples": 250, "p50_ns": 1_250, "p90_ns": 1_500, "p99_ns": 2_000,
            "p999_ns": null, "longest_ns": 45_678, "rounds_ps": [1_251_000, 1_249_000],
        })
    };
    let case = |name: &str, fuel: u64, p50: u64| json!({"name": name, "fuel": fuel, "p50_ns": p50});
    let expected = json!({
        "machine": {"processor": "P", "cores": 2, "load": "0.10"},
        "clock_ns": 25,
        "latencies": [latency("decide, warm")],
        "setups": [latency("compile")],
        "throughputs": [
            {"threads": 1, "per_second": 800_000, "rounds_per_second": [800_000]},
            {"threads": 2, "per_second": 1_500_000, "rounds_per_second": [1_500_000]},
        ],
        "fuel": {"median": 30, "most": 60},
        "pages": 3,
        "cases": [
            case("a", 10, 5), case("b", 60, 1), case("c", 20, 2),
            case("d", 50, 3), case("e", 30, 6), case("f", 40, 4),
        ],
    });
    assert_eq!(json(&measured()), expected);
}

#[test]
fn a_comparison_shows_both_medians_and_how_they_stand() {
    let one = |name: &str, unit, before, after, thousandths, verdict| Compared {
        name: name.into(),
        unit,
        before,
        after,
        thousandths,
        verdict,
    };
    let figures = [
        one(
            "decide, warm",
            Unit::Picoseconds,
            1_250_999,
            2_600_000,
            2_078,
            Verdict::Slower,
        ),
        one(
            "decisions a second, 1 thread",
            Unit::PerSecond,
            800_000,
            840_000,
            1_050,
            Verdict::WithinNoise,
        ),
    ];
    let expected = "\
work that never changes moved by 4.7 %
                                     before        now
decide, warm                        1.25 µs    2.60 µs   2.07 ×  slower
decisions a second, 1 thread         800000     840000   1.05 ×  within noise
";
    assert_eq!(comparison(&figures, 47), expected);
}
