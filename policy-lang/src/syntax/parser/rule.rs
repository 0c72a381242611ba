//! Rules: labelled sentences and bare ones. Part of the step from tokens to syntax.

use nom::Parser;
use nom::combinator::cut;

use super::basic::{list, name, new_name, text};
use super::input::{Read, Tokens};
use super::sentence::sentence;
use crate::syntax::token::TokenKind;
use crate::syntax::tree::{Name, Rule, Text};

/// Reads `rule NAME ["title"] [overrides NAME, …] SENTENCE`.
pub(super) fn rule(input: Tokens<'_>) -> Read<'_, Rule> {
    let (rest, label) = new_name("the name of the rule")(input.rest())?;
    let (rest, title) = title(rest)?;
    let (rest, overrides) = overrides(rest)?;
    let (rest, sentence) = cut(sentence).parse(rest)?;
    let span = rest.span_since(input);
    Ok((
        rest,
        Rule {
            label: Some(label),
            title,
            overrides,
            sentence,
            span,
        },
    ))
}

/// Reads a sentence that is a rule without a name.
pub(super) fn bare_rule(input: Tokens<'_>) -> Read<'_, Rule> {
    let (rest, sentence) = cut(sentence).parse(input)?;
    let span = sentence.span;
    Ok((
        rest,
        Rule {
            label: None,
            title: None,
            overrides: Vec::new(),
            sentence,
            span,
        },
    ))
}

/// A text before `may` is no title but the subject's name.
fn title(input: Tokens<'_>) -> Read<'_, Option<Text>> {
    let is_title = input.next().kind == TokenKind::Quoted && !is_subject_end(input.rest());
    if is_title {
        text("a title").map(Some).parse(input)
    } else {
        Ok((input, None))
    }
}

fn overrides(input: Tokens<'_>) -> Read<'_, Vec<Name>> {
    if input.is_word("overrides") {
        cut(list(name("the name of a rule"))).parse(input.rest())
    } else {
        Ok((input, Vec::new()))
    }
}

/// Whether what stands here follows the first subject of a sentence.
pub(super) fn is_subject_end(input: Tokens<'_>) -> bool {
    input.is_any(&["may", "or", "and"]) || input.is_sign(",")
}
