//! A sentence by itself: what a patient consents to, alone or quoted in an example. Part of the step from tokens to syntax.

use super::basic::full_stop;
use super::input::{Failed, Problems, Read, Tokens};
use super::sentence::sentence;
use crate::syntax::token::{Lexed, Origin, Token, lex, unquote};
use crate::syntax::tree::Sentence;

/// Reads one sentence and nothing else; reports what is wrong with it.
pub(in crate::syntax) fn read_consent(
    source: &str,
    origin: &Origin,
    problems: &Problems,
) -> Option<Sentence> {
    let Lexed {
        tokens,
        problems: lexical,
        ..
    } = lex(source, origin);
    lexical
        .into_iter()
        .for_each(|problem| problems.report(problem));
    let input = Tokens::new(&tokens, problems);
    match whole_sentence(input) {
        Ok((_, sentence)) => Some(sentence),
        Err(nom::Err::Error(failed) | nom::Err::Failure(failed)) => report(failed, input),
        Err(nom::Err::Incomplete(_)) => None,
    }
}

fn report(failed: Failed, input: Tokens<'_>) -> Option<Sentence> {
    if let Some(problem) = failed.into_problem(input) {
        input.report(problem);
    }
    None
}

fn whole_sentence(input: Tokens<'_>) -> Read<'_, Sentence> {
    let (rest, sentence) = sentence(input)?;
    let rest = full_stop(rest);
    if rest.is_end() {
        Ok((rest, sentence))
    } else {
        rest.must_be("the end of the sentence")
    }
}

/// Reads the sentence between the quotes of `token`. Its spans point into the source around it.
pub(super) fn quoted_sentence(token: Token<'_>, problems: &Problems) -> Option<Sentence> {
    let (text, escaped) = unquote(token.text);
    read_consent(
        &text,
        &Origin::inside(token.span.start + 1, escaped),
        problems,
    )
}
