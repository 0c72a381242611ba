//! Examples: what is given, the request, what is expected. Part of the step from tokens to syntax.

use nom::Parser;
use nom::combinator::cut;

use super::basic::{article, full_stop, list, name, new_name, skip, text, word};
use super::data::{by, confidentiality, data_item};
use super::date::{date, written_moment};
use super::declaration::code;
use super::expect::expect;
use super::given::givens;
use super::input::{Read, Tokens, problem_at};
use super::party::{author, is_kind, kind, of_party, party, party_with_kind};
use super::subject::guardian;
use crate::diagnostic::syntax_codes as codes;
use crate::syntax::Span;
use crate::syntax::token::TokenKind;
use crate::syntax::tree::{
    Ask, AskedItem, Asker, Attribute, AttributeKind, Example, Moment, Name, PartyRef, Text,
};

const ASKER: &str = "`given`, or who asks (`the patient`, `lab Acme`, `a nurse of Riverside`, …)";

/// Reads `example "name" [given …] … asks to … expect …`.
pub(super) fn example(input: Tokens<'_>) -> Read<'_, Example> {
    let (rest, name) = new_name("the name of the example")(input.rest())?;
    let (rest, givens) = givens(full_stop(rest))?;
    let (rest, ask) = cut(ask).parse(rest)?;
    let (rest, expect) = cut(expect).parse(full_stop(rest))?;
    Ok((
        rest,
        Example {
            name,
            givens,
            ask,
            expect,
            span: rest.span_since(input),
        },
    ))
}

fn ask(input: Tokens<'_>) -> Read<'_, Ask> {
    let (rest, asker) = asker(input)?;
    let asker_span = rest.span_since(input);
    let (rest, _) = cut(word("asks", "`asks to`")).parse(rest)?;
    let (rest, _) = cut(word("to", "`to`")).parse(rest)?;
    let (rest, actions) = cut(list(name("an action (read, use, …)"))).parse(rest)?;
    let (rest, data) = cut(list(asked_item)).parse(rest)?;
    let details = Details::default();
    let (rest, details) = details.read(rest)?;
    let Details {
        attributes,
        purpose,
        on,
        reason,
    } = details;
    let span = rest.span_since(input);
    Ok((
        rest,
        Ask {
            asker,
            asker_span,
            actions,
            data,
            attributes,
            purpose,
            on,
            reason,
            span,
        },
    ))
}

fn asker(input: Tokens<'_>) -> Read<'_, Asker> {
    let start = article(skip(input, "any"));
    match start.keyword() {
        _ if start.is_name() => named(input, start),
        "patient" => Ok((start.rest(), Asker::Patient)),
        "guardian" => guardian(start).map(|(rest, ())| (rest, Asker::Guardian)),
        "practitioner" => practitioner(start),
        _ if is_kind(start) => of_kind(start),
        _ => start.expected(ASKER),
    }
}

fn of_kind(input: Tokens<'_>) -> Read<'_, Asker> {
    if input.rest().is_word("asks") {
        kind.map(Asker::SomeParty).parse(input)
    } else {
        party_with_kind.map(Asker::Party).parse(input)
    }
}

/// A name is a role's after `a`, `an` or `any`, or before `of`; else a party's until somebody knows better.
fn named<'t>(input: Tokens<'t>, start: Tokens<'t>) -> Read<'t, Asker> {
    let (rest, name) = name(ASKER)(start)?;
    let (rest, of) = of_party(rest)?;
    if of.is_some() || input.is_any(&["a", "an", "any"]) {
        return Ok((rest, Asker::SomeRole { role: name, of }));
    }
    Ok((
        rest,
        Asker::Party(PartyRef {
            kind: None,
            span: name.span,
            name,
        }),
    ))
}

/// Reads `practitioner dr_lee [, a physician] [of Riverside] [,]`.
fn practitioner(input: Tokens<'_>) -> Read<'_, Asker> {
    let (rest, name) = cut(name("the name of the practitioner")).parse(input.rest())?;
    let (rest, role) = role(rest)?;
    let (rest, of) = of_party(rest)?;
    let rest = if rest.is_sign(",") { rest.rest() } else { rest };
    Ok((rest, Asker::Practitioner { name, role, of }))
}

fn role(input: Tokens<'_>) -> Read<'_, Option<Name>> {
    if !input.is_sign(",") || !input.rest().is_any(&["a", "an", "the"]) {
        return Ok((input, None));
    }
    cut(name("a role")).map(Some).parse(article(input.rest()))
}

fn asked_item(input: Tokens<'_>) -> Read<'_, AskedItem> {
    if input.is_name() && input.peek(1).kind == TokenKind::Quoted {
        return code.map(AskedItem::Code).parse(input);
    }
    data_item.map(AskedItem::Category).parse(input)
}

/// What follows the data of a request, in any order.
#[derive(Default)]
struct Details {
    attributes: Vec<Attribute>,
    purpose: Option<Name>,
    on: Option<Moment>,
    reason: Option<Text>,
}

const DETAILS: &[&str] = &[
    "for", "on", "with", "dated", "written", "held", "of", "labelled",
];

impl Details {
    fn read(mut self, input: Tokens<'_>) -> Read<'_, Self> {
        let mut rest = input;
        loop {
            let after_comma = if rest.is_sign(",") { rest.rest() } else { rest };
            let start = skip(after_comma, "and");
            if !start.is_any(DETAILS) {
                return Ok((rest, self));
            }
            (rest, ()) = self.detail(start)?;
        }
    }

    fn detail<'t>(&mut self, input: Tokens<'t>) -> Read<'t, ()> {
        let after = input.rest();
        let (rest, first) = match input.keyword() {
            "for" => fill(
                &mut self.purpose,
                cut(name("a purpose")).parse(after)?,
                |name| name.span,
            ),
            "on" => fill(&mut self.on, cut(written_moment).parse(after)?, |moment| {
                moment.span
            }),
            "with" => fill(&mut self.reason, reason(after)?, |text| text.span),
            _ => self.attribute(input)?,
        };
        if let Some(first) = first {
            let message = format!("this request says `{}` twice", input.next().text);
            let problem = problem_at(input.next(), codes::TWICE, message);
            input.report(
                problem
                    .also(first, "the first is here")
                    .help("keep one of them"),
            );
        }
        Ok((rest, ()))
    }

    fn attribute<'t>(&mut self, input: Tokens<'t>) -> Read<'t, Option<Span>> {
        let (rest, kind) = attribute(input)?;
        let same = |other: &Attribute| {
            std::mem::discriminant(&other.kind) == std::mem::discriminant(&kind)
        };
        let first = self.attributes.iter().find(|other| same(other));
        let first = first.map(|first| first.span);
        self.attributes.push(Attribute {
            kind,
            span: rest.span_since(input),
        });
        Ok((rest, first))
    }
}

/// Fills an empty slot; says where the value of one that is full stands.
fn fill<'t, T>(
    slot: &mut Option<T>,
    (rest, value): (Tokens<'t>, T),
    span: fn(&T) -> Span,
) -> (Tokens<'t>, Option<Span>) {
    let first = slot.as_ref().map(span);
    slot.get_or_insert(value);
    (rest, first)
}

fn reason(input: Tokens<'_>) -> Read<'_, Text> {
    let (rest, _) = cut(word("reason", "`reason`")).parse(article(input))?;
    cut(text("the reason in quotes")).parse(rest)
}

fn attribute(input: Tokens<'_>) -> Read<'_, AttributeKind> {
    let after = input.rest();
    match input.keyword() {
        "dated" => cut(date).map(AttributeKind::Dated).parse(after),
        "written" => {
            by(after, author).map(|(rest, author)| (rest, AttributeKind::WrittenBy(author)))
        }
        "held" => by(after, party).map(|(rest, party)| (rest, AttributeKind::HeldBy(party))),
        "labelled" => confidentiality.map(AttributeKind::Labelled).parse(after),
        _ if after.is_word("encounter") => cut(name("the name of the encounter"))
            .map(AttributeKind::OfEncounter)
            .parse(after.rest()),
        _ if after.is_word("record") => cut(name("the name of the record"))
            .map(AttributeKind::OfRecord)
            .parse(after.rest()),
        _ => after.must_be("`encounter` or `record`"),
    }
}
