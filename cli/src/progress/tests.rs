//! What is told of a long job, and when.

use super::{ANEW, Line, percent};

/// What is written while `all` things are done one after another, each told by its number.
fn told(line: &mut Line, what: &str, all: u64) -> Vec<String> {
    let texts = (0..=all).map(|done| line.written(what, done, all, &format!("{what}{done}")));
    texts.filter(|text| !text.is_empty()).collect()
}

#[test]
fn elsewhere_than_on_a_terminal_each_part_has_a_line() {
    let mut line = Line::on(false, 4);
    assert_eq!(told(&mut line, "", 8), ["2\n", "4\n", "6\n", "8\n"]);
    assert_eq!(line.cleared(), "");
    // A step with a name is told of from its beginning, also where it is the same part as of the one before.
    let mut line = Line::on(false, 4);
    assert_eq!(told(&mut line, "a", 2), ["a0\n", "a1\n", "a2\n"]);
    assert_eq!(told(&mut line, "b", 1), ["b0\n", "b1\n"]);
    assert_eq!(told(&mut line, "b", 1), ["b0\n", "b1\n"]);
}

#[test]
fn on_a_terminal_the_line_moves_by_hundredths_and_is_gone_in_the_end() {
    let mut line = Line::on(true, 4);
    assert_eq!(line.cleared(), "");
    let lines = told(&mut line, "", 1_000);
    assert_eq!(lines.len(), 100);
    assert_eq!(lines[0], format!("{ANEW}10"));
    assert_eq!(lines[99], format!("{ANEW}1000"));
    assert_eq!(line.cleared(), ANEW);
}

#[test]
fn of_nothing_all_is_done_at_once() {
    let mut line = Line::on(false, 10);
    assert_eq!(line.written("a", 0, 0, "none"), "none\n");
    assert_eq!(line.written("a", 0, 0, "none"), "");
    assert_eq!(percent(0, 0), 0);
    assert_eq!(percent(199, 200), 99);
    assert_eq!(percent(200, 200), 100);
}
