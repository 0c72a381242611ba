//! Prints examples.

use super::condition::{fact, print_condition};
use super::declaration::code;
use super::sentence::{comma_items, duties, item, items, print_narrowing};
use super::word::{
    author, commas, joined, kind_word, name, names, of, party, practitioner, print_date,
    print_moment, quoted, value, with_article,
};
use crate::syntax::tree::{
    Actor, AgeRelation, Argument, ArgumentValue, Ask, AskedItem, Asker, AttributeKind, Example,
    Expect, ExpectedOutcome, Given, GivenKind, Moment, Reason, ReasonKind,
};

pub(super) fn example(example: &Example) -> String {
    let mut lines = vec![format!("example {}", name(&example.name))];
    lines.extend(
        example
            .givens
            .iter()
            .map(|given| format!("given {}", self::given(given))),
    );
    lines.push(ask(&example.ask));
    lines.push(expect(&example.expect));
    lines.join("\n  ")
}

fn given(given: &Given) -> String {
    match &given.kind {
        GivenKind::Consented { text, on, .. } => {
            format!(
                "the patient has consented {}{}",
                quoted(text),
                on_moment(on.as_ref())
            )
        }
        GivenKind::Signed { form, with, on } => {
            format!(
                "the patient has signed {}{}{}",
                name(form),
                with_arguments(with),
                on_moment(on.as_ref())
            )
        }
        GivenKind::Withdrawn { what, on } => {
            format!(
                "the patient has withdrawn {}{}",
                name(what),
                on_moment(on.as_ref())
            )
        }
        GivenKind::Treats(who) => format!("{} treats the patient", actor(who)),
        GivenKind::Age { relation, years } => {
            format!("the patient is {}{}", age(*relation), years.value)
        }
        GivenKind::Born(date) => format!("the patient was born on {}", print_date(date)),
        GivenKind::Deceased(true) => "the patient is deceased".to_owned(),
        GivenKind::Deceased(false) => "the patient is not deceased".to_owned(),
        GivenKind::Fact { fact, value } => {
            format!("{} is {}", self::fact(fact), self::value(value))
        }
        GivenKind::Accesses {
            count,
            action,
            by,
            on,
        } => {
            let (action, by) = (name(action), actor(by));
            format!("{} {action} by {by}{}", count.value, on_moment(on.as_ref()))
        }
    }
}

fn on_moment(on: Option<&Moment>) -> String {
    on.map_or(String::new(), |moment| {
        format!(" on {}", print_moment(moment))
    })
}

fn with_arguments(with: &[Argument]) -> String {
    if with.is_empty() {
        return String::new();
    }
    format!(
        " with {}",
        commas(&with.iter().map(argument).collect::<Vec<_>>())
    )
}

fn argument(argument: &Argument) -> String {
    let value = match &argument.value {
        ArgumentValue::Date(date) => print_date(date),
        ArgumentValue::Named(named) => party(named),
        ArgumentValue::Practitioner(named) => practitioner(named),
    };
    format!("{} {value}", name(&argument.name))
}

fn age(relation: AgeRelation) -> &'static str {
    match relation {
        AgeRelation::Exactly => "",
        AgeRelation::Under => "under ",
        AgeRelation::AtLeast => "at least ",
    }
}

fn actor(actor: &Actor) -> String {
    match actor {
        Actor::Requester(_) => "the requester".to_owned(),
        Actor::Party(named) => party(named),
        Actor::Practitioner(named) => practitioner(named),
    }
}

fn ask(ask: &Ask) -> String {
    let data: Vec<String> = ask.data.iter().map(asked_item).collect();
    let actions = joined(&names(&ask.actions), "and");
    let mut text = format!(
        "{} asks to {actions} {}",
        asker(&ask.asker),
        joined(&data, "and")
    );
    for attribute in &ask.attributes {
        text += &self::attribute(&attribute.kind);
    }
    if let Some(purpose) = &ask.purpose {
        text += &format!(" for {}", name(purpose));
    }
    text += &on_moment(ask.on.as_ref());
    if let Some(reason) = &ask.reason {
        text += &format!("\n    with reason {}", quoted(reason));
    }
    text
}

