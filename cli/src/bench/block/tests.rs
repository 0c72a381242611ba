//! What is counted of blocks, and which of them are done again.

use super::*;

fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

#[test]
fn a_rate_is_transactions_by_the_time_that_all_of_them_took() {
    let way = |total, transactions| Way {
        total,
        transactions,
        ..Way::default()
    };
    for (total, transactions, rate) in [
        (millis(2_000), 3_000, 1_500),
        (millis(3), 1, 333),
        (Duration::from_nanos(7), 7, 1_000_000_000),
        // Nothing takes no time.
        (Duration::ZERO, 2, 2_000_000_000),
        (millis(2_000), 0, 0),
    ] {
        assert_eq!(way(total, transactions).rate(), rate, "{total:?}");
    }
}

#[test]
fn so_many_of_a_thousand_blocks_are_made_within_a_time() {
    // Blocks of 1 to 101 ms, the longest first.
    let blocks = (1..=101).rev().map(millis).collect();
    let way = Way::of("w", blocks, millis(1), 1);
    for (thousandths, expected) in [
        (0, 1),
        (1, 2),
        (500, 51),
        (990, 100),
        (991, 101),
        (1_000, 101),
    ] {
        assert_eq!(way.within(thousandths), millis(expected), "{thousandths}");
    }
    assert_eq!(Way::default().within(500), Duration::ZERO);
}

/// Every block of a chain is done again once, half of them with their signatures.
#[test]
fn the_ways_of_making_blocks_have_all_blocks_and_transactions() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let plan = Plan {
        patients: 150,
        transactions: 60,
        blocks: 3,
        threads: NonZeroUsize::new(2).expect("two"),
    };
    let mut told = Vec::new();
    let mut progress = |what: &str, done, all| told.push(format!("{what}: {done} of {all}"));
    let measured = measure(plan, folder.path(), &mut progress).expect("measured");
    let again = [&measured.replay, &measured.again];
    let ways = measured.ways.iter().chain(again).map(|way| {
        let is_in_order = way.blocks.is_sorted() && way.blocks.first() > Some(&Duration::ZERO);
        let counted = (way.blocks.len(), way.transactions);
        (way.name.as_str(), counted, is_in_order)
    });
    // 15 blocks for their parts, and three in each of three ways.
    let expected = [
        ("one thread", (3, 180), true),
        ("2 threads", (3, 180), true),
        ("2 threads, one block behind the other", (2, 180), true),
        ("replay", (12, 720), true),
        ("replay, signatures believed", (12, 720), true),
    ];
    assert_eq!(ways.collect::<Vec<_>>(), expected);
    for way in measured.ways.iter().chain(again) {
        let sum: Duration = way.blocks.iter().sum();
        assert!(sum <= way.total, "{way:?}");
    }
    let each = |what: &str, count: u64| -> Vec<String> {
        (1..=count)
            .map(|done| format!("{what}: {done} of {count}"))
            .collect()
    };
    let mut expected = vec![String::from("patients: 150 of 150")];
    expected.extend(each("one thread", 3));
    expected.extend(each("2 threads", 3));
    expected.push("2 threads, one block behind the other: 3 of 3".into());
    expected.extend(each("blocks done again", 24));
    assert_eq!(told, expected);
}
