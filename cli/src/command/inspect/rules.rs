//! The rules of a policy in words: their sentences, from its text where that is given, and otherwise from what the module
//! keeps of them for explanations.

use std::collections::BTreeMap;
use std::io::Write;

use abi::interface::{Interface, RuleEntry};
use parity_scale_codec::Compact;
use policy_lang::reasons;
use policy_lang::syntax::tree::Statement;
use policy_lang::syntax::{self, Span};
use serde_json::{Value, json};
use workbench::inspect::Inspection;

use crate::failure::Failure;
use crate::subject::Subject;

#[cfg(test)]
mod tests;

/// A rule in words.
pub(super) struct Worded {
    number: usize,
    name: String,
    title: Option<String>,
    line: u32,
    sentence: String,
    overrides: Vec<String>,
}

/// Prints the rules, in the order of their numbers: that of their names.
pub(super) fn show(
    subject: &Subject,
    inspection: &Inspection,
    as_json: bool,
    out: &mut dyn Write,
) -> Result<u8, Failure> {
    let rules = worded(subject, inspection)?;
    if as_json {
        let rules: Vec<Value> = rules.iter().map(Worded::json).collect();
        writeln!(out, "{}", json!({"module": subject.name(), "rules": rules}))?;
        return Ok(0);
    }
    for rule in &rules {
        let title = rule.title.as_ref().map(|title| format!(" \"{title}\""));
        writeln!(
            out,
            "{:>4} {}{}  (line {})",
            rule.number,
            rule.name,
            title.unwrap_or_default(),
            rule.line
        )?;
        writeln!(out, "       {}", rule.sentence)?;
        if !rule.overrides.is_empty() {
            writeln!(out, "       overrides {}", rule.overrides.join(", "))?;
        }
    }
    Ok(0)
}

/// The rules of a policy.
///
/// # Errors
/// The module is no policy, or what it says of its rules cannot be read.
pub(super) fn worded(subject: &Subject, inspection: &Inspection) -> Result<Vec<Worded>, Failure> {
    let failed = |message: String| Failure::failed(format!("{}: {message}", subject.name()));
    let inside = match &inspection.policy {
        Some(Ok(inside)) => inside,
        Some(Err(error)) => return Err(failed(error.to_string())),
        None => {
            let failure = failed("the module has no rules: it is no policy".into());
            return Err(failure.help("`assent inspect MODULE` shows what it is"));
        }
    };
    let interface = &inside.interface;
    let text = subject.text.as_ref();
    let mut written = text.map(|text| written(&text.source)).unwrap_or_default();
    let typed = text.and_then(|text| text.checked.policy.as_ref());
    let mut sentence = |number: usize, entry: &RuleEntry| {
        let rule = typed.and_then(|policy| policy.rules.get(number));
        let sentence = rule.and_then(|rule| written.remove(&rule.span));
        sentence.unwrap_or_else(|| of_module(interface, entry))
    };
    let rules = interface.rules.iter().enumerate();
    let rules = rules.map(|(number, entry)| Worded {
        number,
        name: entry.name.clone(),
        title: entry.title.clone(),
        line: entry.line.0,
        sentence: sentence(number, entry),
        overrides: reasons::rule_names(
            interface,
            &entry.overrides.iter().map(|of| of.0).collect::<Vec<u32>>(),
        ),
    });
    Ok(rules.collect())
}

impl Worded {
    /// The rule as JSON.
    pub(super) fn json(&self) -> Value {
        json!({
            "number": self.number,
            "name": self.name,
            "title": self.title,
            "line": self.line,
            "sentence": self.sentence,
            "overrides": self.overrides,
        })
    }
}

/// The sentences of a policy's rules, by where the rules stand.
fn written(source: &str) -> BTreeMap<Span, String> {
    let parsed = syntax::parse(source);
    let rules = parsed.tree.statements.iter();
    let rules = rules.filter_map(|statement| match statement {
        Statement::Rule(rule) => Some(rule),
        _ => None,
    });
    rules
        .map(|rule| (rule.span, rule.sentence.span.in_one_line(source)))
        .collect()
}

/// What a module keeps of a rule; whom it is about stands in its tables alone.
fn of_module(interface: &Interface, entry: &RuleEntry) -> String {
    let text = |at: Compact<u32>| {
        let text = interface.texts.get(at.0 as usize);
        text.map_or("?", String::as_str)
    };
    let may = if entry.may { "may" } else { "may not" };
    let mut sentence = format!("… {may} {} {}", text(entry.actions), text(entry.data));
    let mut add = |word: &str, at: Option<Compact<u32>>| {
        if let Some(at) = at {
            sentence += &format!(" {word} {}", text(at));
        }
    };
    add("for", entry.purposes);
    add("from", entry.from);
    add("until", entry.until);
    let mut word = "if";
    for part in &entry.conditions {
        add(word, Some(*part));
        word = "and";
    }
    let duties: Vec<String> = entry.duties.iter().map(reasons::duty).collect();
    if !duties.is_empty() {
        sentence += &format!(" then {}", duties.join(", "));
    }
    sentence
}
