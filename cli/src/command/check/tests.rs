//! How problems are counted.

use super::*;

#[test]
fn problems_are_counted_by_what_they_are() {
    for (errors, warnings, expected) in [
        (0, 0, "no problems"),
        (0, 1, "1 warning"),
        (0, 2, "2 warnings"),
        (1, 0, "1 error"),
        (2, 0, "2 errors"),
        (1, 2, "1 error, 2 warnings"),
    ] {
        assert_eq!(summary(errors, warnings), expected);
    }
}

#[test]
fn a_text_ends_with_how_many_errors_and_warnings_it_has() {
    let source = "policy \"Ward\"\nlab Acme\nlab Beta\nlab Acme may raed bloodwork\n";
    let checked = policy_lang::check(source, "ward");
    let errors = checked.problems.iter().filter(|one| one.is_error()).count();
    let expected = summary(errors, checked.problems.len() - errors);
    assert_eq!(errors, 1);
    let text = PolicyText {
        path: "ward.consent".into(),
        source: source.into(),
        checked,
    };
    let mut out = Vec::new();
    print_text(&[text], &mut out).expect("it is printed");
    let out = String::from_utf8(out).expect("text");
    let last = format!("ward.consent: {expected}");
    assert_eq!(out.lines().last(), Some(last.as_str()));
}
