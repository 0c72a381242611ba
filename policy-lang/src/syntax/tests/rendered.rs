//! Problems as people see them, from text to the underlined words.

use crate::diagnostic::render;
use crate::syntax::parse;

fn rendered(source: &str) -> String {
    let problems = parse(source).problems;
    problems
        .iter()
        .map(|problem| render(problem, source, "x.consent"))
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn a_misspelt_word_is_shown_with_the_right_one() {
    assert_eq!(
        rendered("# title\nlab X may read bloodwork untill 2027-03-31\n"),
        "error E0130: `untill` is not a word of the language\n  \
         x.consent:2:26\n  \
         |\n\
         2 | lab X may read bloodwork untill 2027-03-31\n  \
         |                          ^^^^^^\n\
         help: did you mean `until`?\n"
    );
}

#[test]
fn a_second_place_is_shown_with_what_it_has_to_do_with_it() {
    assert_eq!(
        rendered("anyone may read a\n  if patient.x\n\tunless patient.y"),
        "error E0113: `if` and `unless` do not go together\n  \
         x.consent:3:2\n  \
         |\n\
         2 |   if patient.x\n  \
         |   -- the first is here\n\
         3 |     unless patient.y\n  \
         |     ^^^^^^\n\
         help: say it with one of them: `unless a` is `if not a`\n"
    );
}

#[test]
fn what_is_missing_at_the_end_is_shown_after_the_last_word() {
    assert_eq!(
        rendered("lab X may read   \n\n"),
        "error E0133: this sentence does not say with which data\n  \
         x.consent:1:15\n  \
         |\n\
         1 | lab X may read\n  \
         |               ^\n\
         help: name the data after the action, as in `may read bloodwork`\n"
    );
}
