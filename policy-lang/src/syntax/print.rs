//! Syntax tree to text: the canonical form of a policy, which reads as a document and parses back to the same tree (up to
//! spans). Stands beside the parser: text -> syntax, and back.

mod condition;
mod declaration;
mod example;
mod sentence;
mod word;

use super::tree::{FormDeclaration, Header, PolicySyntax, Rule, Statement};
use word::{commas, name, names, quoted, version};

pub use condition::print_condition;
pub use sentence::{print_data, print_duty, print_narrowing, print_sentence, print_subject};
pub use word::{print_date, print_duration, print_moment, print_name};

/// Prints a policy. Declarations stand together, everything else has a blank line around it; comments are not in the tree.
#[must_use]
pub fn print(policy: &PolicySyntax) -> String {
    let mut text = header(&policy.header);
    let mut last = None;
    for statement in &policy.statements {
        let group = Group::of(statement);
        if !text.is_empty() && (last != Some(group) || group == Group::Alone) {
            text.push('\n');
        }
        text += &print_statement(statement);
        last = Some(group);
    }
    text
}

/// Prints one statement, with its line break.
#[must_use]
pub fn print_statement(statement: &Statement) -> String {
    let mut text = match statement {
        Statement::Party(party) => declaration::party(party),
        Statement::Practitioner(practitioner) => declaration::practitioner(practitioner),
        Statement::Role(term) => declaration::term("role", term),
        Statement::Action(term) => declaration::term("action", term),
        Statement::Category(term) => declaration::term("category", term),
        Statement::Purpose(term) => declaration::term("purpose", term),
        Statement::Fact(fact) => declaration::fact(fact),
        Statement::Form(form) => self::form(form),
        Statement::Rule(rule) => self::rule(rule),
        Statement::Example(example) => example::example(example),
    };
    text.push('\n');
    text
}

/// What stands together without blank lines.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Group {
    Parties,
    Terms,
    Alone,
}

impl Group {
    fn of(statement: &Statement) -> Self {
        match statement {
            Statement::Party(_) | Statement::Practitioner(_) => Self::Parties,
            Statement::Form(_) | Statement::Rule(_) | Statement::Example(_) => Self::Alone,
            _ => Self::Terms,
        }
    }
}

fn header(header: &Header) -> String {
    let mut lines = Vec::new();
    lines.extend(
        header
            .title
            .as_ref()
            .map(|title| format!("policy {}\n", quoted(title))),
    );
    lines.extend(
        header
            .version
            .as_ref()
            .map(|text| format!("version {}\n", version(text))),
    );
    lines.extend(
        header
            .time_zone
            .as_ref()
            .map(|zone| format!("time zone {}\n", quoted(zone))),
    );
    lines.extend(
        header
            .source
            .as_ref()
            .map(|source| format!("source {}\n", quoted(source))),
    );
    let protected = header.specially_protected.as_ref();
    lines.extend(
        protected.map(|list| format!("specially protected {}\n", commas(&names(&list.names)))),
    );
    lines.concat()
}

fn rule(rule: &Rule) -> String {
    let Some(label) = &rule.label else {
        return print_sentence(&rule.sentence);
    };
    let mut text = format!("rule {}", name(label));
    if let Some(title) = &rule.title {
        text += &format!(" {}", quoted(title));
    }
    if !rule.overrides.is_empty() {
        text += &format!(" overrides {}", commas(&names(&rule.overrides)));
    }
    text + "\n  " + &sentence::in_lines(&rule.sentence)
}

fn form(form: &FormDeclaration) -> String {
    let mut lines = vec![declaration::form_head(form)];
    lines.extend(form.text.iter().map(|paragraph| quoted(&paragraph.text)));
    lines.extend(form.sentences.iter().map(print_sentence));
    lines.join("\n  ")
}
