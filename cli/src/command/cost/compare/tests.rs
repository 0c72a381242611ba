//! What costs another amount, in words and in its order.

use super::*;

fn fuel(code: u64, host: u64) -> FuelLine {
    FuelLine {
        total: 100 + code + host,
        entering: 100,
        input: 0,
        code,
        host,
        output: 0,
        forfeited: 0,
    }
}

fn line(file: &str, name: &str, fuel: FuelLine) -> CostLine {
    CostLine {
        file: file.into(),
        name: name.into(),
        entry: "decide".into(),
        fuel,
    }
}

fn costs(rules: &str, costs: Vec<CostLine>) -> Costs {
    Costs {
        rules: rules.into(),
        costs,
    }
}

#[test]
fn every_difference_is_told_with_what_it_is_for() {
    let kept = vec![
        line("b", "gone", fuel(1, 0)),
        line("a", "more", fuel(10, 5)),
        line("a", "less", fuel(10, 5)),
        line("a", "same", fuel(10, 5)),
        // Two that are called alike are told apart by their order.
        line("c", "alike", fuel(1, 0)),
        line("c", "alike", fuel(2, 0)),
    ];
    let now = vec![
        line("a", "same", fuel(10, 5)),
        line("a", "less", fuel(7, 6)),
        line("a", "more", fuel(30, 5)),
        line("b", "new", fuel(1, 0)),
        line("c", "alike", fuel(1, 0)),
        line("c", "alike", fuel(5, 0)),
        line("c", "alike", fuel(9, 0)),
    ];
    let found = differences(&costs("r", kept.clone()), &costs("s", now));
    let words: Vec<String> = found.iter().map(Difference::words).collect();
    let expected = [
        "the prices or the rules of admission have changed since",
        "a: decide: less: 113, was 115 (-2: code -3, host +1)",
        "a: decide: more: 135, was 115 (+20: code +20)",
        "b: decide: gone: gone",
        "b: decide: new: new",
        "c: decide: alike: 105, was 102 (+3: code +3)",
        "c: decide: alike: new",
    ];
    assert_eq!(words, expected);
    // Other rules alone are no difference.
    let counts: Vec<bool> = found.iter().map(Difference::counts).collect();
    assert_eq!(counts, [false, true, true, true, true, true, true]);
    let same = differences(&costs("r", kept.clone()), &costs("r", kept));
    assert_eq!(same, []);
}
