//! Facts: their declaration, references to them, their values and comparisons. Part of the step from tokens to syntax.

use nom::Parser;
use nom::combinator::cut;

use super::basic::{article, list_until, name, new_name, number, sign, text, word};
use super::date::date;
use super::input::{Read, Tokens};
use crate::syntax::token::TokenKind;
use crate::syntax::tree::{
    Comparison, Condition, ConditionKind, FactDeclaration, FactOwner, FactRef, FactType,
    FactTypeKind, OwnerWord, Value, YesNo,
};

/// Reads `fact vip: yes/no of patient, otherwise no`.
pub(super) fn fact(input: Tokens<'_>) -> Read<'_, FactDeclaration> {
    let (rest, name) = new_name("the name of the fact")(input.rest())?;
    let (rest, _) = cut(sign(":", "`:`")).parse(rest)?;
    let (rest, fact_type) = cut(fact_type).parse(rest)?;
    let (rest, _) = cut(word("of", "`of`")).parse(rest)?;
    let (rest, owner) = cut(owner).parse(article(rest))?;
    let (rest, otherwise) = otherwise(rest)?;
    Ok((
        rest,
        FactDeclaration {
            name,
            fact_type,
            owner,
            otherwise,
            span: rest.span_since(input),
        },
    ))
}

fn otherwise(input: Tokens<'_>) -> Read<'_, Option<Value>> {
    let start = if input.is_sign(",") {
        input.rest()
    } else {
        input
    };
    if start.is_word("otherwise") {
        cut(value).map(Some).parse(start.rest())
    } else {
        Ok((input, None))
    }
}

fn fact_type(input: Tokens<'_>) -> Read<'_, FactType> {
    let start = article(input);
    let after = start.rest();
    let (rest, kind) = match start.keyword() {
        "yes" => yes_no_type(after)?,
        "number" => (after, FactTypeKind::Number),
        "date" => (after, FactTypeKind::Date),
        "text" => (after, FactTypeKind::Text),
        "one" => one_of(after)?,
        _ => return start.must_be("`yes/no`, `number`, `date`, `text` or `one of`"),
    };
    Ok((
        rest,
        FactType {
            kind,
            span: rest.span_since(start),
        },
    ))
}

fn yes_no_type(input: Tokens<'_>) -> Read<'_, FactTypeKind> {
    let (rest, _) = cut(sign("/", "`/no`")).parse(input)?;
    let (rest, _) = cut(word("no", "`no`")).parse(rest)?;
    Ok((rest, FactTypeKind::YesNo))
}

fn one_of(input: Tokens<'_>) -> Read<'_, FactTypeKind> {
    let (rest, _) = cut(word("of", "`of`")).parse(input)?;
    let choices = list_until(name("a choice"), |after| after.is_word("of"));
    cut(choices).map(FactTypeKind::OneOf).parse(rest)
}

/// Reads what a fact is a fact of.
fn owner(input: Tokens<'_>) -> Read<'_, OwnerWord> {
    let token = input.next();
    match FactOwner::from_word(token.text) {
        Some(owner) if token.kind == TokenKind::Reserved => Ok((
            input.rest(),
            OwnerWord {
                owner,
                span: token.span,
            },
        )),
        _ => input.expected("`patient`, `requester`, `record` or `request`"),
    }
}

/// Whether a reference to a fact is next: an owner, a point and a name with nothing between them. With white space after it,
/// the point would be a full stop.
pub(super) fn is_fact(input: Tokens<'_>) -> bool {
    let start = article(input);
    let (owner, point, name) = (start.next(), start.peek(1), start.peek(2));
    owner.kind == TokenKind::Reserved
        && FactOwner::from_word(owner.text).is_some()
        && (point.kind, point.text) == (TokenKind::Sign, ".")
        && owner.span.end == point.span.start
        && point.span.end == name.span.start
        && name.kind != TokenKind::End
}

/// Reads a reference to a fact: `patient.vip`.
pub(super) fn fact_ref(input: Tokens<'_>) -> Read<'_, FactRef> {
    let start = article(input);
    let (rest, owner) = owner(start)?;
    let (rest, _) = sign(".", "`.`")(rest)?;
    let (rest, name) = new_name("the name of a fact")(rest)?;
    Ok((
        rest,
        FactRef {
            owner,
            name,
            span: rest.span_since(start),
        },
    ))
}

/// Reads a fact as a condition: alone, or compared with a value.
pub(super) fn comparison(input: Tokens<'_>) -> Read<'_, Condition> {
    let (rest, fact) = fact_ref(input)?;
    let (after, comparison) = operator(rest)?;
    let Some(comparison) = comparison else {
        return Ok((
            rest,
            Condition {
                kind: ConditionKind::Fact(fact),
                span: rest.span_since(input),
            },
        ));
    };
    let comparison_span = after.span_since(rest);
    let (rest, value) = cut(value).parse(after)?;
    let kind = ConditionKind::Compare {
        fact,
        comparison,
        comparison_span,
        value,
    };
    Ok((
        rest,
        Condition {
            kind,
            span: rest.span_since(input),
        },
    ))
}

fn operator(input: Tokens<'_>) -> Read<'_, Option<Comparison>> {
    let token = input.next();
    let comparison = match (token.kind, token.text) {
        (TokenKind::Reserved, "is") => {
            return is_operator(input.rest()).map(|(rest, is)| (rest, Some(is)));
        }
        (TokenKind::Sign, "=") => Comparison::Is,
        (TokenKind::Sign, "!=") => Comparison::IsNot,
        (TokenKind::Sign, "<") => Comparison::Under,
        (TokenKind::Sign, "<=") => Comparison::AtMost,
        (TokenKind::Sign, ">") => Comparison::Over,
        (TokenKind::Sign, ">=") => Comparison::AtLeast,
        _ => return Ok((input, None)),
    };
    Ok((input.rest(), Some(comparison)))
}

/// Reads what follows `is` and says how to compare. `is over` before nothing else would be a choice called `over`.
fn is_operator(input: Tokens<'_>) -> Read<'_, Comparison> {
    let after = input.rest();
    match input.keyword() {
        "not" => Ok((after, Comparison::IsNot)),
        "at" if after.is_word("least") => Ok((after.rest(), Comparison::AtLeast)),
        "at" if after.is_word("most") => Ok((after.rest(), Comparison::AtMost)),
        "at" => after.must_be("`least` or `most`"),
        "under" if is_value(after) => Ok((after, Comparison::Under)),
        "over" if is_value(after) => Ok((after, Comparison::Over)),
        _ => Ok((input, Comparison::Is)),
    }
}

fn is_value(input: Tokens<'_>) -> bool {
    let kind = input.next().kind;
    matches!(kind, TokenKind::Number | TokenKind::Date { .. }) || is_fact(input)
}

/// Reads a value that a fact can have or be compared with.
pub(super) fn value(input: Tokens<'_>) -> Read<'_, Value> {
    let token = input.next();
    match token.kind {
        TokenKind::Reserved if is_fact(input) => fact_ref.map(Value::Fact).parse(input),
        TokenKind::Reserved if matches!(token.text, "yes" | "no") => {
            let yes = YesNo {
                yes: token.text == "yes",
                span: token.span,
            };
            Ok((input.rest(), Value::YesNo(yes)))
        }
        TokenKind::Number => number("a number").map(Value::Number).parse(input),
        TokenKind::Date { .. } => date.map(Value::Date).parse(input),
        TokenKind::Quoted => text("a text").map(Value::Text).parse(input),
        TokenKind::Word => name("a choice").map(Value::Word).parse(input),
        _ => input.expected("a value (yes, no, a number, a date, a text or a choice)"),
    }
}
