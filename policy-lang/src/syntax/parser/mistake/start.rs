//! Words that neither go on with a statement nor begin another. Part of the step from tokens to syntax.

use super::name::{misspelt, words_of_a_name};
use super::sentence::not_any;
use super::{found, short};
use crate::diagnostic::{Problem, nearest, quote, syntax_codes as codes};
use crate::syntax::parser::input::{Tokens, problem_at};
use crate::syntax::parser::otherwise_said::{self as said, instead};
use crate::syntax::token::TokenKind;
use crate::syntax::words::{CLAUSES, RESERVED, STATEMENTS, is_reserved};

/// Advice about a word that begins no statement and does not go on with the one before it, from the words around it.
pub(in crate::syntax::parser) fn no_statement(input: Tokens<'_>) -> Problem {
    let token = input.next();
    let known = [
        extra_parenthesis,
        other_comment,
        law,
        lone_request,
        role_without_any,
        owner_of_a_role,
        rule_without_by,
        words_of_a_name,
        code_without_colon,
        missing_for,
        habit_of_clauses,
        misspelt_start,
    ];
    if let Some(problem) = known.iter().find_map(|find| find(input)) {
        return problem;
    }
    let message = if input.index() == 0 {
        format!("{} does not begin a statement", found(token))
    } else {
        format!(
            "{} neither goes on with the statement before it nor begins another",
            found(token)
        )
    };
    let help = if token.starts_line {
        "a statement is a declaration such as `lab Acme`, a sentence such as `lab Acme may read bloodwork`, or an `example`; a remark for readers begins with `#`"
    } else {
        "after the data of a sentence come `for`, `from`, `until`, `if` or `unless`, and `then`"
    };
    problem_at(token, codes::NO_STATEMENT, message).help(help)
}

pub(super) fn extra_parenthesis(input: Tokens<'_>) -> Option<Problem> {
    input.is_sign(")").then(|| {
        problem_at(
            input.next(),
            codes::PARENTHESIS,
            "this parenthesis closes nothing",
        )
        .help("leave it out, or write `(` where what belongs together begins")
    })
}

pub(super) fn other_comment(input: Tokens<'_>) -> Option<Problem> {
    let token = input.next();
    let is_comment = input.is_sign("/") && token.starts_line;
    is_comment.then(|| {
        problem_at(
            token,
            codes::STRANGE_CHARACTER,
            "a comment does not begin with `/`",
        )
        .help("a comment begins with `#` and goes on to the end of its line")
    })
}

/// `law own_record`, which is understood in a file of laws alone.
fn law(input: Tokens<'_>) -> Option<Problem> {
    let token = input.next();
    let is_law = token.text == "law" && token.kind == TokenKind::Word && token.starts_line;
    is_law.then(|| {
        problem_at(token, codes::NO_STATEMENT, "a law does not belong in a policy").help(
            "write laws into a file of their own beside the policy, which ends in `.laws`; `assent fuzz` tries them",
        )
    })
}

pub(in crate::syntax::parser) fn lone_request(input: Tokens<'_>) -> Option<Problem> {
    let asks = (0..4).any(|offset| input.word_at(offset, "asks"));
    asks.then(|| {
        problem_at(input.next(), codes::OUTSIDE_EXAMPLE, "a request stands in an example").help(
            "begin with `example \"what it shows\"`, and end with `expect allowed` or another outcome",
        )
    })
}

/// `nurse of Riverside may …`
pub(super) fn role_without_any(input: Tokens<'_>) -> Option<Problem> {
    let is_role = input.is_name() && input.word_at(1, "of");
    let may = (3..6).any(|offset| input.word_at(offset, "may"));
    (is_role && may).then(|| not_any(input.next().span, input.next()))
}

/// `Riverside's nurses may …`
pub(super) fn owner_of_a_role(input: Tokens<'_>) -> Option<Problem> {
    let is_owner = input.is_name() && input.peek(1).kind == TokenKind::Possessive;
    is_owner.then(|| {
        let span = input.next().span.to(input.peek(1).span);
        let message = "the language does not say `'s` here";
        Problem::error(codes::OTHERWISE_SAID, span, message).help(format!(
            "write `of`, as in `any nurse of {}`",
            short(input.next().text)
        ))
    })
}

/// `expect allowed lab_bloods`
pub(super) fn rule_without_by(input: Tokens<'_>) -> Option<Problem> {
    let outcome = input.before()?;
    let is_outcome =
        matches!(outcome.text, "allowed" | "refused") && outcome.kind == TokenKind::Word;
    (is_outcome && input.is_name() && !input.next().starts_line).then(|| {
        let message = "`by` is missing before the name of the rule";
        problem_at(input.next(), codes::UNEXPECTED, message).help(format!(
            "write `{} by {}`",
            outcome.text,
            short(input.next().text)
        ))
    })
}

pub(super) fn code_without_colon(input: Tokens<'_>) -> Option<Problem> {
    let token = input.next();
    let is_code = input.is_name() && input.peek(1).kind == TokenKind::Quoted && !token.starts_line;
    is_code.then(|| {
        problem_at(
            token,
            codes::NO_STATEMENT,
            "a colon is missing before this code",
        )
        .help(format!("write `: {} \"…\"`", short(token.text)))
    })
}

pub(super) fn missing_for(input: Tokens<'_>) -> Option<Problem> {
    let token = input.next();
    let purposes = &crate::vocabulary::vocabulary().purposes;
    let is_purpose =
        token.kind == TokenKind::Word && purposes.iter().any(|purpose| purpose.name == token.text);
    (is_purpose && !token.starts_line).then(|| {
        problem_at(
            token,
            codes::OTHERWISE_SAID,
            format!("the purpose {} stands alone", quote(token.text)),
        )
        .help(format!("write `for {}`", token.text))
    })
}

pub(super) fn habit_of_clauses(input: Tokens<'_>) -> Option<Problem> {
    let token = input.next();
    if !matches!(token.kind, TokenKind::Word | TokenKind::Reserved) {
        return None;
    }
    let table = if token.starts_line && token.column == 0 {
        said::STARTS
    } else {
        said::CLAUSES
    };
    let message = if table == said::STARTS {
        format!("no statement begins with {}", quote(token.text))
    } else {
        format!("the language does not say {} here", quote(token.text))
    };
    instead(table, token.text)
        .map(|instead| problem_at(token, codes::OTHERWISE_SAID, message).help(instead))
}

pub(super) fn misspelt_start(input: Tokens<'_>) -> Option<Problem> {
    let token = input.next();
    if token.kind != TokenKind::Word {
        return None;
    }
    let lower = token.text.to_ascii_lowercase();
    // A short word is near to every other short word.
    let known = RESERVED.iter().copied().filter(|word| word.len() > 2);
    let begins = |word: &&str| {
        STATEMENTS.contains(word) || crate::syntax::tree::PartyKind::from_word(word).is_some()
    };
    let likely: Vec<&str> = if token.starts_line && token.column == 0 {
        known.clone().filter(begins).collect()
    } else {
        known
            .clone()
            .filter(|word| CLAUSES.contains(word))
            .collect()
    };
    let near = is_reserved(&lower).then_some(lower.as_str());
    let near = near.or_else(|| nearest(token.text, likely));
    let near = near.or_else(|| nearest(token.text, known));
    near.map(|near| misspelt(token, near))
}
