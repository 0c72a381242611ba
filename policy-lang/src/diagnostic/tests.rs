//! Tests of problems: codes, nearest names, places, rendering.

use super::{
    CODES, LineIndex, PROBLEMS_MAX, Position, Problem, Severity, Span, alternatives, explain,
    nearest, quote, render, settle, syntax_codes,
};

#[test]
fn every_code_stands_once_and_is_explained() {
    let codes: Vec<_> = CODES.iter().flat_map(|entries| entries.iter()).collect();
    let mut numbers: Vec<_> = codes.iter().map(|entry| &entry.code[1..]).collect();
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers.len(), codes.len());
    for entry in codes {
        assert!(
            entry.code.starts_with(['E', 'W']) && entry.code.len() == 5,
            "{entry:?}"
        );
        assert!(
            !entry.title.ends_with('.') && !entry.title.starts_with(char::is_uppercase),
            "{entry:?}"
        );
        assert!(
            entry.explanation.ends_with('.') && !entry.explanation.contains('\n'),
            "{entry:?}"
        );
        assert_eq!(explain(entry.code), Some(entry));
    }
    assert_eq!(explain("E9999"), None);
}

#[test]
fn the_nearest_name_is_at_most_a_third_away() {
    let known = ["bloodwork", "billing", "lab", "imaging", "vitals"];
    for (name, near) in [
        ("bloodwrk", Some("bloodwork")),
        ("bloodowrk", Some("bloodwork")),
        ("BLOODWORK", Some("bloodwork")),
        ("bilingl", Some("billing")),
        ("lba", Some("lab")),
        ("labs", Some("lab")),
        ("x", None),
        ("", None),
        ("genetics", None),
    ] {
        assert_eq!(nearest(name, known), near, "{name}");
    }
    assert_eq!(nearest("abc1", ["abc3", "abc2"]), Some("abc2"));
    assert_eq!(nearest(&"a".repeat(100_000), [&*"a".repeat(100_000)]), None);
}

#[test]
fn letters_that_are_added_left_out_changed_or_swapped_count_one_each() {
    for (name, known, is_near) in [
        ("abc", "abd", true),
        ("ab", "ac", false),
        ("abcdef", "abcdefghi", true),
        ("abcdef", "abcdefghij", false),
        ("abcdefghi", "defghi", true),
        ("abcd", "bacd", true),
        ("abcd", "badc", false),
        ("abcdef", "badcef", true),
        ("abcxyz", "abcyxz", true),
        ("abcxyz", "cbaxyz", true),
        ("abcxyz", "cbaxzy", false),
        ("abcxyz", "xbcayz", true),
        ("abcxyz", "zbcaxy", false),
        ("abca", "acba", true),
        ("aabbccdd", "abbbcccd", true),
        ("aabbccdd", "abbbcccc", false),
    ] {
        let near = is_near.then_some(known);
        assert_eq!(nearest(name, [known]), near, "{name} {known}");
        let back = is_near.then_some(name);
        assert_eq!(nearest(known, [name]), back, "{known} {name}");
    }
    let long = |count: usize| "a".repeat(count);
    assert_eq!(nearest(&long(64), [&*long(64)]), Some(&*long(64)));
    assert_eq!(nearest(&long(65), [&*long(64)]), None);
    assert_eq!(nearest(&long(64), [&*long(65)]), None);
}

#[test]
fn places_are_counted_in_characters_from_one() {
    let source = "lab X\n  é名 x\r\n\nend";
    let index = LineIndex::new(source);
    let place = |text: &str| {
        let at = u32::try_from(source.find(text).unwrap()).unwrap();
        let Position { line, column } = index.position(source, at);
        (line, column)
    };
    assert_eq!(place("X"), (1, 5));
    assert_eq!(place("名"), (2, 4));
    assert_eq!(place("x\r"), (2, 6));
    assert_eq!(place("end"), (4, 1));
    assert_eq!(index.line_count(), 4);
    assert_eq!(index.line_span(source, 1).text(source), "  é名 x");
    let end = u32::try_from(source.len()).unwrap();
    assert_eq!(index.position(source, end), Position { line: 4, column: 4 });
    assert_eq!(
        index.position(source, end + 100),
        Position { line: 4, column: 1 }
    );
}

fn underlined(source: &str, text: &str) -> (String, String) {
    let start = u32::try_from(source.find(text).unwrap()).unwrap();
    let span = Span::new(start, start + u32::try_from(text.len()).unwrap());
    let shown = render(&Problem::error("E0101", span, "x"), source, "p");
    let lines: Vec<_> = shown.lines().collect();
    (lines[3].to_owned(), lines[4].to_owned())
}

