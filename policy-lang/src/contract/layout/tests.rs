//! What lies where: nothing on anything else, all of it in the memory.

use std::collections::BTreeMap;

use super::*;

/// The constants of the scratch space for so many rules, and where the tables begin.
fn scratch_of(count: u64) -> (BTreeMap<&'static str, u64>, u64) {
    let (constants, tables) = scratch(count);
    let number = |constant| match constant {
        Constant::I32(value) => u64::from(value),
        Constant::I64(value) => value,
    };
    let constants = constants.into_iter();
    let constants = constants.map(|(name, constant)| (name, number(constant)));
    (constants.collect(), u64::from(tables))
}

#[test]
fn what_a_call_writes_has_room_of_its_own_and_no_more() {
    let mut cuts = 0;
    for count in [
        0, 1, 8, 9, 64, 65, 481, 1_000, 6_000, 100_000, 300_000, 1_000_000,
    ] {
        let (of, tables) = scratch_of(count);
        assert_eq!(of["bitmap_bytes"], count.div_ceil(64) * 8, "{count}");
        // How many, and 16 rules; or how many, the length, and a bit for each rule.
        let collected = (4 + 4 * 16).max(4 + 4 + of["bitmap_bytes"]);
        // Of each rule that is named: actions, categories, purpose, period and 64 parts of a condition, 12 bytes each.
        let reasons = NEAR_RULES_MAX as u64 * (2 * limits::LIST_ITEMS + 2 + 64) * 12;
        let cut = of["scratch"];
        let places = [
            ("memo", 48),
            ("stack", u64::from(STACK_BYTES)),
            ("visited", 4 * (4 + 2 * limits::LIST_ITEMS)),
            ("few", 4 + 4 * 16),
            ("may_not", collected),
            // The outcome, what allows, what that overrides.
            ("output", 4 + 2 * collected),
        ];
        let mut end = 64;
        for (name, bytes) in places {
            assert_eq!(of[name], u64::next_multiple_of(end, 16), "{name} {count}");
            end = of[name] + bytes;
        }
        assert_eq!(of["may"], of["output"] + 4);
        let written = end.next_power_of_two();
        // The outcome, what refuses, how many reasons.
        end = end.max(of["output"] + 4 + collected + 4 + reasons);
        if written <= 128 << 10 {
            cuts += 1;
            assert_eq!(cut, written - 1, "{count}");
            // A store of 8 bytes may begin at the last address.
            end = end.max(cut + 1 + 8);
        } else {
            assert_eq!(cut, u64::from(u32::MAX), "{count}");
        }
        assert_eq!(of["input"], end.next_multiple_of(16), "{count}");
        end = of["input"] + of["input_capacity"];
        assert_eq!(of["facts"], end.next_multiple_of(16), "{count}");
        end = of["facts"] + of["facts_capacity"];
        assert_eq!(tables, end.next_multiple_of(64), "{count}");
    }
    assert_eq!(cuts, 11);
}

#[test]
fn an_input_of_the_greatest_lists_fits() {
    let (of, _) = scratch_of(1);
    let lists = 3 * 4 * limits::LIST_ITEMS;
    assert!(of["input_capacity"] >= INPUT_HEAD_BYTES as u64 + lists);
    assert!(of["input_capacity"] < INPUT_HEAD_BYTES as u64 + lists + 64);
}

#[test]
fn memory_is_whole_pages_up_to_the_limit() {
    let page = 64 << 10;
    assert_eq!(pages(1).unwrap(), 1);
    assert_eq!(pages(page).unwrap(), 1);
    assert_eq!(pages(page + 1).unwrap(), 2);
    let most = limits::MEMORY_PAGES * page;
    assert_eq!(pages(most).unwrap(), limits::MEMORY_PAGES);
    let refused = pages(most + 1).unwrap_err();
    assert_eq!(refused.count, limits::MEMORY_PAGES + 1);
    // Far beyond, too: not only the first page too many.
    assert!(pages(2 * most).is_err());
}
