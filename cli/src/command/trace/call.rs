//! The calls of a script, each followed through the functions of the host.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use abi::Fuel;
use abi::limits::CALL_FUEL;
use runtime::{Engine, Excerpt, Outcome, Step, StepEnd, Steps, Stopped, Watch};
use serde_json::{Value, json};
use workbench::trace::{Touched, touched};

use crate::arguments::TraceArguments;
use crate::calls::{Call, Called, Script, shown};
use crate::failure::{FAILED, Failure};
use crate::fuel_line::FuelLine;
use crate::proof::visible;

#[cfg(test)]
mod tests;

/// A call that was followed.
struct Followed<'a> {
    call: &'a Call,
    outcome: Outcome,
    steps: Steps,
    called: Called,
}

/// Follows the calls of the script at `path`: status 0, or 1 when one that is shown is not as the script expects.
pub(super) fn run(
    path: &Path,
    arguments: &TraceArguments,
    out: &mut dyn Write,
) -> Result<u8, Failure> {
    let script = Script::read(path)?;
    let wanted = arguments.call.as_deref();
    let is_wanted = |(number, call): &(usize, &Call)| {
        wanted.is_none_or(|wanted| call.name == wanted || wanted.parse() == Ok(number + 1))
    };
    let numbered = script.calls.iter().enumerate();
    let Some((last, _)) = numbered.clone().rfind(is_wanted) else {
        return Err(unknown(&script, wanted.unwrap_or_default()));
    };
    let module = script.admit(&Engine::new()?)?;
    let mut contract = module.contract(script.state.clone())?;
    let mut status = 0;
    let mut values = Vec::new();
    for (number, call) in numbered.take(last + 1) {
        let is_wanted = is_wanted(&(number, call));
        let watch = Watch {
            steps: if is_wanted { arguments.steps } else { 0 },
            ..Watch::default()
        };
        let invocation = call.invocation(script.chain);
        let (outcome, steps) = contract.call_watched(&invocation, Fuel(CALL_FUEL), watch)?;
        contract.state_mut()?.apply(&outcome.writes);
        if !is_wanted {
            continue;
        }
        let followed = Followed {
            call,
            called: call.compared(&outcome),
            outcome,
            steps,
        };
        if !followed.called.differences.is_empty() {
            status = FAILED;
        }
        match arguments.json {
            true => values.push(followed.json()),
            false => followed.print(out)?,
        }
    }
    if arguments.json {
        writeln!(out, "{}", json!({"script": script.file, "calls": values}))?;
    }
    Ok(status)
}

fn unknown(script: &Script, wanted: &str) -> Failure {
    if script.calls.is_empty() {
        return Failure::usage(format!("{} has no calls", script.file));
    }
    let names = script.calls.iter().map(|call| call.name.as_str());
    let failure = Failure::usage(format!("{}: no call is called \"{wanted}\"", script.file));
    match policy_lang::diagnostic::nearest(wanted, names) {
        Some(near) => failure.help(format!("did you mean \"{}\"?", visible(near))),
        None => failure.help("`assent test` lists the calls"),
    }
}

impl Followed<'_> {
    fn print(&self, out: &mut dyn Write) -> Result<(), Failure> {
        writeln!(out, "{}", visible(&self.call.name))?;
        writeln!(
            out,
            "  {} with {}",
            visible(&self.call.entry),
            match self.call.input.is_empty() {
                true => "no input".into(),
                false => shown(&self.call.input),
            }
        )?;
        writeln!(out, "  {:>10} {:>8} {:>8}", "fuel left", "code", "host")?;
        let mut left = self.fuel_entered();
        for step in &self.steps.kept {
            let code = code_before(left, step);
            left = step.fuel_left.0;
            writeln!(
                out,
                "  {left:>10} {code:>8} {:>8}  {}",
                step.fuel.0,
                words(step)
            )?;
        }
        if self.steps.left_out > 0 {
            writeln!(out, "  … and {} more steps", self.steps.left_out)?;
        }
        let fuel = FuelLine::from(self.outcome.fuel);
        let parts = fuel.parts().into_iter().filter(|(_, part)| *part > 0);
        let parts: Vec<String> = parts.map(|(name, part)| format!("{name} {part}")).collect();
        writeln!(out, "  {}", self.called.result)?;
        writeln!(out, "  {} fuel: {}", fuel.total, parts.join(", "))?;
        self.print_state(out)?;
        for difference in &self.called.differences {
            writeln!(out, "  not as the script expects: {difference}")?;
        }
        writeln!(out)?;
        Ok(())
    }

    /// The fuel that is left when the code begins.
    fn fuel_entered(&self) -> u64 {
        let fuel = &self.outcome.fuel;
        CALL_FUEL.saturating_sub(fuel.entering.saturating_add(fuel.input))
    }

    fn print_state(&self, out: &mut dyn Write) -> Result<(), Failure> {
        let Touched {
            read,
            found,
            written,
        } = touched(&self.steps.kept);
        for (key, value) in &read {
            match value {
                Some(value) => writeln!(out, "  read    {} = {}", shown(key), excerpt(value))?,
                None => writeln!(out, "  read    {}: nothing there", shown(key))?,
            }
        }
        for key in &found {
            writeln!(out, "  found   {}", shown(key))?;
        }
        let kept = match self.outcome.result {
            Ok(_) => "",
            Err(_) => ", and forgotten",
        };
        for (key, value) in &written {
            match value {
                Some(value) => {
                    writeln!(out, "  written {} = {}{kept}", shown(key), excerpt(value))?
                }
                None => writeln!(out, "  removed {}{kept}", shown(key))?,
            }
        }
        for event in &self.outcome.events {
            writeln!(out, "  event   {} {}", event.topic, shown(&event.data))?;
        }
        Ok(())
    }

    fn json(&self) -> Value {
        let mut left = self.fuel_entered();
        let steps = self.steps.kept.iter().map(|step| {
            let code = code_before(left, step);
            left = step.fuel_left.0;
            step_json(step, code)
        });
        let steps: Vec<Value> = steps.collect();
        let Touched {
            read,
            found,
            written,
        } = touched(&self.steps.kept);
        let pairs = |of: &BTreeMap<Vec<u8>, Option<Excerpt>>| -> Vec<Value> {
            of.iter()
                .map(|(key, value)| json!({"key": bytes(key), "value": value.as_ref().map(excerpt_json)}))
                .collect()
        };
        let events = self.outcome.events.iter();
        let events = events.map(|event| json!({"topic": event.topic, "data": bytes(&event.data)}));
        json!({
            "name": self.call.name,
            "entry": self.call.entry,
            "input": bytes(&self.call.input),
            "steps": steps,
            "steps_left_out": self.steps.left_out,
            "result": self.called.result,
            "output": self.outcome.result.as_ref().ok().map(|output| bytes(output)),
            "differences": self.called.differences,
            "fuel": FuelLine::from(self.outcome.fuel),
            "read": pairs(&read),
            "found": found.iter().map(|key| bytes(key)).collect::<Vec<Value>>(),
            "written": pairs(&written),
            "events": events.collect::<Vec<Value>>(),
        })
    }
}

