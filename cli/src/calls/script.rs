//! A script as it is written, and as it is meant.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use abi::limits::{CONTRACT_KEY_BYTES, CONTRACT_VALUE_BYTES};
use abi::{Hash, Height, Instant, OutcomeCode};
use runtime::{CallerIdentity, Event, MemoryState, Mode, Stopped, Writes};
use serde::Deserialize;

use super::bytes::{Bytes, seconds, unhex_32};
use crate::failure::Failure;
use crate::json::{Object, parse};
use crate::policy_file::{name, read};
use crate::proof::visible;

/// A script, whole and checked.
#[derive(Debug, Clone)]
pub struct Script {
    /// Where it was read, as people see it.
    pub file: String,
    /// The contract that is called.
    pub contract: PathBuf,
    /// The chain's id.
    pub chain: Hash,
    /// The state before the first call.
    pub state: MemoryState,
    /// The calls, in order.
    pub calls: Vec<Call>,
}

/// One call with what it must come to.
#[derive(Debug, Clone)]
pub struct Call {
    /// What it is called in results.
    pub name: String,
    /// The entry.
    pub entry: String,
    /// Whether it may change the state.
    pub mode: Mode,
    /// The input.
    pub input: Vec<u8>,
    /// Who calls.
    pub caller: CallerIdentity,
    /// The block's height.
    pub height: Height,
    /// The block's time.
    pub time: Instant,
    /// What it must come to.
    pub expected: Expected,
}

