//! A decision that was followed, in words and as JSON.

use std::io::Write;

use abi::OutcomeCode;
use policy_lang::coverage;
use policy_lang::interpret::{Clause, RuleTrace, Value};
use policy_lang::{reasons, typed};
use runtime::Policy;
use serde_json::json;
use workbench::trace::{Decision, FactAsked, Phase, answer_words, fact_words};

use crate::answer::answer;
use crate::failure::Failure;
use crate::fuel_line::FuelLine;

#[cfg(test)]
mod tests;

/// A decision with what names its parts.
pub(super) struct Shown<'a> {
    pub(super) file: String,
    pub(super) policy: &'a Policy,
    pub(super) typed: Option<&'a typed::Policy>,
    pub(super) decision: &'a Decision,
    /// Whether rules are shown that are not about whoever asks.
    pub(super) all: bool,
}

impl Shown<'_> {
    /// Prints it: the rules, then the contract's steps, then the outcome.
    pub(super) fn print(&self, out: &mut dyn Write) -> Result<(), Failure> {
        writeln!(out, "{}", self.file)?;
        self.print_rules(out)?;
        self.print_phase("decide", &self.decision.decide, out)?;
        self.print_phase("explain", &self.decision.explain, out)?;
        let outcome = match &self.decision.explain.outcome {
            Ok(explanation) => reasons::decision(self.policy.interface(), explanation),
            Err(code) => trap(*code),
        };
        writeln!(out, "\n{outcome}")?;
        Ok(())
    }

    /// The rules of the policy with what became of them.
    fn rules(&self) -> Vec<(&typed::Rule, &RuleTrace)> {
        let trace = self.decision.clauses.iter().flat_map(|trace| &trace.rules);
        let rules = self.typed.iter().flat_map(|typed| &typed.rules);
        rules.zip(trace).collect()
    }

    fn print_rules(&self, out: &mut dyn Write) -> Result<(), Failure> {
        if self.typed.is_none() {
            writeln!(
                out,
                "\nclause by clause needs the policy's text: name its `.consent` file"
            )?;
            return Ok(());
        }
        let (shown, others): (Vec<_>, Vec<_>) = self
            .rules()
            .into_iter()
            .partition(|(_, trace)| self.all || trace.is_about());
        for (rule, trace) in &shown {
            writeln!(out, "\n{}: {}", rule.name, became(rule, trace))?;
            for (clause, value) in &trace.clauses {
                let indent = if matches!(clause, Clause::Leaf(..)) && is_in_part(trace, *clause) {
                    "  "
                } else {
                    ""
                };
                writeln!(
                    out,
                    "  {:<7} {indent}{}",
                    word(*value),
                    clause_words(rule, *clause)
                )?;
            }
        }
        if !others.is_empty() {
            let names: Vec<&str> = others.iter().map(|(rule, _)| rule.name.as_str()).collect();
            writeln!(out, "\nnot about whoever asks: {}", names.join(", "))?;
        }
        Ok(())
    }

    fn print_phase<T>(
        &self,
        entry: &str,
        phase: &Phase<T>,
        out: &mut dyn Write,
    ) -> Result<(), Failure> {
        let fuel = FuelLine::from(phase.fuel);
        writeln!(out, "\n{entry}: {} fuel", fuel.total)?;
        let parts = fuel.parts().into_iter().filter(|(_, part)| *part > 0);
        let parts: Vec<String> = parts.map(|(name, part)| format!("{name} {part}")).collect();
        writeln!(out, "  {}", parts.join(", "))?;
        for asked in &phase.asked {
            let FactAsked { id, answer, fuel } = asked;
            let interface = self.policy.interface();
            writeln!(
                out,
                "  asks {}: {}  ({fuel} fuel)",
                fact_words(interface, *id),
                answer_words(interface, *id, answer.as_deref())
            )?;
        }
        if let Err(code) = &phase.outcome {
            writeln!(out, "  {}", trap(*code))?;
        }
        Ok(())
    }

    /// The same as JSON.
    pub(super) fn json(&self) -> serde_json::Value {
        let interface = self.policy.interface();
        let rules = self.rules().into_iter().map(|(rule, trace)| {
            let clauses = trace.clauses.iter().map(|(clause, value)| {
                json!({
                    "clause": kind(*clause),
                    "text": coverage::text(rule, *clause),
                    "value": word(*value),
                })
            });
            json!({
                "rule": rule.name,
                "line": rule.line,
                "about_requester": trace.is_about(),
                "applies": trace.applies,
                "decided": trace.decided,
                "overridden": trace.is_overridden(),
                "near": trace.near,
                "clauses": clauses.collect::<Vec<serde_json::Value>>(),
            })
        });
        let explanation = self.decision.explain.outcome.as_ref().ok();
        let explanation = explanation.map(|found| answer(interface, found, &self.policy.hash()));
        let rules: Vec<serde_json::Value> = rules.collect();
        json!({
            "policy": self.file,
            "rules": self.typed.map(|_| rules),
            "decide": self.phase_json(&self.decision.decide),
            "explain": self.phase_json(&self.decision.explain),
            "answer": explanation,
            "agree": self.decision.agrees(),
        })
    }

    fn phase_json<T>(&self, phase: &Phase<T>) -> serde_json::Value {
        let interface = self.policy.interface();
        let asked = phase.asked.iter().map(|asked| {
            let FactAsked { id, answer, fuel } = asked;
            json!({
                "id": id,
                "about": fact_words(interface, *id),
                "answer": answer_words(interface, *id, answer.as_deref()),
                "bytes": answer.as_ref().map(Vec::len),
                "fuel": fuel,
            })
        });
        json!({
            "facts": asked.collect::<Vec<serde_json::Value>>(),
            "fuel": FuelLine::from(phase.fuel),
            "trap": phase.outcome.as_ref().err().map(|code| code.name()),
        })
    }
}