fn asker(asker: &Asker) -> String {
    match asker {
        Asker::Patient => "the patient".to_owned(),
        Asker::Guardian => "a guardian of the patient".to_owned(),
        Asker::Party(named) => party(named),
        Asker::SomeParty(kind) => with_article(kind_word(kind)),
        Asker::SomeRole { role, of: employer } => {
            format!("{}{}", with_article(&name(role)), of(employer.as_ref()))
        }
        Asker::Practitioner {
            name: named,
            role,
            of: employer,
        } => {
            let role = role
                .as_ref()
                .map(|role| format!(", {}", with_article(&name(role))));
            format!(
                "practitioner {}{}{}",
                name(named),
                role.unwrap_or_default(),
                of(employer.as_ref())
            )
        }
    }
}

fn asked_item(asked: &AskedItem) -> String {
    match asked {
        AskedItem::Category(category) => item(category),
        AskedItem::Code(asked) => code(asked),
    }
}

fn attribute(kind: &AttributeKind) -> String {
    match kind {
        AttributeKind::Dated(date) => format!(" dated {}", print_date(date)),
        AttributeKind::WrittenBy(by) => format!(" written by {}", author(by)),
        AttributeKind::HeldBy(by) => format!(" held by {}", party(by)),
        AttributeKind::OfEncounter(encounter) => format!(" of encounter {}", name(encounter)),
        AttributeKind::OfRecord(record) => format!(" of record {}", name(record)),
        AttributeKind::Labelled(label) => format!(" labelled {}", label.word()),
    }
}

fn expect(expect: &Expect) -> String {
    let mut text = match expect.outcome {
        ExpectedOutcome::Allowed => "expect allowed",
        ExpectedOutcome::Refused => "expect refused",
        ExpectedOutcome::NotCovered => "expect not covered",
    }
    .to_owned();
    if !expect.rules.is_empty() {
        text += &format!(" by {}", joined(&names(&expect.rules), "and"));
    }
    if !expect.duties.is_empty() {
        text += &format!(" then {}", duties(&expect.duties));
    }
    if !expect.reasons.is_empty() {
        let reasons: Vec<String> = expect.reasons.iter().map(reason).collect();
        text += &format!(" because {}", commas(&reasons));
    }
    text
}

fn reason(reason: &Reason) -> String {
    match &reason.kind {
        ReasonKind::Ended { rule, when } => format!("{} ended {}", name(rule), print_moment(when)),
        ReasonKind::Starts { rule, when } => {
            format!("{} starts {}", name(rule), print_moment(when))
        }
        ReasonKind::Needs { rule, condition } => {
            format!("{} needs {}", name(rule), print_condition(condition))
        }
        ReasonKind::NeedsData { rule, narrowing } => {
            format!(
                "{} needs the data to be {}",
                name(rule),
                print_narrowing(narrowing)
            )
        }
        ReasonKind::LeavesOut { rule, items: left } => {
            format!("{} leaves {} out", name(rule), items(left))
        }
        ReasonKind::DoesNotCover { rule, items } => {
            format!("{} does not cover {}", name(rule), comma_items(items))
        }
        ReasonKind::DoesNotAllow { rule, actions } => {
            format!("{} does not allow {}", name(rule), commas(&names(actions)))
        }
        ReasonKind::IsFor { rule, purposes } => {
            format!("{} is for {}", name(rule), joined(&names(purposes), "or"))
        }
        ReasonKind::AgeNotKnown => "the patient's age is not known".to_owned(),
        ReasonKind::FactNotKnown(unknown) => format!("{} is not known", fact(unknown)),
        ReasonKind::DataNotKnown(part) => format!("the data's {} is not known", part.word()),
    }
}
