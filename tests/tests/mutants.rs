//! The comparison of contract and interpreter notices slips in the evaluator.

use testkit::mutants::{Fate, Herd};

/// Every how many-th slip the quick form tries. `ASSENT_LONG=1` tries them all.
const QUICK_STRIDE: usize = 12;

/// Slips that change nothing that can be seen, each with the reason.
///
/// "Any" value: the result is only asked whether it is zero. "Address 0": the bytes there are never
/// written, so an address of 0 is an empty list. "In their table": ids that are bound lie there; a
/// test of the contract's input tries others.
const EQUIVALENT: &[(&str, &str)] = &[
    ("$is_subject+15: `i32.const 1` -> `i32.const 2`", "any"),
    (
        "$is_subject+16: `return` -> `drop`",
        "tag 0 has neither bit and ends the same way",
    ),
    ("$is_subject+76: `i32.const 1` -> `i32.const 2`", "any"),
    (
        "$narrowings+2: `i32.const 2` -> `i32.const 3`",
        "only asked whether it is above 0 or above 1",
    ),
    (
        "$part+15: `i32.add` -> `i32.sub`",
        "reads two words too many, below the value that counts",
    ),
    (
        "$join+5: `i32.lt_u` -> `i32.le_u`",
        "the lesser of two equals",
    ),
    (
        "$is_between+28: `i32.le_u` -> `i32.lt_u`",
        "two equal times are an error",
    ),
    ("$value+15: `i32.const 1` -> `i32.const 2`", "any"),
    ("$conditions+8: `return` -> `drop`", "address 0"),
    (
        "$conditions+27: `i32.lt_u` -> `i32.le_u`",
        "the lesser of two equals",
    ),
    ("$is_listed+20: `i32.const 1` -> `i32.const 2`", "any"),
    (
        "$next_few+25: `i32.lt_u` -> `i32.le_u`",
        "no rule is collected twice",
    ),
    (
        "$sort+18: `i32.add` -> `i32.sub`",
        "begins at the count, which stays where it is",
    ),
    (
        "$sort+42: `i32.le_u` -> `i32.lt_u`",
        "no rule is collected twice",
    ),
    (
        "$visit+13: `i32.const 4` -> `i32.const 8`",
        "what lies between is never written: address 0",
    ),
    ("$visit+50: `i32.ge_u` -> `i32.gt_u`", "in their table"),
    ("$visit+61: `i32.ge_u` -> `i32.gt_u`", "in their table"),
    (
        "$visit_pair+6: `i32.or` -> `i32.and`",
        "a short cut: no role of nobody is in the index",
    ),
    ("$visit_entry+4: `i32.ge_u` -> `i32.gt_u`", "in their table"),
    (
        "$add_custodian+18: `i32.ge_u` -> `i32.gt_u`",
        "in their table",
    ),
    ("$decide+93: `i32.ge_u` -> `i32.gt_u`", "in their table"),
    (
        "$decide+107: `i32.and` -> `i32.or`",
        "a short cut: whoever is none of these has no further atoms",
    ),
    (
        "$decide+161: `i32.gt_u` -> `i32.ge_u`",
        "one rule is sorted",
    ),
    ("$decide+48: `i32.ge_u` -> `i32.gt_u`", "in their table"),
    ("$decide+49: `i32.or` -> `i32.and`", "in their table"),
    (
        "$decide+76: `i32.const 1` -> `i32.const 2`",
        "no rule is exact then: a check too many",
    ),
    (
        "$decide+77: `i32.shl` -> `i32.shr_u`",
        "no rule is exact then: a check too many",
    ),
    ("$is_overridden+16: `i32.const 1` -> `i32.const 2`", "any"),
    ("$overrides+10: `return` -> `drop`", "address 0"),
    (
        "$explain+25: `i32.sub` -> `i32.add`",
        "the division rounds it away",
    ),
    ("$overrides_any+16: `i32.const 1` -> `i32.const 2`", "any"),
    ("$report_conditions+5: `return` -> `drop`", "address 0"),
];

#[test]
fn slips_in_the_evaluator_are_noticed() {
    let herd = Herd::new(56);
    let sites = herd.sites();
    let stride = if std::env::var_os("ASSENT_LONG").is_some() {
        1
    } else {
        QUICK_STRIDE
    };
    let fates: Vec<Fate> = sites
        .iter()
        .step_by(stride)
        .map(|site| herd.fate(*site))
        .collect();
    let killed = fates.iter().filter(|fate| **fate == Fate::Killed).count();
    let survivors: Vec<&String> = fates
        .iter()
        .filter_map(|fate| match fate {
            Fate::Survived(what) if !EQUIVALENT.iter().any(|(known, _)| known == what) => {
                Some(what)
            }
            _ => None,
        })
        .collect();
    println!("{killed} of {} slips noticed", fates.len());
    assert!(survivors.is_empty(), "not noticed: {survivors:#?}");
    assert!(
        killed * 2 > fates.len(),
        "slips are made at all: {killed} of {}",
        fates.len()
    );
}
