//! Sentences made at random from the grammar, in rules, forms and by themselves, with white space and comments thrown in.

use proptest::prelude::*;

use super::check_same;
use crate::diagnostic::Problem;
use crate::syntax::format::format;
use crate::syntax::parse;
use crate::syntax::tests::generated::sentence;
use crate::syntax::token::{Origin, TokenKind, lex};

const SAMPLES: &[&str] = &[
    include_str!("../../../../tests-data/language/everything.consent"),
    include_str!("../../../../tests-data/language/forms.consent"),
    include_str!("../../../../tests-data/language/riverside.consent"),
    include_str!("../../../../../contracts/riverside/riverside.consent"),
];

/// White space that may stand between two tokens.
const SPACES: &[&str] = &[
    " ",
    " ",
    " ",
    " ",
    "  ",
    "\t",
    "\n",
    "\n  ",
    "\r\n",
    "\n\n",
    " \n\n\n  ",
    "      ",
];
const COMMENTS: &[&str] = &[
    "# one",
    "#",
    "#two \"quoted",
    "# three: lab X may read",
    "# é.  ",
    "# , \\",
];

/// Choices from a seed: the generator of Numerical Recipes, its upper bits.
struct Choices(u64);

impl Choices {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 16) as u16 as usize % count
    }

    fn pick<'t>(&mut self, texts: &[&'t str]) -> &'t str {
        texts[self.below(texts.len())]
    }
}

/// A text with other white space, and with comments, where there may be any: never inside a fact's point.
fn scattered(source: &str, seed: u64) -> String {
    let mut choices = Choices(seed);
    let comments = 4 << choices.below(5);
    let tokens = lex(source, &Origin::default()).tokens;
    let mut text = String::new();
    let mut end = 0;
    for token in &tokens {
        let before = &source[end..token.span.start as usize];
        if before.is_empty() || choices.below(3) == 0 {
            text += before;
        } else {
            text += choices.pick(SPACES);
            if choices.below(comments) == 0 {
                text += choices.pick(COMMENTS);
                text += choices.pick(&["\n", "\n  ", "\n\n", "\r\n\n\n "]);
            }
        }
        end = token.span.end as usize;
        if token.kind != TokenKind::End {
            text += &source[token.span.start as usize..end];
        }
    }
    text
}

fn statement() -> impl Strategy<Value = String> {
    let other = prop::sample::select(vec![
        "lab X",
        "department Long_name within hospital H is \"urn:x\"",
        "role r within s.",
        "category c within everything: loinc \"1\", loinc \"2\"",
        "fact f: one of a, b or \"c d\" of the patient, otherwise a",
        "example e given patient.x and 3 reads by Acme on 2026-01-01 a nurse asks to read a expect not covered because r needs a reason is given",
        "example f the patient asks to read a for b expect allowed by r then review, delete and record \"x\"",
    ]);
    prop_oneof![
        2 => sentence(),
        3 => (sentence(), "[a-z]{1,9}").prop_map(|(text, name)| format!("rule \"{name}\" \"title\" overrides b, c {text}")),
        1 => (sentence(), sentence()).prop_map(|(one, other)| format!("form f (p: a lab, q: a date) \"text\n of it\" {one}. {other}")),
        3 => other.prop_map(str::to_owned),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn policies_of_the_grammar_stay_what_they_are(
        statements in prop::collection::vec(statement(), 0..6),
        header in any::<bool>(),
        seed in any::<u64>(),
    ) {
        let header = if header { "policy \"p\" version 1.2 specially protected a, b and c\n" } else { "" };
        let source = format!("{header}{}", statements.join("\n"));
        prop_assume!(!parse(&source).problems.iter().any(Problem::is_error));
        let source = scattered(&source, seed);
        let laid_out = format(&source);
        prop_assert!(laid_out.is_ok(), "{source}\n{laid_out:#?}");
        check_same(&source, &laid_out.unwrap());
    }

    #[test]
    fn samples_stay_what_they_are(sample in prop::sample::select(SAMPLES), seed in any::<u64>()) {
        let source = scattered(sample, seed);
        let laid_out = format(&source);
        prop_assert!(laid_out.is_ok(), "{source}\n{laid_out:#?}");
        check_same(&source, &laid_out.unwrap());
    }
}
