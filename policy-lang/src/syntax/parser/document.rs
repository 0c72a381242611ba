//! A whole policy, statement by statement, going on after a mistake. Part of the step from tokens to syntax.

use nom::Parser;

use super::basic::{full_stop, separator};
use super::broken;
use super::declaration::{coded_term, party_declaration, practitioner_declaration, term};
use super::example::example;
use super::fact::fact;
use super::form::form;
use super::header::{header_line, is_header};
use super::input::{Failed, Problems, Read, Tokens, problem_at};
use super::mistake::{self, found};
use super::party::{is_kind, practitioner};
use super::rule::{bare_rule, is_subject_end, rule};
use crate::diagnostic::{Problem, quote, syntax_codes as codes};
use crate::syntax::token::{Token, TokenKind};
use crate::syntax::tree::{PolicySyntax, Statement};
use crate::syntax::words::{LETTER_NAMES, NARROWINGS, SENTENCE_STARTS, STATEMENTS};

/// Reads a policy from all its tokens; reports what is wrong with it.
pub(in crate::syntax) fn read_document(tokens: &[Token<'_>], problems: &Problems) -> PolicySyntax {
    let mut input = Tokens::new(tokens, problems);
    let mut policy = PolicySyntax::default();
    while !input.is_end() {
        let (rest, read) = match next_statement(input, &mut policy) {
            Ok((rest, ())) => (rest, true),
            Err(nom::Err::Incomplete(_)) => (input, false),
            Err(nom::Err::Error(failed) | nom::Err::Failure(failed)) => {
                (report(failed, input, &mut policy), false)
            }
        };
        input = if read {
            full_stop(rest)
        } else {
            recover(input, rest)
        };
    }
    policy
}

/// Reports why the statement that begins at `start` could not be read, and what it evidently declares; returns where.
fn report<'t>(failed: Failed, start: Tokens<'t>, policy: &mut PolicySyntax) -> Tokens<'t> {
    let at = start.seek(failed.at);
    if !start.problems().are_full() {
        policy.broken.extend(broken::cut_off(start, policy));
        policy.broken.push(broken::broken(start));
    }
    let problem = failed.into_problem(start);
    problem
        .into_iter()
        .for_each(|problem| start.report(problem));
    at
}

fn next_statement<'t>(input: Tokens<'t>, policy: &mut PolicySyntax) -> Read<'t, ()> {
    if is_header(input) {
        if !policy.statements.is_empty() {
            let message = format!("the line {} comes too late", quote(input.next().text));
            let help = "the lines about the policy itself come before everything else";
            input.report(problem_at(input.next(), codes::HEADER_PLACE, message).help(help));
        }
        return header_line(input, &mut policy.header);
    }
    let (rest, statement) = statement(input)?;
    policy.statements.push(statement);
    Ok((rest, ()))
}

fn statement(input: Tokens<'_>) -> Read<'_, Statement> {
    if is_kind(input) && is_subject_end(input.rest()) {
        return input.refuse(mistake::not_any(input.next().span, input.next()));
    }
    let is_asker = is_kind(input) || input.is_any(&["practitioner", "the", "a", "an", "any"]);
    if (is_asker && input.word_at(2, "asks")) || (input.is_name() && input.word_at(1, "asks")) {
        return input.refuse(no_statement(input));
    }
    match input.keyword() {
        _ if starts_sentence(input) => bare_rule.map(Statement::Rule).parse(input),
        _ if input.next().kind != TokenKind::Reserved => input.refuse(no_statement(input)),
        "practitioner" => practitioner_declaration
            .map(Statement::Practitioner)
            .parse(input),
        "role" => term("the name of the role")
            .map(Statement::Role)
            .parse(input),
        "action" => term("the name of the action")
            .map(Statement::Action)
            .parse(input),
        "category" => coded_term("the name of the category")
            .map(Statement::Category)
            .parse(input),
        "purpose" => coded_term("the name of the purpose")
            .map(Statement::Purpose)
            .parse(input),
        "fact" => fact.map(Statement::Fact).parse(input),
        "form" => form.map(Statement::Form).parse(input),
        "rule" => rule.map(Statement::Rule).parse(input),
        "example" => example.map(Statement::Example).parse(input),
        _ if is_kind(input) => party_declaration.map(Statement::Party).parse(input),
        _ => input.refuse(no_statement(input)),
    }
}

/// Whether a sentence begins here. `lab Acme` and `practitioner dr_lee` begin one when `may`, or another subject, follows;
/// otherwise they are declared.
pub(super) fn starts_sentence(input: Tokens<'_>) -> bool {
    if input.is_name() {
        return is_subject_end(input.rest());
    }
    if is_kind(input) {
        let named = input.rest();
        return (named.is_name() || named.is_any(LETTER_NAMES)) && is_subject_end(named.rest());
    }
    if input.is_word("practitioner") {
        return practitioner(input).is_ok_and(|(rest, _)| is_subject_end(rest));
    }
    input.is_any(SENTENCE_STARTS)
}

fn no_statement(input: Tokens<'_>) -> Problem {
    let after = separator(input).unwrap_or(input);
    if after.is_any(NARROWINGS) || after.is_word("except") {
        return late_narrowing(after);
    }
    mistake::no_statement(input)
}

fn late_narrowing(input: Tokens<'_>) -> Problem {
    let message = format!("{} comes too late to narrow the data", found(input.next()));
    problem_at(input.next(), codes::NARROWING_PLACE, message)
        .help("it stands right after the data, before `for`, `from`, `until`, `if` and `then`")
}

/// Finds the next statement after a mistake at `at` in the statement that begins at `start`: a line that begins with a word
/// that only statements begin with, or one that is not set further in and may begin a statement.
fn recover<'t>(start: Tokens<'t>, at: Tokens<'t>) -> Tokens<'t> {
    let column = start.next().column;
    let mut rest = if at.index() > start.index() {
        at
    } else {
        start.rest()
    };
    while !rest.is_end() && !is_fresh_start(rest, column) {
        rest = rest.rest();
    }
    rest
}

fn is_fresh_start(input: Tokens<'_>, column: u32) -> bool {
    let token = input.next();
    if !token.starts_line {
        return false;
    }
    let sure = token.kind == TokenKind::Reserved && STATEMENTS.contains(&token.text);
    sure || (token.column <= column && (may_start(input) || is_header(input)))
}

fn may_start(input: Tokens<'_>) -> bool {
    is_kind(input) || input.is_word("purpose") || starts_sentence(input)
}
