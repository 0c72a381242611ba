//! Laying out keeps what a policy says: on policies of the generator and on everything that the grammar's page makes, with white
//! space and comments thrown in.

use policy_lang::format;
use policy_lang::syntax::{parse, print::print};
use testkit::entropy::{Entropy, seeded};
use testkit::grammar::{generate, text, tokens};
use testkit::policies;

use crate::grammar::{grammar, runs_on};

/// What may stand between two tokens.
const BETWEEN: &[&str] = &[
    " ",
    " ",
    " ",
    " ",
    "   ",
    "\t",
    "\n",
    "\n  ",
    "\n\n",
    "\n\n\n  ",
    "\r\n",
    " # one\n",
    "\n# two: \"\n",
    "\n  #three\n\n",
    "# four\n\n\n",
];

/// Asserts that laying `source` out changes white space alone, and that doing it again changes nothing.
fn check(source: &str) {
    let laid_out = format(source).unwrap_or_else(|problems| panic!("{source}\n{problems:#?}"));
    let shown = || format!("{source}\n---- is laid out as\n{laid_out}");
    let (before, after) = (parse(source), parse(&laid_out));
    assert_eq!(tokens(source), tokens(&laid_out), "{}", shown());
    let comments = |parsed: &policy_lang::syntax::Parsed| -> Vec<String> {
        let comments = parsed.comments.iter();
        comments.map(|comment| comment.text.clone()).collect()
    };
    assert_eq!(comments(&before), comments(&after), "{}", shown());
    assert_eq!(print(&before.tree), print(&after.tree), "{}", shown());
    let again = format(&laid_out);
    assert_eq!(again.as_deref(), Ok(laid_out.as_str()), "{}", shown());
}

fn scattered(source: &str, seed: u64) -> String {
    let bytes = seeded(seed, 3000);
    let mut choices = Entropy::new(&bytes);
    text(&tokens(source), || *choices.pick::<&str>(BETWEEN))
}

#[test]
fn policies_of_the_generator_stay_what_they_are() {
    for seed in 0..150 {
        let policy = policies::policy(&mut Entropy::new(&seeded(seed, 3000)));
        check(&policy);
        check(&scattered(&policy, seed));
    }
}

#[test]
fn what_the_grammar_makes_stays_what_it_is() {
    let grammar = grammar();
    for seed in 0..1500u64 {
        let production = ["policy", "statement", "rule", "example"][seed as usize % 4];
        let made = generate(&grammar, production, 4 + seed as usize % 9, seed);
        if !runs_on(&made) {
            check(&scattered(&text(&made.tokens, || " "), seed));
        }
    }
}
