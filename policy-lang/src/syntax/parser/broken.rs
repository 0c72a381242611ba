//! What a statement that could not be read evidently declares, so that its name is not reported as unknown wherever it is used.
//! Part of the step from tokens to syntax.

use super::document::starts_sentence;
use super::input::Tokens;
use crate::diagnostic::nearest;
use crate::syntax::token::{TokenKind, unquote};
use crate::syntax::tree::{Broken, Declares, PartyKind, PolicySyntax, Statement};

/// The words that declare, but kinds of party.
const DECLARING: [(&str, Declares); 9] = [
    ("practitioner", Declares::Somebody),
    ("role", Declares::Role),
    ("action", Declares::Action),
    ("category", Declares::Category),
    ("purpose", Declares::Purpose),
    ("fact", Declares::Fact),
    ("form", Declares::Form),
    ("rule", Declares::Rule),
    ("example", Declares::Nothing),
];

/// What the statement that begins at `start` evidently declares.
pub(super) fn broken(start: Tokens<'_>) -> Broken {
    let word = start.next();
    let is_word = matches!(word.kind, TokenKind::Word | TokenKind::Reserved);
    if !is_word || starts_sentence(start) {
        return sentence();
    }
    let declares = declaring(word.text).or_else(|| misspelt_declaring(start));
    match declares {
        Some(declares) => Broken {
            declares,
            name: name(start.rest()),
        },
        None if super::header::is_header(start) => Broken {
            declares: Declares::Nothing,
            name: None,
        },
        None => sentence(),
    }
}

/// The rule whose sentence the words at `at` do not go on with: what it says is not all that was meant.
pub(super) fn cut_off(at: Tokens<'_>, policy: &PolicySyntax) -> Option<Broken> {
    let token = at.next();
    if token.starts_line && token.column == 0 {
        return None;
    }
    match policy.statements.last()? {
        Statement::Rule(rule) => Some(Broken {
            declares: Declares::Rule,
            name: rule.label.as_ref().map(|label| label.text.clone()),
        }),
        _ => None,
    }
}

fn sentence() -> Broken {
    Broken {
        declares: Declares::Rule,
        name: None,
    }
}

fn declaring(word: &str) -> Option<Declares> {
    if PartyKind::from_word(word).is_some() {
        return Some(Declares::Somebody);
    }
    let found = DECLARING.iter().find(|(known, _)| *known == word);
    found.map(|(_, declares)| *declares)
}

/// `hosptial Riverside` was meant to declare Riverside.
fn misspelt_declaring(start: Tokens<'_>) -> Option<Declares> {
    if start.next().kind != TokenKind::Word || !start.rest().is_name() {
        return None;
    }
    let kinds = PartyKind::ALL.map(PartyKind::word);
    let words = DECLARING.iter().map(|(word, _)| *word).chain(kinds);
    nearest(start.next().text, words).and_then(declaring)
}

fn name(input: Tokens<'_>) -> Option<String> {
    let token = input.next();
    match token.kind {
        TokenKind::Quoted => Some(unquote(token.text).0.into_owned()),
        TokenKind::Word => Some(token.text.to_owned()),
        TokenKind::Reserved if !token.starts_line => Some(token.text.to_owned()),
        _ => None,
    }
}
