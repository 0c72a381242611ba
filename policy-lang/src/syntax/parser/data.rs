//! The data of a sentence: categories, exceptions, narrowing. Part of the step from tokens to syntax.

use nom::Parser;
use nom::combinator::cut;

use super::basic::{article, list, list_until, name, separator, word};
use super::date::day;
use super::document::starts_sentence;
use super::input::{Read, Tokens, problem_at};
use super::otherwise_said::{self, instead};
use super::party::{author, party};
use crate::diagnostic::{Problem, nearest, quote, syntax_codes as codes};
use crate::syntax::token::TokenKind;
use crate::syntax::tree::{Confidentiality, Data, DataItem, Narrowing, NarrowingKind};
use crate::syntax::words::{LIST_ENDS, NARROWINGS};

const CATEGORY: &str = "a category of data";

/// Reads the data of a sentence: `bloodwork and imaging except genetics, held by Acme`.
pub(super) fn data(input: Tokens<'_>) -> Read<'_, Data> {
    let (rest, items) = list(data_item)(input)?;
    let (rest, except) = exceptions(rest)?;
    let (rest, narrowing) = narrowings(rest)?;
    refuse_more_data(rest, &narrowing)?;
    Ok((
        rest,
        Data {
            items,
            except,
            narrowing,
            span: rest.span_since(input),
        },
    ))
}

/// Reads `everything`, `the whole record` or a category.
pub(super) fn data_item(input: Tokens<'_>) -> Read<'_, DataItem> {
    let after = article(input);
    // `a` is the name of a category, and no article, when no data follows it.
    let start = if is_data_item(after) { after } else { input };
    if start.is_word("everything") {
        return Ok((start.rest(), DataItem::Everything(start.next().span)));
    }
    if start.is_word("whole") {
        let (rest, _) = cut(word("record", "`record`")).parse(start.rest())?;
        return Ok((rest, DataItem::WholeRecord(rest.span_since(input))));
    }
    if start.is_word("any") || is_said_otherwise(start) {
        return start.expected(CATEGORY);
    }
    name(CATEGORY).map(DataItem::Category).parse(start)
}

/// `all data`, `their own record`: words that are no category, for another word follows them that neither ends a reason nor
/// begins a sentence.
fn is_said_otherwise(input: Tokens<'_>) -> bool {
    let (word, after) = (input.next(), input.rest());
    let goes_on = after.next().kind == TokenKind::Word && !after.next().starts_line;
    word.kind == TokenKind::Word
        && instead(otherwise_said::DATA, word.text).is_some()
        && goes_on
        && !after.is_word("out")
        && !starts_sentence(after)
}

/// Whether data is next, and not the subject of another sentence.
pub(super) fn is_data_item(input: Tokens<'_>) -> bool {
    let start = article(input);
    start.is_any(&["everything", "whole"]) || (start.is_name() && !start.word_at(1, "may"))
}

fn exceptions(input: Tokens<'_>) -> Read<'_, Vec<DataItem>> {
    let start = before_word(input, &["except"]);
    if start.is_word("except") {
        cut(list(data_item)).parse(start.rest())
    } else {
        Ok((input, Vec::new()))
    }
}

/// Skips a separator when one of `words` follows it.
fn before_word<'t>(input: Tokens<'t>, words: &[&str]) -> Tokens<'t> {
    separator(input)
        .filter(|after| after.is_any(words))
        .unwrap_or(input)
}

fn narrowings(input: Tokens<'_>) -> Read<'_, Vec<Narrowing>> {
    let mut rest = input;
    let mut narrowings = Vec::new();
    loop {
        let start = before_word(rest, NARROWINGS);
        if !start.is_any(NARROWINGS) {
            return Ok((rest, narrowings));
        }
        let (after, narrowing) = narrowing(|after| after.is_any(LIST_ENDS))(start)?;
        narrowings.push(narrowing);
        rest = after;
    }
}

/// Reads one clause that narrows data. A list in it has ended where `ends` holds after a separator.
pub(super) fn narrowing<'t>(
    ends: impl Fn(Tokens<'t>) -> bool + Copy,
) -> impl Fn(Tokens<'t>) -> Read<'t, Narrowing> {
    move |input| {
        let (rest, kind) = narrowing_kind(input, ends)?;
        Ok((
            rest,
            Narrowing {
                kind,
                span: rest.span_since(input),
            },
        ))
    }
}

fn narrowing_kind<'t>(
    input: Tokens<'t>,
    ends: impl Fn(Tokens<'t>) -> bool + Copy,
) -> Read<'t, NarrowingKind> {
    let after = input.rest();
    match input.keyword() {
        "dated" => dated(input),
        "written" => by(after, list_until(author, ends))
            .map(|(rest, authors)| (rest, NarrowingKind::WrittenBy(authors))),
        "held" => by(after, list_until(party, ends))
            .map(|(rest, parties)| (rest, NarrowingKind::HeldBy(parties))),
        "of" => of_thing(after),
        "labelled" => confidentiality.map(NarrowingKind::Labelled).parse(after),
        _ => input
            .must_be("`dated`, `written by`, `held by`, `of encounter`, `of record` or `labelled`"),
    }
}

fn dated(input: Tokens<'_>) -> Read<'_, NarrowingKind> {
    let after = input.rest();
    if !after.is_word("from") {
        return after.refuse(dated_problem(input, after));
    }
    let (after, from) = cut(day).parse(after.rest())?;
    if !after.is_word("until") {
        return after.refuse(dated_problem(input, after));
    }
    let (rest, until) = cut(day).parse(after.rest())?;
    Ok((rest, NarrowingKind::Dated { from, until }))
}

fn dated_problem(dated: Tokens<'_>, at: Tokens<'_>) -> Problem {
    problem_at(dated.next(), codes::DATED_ENDS, "`dated` needs both ends")
        .also(at.next().span, "an end is missing here")
        .help("write `dated from 2025-01-01 until 2025-12-31`")
}

/// Reads `by` and what follows it.
pub(super) fn by<'t, T>(
    input: Tokens<'t>,
    what: impl Fn(Tokens<'t>) -> Read<'t, T>,
) -> Read<'t, T> {
    let (rest, _) = cut(word("by", "`by`")).parse(input)?;
    cut(what).parse(rest)
}

fn of_thing(input: Tokens<'_>) -> Read<'_, NarrowingKind> {
    let after = input.rest();
    if input.is_word("encounter") {
        cut(name("the name of the encounter"))
            .map(NarrowingKind::OfEncounter)
            .parse(after)
    } else if input.is_word("record") {
        cut(name("the name of the record"))
            .map(NarrowingKind::OfRecord)
            .parse(after)
    } else {
        input.must_be("`encounter` or `record`")
    }
}

/// Reads a confidentiality label.
pub(super) fn confidentiality(input: Tokens<'_>) -> Read<'_, Confidentiality> {
    let token = input.next();
    if token.kind != TokenKind::Word {
        return input.must_be("a label (normal, restricted, very_restricted)");
    }
    match Confidentiality::from_word(token.text) {
        Some(label) => Ok((input.rest(), label)),
        None => input.refuse(unknown_label(input)),
    }
}

fn unknown_label(input: Tokens<'_>) -> Problem {
    let token = input.next();
    let labels = Confidentiality::ALL.map(Confidentiality::word);
    let help = match nearest(token.text, labels) {
        Some(label) => format!("did you mean {}?", quote(label)),
        None => "the labels are normal, restricted and very_restricted".to_owned(),
    };
    problem_at(
        token,
        codes::UNKNOWN_WORD,
        format!("{} is not a label", quote(token.text)),
    )
    .help(help)
}

/// Categories after a narrowing would leave open what it narrows.
fn refuse_more_data<'t>(input: Tokens<'t>, narrowing: &[Narrowing]) -> Read<'t, ()> {
    let Some(last) = narrowing.last() else {
        return Ok((input, ()));
    };
    let after = separator(input).unwrap_or(input);
    let more = after.index() > input.index() && is_data_item(after);
    if !more && !after.is_word("except") {
        return Ok((input, ()));
    }
    let problem = problem_at(
        after.next(),
        codes::NARROWING_PLACE,
        "data is named after it has been narrowed",
    )
    .also(last.span, "this narrows the whole list")
    .help("name all the data and the exceptions first, then what narrows them");
    after.refuse(problem)
}