/// What operators took since `left` was left.
fn code_before(left: u64, step: &Step) -> u64 {
    left.saturating_sub(step.fuel_left.0.saturating_add(step.fuel.0))
}

/// A step as a line: `state_read(key "count", pointer 64, capacity 4) = 4 -> 00000007`.
fn words(step: &Step) -> String {
    let arguments: Vec<String> = arguments(step)
        .into_iter()
        .map(|(name, value)| match value {
            Argument::Bytes(bytes) => format!("{name} {}", excerpt(bytes)),
            Argument::Number(number) => format!("{name} {number}"),
        })
        .collect();
    let mut line = format!("{}({})", step.function.name, arguments.join(", "));
    match &step.end {
        StepEnd::Returned(Some(answer)) => line += &format!(" = {answer}"),
        StepEnd::Returned(None) => {}
        StepEnd::Stopped(Stopped::Trap(code)) => {
            line += &format!(
                " traps: {}, {}",
                code.name().unwrap_or_default(),
                code.meaning()
            );
        }
        StepEnd::Stopped(Stopped::Abort(name)) => line += &format!(" ends the call: {name}"),
        StepEnd::Fault => line += " fails",
    }
    if let Some(filled) = &step.filled {
        line += &format!(" -> {}", excerpt(filled));
    }
    line
}

/// An argument as it is shown.
enum Argument<'a> {
    /// What a pointer and a length, or a pointer alone, are about.
    Bytes(&'a Excerpt),
    /// Any other.
    Number(u32),
}

/// The arguments of a step by their names; a length is told by the bytes.
fn arguments(step: &Step) -> Vec<(&'static str, Argument<'_>)> {
    let given = |name: &str| step.given.iter().find(|(given, _)| *given == name);
    let mut shown = Vec::new();
    let mut of_bytes = false;
    for ((name, _), argument) in step.function.parameters.iter().zip(&step.arguments) {
        let is_length = *name == "length" || name.ends_with("_length");
        if of_bytes && is_length {
            continue;
        }
        let bytes = given(name);
        of_bytes = bytes.is_some();
        shown.push(match bytes {
            Some((_, bytes)) => (*name, Argument::Bytes(bytes)),
            None => (*name, Argument::Number(*argument)),
        });
    }
    shown
}

/// The beginning of some bytes, for people.
fn excerpt(excerpt: &Excerpt) -> String {
    let text = shown(&excerpt.bytes);
    match excerpt.length > excerpt.bytes.len() as u64 {
        true => format!("{text} of {} bytes", excerpt.length),
        false => text,
    }
}

fn step_json(step: &Step, code: u64) -> Value {
    let arguments = arguments(step).into_iter().map(|(name, value)| {
        let value = match value {
            Argument::Bytes(bytes) => excerpt_json(bytes),
            Argument::Number(number) => json!(number),
        };
        (name.to_owned(), value)
    });
    let (answer, stopped) = match &step.end {
        StepEnd::Returned(answer) => (*answer, None),
        StepEnd::Stopped(Stopped::Trap(code)) => (None, code.name()),
        StepEnd::Stopped(Stopped::Abort(name)) => (None, Some(name.as_str())),
        StepEnd::Fault => (None, Some("fault")),
    };
    json!({
        "function": step.function.name,
        "arguments": Value::Object(arguments.collect()),
        "answer": answer,
        "filled": step.filled.as_ref().map(excerpt_json),
        "stopped": stopped,
        "fuel_code": code,
        "fuel_host": step.fuel.0,
        "fuel_left": step.fuel_left.0,
    })
}

/// Bytes as scripts have them: a text, or hexadecimal digits.
fn bytes(bytes: &[u8]) -> Value {
    match std::str::from_utf8(bytes) {
        Ok(text) if bytes.iter().all(|byte| matches!(byte, b' '..=b'~')) => json!(text),
        _ => {
            let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            json!({"hex": hex})
        }
    }
}

fn excerpt_json(excerpt: &Excerpt) -> Value {
    json!({"bytes": bytes(&excerpt.bytes), "length": excerpt.length})
}
