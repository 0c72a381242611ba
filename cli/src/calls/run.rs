//! Runs the calls of a script, and says what of each is not as expected.

use std::sync::Arc;

use abi::limits::CALL_FUEL;
use abi::{Fuel, Hash};
use runtime::{
    AdmitError, AdmittedModule, Context, Engine, Event, Fault, FuelUse, Invocation, Outcome,
    Stopped, Writes,
};

use super::bytes::shown;
use super::script::{Call, Expected, Script};
use crate::contract_file::read_module;
use crate::failure::Failure;

#[cfg(test)]
mod tests;

/// What one call came to.
#[derive(Debug, Clone)]
pub struct Called {
    /// The call's name.
    pub name: String,
    /// The entry.
    pub entry: String,
    /// What it must come to, in words.
    pub expected: String,
    /// What it came to, in words.
    pub result: String,
    /// What is not as expected, each in words.
    pub differences: Vec<String>,
    /// What it costs.
    pub fuel: FuelUse,
}

impl Script {
    /// Makes every call of the script, on its contract.
    ///
    /// # Errors
    /// The contract cannot be read, is not admitted or is a policy; or the engine is broken.
    pub fn call_all(&self, engine: &Engine) -> Result<Vec<Called>, Failure> {
        Ok(run(self, &self.admit(engine)?)?)
    }

    /// The contract of the script, admitted.
    ///
    /// # Errors
    /// It cannot be read, is not admitted or is a policy; or the engine is broken.
    pub fn admit(&self, engine: &Engine) -> Result<AdmittedModule, Failure> {
        let name = self.contract.display();
        let module = match engine.admit(&read_module(&self.contract)?) {
            Ok(module) => module,
            Err(AdmitError::Fault(fault)) => return Err(fault.into()),
            Err(AdmitError::Refused(refusal)) => {
                let failure = Failure::failed(format!("{name}: {refusal}"));
                return Err(failure.help(refusal.advice));
            }
        };
        if module.is_policy() {
            let failure = Failure::failed(format!("{name} is a policy"));
            return Err(failure.help("policies have examples in their text"));
        }
        Ok(module)
    }
}

impl Call {
    /// The call as the runtime takes it, on a chain.
    pub fn invocation(&self, chain: Hash) -> Invocation<'_> {
        let context = Context {
            chain,
            height: self.height,
            time: self.time,
            caller: self.caller.clone(),
        };
        Invocation {
            entry: &self.entry,
            input: &self.input,
            mode: self.mode,
            context: Arc::new(context),
        }
    }

    /// What the call came to, beside what it must come to.
    pub fn compared(&self, outcome: &Outcome) -> Called {
        compared(self, outcome)
    }
}

/// Runs a script on a module.
fn run(script: &Script, module: &AdmittedModule) -> Result<Vec<Called>, Fault> {
    let mut contract = module.contract(script.state.clone())?;
    let mut called = Vec::new();
    for call in &script.calls {
        let invocation = call.invocation(script.chain);
        let outcome = contract.call(&invocation, Fuel(CALL_FUEL))?;
        contract.state_mut()?.apply(&outcome.writes);
        called.push(compared(call, &outcome));
    }
    Ok(called)
}

fn compared(call: &Call, outcome: &Outcome) -> Called {
    let result = result_words(&outcome.result);
    let expected = call.expected.result.as_ref();
    Called {
        name: call.name.clone(),
        entry: call.entry.clone(),
        expected: expected.map_or("success".into(), result_words),
        differences: differences(&call.expected, outcome),
        result,
        fuel: outcome.fuel,
    }
}

fn result_words(result: &Result<Vec<u8>, Stopped>) -> String {
    match result {
        Ok(output) if output.is_empty() => "success without output".into(),
        Ok(output) => format!("output {}", shown(output)),
        Err(Stopped::Abort(name)) => format!("abort `{name}`"),
        Err(Stopped::Trap(code)) => format!(
            "trap {}: {}",
            code.name().unwrap_or_default(),
            code.meaning()
        ),
    }
}

fn differences(expected: &Expected, outcome: &Outcome) -> Vec<String> {
    let mut differences = Vec::new();
    let is_expected = match &expected.result {
        Some(result) => *result == outcome.result,
        None => outcome.result.is_ok(),
    };
    if !is_expected {
        let wanted = expected.result.as_ref();
        let wanted = wanted.map_or("success".into(), result_words);
        let found = result_words(&outcome.result);
        differences.push(format!("it is {found}, not {wanted}"));
    }
    let events = expected.events.as_ref();
    if let Some(wanted) = events.filter(|wanted| **wanted != outcome.events) {
        let (found, wanted) = (events_words(&outcome.events), events_words(wanted));
        differences.push(format!("the events are {found}, not {wanted}"));
    }
    if let Some(wanted) = &expected.writes {
        differences.extend(write_differences(wanted, &outcome.writes));
    }
    let total = outcome.fuel.total().0;
    if let Some(wanted) = expected.fuel.filter(|wanted| *wanted != total) {
        differences.push(format!("it costs {total} fuel, not {wanted}"));
    }
    differences
}

fn events_words(events: &[Event]) -> String {
    let words = events.iter().map(|event| match event.data.is_empty() {
        true => event.topic.clone(),
        false => format!("{} with {}", event.topic, shown(&event.data)),
    });
    let words: Vec<String> = words.collect();
    match words.is_empty() {
        true => "none".into(),
        false => words.join(", "),
    }
}

fn write_differences(wanted: &Writes, found: &Writes) -> Vec<String> {
    let words = |value: &Option<Vec<u8>>| match value {
        Some(value) => format!("written as {}", shown(value)),
        None => "removed".into(),
    };
    let missing = wanted.iter().filter_map(|(key, value)| {
        let (key, is) = (shown(key), found.get(key));
        match is {
            Some(is) if is == value => None,
            Some(is) => Some(format!("{key} is {}, not {}", words(is), words(value))),
            None => Some(format!("{key} is left alone, not {}", words(value))),
        }
    });
    let more = found.iter().filter(|(key, _)| !wanted.contains_key(*key));
    let more = more.map(|(key, value)| format!("{} is {}", shown(key), words(value)));
    missing.chain(more).collect()
}
