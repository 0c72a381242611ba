//! Policies as text: whatever the text, it is checked; what was read is printed, laid out and read again.

use policy_lang::diagnostic::Problem;
use policy_lang::syntax::print::{print, print_sentence};
use policy_lang::syntax::{parse, parse_consent};
use runtime::Policy;

use super::ENGINE;

/// Asserts that any bytes, taken as a policy's text, give problems or a policy, and that what is
/// found to be a policy compiles to a contract that is admitted. Returns whether it was one.
///
/// # Panics
/// When anything else happens: that is the finding.
pub fn any_text_is_checked(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let checked = policy_lang::check(&text, "any");
    for problem in &checked.problems {
        let span = problem.span.start as usize..problem.span.end as usize;
        assert!(
            text.get(span).is_some(),
            "a problem points outside the text: {problem:?}"
        );
    }
    let Some(policy) = checked.policy else {
        return false;
    };
    let contract = policy_lang::contract::compile(&policy, &text).expect("small texts fit");
    assert!(
        Policy::load(&ENGINE, &contract.wasm).is_ok(),
        "a contract is not admitted: {text}"
    );
    true
}

/// Asserts that a text without errors of syntax is the same tree when it is printed and read again, and when it is
/// laid out; that printing and laying out again change nothing; and that all three are policies or none is. The
/// same of a text that is a sentence by itself. Returns whether it was one of the two.
///
/// # Panics
/// When anything else happens: that is the finding.
pub fn what_is_printed_is_read_again(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    if text.contains(SPAN) {
        return false;
    }
    let is_sentence = a_sentence_stays_one(&text);
    let parsed = parse(&text);
    if has_errors(&parsed.problems) {
        let refused = policy_lang::format(&text);
        assert!(refused.is_err(), "laid out in spite of errors: {text}");
        return is_sentence;
    }
    let tree = without_spans(&parsed.tree);
    let printed = print(&parsed.tree);
    let laid_out = policy_lang::format(&text).expect("there are no errors");
    for (how, again) in [("printed", &printed), ("laid out", &laid_out)] {
        let read = parse(again);
        assert!(!has_errors(&read.problems), "{how}: {text}\n----\n{again}");
        assert_eq!(
            tree,
            without_spans(&read.tree),
            "{how}: {text}\n----\n{again}"
        );
    }
    let twice = print(&parse(&printed).tree);
    assert_eq!(printed, twice, "printed twice: {text}");
    let twice = policy_lang::format(&laid_out).expect("it was laid out");
    assert_eq!(laid_out, twice, "laid out twice: {text}");
    let is_policy = |text: &str| policy_lang::check(text, "any").policy.is_some();
    let expected = is_policy(&text);
    assert_eq!(is_policy(&printed), expected, "{text}\n----\n{printed}");
    assert_eq!(is_policy(&laid_out), expected, "{text}\n----\n{laid_out}");
    true
}

/// A consent is kept as what was read, and shown as what is printed.
fn a_sentence_stays_one(text: &str) -> bool {
    let (sentence, problems) = parse_consent(text);
    let Some(sentence) = sentence.filter(|_| !has_errors(&problems)) else {
        return false;
    };
    let printed = print_sentence(&sentence);
    let (again, problems) = parse_consent(&printed);
    assert!(!has_errors(&problems), "{text}\n----\n{printed}");
    let again = again.expect("it has no errors");
    assert_eq!(
        without_spans(&sentence),
        without_spans(&again),
        "{text}\n----\n{printed}"
    );
    true
}

fn has_errors(problems: &[Problem]) -> bool {
    problems.iter().any(Problem::is_error)
}

/// How a place in the text begins in a printed tree.
const SPAN: &str = "Span { start: ";

/// A tree as text without its places: two that differ only in where things stand give the same.
fn without_spans(tree: &impl std::fmt::Debug) -> String {
    let text = format!("{tree:?}");
    let mut pieces = text.split(SPAN);
    let mut erased = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        erased.push('_');
        erased.push_str(piece.split_once('}').expect("a place has an end").1);
    }
    erased
}
