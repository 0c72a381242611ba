//! A sequence of calls, written as a script that `assent test` runs: docs/calls.md.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use abi::limits::CALL_FUEL;
use abi::{Fuel, Height, Instant};
use runtime::{AdmittedModule, Context, Fault, Invocation, MemoryState, Mode, Stopped};
use serde::Serialize;
use workbench::fuzz::contract::{Caller, Sequence, Start};

use crate::calls::shown;
use crate::failure::Failure;

#[cfg(test)]
mod tests;

/// A script with what its calls come to.
#[derive(Debug, Serialize)]
pub struct Script {
    contract: String,
    about: String,
    callers: BTreeMap<String, CallerLine>,
    calls: Vec<CallLine>,
}

#[derive(Debug, Serialize)]
struct CallerLine {
    key: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    organisation: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    roles: Vec<String>,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Bytes {
    Text(String),
    Hex { hex: String },
}

#[derive(Debug, Serialize)]
struct CallLine {
    name: String,
    entry: String,
    #[serde(rename = "as", skip_serializing_if = "Option::is_none")]
    caller: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    query: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    input: Option<Bytes>,
    height: u64,
    time: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    output: Option<Bytes>,
    #[serde(skip_serializing_if = "Option::is_none")]
    abort: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    trap: Option<String>,
    #[serde(skip)]
    shown: String,
}

impl Script {
    /// Makes the calls and notes what they come to. The last call must come to a success: it is the invariant that does not
    /// hold, if there is one.
    pub fn of(
        module: &AdmittedModule,
        sequence: &Sequence,
        invariant: Option<&str>,
        message: &str,
    ) -> Result<Script, Fault> {
        let start = Start::default();
        let mut making = Making {
            contract: module.contract(MemoryState::default())?,
            height: start.height,
            time: start.time,
            callers: BTreeMap::new(),
            calls: Vec::new(),
        };
        let last = sequence.calls.len();
        for (call, number) in sequence.calls.iter().zip(1..) {
            making.height = Height(making.height.0.saturating_add(call.blocks.into()));
            making.time = Instant(making.time.0.saturating_add(call.seconds.into()));
            // With too little fuel a call changes nothing: the script goes without it.
            if call.fuel_part.is_none() || number == last {
                let is_last = number == last && invariant.is_none();
                making.call(
                    &call.entry,
                    &call.input,
                    &call.caller,
                    call.is_query,
                    is_last,
                )?;
            }
        }
        if let Some(name) = invariant {
            making.call(name, &[], &Caller::default(), true, true)?;
        }
        let callers = making.callers.into_values().map(|(name, caller)| {
            let line = CallerLine {
                key: hex(&caller.key),
                organisation: caller.organisation,
                roles: caller.roles,
            };
            (name, line)
        });
        Ok(Script {
            contract: String::new(),
            about: message.to_owned(),
            callers: callers.collect(),
            calls: making.calls,
        })
    }

    /// The script as a file, whose contract is reached by `contract` from its folder.
    pub fn text(&mut self, contract: &Path) -> Result<String, Failure> {
        self.contract = contract.to_string_lossy().into_owned();
        let text = serde_json::to_string_pretty(self).map_err(std::io::Error::from)?;
        Ok(text + "\n")
    }

    /// A line for each call.
    pub fn lines(&self) -> Vec<String> {
        self.calls.iter().map(|call| call.shown.clone()).collect()
    }
}

struct Making {
    contract: runtime::Contract<MemoryState>,
    height: Height,
    time: Instant,
    /// By what they are: a name in the script, and the caller.
    callers: BTreeMap<Vec<u8>, (String, Caller)>,
    calls: Vec<CallLine>,
}

impl Making {
    fn call(
        &mut self,
        entry: &str,
        input: &[u8],
        caller: &Caller,
        is_query: bool,
        must_succeed: bool,
    ) -> Result<(), Fault> {
        let context = Context {
            chain: Start::default().chain,
            height: self.height,
            time: self.time,
            caller: caller.identity(),
        };
        let invocation = Invocation {
            entry,
            input,
            mode: if is_query {
                Mode::Query
            } else {
                Mode::Transaction
            },
            context: Arc::new(context),
        };
        let outcome = self.contract.call(&invocation, Fuel(CALL_FUEL))?;
        self.contract.state_mut()?.apply(&outcome.writes);
        let caller = self.named(caller);
        let by = caller
            .as_ref()
            .map(|name| format!(" as {name}"))
            .unwrap_or_default();
        let with = match input.is_empty() {
            true => String::new(),
            false => format!(" with {}", shown(input)),
        };
        let (mut output, mut abort, mut trap) = (None, None, None);
        let came = match &outcome.result {
            Ok(bytes) => {
                output = (!bytes.is_empty()).then(|| written(bytes));
                String::new()
            }
            Err(Stopped::Abort(name)) => {
                abort = Some(name.clone());
                format!(": aborts with `{name}`")
            }
            Err(Stopped::Trap(code)) => {
                let name = code.name().unwrap_or_default();
                trap = Some(name.to_owned());
                format!(": traps, {name}")
            }
        };
        if must_succeed {
            (output, abort, trap) = (None, None, None);
        }
        let number = self.calls.len() + 1;
        let query = if is_query { ", a query" } else { "" };
        self.calls.push(CallLine {
            name: format!("{number}: {entry}"),
            entry: entry.to_owned(),
            caller,
            query: is_query,
            input: (!input.is_empty()).then(|| written(input)),
            height: self.height.0,
            time: time(self.time),
            output,
            abort,
            trap,
            shown: format!("{entry}{by}{with}{query}{came}"),
        });
        Ok(())
    }

    /// The name of a caller in the script; none of nobody.
    fn named(&mut self, caller: &Caller) -> Option<String> {
        if *caller == Caller::default() {
            return None;
        }
        let sequence = |caller: &Caller| {
            let mut call = workbench::fuzz::contract::Call::plain("");
            call.caller = caller.clone();
            Sequence { calls: vec![call] }.to_bytes()
        };
        let next = format!("caller_{}", self.callers.len() + 1);
        let known = self.callers.entry(sequence(caller));
        let (name, _) = known.or_insert_with(|| (next, caller.clone()));
        Some(name.clone())
    }
}

fn time(at: Instant) -> String {
    let instant = jiff::Timestamp::from_second(at.0);
    instant.map_or_else(|_| at.0.to_string(), |instant| instant.to_string())
}

fn written(bytes: &[u8]) -> Bytes {
    let is_text = bytes.iter().all(|byte| matches!(byte, b' '..=b'~'));
    match std::str::from_utf8(bytes) {
        Ok(text) if is_text => Bytes::Text(text.to_owned()),
        _ => Bytes::Hex { hex: hex(bytes) },
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