#[test]
fn the_marks_stand_under_the_words() {
    assert_eq!(
        underlined("a\tbc d", "bc"),
        ("1 | a    bc d".into(), "  |      ^^".into())
    );
    assert_eq!(
        underlined("名前 bc", "bc"),
        ("1 | 名前 bc".into(), "  |      ^^".into())
    );
    assert_eq!(
        underlined("名前 bc", "名前"),
        ("1 | 名前 bc".into(), "  | ^^^^".into())
    );
    assert_eq!(
        underlined("e\u{301} bc", "bc"),
        ("1 | e\u{301} bc".into(), "  |   ^^".into())
    );
    assert_eq!(
        underlined("\"a\nb\" c", "\"a\nb\""),
        ("1 | \"a".into(), "  | ^^".into())
    );
    assert_eq!(
        underlined("a\u{202E}b c", "c"),
        ("1 | a\u{FFFD}b c".into(), "  |     ^".into())
    );
}

#[test]
fn a_long_line_is_shown_round_the_words() {
    let source = format!("{} here {}", "a".repeat(5000), "b".repeat(5000));
    let (line, marks) = underlined(&source, "here");
    assert!(line.chars().count() < 200, "{line}");
    assert_eq!(
        line.chars().position(|c| c == 'h'),
        marks.chars().position(|c| c == '^')
    );
    let (line, _) = underlined(&source, &"a".repeat(5000));
    assert!(line.chars().count() < 200);
}

/// Marks stand under what they mark in a script whose letters are wide, too.
#[test]
fn a_character_takes_the_columns_of_a_terminal() {
    for (character, columns) in [
        ("x", 1),
        ("é", 1),
        ("名", 2),
        ("！", 2),
        ("😀", 2),
        ("\u{20000}", 2),
        ("x\u{301}", 1),
        ("x\u{20D0}", 1),
    ] {
        let (_, marks) = underlined(&format!("a {character} b"), character);
        assert_eq!(
            marks,
            format!("  |   {}", "^".repeat(columns)),
            "{character}"
        );
    }
}

#[test]
fn of_a_long_line_eighty_columns_before_and_a_hundred_from_there_are_shown() {
    let (a, b) = (|count| "a".repeat(count), |count| "b".repeat(count));
    for (before, marked, after, line) in [
        (80, 4, 96, format!("{}MARK{}", a(80), b(96))),
        (81, 4, 97, format!("…{}MARK{}…", a(39), b(96))),
        (500, 4, 500, format!("…{}MARK{}…", a(39), b(96))),
    ] {
        let source = format!("{}MARK{}", a(before), b(after));
        let indent = line.chars().take_while(|letter| *letter != 'M').count();
        let marks = format!("  | {}{}", " ".repeat(indent), "^".repeat(marked));
        assert_eq!(underlined(&source, "MARK"), (format!("1 | {line}"), marks));
    }
    for (marked, line, marks) in [
        (100, format!("{}…", b(100)), 100),
        (101, format!("{}……", b(100)), 101),
        (500, format!("{}……", b(100)), 101),
    ] {
        let source = format!("{}c", b(marked));
        let marks = format!("  | {}", "^".repeat(marks));
        assert_eq!(
            underlined(&source, &b(marked)),
            (format!("1 | {line}"), marks)
        );
    }
}

#[test]
fn quoted_text_is_one_short_visible_line() {
    assert_eq!(quote("a\nb\u{200B}"), "`a b\u{FFFD}`");
    let sixty = "x".repeat(60);
    assert_eq!(quote(&sixty), format!("`{sixty}`"));
    assert_eq!(quote(&"x".repeat(61)), format!("`{sixty}…`"));
    let long = quote(&"x".repeat(1000));
    assert_eq!(long.chars().count(), 63);
    assert!(long.ends_with("…`"));
}

#[test]
fn alternatives_are_listed_as_people_do() {
    assert_eq!(alternatives::<&str>(&[]), "");
    assert_eq!(alternatives(&["a"]), "a");
    assert_eq!(alternatives(&["a", "b"]), "a or b");
    assert_eq!(alternatives(&["a", "b", "c"]), "a, b or c");
}

#[test]
fn dropped_errors_leave_an_error_behind() {
    let warning = |at| Problem::warning("W0115", Span::new(at, at), "x");
    let many: Vec<_> = (0..300).map(warning).collect();
    let settled = settle(many.clone());
    assert_eq!(settled.len(), PROBLEMS_MAX);
    assert!(
        settled
            .iter()
            .all(|problem| problem.severity == Severity::Warning)
    );
    let settled = settle(
        many.into_iter()
            .chain([Problem::error("E0101", Span::new(900, 900), "x")])
            .collect(),
    );
    let last = settled.last().unwrap();
    assert_eq!(
        (last.code, last.severity),
        (syntax_codes::TOO_MANY, Severity::Error)
    );
    assert_eq!(settle(vec![warning(1), warning(1)]).len(), 1);
}
