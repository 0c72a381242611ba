//! The sentence of a rule, a form or a consent. Part of the step from tokens to syntax.

use nom::Parser;
use nom::combinator::cut;

use super::basic::{list, name, text, word};
use super::condition::condition;
use super::data::{data, is_data_item};
use super::date::moment;
use super::document::starts_sentence;
use super::duty::duties;
use super::input::{Read, Tokens, problem_at};
use super::otherwise_said::{self, instead};
use super::subject::subjects;
use crate::diagnostic::{Problem, quote, syntax_codes as codes};
use crate::syntax::Span;
use crate::syntax::token::{Token, TokenKind};
use crate::syntax::tree::{
    ConditionClause, ConditionWord, Duty, Moment, Permission, Purposes, Sentence, Subject, Text,
    Who,
};
use crate::syntax::words::CLAUSES;

/// Reads a sentence, without its final full stop.
pub(super) fn sentence(input: Tokens<'_>) -> Read<'_, Sentence> {
    let (rest, subjects) = subjects(input)?;
    let (rest, (permission, permission_span)) = cut(permission).parse(rest)?;
    refuse_double_denial(input, &subjects, permission, permission_span);
    refuse_adverb(rest)?;
    let (rest, actions) = cut(list(name("an action (read, use, …)"))).parse(rest)?;
    let (rest, data) = cut(data).parse(rest)?;
    let sentence = Sentence {
        subjects,
        permission,
        permission_span,
        actions,
        data,
        purposes: Purposes::NotNamed,
        from: None,
        until: None,
        condition: None,
        duties: Vec::new(),
        source: None,
        span: rest.span_since(input),
    };
    clauses(input, rest, sentence)
}

/// `may only read vitals`: a word between `may` and the action.
fn refuse_adverb(input: Tokens<'_>) -> Read<'_, ()> {
    let word = input.next();
    let data = input.rest().rest();
    let follows = input.rest().is_name() && is_data_item(data) && !starts_sentence(data);
    match instead(otherwise_said::ADVERBS, word.text) {
        Some(help) if word.kind != TokenKind::Quoted && follows => {
            let message = format!("the language does not say {} here", quote(word.text));
            input.refuse(problem_at(word, codes::OTHERWISE_SAID, message).help(help))
        }
        _ => Ok((input, ())),
    }
}

fn permission(input: Tokens<'_>) -> Read<'_, (Permission, Span)> {
    if !input.is_word("may") {
        return input.expected("`may` or `may not`");
    }
    let may = input.rest();
    if may.is_word("not") {
        let rest = may.rest();
        return Ok((rest, (Permission::MayNot, rest.span_since(input))));
    }
    Ok((may, (Permission::May, input.next().span)))
}

fn refuse_double_denial(
    input: Tokens<'_>,
    subjects: &[Subject],
    permission: Permission,
    span: Span,
) {
    let no_one = subjects.iter().find(|subject| subject.who == Who::NoOne);
    let (Some(no_one), Permission::MayNot) = (no_one, permission) else {
        return;
    };
    let problem = Problem::error(
        codes::DOUBLE_DENIAL,
        no_one.span.to(span),
        "`no one may not` denies twice",
    )
    .help("write `no one may` to forbid, `anyone may` to allow");
    input.report(problem);
}

/// A clause of a sentence.
enum Clause {
    Purposes(Purposes),
    From(Moment),
    Until(Moment),
    Condition(ConditionClause),
    Duties(Vec<Duty>),
    Source(Text),
}

/// Reads the clauses of a sentence, in whatever order they were written.
fn clauses<'t>(start: Tokens<'t>, input: Tokens<'t>, mut sentence: Sentence) -> Read<'t, Sentence> {
    let mut rest = input;
    let mut seen: Vec<Token<'t>> = Vec::new();
    loop {
        let word = before_clause(rest);
        if !word.is_any(CLAUSES) {
            sentence.span = rest.span_since(start);
            return Ok((rest, sentence));
        }
        let (after, clause) = cut(clause).parse(word)?;
        match seen
            .iter()
            .find(|earlier| same_place(earlier.text, word.next().text))
        {
            Some(earlier) => word.report(second_clause(*earlier, word.next())),
            None => place(clause, &mut sentence),
        }
        seen.push(word.next());
        rest = after;
    }
}

/// Skips a comma or an `and` before a clause.
fn before_clause(input: Tokens<'_>) -> Tokens<'_> {
    let after = if input.is_sign(",") {
        input.rest()
    } else {
        input
    };
    let after = if after.is_word("and") {
        after.rest()
    } else {
        after
    };
    if after.is_any(CLAUSES) { after } else { input }
}

fn clause(input: Tokens<'_>) -> Read<'_, Clause> {
    let after = input.rest();
    match input.keyword() {
        "for" => purposes.map(Clause::Purposes).parse(after),
        "from" => moment.map(Clause::From).parse(after),
        "until" => moment.map(Clause::Until).parse(after),
        "then" => duties.map(Clause::Duties).parse(after),
        "source" => text("a text in quotes").map(Clause::Source).parse(after),
        _ => condition_clause.map(Clause::Condition).parse(input),
    }
}

fn purposes(input: Tokens<'_>) -> Read<'_, Purposes> {
    if input.is_word("any") {
        let (rest, _) = cut(word("purpose", "`purpose`")).parse(input.rest())?;
        return Ok((rest, Purposes::Any(rest.span_since(input))));
    }
    list(name("a purpose")).map(Purposes::Listed).parse(input)
}

fn condition_clause(input: Tokens<'_>) -> Read<'_, ConditionClause> {
    let token = input.next();
    let word = if token.text == "if" {
        ConditionWord::If
    } else {
        ConditionWord::Unless
    };
    let (rest, condition) = cut(condition).parse(input.rest())?;
    let span = rest.span_since(input);
    Ok((
        rest,
        ConditionClause {
            word,
            word_span: token.span,
            condition,
            span,
        },
    ))
}

fn place(clause: Clause, sentence: &mut Sentence) {
    match clause {
        Clause::Purposes(purposes) => sentence.purposes = purposes,
        Clause::From(moment) => sentence.from = Some(moment),
        Clause::Until(moment) => sentence.until = Some(moment),
        Clause::Condition(condition) => sentence.condition = Some(condition),
        Clause::Duties(duties) => sentence.duties = duties,
        Clause::Source(text) => sentence.source = Some(text),
    }
}

fn same_place(one: &str, other: &str) -> bool {
    let condition = |word: &str| matches!(word, "if" | "unless");
    one == other || (condition(one) && condition(other))
}

fn second_clause(earlier: Token<'_>, token: Token<'_>) -> Problem {
    let problem = if earlier.text == token.text {
        let message = format!(
            "this sentence has two clauses that begin with `{}`",
            token.text
        );
        problem_at(token, codes::TWICE, message).help("join them into one")
    } else {
        problem_at(
            token,
            codes::IF_AND_UNLESS,
            "`if` and `unless` do not go together",
        )
        .help("say it with one of them: `unless a` is `if not a`")
    };
    problem.also(earlier.span, "the first is here")
}
