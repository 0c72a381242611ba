//! Laws: what a policy must keep to, in sentences of the language. Part of the step from tokens to syntax.
//!
//! A law is read as the rule that would say the same: `law NAME` as `rule NAME`, `may never` as `may not`, `may always` as
//! `may`. So every word, every name and every advice is that of a policy.

use super::document::read_document;
use super::input::{Problems, problem_at};
use crate::diagnostic::{Problem, quote, syntax_codes as codes};
use crate::syntax::token::{Token, TokenKind};
use crate::syntax::tree::PolicySyntax;
use crate::syntax::words::STATEMENTS;

/// What to do about a statement that is no law.
const LAWS_ALONE: &str = "each begins with `law NAME`; everything else belongs into the policy";

/// Reads laws from all their tokens, as the rules that would say the same; reports what is wrong with them.
pub(in crate::syntax) fn read_laws(tokens: &[Token<'_>], problems: &Problems) -> PolicySyntax {
    let rules = as_rules(tokens, problems);
    read_document(&rules, problems)
}

/// The tokens with the words of laws in the place of those of rules; places stay as they are.
fn as_rules<'s>(tokens: &[Token<'s>], problems: &Problems) -> Vec<Token<'s>> {
    let mut rules = Vec::with_capacity(tokens.len());
    let mut rest = tokens.iter().copied().peekable();
    while let Some(token) = rest.next() {
        let begins = |word: &str| token.starts_line && token.text == word;
        match token.kind {
            TokenKind::Word if begins("law") => rules.push(reserved(token, "rule")),
            TokenKind::Reserved if token.text == "may" => {
                rules.push(token);
                let after = rest.peek().copied();
                match after.map(|after| (after.kind, after.text)) {
                    Some((TokenKind::Word, "never")) => {
                        rules.extend(rest.next().map(|never| reserved(never, "not")));
                    }
                    Some((TokenKind::Word, "always")) => drop(rest.next()),
                    _ => problems.report(undecided(token)),
                }
            }
            TokenKind::Reserved if token.starts_line && STATEMENTS.contains(&token.text) => {
                problems.report(no_law(token));
                rules.push(token);
            }
            _ => rules.push(token),
        }
    }
    rules
}

fn reserved<'s>(token: Token<'s>, text: &'static str) -> Token<'s> {
    Token {
        kind: TokenKind::Reserved,
        text,
        ..token
    }
}

fn undecided(token: Token<'_>) -> Problem {
    problem_at(
        token,
        codes::UNEXPECTED,
        "a law says `may never` or `may always`",
    )
    .help("`may never`: no request of this kind is ever allowed; `may always`: every one is")
}

fn no_law(token: Token<'_>) -> Problem {
    let message = format!("a file of laws holds laws alone, no {}", quote(token.text));
    problem_at(token, codes::NO_STATEMENT, message).help(LAWS_ALONE)
}