fn trap(code: OutcomeCode) -> String {
    format!(
        "trap {}: {}",
        code.name().unwrap_or_default(),
        code.meaning()
    )
}

/// What became of a rule, in words.
fn became(rule: &typed::Rule, trace: &RuleTrace) -> &'static str {
    match (trace.decided, trace.is_overridden(), trace.applies) {
        (true, ..) if rule.sentence.may => "applies and allows",
        (true, ..) => "applies and forbids",
        (_, true, _) => "applies, and another rule overrides it",
        (_, _, true) => "applies, and does not decide",
        _ if trace.near => "does not apply, and came near",
        _ => "does not apply",
    }
}

fn word(value: Value) -> &'static str {
    match value {
        Value::Yes => "yes",
        Value::No => "no",
        Value::Before => "before",
        Value::After => "after",
        Value::Unknown => "unknown",
    }
}

/// Whether a single condition stands under one that joins several, which is shown above it.
fn is_in_part(trace: &RuleTrace, clause: Clause) -> bool {
    match clause {
        Clause::Leaf(part, _) => trace.value(Clause::Part(part)).is_some(),
        _ => false,
    }
}

/// A clause, in the author's words where it has some.
fn clause_words(rule: &typed::Rule, clause: Clause) -> String {
    let words = &rule.sentence.words;
    let or_none = |text: &Option<String>| text.clone().unwrap_or_default();
    let text = coverage::text(rule, clause).unwrap_or_default();
    match clause {
        Clause::Subject => "it is about whoever asks".into(),
        Clause::Action => format!("to {text}"),
        Clause::Data => text.to_owned(),
        Clause::Purpose => format!("for {text}"),
        Clause::Period => match (&words.from, &words.until) {
            (Some(_), Some(_)) => format!(
                "from {} until {}",
                or_none(&words.from),
                or_none(&words.until)
            ),
            (Some(from), None) => format!("from {from}"),
            (None, until) => format!("until {}", or_none(until)),
        },
        Clause::Narrowing(_) | Clause::Part(_) | Clause::Leaf(..) => text.to_owned(),
    }
}

fn kind(clause: Clause) -> &'static str {
    match clause {
        Clause::Subject => "subject",
        Clause::Action => "action",
        Clause::Data => "data",
        Clause::Purpose => "purpose",
        Clause::Period => "period",
        Clause::Narrowing(_) => "narrowing",
        Clause::Part(_) => "conditions",
        Clause::Leaf(..) => "condition",
    }
}
