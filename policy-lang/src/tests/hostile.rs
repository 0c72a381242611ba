//! Whatever the text: problems, and no more of them than people read; never a crash, and time that grows with the length alone.
//! Seeded, so that a run is the same everywhere.

use crate::check;
use crate::diagnostic::{PROBLEMS_MAX, Problem, render};
use crate::syntax::words::RESERVED;

/// How many texts of each sort are tried.
const TEXTS: u64 = 300;

/// A megabyte.
const LARGE: usize = 1 << 20;

/// Real policies, to be damaged.
const POLICIES: [&str; 3] = [
    include_str!("../../tests-data/language/riverside.consent"),
    include_str!("../../tests-data/language/everything.consent"),
    include_str!("../../tests-data/language/forms.consent"),
];

/// A small generator of numbers (xorshift64*): the same ones for the same seed.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        usize::try_from(number).unwrap() % limit.max(1)
    }

    fn one_of<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }
}

/// Each text with numbers of its own.
fn for_each(text: impl Fn(&mut Numbers) -> String) {
    for seed in 1..=TEXTS {
        let mut numbers = Numbers(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        tried(&text(&mut numbers));
    }
}

/// Checks a text; every problem lies inside it and can be shown.
fn tried(source: &str) -> Vec<Problem> {
    let checked = check(source, "any");
    let has_errors = checked.problems.iter().any(Problem::is_error);
    assert_eq!(
        checked.policy.is_none(),
        has_errors,
        "{:?}",
        shortened(source)
    );
    assert!(checked.problems.len() <= PROBLEMS_MAX);
    for problem in &checked.problems {
        let places = [problem.span]
            .into_iter()
            .chain(problem.also.iter().map(|(span, _)| *span));
        for span in places {
            let range = span.start as usize..span.end as usize;
            assert!(
                source.get(range).is_some(),
                "{problem:?} in {:?}",
                shortened(source)
            );
        }
    }
    for problem in checked.problems.iter().take(3) {
        let shown = render(problem, source, "any");
        assert!(shown.len() < 10_000, "{}", shortened(&shown));
    }
    checked.problems
}

fn shortened(source: &str) -> String {
    source.chars().take(500).collect()
}

/// Checks a large text: there are problems, and what is not shown is counted.
fn counted(source: &str) {
    let problems = tried(source);
    assert!(!problems.is_empty(), "{:?}", shortened(source));
    if let Some(last) = problems.get(PROBLEMS_MAX - 1) {
        assert_eq!(last.code, "E0199", "{:?}", shortened(source));
        assert!(last.message.contains("at least"), "{}", last.message);
    }
}

#[test]
fn any_bytes_are_checked() {
    for_each(|numbers| {
        let length = numbers.below(600);
        let bytes: Vec<u8> = (0..length)
            .map(|_| u8::try_from(numbers.below(256)).unwrap())
            .collect();
        String::from_utf8_lossy(&bytes).into_owned()
    });
}

#[test]
fn words_of_the_language_in_any_order_are_checked() {
    const OTHERS: [&str; 40] = [
        "read",
        "bloodwork",
        "Acme",
        "one",
        "has",
        "consented",
        "treats",
        "fewer",
        "than",
        "in",
        "last",
        "days",
        "allowed",
        "refused",
        "covered",
        "specially",
        "protected",
        "time",
        "zone",
        "today",
        "between",
        "3",
        "2026-12-31",
        "2026-02-30",
        "31.12.2026",
        "25:00",
        "7am",
        "\"text\"",
        "\"",
        "(",
        ")",
        ",",
        ".",
        ":",
        "'s",
        "“",
        "é",
        "\u{200B}",
        "\n",
        "\n  ",
    ];
    for_each(|numbers| {
        let length = numbers.below(80);
        let word = |numbers: &mut Numbers| match numbers.below(2) {
            0 => numbers.one_of(RESERVED),
            _ => numbers.one_of(&OTHERS),
        };
        (0..length)
            .map(|_| word(numbers).to_owned() + " ")
            .collect()
    });
}

#[test]
fn damaged_policies_are_checked() {
    for_each(|numbers| {
        let policy = numbers.one_of(&POLICIES);
        let mut words: Vec<&str> = policy.split_inclusive([' ', '\n']).collect();
        for _ in 0..=numbers.below(12) {
            let (at, other) = (numbers.below(words.len()), numbers.below(words.len()));
            match numbers.below(5) {
                0 if words.len() > 1 => drop(words.remove(at)),
                1 => words.insert(at, words[other]),
                2 => words.swap(at, other),
                3 => words[at] = "\" ",
                _ => words.truncate(at.max(8)),
            }
        }
        words.concat()
    });
}

#[test]
fn policies_that_lack_any_one_line_are_checked() {
    for policy in POLICIES {
        let lines: Vec<&str> = policy.lines().collect();
        for left_out in 0..lines.len() {
            let rest = [&lines[..left_out], &lines[left_out + 1..]].concat();
            tried(&rest.join("\n"));
        }
    }
}

#[test]
fn deep_nesting_is_a_problem_and_no_crash() {
    let start = "any nurse may read vitals if ";
    for piece in ["(", "not ", "not (", "(not ", "((not not "] {
        counted(&format!("{start}{}", piece.repeat(100_000)));
        let closed = format!(
            "{}a reason is given{}",
            piece.repeat(100_000),
            ")".repeat(100_000)
        );
        counted(&format!("{start}{closed}"));
    }
    let many = |joiner: &str| vec!["a reason is given"; 50_000].join(joiner);
    tried(&format!("{start}{}", many(" or ")));
    tried(&format!("{start}{}", many(" and ")));
    tried(&format!("{start}{}", many(" and not ")));
}

#[test]
fn a_megabyte_of_anything_is_checked() {
    let pieces = [
        "x",
        "x ",
        "x\n",
        "\"",
        "\"\n",
        "\" ",
        "'",
        "'a' ",
        "“",
        "(",
        ")",
        ".",
        ", ",
        "and ",
        "- ",
        "-",
        "–",
        "1",
        "1-",
        "1.1.",
        "é",
        "\u{200B}",
        "\u{202E}",
        "\t",
        "\\",
        "#",
        "may ",
        "lab ",
        "lab X\n",
        "rule x\n",
        "example \"x\"\n",
        "any nurse my read vitals\n",
        "any nurse may raed vitals\n",
        "fact f: yes/no of patient\n",
        "role r within r\n",
        "31 December ",
        "given ",
        "O'Neil's ",
        "expect allowed by r1\n",
        "nurse of X ",
        "all data ",
        "category c: loinc \"1\"\n",
    ];
    for piece in pieces {
        let text = piece.repeat(LARGE / piece.len());
        tried(&text);
        let less = piece.repeat(LARGE / 4 / piece.len());
        tried(&format!("any nurse may read {less}"));
        tried(&format!("any nurse may read vitals if {less}"));
        tried(&format!("example \"e\" {less}"));
    }
}

#[test]
fn one_declaration_many_times_is_told_in_bounds() {
    for line in [
        "lab Acme\n",
        "role clerk\n",
        "category c within imaging\n",
        "rule a any nurse may read vitals\n",
    ] {
        counted(&line.repeat(100_000));
    }
}

#[test]
fn many_unknown_names_among_many_known_ones_are_told_in_bounds() {
    let known: String = (0..50_000).map(|at| format!("lab ab{at}c\n")).collect();
    let rules: String = (0..50_000)
        .map(|at| format!("lab abc{at} may read vitals\n"))
        .collect();
    counted(&format!("{known}{rules}"));
    let consents: String = (0..20_000)
        .map(|at| format!("given the patient has consented \"lab abc{at} may read vitals\"\n"))
        .collect();
    tried(&format!(
        "{known}example \"e\"\n{consents}a nurse asks to read vitals\nexpect not covered"
    ));
    let words: String = (0..50_000)
        .map(|at| format!("category ab{at}c within cb{at}a\n"))
        .collect();
    counted(&words);
    counted(&format!(
        "{known}any nurse may read vitals if {}",
        "patient.x and ".repeat(50_000)
    ));
}

#[test]
fn many_protected_categories_and_rules_that_leave_them_out_are_told_in_bounds() {
    let names: Vec<String> = (0..10_000).map(|at| format!("c{at}")).collect();
    let declared: String = names
        .iter()
        .map(|name| format!("category {name}\n"))
        .collect();
    let rules =
        "any nurse may read everything and hiv if the patient has consented\n".repeat(10_000);
    counted(&format!(
        "specially protected hiv, {}\n{declared}{rules}",
        names.join(", ")
    ));
}