/// What a call must come to; `None` is not compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// The output, the abort or the trap.
    pub result: Option<Result<Vec<u8>, Stopped>>,
    /// Exactly these events.
    pub events: Option<Vec<Event>>,
    /// Exactly these writes.
    pub writes: Option<Writes>,
    /// Exactly this charge.
    pub fuel: Option<u64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ScriptJson {
    contract: String,
    /// For readers.
    #[serde(default, rename = "about")]
    _about: String,
    chain: Option<String>,
    height: Option<u64>,
    time: Option<String>,
    #[serde(default)]
    callers: BTreeMap<String, Object<CallerJson>>,
    #[serde(default)]
    state: Vec<Object<PairJson>>,
    calls: Vec<Object<CallJson>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CallerJson {
    key: String,
    organisation: Option<String>,
    #[serde(default)]
    roles: BTreeSet<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PairJson {
    key: Bytes,
    value: Option<Bytes>,
    #[serde(default)]
    removed: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EventJson {
    topic: String,
    #[serde(default)]
    data: Bytes,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CallJson {
    name: String,
    entry: String,
    #[serde(rename = "as")]
    caller: Option<String>,
    #[serde(default)]
    query: bool,
    #[serde(default)]
    input: Bytes,
    height: Option<u64>,
    time: Option<String>,
    output: Option<Bytes>,
    abort: Option<String>,
    trap: Option<String>,
    events: Option<Vec<Object<EventJson>>>,
    writes: Option<Vec<Object<PairJson>>>,
    fuel: Option<u64>,
}

/// What the calls of a script share while they are read.
struct Reading {
    keys: BTreeMap<String, [u8; 32]>,
    callers: BTreeMap<String, CallerIdentity>,
    height: Height,
    time: Instant,
}

impl Script {
    /// Reads a script; the contract stands beside it.
    ///
    /// # Errors
    /// It cannot be read or is none: the message says which call and which field.
    pub fn read(path: &Path) -> Result<Script, Failure> {
        let beside = path.parent().unwrap_or(Path::new(""));
        Script::from_bytes(&read(path)?, &name(path), beside)
    }

    /// The script that `bytes` are; `file` is what people call it, and its contract is in `beside`.
    ///
    /// # Errors
    /// They are none: the message says which call and which field.
    pub fn from_bytes(bytes: &[u8], file: &str, beside: &Path) -> Result<Script, Failure> {
        let Object(json) = parse::<Object<ScriptJson>>(bytes, file)?;
        Script::checked(json, file, beside)
            .map_err(|message| Failure::usage(format!("{file}: {}", visible(&message))))
    }

    fn checked(json: ScriptJson, file: &str, beside: &Path) -> Result<Script, String> {
        let at = |field: &str| {
            let field = field.to_owned();
            move |message: String| format!("`{field}`: {message}")
        };
        let chain = json.chain.map(|text| unhex_32(&text)).transpose();
        let time = json.time.map(|text| seconds(&text)).transpose();
        let mut reading = Reading {
            keys: BTreeMap::new(),
            callers: BTreeMap::new(),
            height: Height(json.height.unwrap_or(1)),
            time: Instant(time.map_err(at("time"))?.unwrap_or(0)),
        };
        for (name, Object(caller)) in json.callers {
            reading
                .caller(&name, caller)
                .map_err(at(&format!("callers.{name}.key")))?;
        }
        let state = reading.state(&json.state).map_err(at("state"))?;
        let mut calls = Vec::new();
        for Object(call) in json.calls {
            let name = call.name.clone();
            let call = reading.call(call);
            calls.push(call.map_err(|message| format!("the call \"{name}\": {message}"))?);
        }
        Ok(Script {
            file: file.into(),
            contract: beside.join(json.contract),
            chain: Hash(chain.map_err(at("chain"))?.unwrap_or_default()),
            state,
            calls,
        })
    }
}

impl Reading {
    fn caller(&mut self, name: &str, caller: CallerJson) -> Result<(), String> {
        let key = unhex_32(&caller.key)?;
        self.keys.insert(name.into(), key);
        let identity = CallerIdentity {
            key,
            organisation: caller.organisation,
            roles: caller.roles,
        };
        self.callers.insert(name.into(), identity);
        Ok(())
    }

    fn state(&self, pairs: &[Object<PairJson>]) -> Result<MemoryState, String> {
        let mut state = BTreeMap::new();
        for (key, value) in self.pairs(pairs)? {
            let value = value.ok_or("nothing is removed before the first call")?;
            if key.is_empty()
                || key.len() as u64 > CONTRACT_KEY_BYTES
                || value.len() as u64 > CONTRACT_VALUE_BYTES
            {
                return Err(format!(
                    "a key has 1 to {CONTRACT_KEY_BYTES} bytes and a value at most {CONTRACT_VALUE_BYTES}"
                ));
            }
            state.insert(key, value);
        }
        Ok(state.into_iter().collect())
    }

    fn pairs(&self, pairs: &[Object<PairJson>]) -> Result<Writes, String> {
        let mut read = Writes::new();
        for Object(pair) in pairs {
            let key = pair.key.resolve(&self.keys)?;
            let value = match (&pair.value, pair.removed) {
                (Some(value), false) => Some(value.resolve(&self.keys)?),
                (None, true) => None,
                _ => return Err("a key has a `value`, or is `removed`".into()),
            };
            if read.insert(key, value).is_some() {
                return Err("a key stands twice".into());
            }
        }
        Ok(read)
    }

    fn call(&mut self, call: CallJson) -> Result<Call, String> {
        self.height = call.height.map_or(self.height, Height);
        if let Some(time) = &call.time {
            self.time = Instant(seconds(time).map_err(|message| format!("`time`: {message}"))?);
        }
        let expected = self.expected(&call)?;
        let caller = match &call.caller {
            None => CallerIdentity::default(),
            Some(name) => {
                let caller = self.callers.get(name).cloned();
                caller.ok_or_else(|| format!("`as`: no caller is called `{name}`"))?
            }
        };
        let input = call.input.resolve(&self.keys);
        Ok(Call {
            name: call.name,
            entry: call.entry,
            mode: if call.query {
                Mode::Query
            } else {
                Mode::Transaction
            },
            input: input.map_err(|message| format!("`input`: {message}"))?,
            caller,
            height: self.height,
            time: self.time,
            expected,
        })
    }

    fn expected(&self, call: &CallJson) -> Result<Expected, String> {
        let output = call.output.as_ref().map(|bytes| bytes.resolve(&self.keys));
        let trap = call.trap.as_deref().map(trap_named).transpose()?;
        let ways = [
            output.transpose()?.map(Ok),
            call.abort.clone().map(Stopped::Abort).map(Err),
            trap.map(Stopped::Trap).map(Err),
        ];
        let mut ways = ways.into_iter().flatten();
        let result = ways.next();
        if ways.next().is_some() {
            return Err("one of `output`, `abort` and `trap`, not more".into());
        }
        let event = |Object(event): &Object<EventJson>| {
            Ok(Event {
                topic: event.topic.clone(),
                data: event.data.resolve(&self.keys)?,
            })
        };
        let events = call.events.as_ref();
        let events = events.map(|events| events.iter().map(event).collect::<Result<_, String>>());
        let writes = call.writes.as_ref().map(|pairs| self.pairs(pairs));
        Ok(Expected {
            result,
            events: events.transpose()?,
            writes: writes.transpose()?,
            fuel: call.fuel,
        })
    }
}

fn trap_named(name: &str) -> Result<OutcomeCode, String> {
    let mut traps = OutcomeCode::ALL.iter();
    let found = traps.find(|(_, known, _)| *known == name && name.starts_with("TRAP_"));
    let found = found.map(|(code, _, _)| *code);
    found.ok_or_else(|| format!("`trap`: there is no trap `{name}`; one is `TRAP_UNREACHABLE`"))
}
