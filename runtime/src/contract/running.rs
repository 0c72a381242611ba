//! What a store holds while a contract runs: the state with the call's own changes over it.

use std::sync::Arc;

use abi::OutcomeCode;
use abi::limits::{CALL_WRITE_BYTES, CALL_WRITES, EVENT_BYTES, EVENTS};
use wasmtime::Memory;

use super::{Context, Event, Invocation, Mode, Outcome, Steps, Stopped, Writes};
use crate::error::Fault;
use crate::fuel::FuelUse;
use crate::host::Stop;
use crate::state::{Found, StateReader, first_key};
use crate::wipe::Left;

#[cfg(test)]
mod tests;

/// One call under way.
pub(crate) struct Running<S> {
    /// There while a call runs.
    pub(crate) state: Option<S>,
    pub(crate) memory: Option<Memory>,
    pub(crate) stop: Option<Stop>,
    pub(super) mode: Mode,
    pub(super) input: Vec<u8>,
    pub(super) context: Arc<Context>,
    /// Fuel of the host's functions so far.
    pub(super) host_fuel: u64,
    /// Fuel that ran, the host's included.
    pub(super) used: u64,
    /// What a function of the host copies into the memory at its end.
    pub(super) buffer: Vec<u8>,
    /// What calls may have left in the memory since it was made.
    pub(super) left: Left,
    /// Where the host's functions are written down, in a call that is watched. Nothing reads it before the call
    /// is over.
    pub(super) steps: Option<Box<Steps>>,
    output: Vec<u8>,
    events: Vec<Event>,
    event_bytes: u64,
    writes: Writes,
    write_bytes: u64,
}

fn over_limit() -> Stop {
    Stop::Trap(OutcomeCode::TRAP_LIMIT)
}

impl<S: StateReader> Running<S> {
    pub(super) fn new(
        state: S,
        invocation: &Invocation<'_>,
        steps: Option<Box<Steps>>,
    ) -> Running<S> {
        Running {
            state: Some(state),
            memory: None,
            stop: None,
            mode: invocation.mode,
            input: invocation.input.to_vec(),
            context: Arc::clone(&invocation.context),
            host_fuel: 0,
            used: 0,
            buffer: Vec::new(),
            left: Left::default(),
            steps,
            output: Vec::new(),
            events: Vec::new(),
            event_bytes: 0,
            writes: Writes::new(),
            write_bytes: 0,
        }
    }

    /// Begins another call in the same memory.
    pub(super) fn renew(&mut self, next: Running<S>) {
        let memory = self.memory;
        *self = Running { memory, ..next };
    }

    /// Takes what the call came to out of it.
    pub(super) fn outcome(&mut self, result: Result<(), Stopped>, fuel: FuelUse) -> Outcome {
        let (events, writes) = match result {
            Ok(()) => (
                std::mem::take(&mut self.events),
                std::mem::take(&mut self.writes),
            ),
            Err(_) => Default::default(),
        };
        Outcome {
            result: result.map(|()| std::mem::take(&mut self.output)),
            fuel,
            events,
            writes,
        }
    }

    pub(super) fn set_output(&mut self, output: Vec<u8>) {
        self.output = output;
    }

    pub(super) fn add_event(&mut self, topic: String, data: Vec<u8>) -> Result<(), Stop> {
        self.event_bytes += (topic.len() + data.len()) as u64;
        if self.events.len() as u64 >= EVENTS || self.event_bytes > EVENT_BYTES {
            return Err(over_limit());
        }
        self.events.push(Event { topic, data });
        Ok(())
    }

    /// Puts the value of `key` into the buffer.
    pub(super) fn read(&mut self, key: &[u8]) -> Result<Found, Stop> {
        self.buffer.clear();
        match self.writes.get(key) {
            Some(Some(value)) => {
                self.buffer.extend_from_slice(value);
                Ok(Found::Yes)
            }
            Some(None) => Ok(Found::No),
            None => {
                let state = self.state.as_ref().ok_or(Stop::Fault(Fault::Engine))?;
                state.read(key, &mut self.buffer).map_err(Stop::Fault)
            }
        }
    }

    /// Whether this call may change the state at all.
    pub(super) fn may_write(&self) -> Result<(), Stop> {
        match self.mode {
            Mode::Transaction => Ok(()),
            Mode::Query => Err(Stop::Trap(OutcomeCode::TRAP_QUERY)),
        }
    }

    /// Sets or removes `key`, in a call that may.
    pub(super) fn write(&mut self, key: Vec<u8>, value: Option<Vec<u8>>) -> Result<(), Stop> {
        self.may_write()?;
        self.write_bytes += (key.len() + value.as_ref().map_or(0, Vec::len)) as u64;
        self.writes.insert(key, value);
        if self.writes.len() as u64 > CALL_WRITES || self.write_bytes > CALL_WRITE_BYTES {
            return Err(over_limit());
        }
        Ok(())
    }

    /// Puts into the buffer the next key that begins with `prefix` and comes after `after`, as the state is with the
    /// call's changes; gives as well how many keys before it were passed over because the call removed them.
    pub(super) fn next_key(
        &mut self,
        prefix: &[u8],
        after: Option<&[u8]>,
    ) -> Result<(Found, u64), Stop> {
        let state = self.state.as_ref().ok_or(Stop::Fault(Fault::Engine))?;
        let mut from = after.map(<[u8]>::to_vec);
        for passed in 0..=self.writes.len() as u64 {
            self.buffer.clear();
            let stored = state.next_key(prefix, from.as_deref(), &mut self.buffer);
            let stored = stored.map_err(Stop::Fault)? == Found::Yes;
            let written = first_key(&self.writes, prefix, from.as_deref());
            match written {
                Some(key) if !stored || key < self.buffer.as_slice() => self.buffer = key.to_vec(),
                _ if !stored => return Ok((Found::No, passed)),
                _ => {}
            }
            if !matches!(self.writes.get(&self.buffer), Some(None)) {
                return Ok((Found::Yes, passed));
            }
            from = Some(std::mem::take(&mut self.buffer));
        }
        // The call removed fewer keys than that: the state gives one again and again.
        Err(Stop::Fault(Fault::Engine))
    }
}
