//! Duties: what is to be done along with what is allowed. Part of the step from tokens to syntax.

use nom::Parser;
use nom::combinator::cut;

use super::basic::{article, list, list_until, name, text};
use super::data::{data_item, is_data_item};
use super::date::within_duration;
use super::input::{Read, Tokens};
use super::party::{is_kind, of_employer, party, practitioner};
use super::subject::guardian;
use crate::syntax::tree::{DataItem, Duty, DutyKind, Employer, PartyRef, Recipient, Whom};
use crate::syntax::words::LIST_ENDS;

const DUTY: &str = "a duty (`notify`, `mask`, `record`, `review` or `delete`)";
const RECIPIENT: &str =
    "who (`the patient`, `the requester`, `any privacy_officer`, `lab Acme`, …)";

/// Reads what follows `then`: `notify the patient within 24 hours and record "break-glass"`.
pub(super) fn duties(input: Tokens<'_>) -> Read<'_, Vec<Duty>> {
    list_until(duty, |after| {
        after.is_any(LIST_ENDS) && !after.is_any(crate::syntax::words::DUTIES)
    })(input)
}

fn duty(input: Tokens<'_>) -> Read<'_, Duty> {
    let (rest, kind) = duty_kind(input)?;
    let (rest, within) = within_duration(rest)?;
    Ok((
        rest,
        Duty {
            kind,
            within,
            span: rest.span_since(input),
        },
    ))
}

fn duty_kind(input: Tokens<'_>) -> Read<'_, DutyKind> {
    let after = input.rest();
    match input.keyword() {
        _ if input.is_name() => input.expected(DUTY),
        "notify" => cut(recipient).map(DutyKind::Notify).parse(after),
        "mask" => cut(list(data_item)).map(DutyKind::Mask).parse(after),
        "record" => cut(text("what to record, in quotes"))
            .map(DutyKind::Record)
            .parse(after),
        "review" => reviewer(after).map(|(rest, by)| (rest, DutyKind::Review(by))),
        "delete" => deleted(after).map(|(rest, items)| (rest, DutyKind::Delete(items))),
        _ => input.expected(DUTY),
    }
}

fn reviewer(input: Tokens<'_>) -> Read<'_, Option<Recipient>> {
    if input.is_word("by") {
        cut(recipient).map(Some).parse(input.rest())
    } else {
        Ok((input, None))
    }
}

fn deleted(input: Tokens<'_>) -> Read<'_, Vec<DataItem>> {
    if is_data_item(input) {
        list(data_item)(input)
    } else {
        Ok((input, Vec::new()))
    }
}

fn recipient(input: Tokens<'_>) -> Read<'_, Recipient> {
    let (rest, whom) = whom(input)?;
    Ok((
        rest,
        Recipient {
            whom,
            span: rest.span_since(input),
        },
    ))
}

fn whom(input: Tokens<'_>) -> Read<'_, Whom> {
    let start = article(input);
    match start.keyword() {
        _ if start.is_name() => named(input),
        "patient" => Ok((start.rest(), Whom::Patient)),
        "requester" => Ok((start.rest(), Whom::Requester)),
        "guardian" => guardian(start).map(|(rest, ())| (rest, Whom::Guardian)),
        "practitioner" => practitioner.map(Whom::Practitioner).parse(start),
        "any" => any_role(start.rest()),
        _ if is_kind(start) => party.map(Whom::Party).parse(start),
        _ => start.expected(RECIPIENT),
    }
}

fn any_role(input: Tokens<'_>) -> Read<'_, Whom> {
    let (rest, role) = cut(name("a role")).parse(input)?;
    let (rest, of) = of_employer(rest)?;
    Ok((rest, Whom::Role { role, of }))
}

/// A name that an employer or `a` goes with is a role's; alone it is a party's until somebody knows better.
fn named(input: Tokens<'_>) -> Read<'_, Whom> {
    let (rest, name) = name(RECIPIENT)(article(input))?;
    let (rest, of) = of_employer(rest)?;
    Ok((rest, role_or_party(name, of, input.is_any(&["a", "an"]))))
}

fn role_or_party(name: crate::syntax::tree::Name, of: Option<Employer>, is_role: bool) -> Whom {
    if is_role || of.is_some() {
        Whom::Role { role: name, of }
    } else {
        Whom::Party(PartyRef {
            kind: None,
            span: name.span,
            name,
        })
    }
}
