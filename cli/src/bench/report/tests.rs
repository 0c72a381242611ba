//! A report on blocks, with every figure in its place.

use std::num::NonZeroUsize;

use super::super::block::Plan;
use super::super::floor::Floor;
use super::*;

fn micros(micros: u64) -> Duration {
    Duration::from_micros(micros)
}

/// Two blocks of a hundred requests in each way, which took so many milliseconds together.
fn way(name: &str, millis: u64) -> Way {
    Way {
        name: name.into(),
        blocks: vec![micros(millis * 400), micros(millis * 600)],
        total: micros(millis * 1_000),
        transactions: 200,
    }
}

fn measured() -> Measured {
    Measured {
        plan: Plan {
            patients: 500,
            transactions: 100,
            blocks: 2,
            threads: NonZeroUsize::new(4).expect("four"),
        },
        keys: 2_000,
        block_bytes: 30_000,
        floor: Floor {
            verify_one: micros(30),
            verify_batch: micros(20),
            verify_threads: micros(10),
            blake3: Duration::from_nanos(150),
            root: micros(400),
            append: micros(1_500),
        },
        parts: [micros(900), micros(800), micros(2_400)],
        ways: vec![way("one thread", 10), way("4 threads", 4), way("behind", 3)],
        replay: way("replay", 2),
        again: way("believed", 1),
    }
}

#[test]
fn the_report_for_people_has_every_figure_and_every_goal() {
    let expected = "\
2 blocks of 100 signed requests in each way, 500 patients, 2000 keys, 30000 bytes a block, 4 threads.

| floor | took |
| --- | --- |
| verify a signature alone | 30.0 µs |
| verify a signature in a batch, one thread | 20.0 µs |
| verify a signature in a batch, all threads | 10.0 µs |
| BLAKE3 of 200 bytes | 150 ns |
| state root after one block | 400 µs |
| append a block's bytes and sync | 1.50 ms |

| a block's parts, one thread | a block | a request |
| --- | --- | --- |
| execute | 900 µs | 9.00 µs |
| seal | 800 µs | 8.00 µs |
| commit, durable | 2.40 ms | 24.0 µs |

| made by | requests a second | half of the blocks within | 99 of 100 within |
| --- | --- | --- | --- |
| one thread | 20000 | 6.00 ms | 6.00 ms |
| 4 threads | 50000 | 2.40 ms | 2.40 ms |
| behind | 66666 | 1.80 ms | 1.80 ms |
| replay | 100000 | 1.20 ms | 1.20 ms |
| believed | 200000 | 600 µs | 600 µs |

| goal | wanted | reached |
| --- | --- | --- |
| end to end and durable, of what signatures alone would do | 85 % | 66 % |
| durable, of a raw append and sync | 2.00 × | 1.60 × |
| 99 of 100 blocks of 1,000 within | 50 ms | 2.40 ms |
| all threads, of one | 1.80 × | 2.50 × |
| replay, of live | 2.00 × | 1.50 × |
| replay with signatures believed, of live |  | 3.00 × |
";
    assert_eq!(markdown(&measured()), expected);
}

#[test]
fn the_report_for_programs_has_the_same_in_nanoseconds() {
    let way = |name: &str, rate: u64, within: u64| {
        json!({
            "name": name, "requests_per_second": rate, "block_p50_ns": within,
            "block_p99_ns": within, "blocks": 2,
        })
    };
    let goal = |goal: &str, wanted: &str, reached: &str| json!({"goal": goal, "wanted": wanted, "reached": reached});
    let expected = json!({
        "patients": 500, "keys": 2_000, "transactions": 100, "blocks": 2, "threads": 4,
        "block_bytes": 30_000,
        "floors_ns": {
            "verify a signature alone": 30_000,
            "verify a signature in a batch, one thread": 20_000,
            "verify a signature in a batch, all threads": 10_000,
            "BLAKE3 of 200 bytes": 150,
            "state root after one block": 400_000,
            "append a block's bytes and sync": 1_500_000,
        },
        "parts_ns": {"execute": 900_000, "seal": 800_000, "commit, durable": 2_400_000},
        "ways": [
            way("one thread", 20_000, 6_000_000),
            way("4 threads", 50_000, 2_400_000),
            way("behind", 66_666, 1_800_000),
            way("replay", 100_000, 1_200_000),
            way("believed", 200_000, 600_000),
        ],
        "goals": [
            goal("end to end and durable, of what signatures alone would do", "85 %", "66 %"),
            goal("durable, of a raw append and sync", "2.00 ×", "1.60 ×"),
            goal("99 of 100 blocks of 1,000 within", "50 ms", "2.40 ms"),
            goal("all threads, of one", "1.80 ×", "2.50 ×"),
            goal("replay, of live", "2.00 ×", "1.50 ×"),
            goal("replay with signatures believed, of live", "", "3.00 ×"),
        ],
    });
    assert_eq!(json(&measured()), expected);
}

#[test]
fn times_have_three_digits_or_so_and_the_unit_that_fits() {
    for (nanos, expected) in [
        (0, "0 ns"),
        (999, "999 ns"),
        (1_000, "1.00 µs"),
        (1_059, "1.05 µs"),
        (9_999, "9.99 µs"),
        (10_000, "10.0 µs"),
        (10_450, "10.4 µs"),
        (99_999, "99.9 µs"),
        (100_000, "100 µs"),
        (999_999, "999 µs"),
        (1_000_000, "1.00 ms"),
        (999_999_999, "999 ms"),
        (1_000_000_000, "1.00 s"),
        (61_230_000_000, "61.2 s"),
        (3_600_000_000_000, "3600 s"),
    ] {
        assert_eq!(short(Duration::from_nanos(nanos)), expected, "{nanos}");
    }
}
