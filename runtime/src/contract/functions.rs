//! The host's functions for contracts that are no policies, linked from the rows of
//! [`abi::host::HOST_FUNCTIONS`].
//!
//! Every function first takes its base price, then checks its ranges, then its limits and names, then
//! whether it may write, then takes what the bytes that it was given cost, and only then does anything:
//! how much a call writes and tells in all is checked there. What it finds is paid for before it is
//! copied. So the charge never depends on what comes after it.

use abi::OutcomeCode;
use abi::host::{HOST_FUNCTIONS, HostFunction, ModuleKind, NAMESPACE, is_name};
use abi::limits::{
    ABORT_NAME_BYTES, CONTRACT_KEY_BYTES, CONTRACT_OUTPUT_BYTES, CONTRACT_VALUE_BYTES,
    EVENT_TOPIC_BYTES, NAME_BYTES,
};
use ed25519_zebra::{Signature, VerificationKey};
use std::ops::Range;
use wasmtime::{Caller, Linker, Memory};

use super::{Running, watched};
use crate::error::Fault;
use crate::host::{self, Stop};
use crate::state::{Found, StateReader};

/// Links every row for contracts.
pub(crate) fn linker<S: StateReader + 'static>(
    engine: &wasmtime::Engine,
) -> Result<Linker<Running<S>>, Fault> {
    let mut linker = Linker::new(engine);
    for row in HOST_FUNCTIONS {
        if row.kind == ModuleKind::Contract {
            link(&mut linker, row)?;
        }
    }
    Ok(linker)
}

fn link<S: StateReader + 'static>(
    linker: &mut Linker<Running<S>>,
    row: &'static HostFunction,
) -> Result<(), Fault> {
    /// Wraps a body, which gets a [`Host`] and the arguments, as the function of this row.
    macro_rules! function {
        (|$host:ident $(, $argument:ident)*| $body:expr) => {
            linker.func_wrap(
                NAMESPACE,
                row.name,
                move |mut caller: Caller<'_, Running<S>> $(, $argument: i32)*| {
                    let step = watched::begin(&mut caller, row, &[$($argument),*]);
                    let result = Host::enter(&mut caller, row).and_then(|mut $host| $body);
                    watched::end(&mut caller, step, &result);
                    result.map_err(|stop| {
                        caller.data_mut().stop = Some(stop);
                        wasmtime::Error::from(wasmtime::Trap::UnreachableCodeReached)
                    })
                },
            )
        };
    }
    let linked = match row.name {
        "input_length" => function!(|host| host.input_length()),
        "input_read" => {
            function!(|host, pointer, offset, length| { host.input_read(pointer, offset, length) })
        }
        "output" => function!(|host, pointer, length| host.output(pointer, length)),
        "event" => function!(|host, topic, topic_length, data, data_length| {
            host.event((topic, topic_length), (data, data_length))
        }),
        "state_read" => function!(|host, key, key_length, pointer, capacity| {
            host.state_read((key, key_length), (pointer, capacity))
        }),
        "state_write" => function!(|host, key, key_length, value, value_length| {
            host.state_write((key, key_length), (value, value_length))
        }),
        "state_remove" => function!(|host, key, key_length| host.state_remove((key, key_length))),
        "state_next" => {
            function!(
                |host, prefix, prefix_length, after, after_length, pointer, capacity| {
                    let (prefix, after) = ((prefix, prefix_length), (after, after_length));
                    host.state_next(prefix, after, (pointer, capacity))
                }
            )
        }
        "block_time" => function!(|host| Ok(host.running().context.time.0)),
        "block_height" => function!(|host| host.block_height()),
        "chain_id" => function!(|host, pointer| {
            let id = host.running().context.chain.0;
            host.fill(pointer, &id)
        }),
        "caller_key" => function!(|host, pointer| {
            let key = host.running().context.caller.key;
            host.fill(pointer, &key)
        }),
        "caller_organisation" => {
            function!(|host, pointer, capacity| host.caller_organisation((pointer, capacity)))
        }
        "caller_has_role" => function!(|host, role, length| host.caller_has_role((role, length))),
        "blake3" => {
            function!(|host, pointer, length, hash| host.blake3((pointer, length), hash))
        }
        "ed25519_verify" => function!(|host, key, message, length, signature| {
            host.ed25519_verify(key, (message, length), signature)
        }),
        "abort" => function!(|host, name, length| host.abort((name, length))),
        _ => return Err(Fault::Engine),
    };
    linked.map(drop).map_err(|_| Fault::Engine)
}

/// A pointer and a length, as a contract gives them: unsigned.
type Given = (i32, i32);

/// One call of a function of the host.
struct Host<'a, 'b, S: 'static> {
    caller: &'a mut Caller<'b, Running<S>>,
    row: &'static HostFunction,
    memory: Memory,
}

fn misused() -> Stop {
    Stop::Trap(OutcomeCode::TRAP_HOST)
}

fn engine_broken() -> Stop {
    Stop::Fault(Fault::Engine)
}

/// A length as a contract gets it.
fn length_of(bytes: usize) -> Result<i32, Stop> {
    i32::try_from(bytes).map_err(|_| engine_broken())
}

impl<'a, 'b, S: StateReader + 'static> Host<'a, 'b, S> {
    /// Takes the base price.
    fn enter(
        caller: &'a mut Caller<'b, Running<S>>,
        row: &'static HostFunction,
    ) -> Result<Host<'a, 'b, S>, Stop> {
        let memory = caller.data().memory.ok_or_else(engine_broken)?;
        let mut host = Host {
            caller,
            row,
            memory,
        };
        host.charge(row.fuel_base)?;
        Ok(host)
    }

    fn running(&mut self) -> &mut Running<S> {
        self.caller.data_mut()
    }

    /// Takes `cost` from the fuel that is left, and counts it as the host's.
    fn charge(&mut self, cost: u64) -> Result<(), Stop> {
        host::charge(self.caller, cost)?;
        self.running().host_fuel += cost;
        Ok(())
    }

    fn charge_bytes(&mut self, bytes: usize) -> Result<(), Stop> {
        self.charge(self.row.fuel_byte.saturating_mul(bytes as u64))
    }

    /// The range of the memory that a contract names: wholly inside it, whatever is done with it.
    fn range(&self, (pointer, length): Given) -> Result<Range<usize>, Stop> {
        let start = pointer as u32 as usize;
        let end = start.checked_add(length as u32 as usize);
        let end = end.filter(|end| *end <= self.memory.data_size(&*self.caller));
        Ok(start..end.ok_or_else(misused)?)
    }

    fn bytes(&self, range: Range<usize>) -> Result<&[u8], Stop> {
        let memory = self.memory.data(&*self.caller);
        memory.get(range).ok_or_else(misused)
    }

    /// Copies `bytes` to `pointer`.
    fn fill(&mut self, pointer: i32, bytes: &[u8]) -> Result<(), Stop> {
        let range = self.range((pointer, length_of(bytes.len())?))?;
        self.running().left.written(&range);
        let room = self.memory.data_mut(&mut *self.caller).get_mut(range);
        room.ok_or_else(misused)?.copy_from_slice(bytes);
        Ok(())
    }

    /// Copies the buffer to the beginning of `room`, as much of it as there is room for.
    fn fill_from_buffer(&mut self, room: Range<usize>) -> Result<(), Stop> {
        let (memory, running) = self.memory.data_and_store_mut(&mut *self.caller);
        running.left.written(&room);
        let room = memory.get_mut(room).ok_or_else(misused)?;
        room.iter_mut()
            .zip(&running.buffer)
            .for_each(|(to, from)| *to = *from);
        Ok(())
    }

    /// A key: between one byte and as many as keys may have.
    fn key(&self, key: Given) -> Result<Range<usize>, Stop> {
        let range = self.range(key)?;
        match range.len() as u64 {
            1..=CONTRACT_KEY_BYTES => Ok(range),
            _ => Err(Stop::Trap(OutcomeCode::TRAP_LIMIT)),
        }
    }

    /// A name of at most `max` bytes.
    fn name(&self, name: Given, max: u64) -> Result<String, Stop> {
        let range = self.range(name)?;
        if range.len() as u64 > max {
            return Err(Stop::Trap(OutcomeCode::TRAP_LIMIT));
        }
        let name = self.bytes(range)?;
        if !is_name(name) {
            return Err(misused());
        }
        String::from_utf8(name.to_vec()).map_err(|_| misused())
    }

    fn input_length(&mut self) -> Result<i32, Stop> {
        length_of(self.running().input.len())
    }

    fn input_read(&mut self, pointer: i32, offset: i32, length: i32) -> Result<(), Stop> {
        let room = self.range((pointer, length))?;
        let start = offset as u32 as usize;
        let input = start..start.saturating_add(room.len());
        if input.end > self.running().input.len() {
            return Err(misused());
        }
        self.charge_bytes(room.len())?;
        let (memory, running) = self.memory.data_and_store_mut(&mut *self.caller);
        let input = running.input.get(input).ok_or_else(misused)?;
        running.left.written(&room);
        let room = memory.get_mut(room).ok_or_else(misused)?;
        room.copy_from_slice(input);
        Ok(())
    }

    fn output(&mut self, pointer: i32, length: i32) -> Result<(), Stop> {
        let range = self.range((pointer, length))?;
        if range.len() as u64 > CONTRACT_OUTPUT_BYTES {
            return Err(Stop::Trap(OutcomeCode::TRAP_LIMIT));
        }
        self.charge_bytes(range.len())?;
        let output = self.bytes(range)?.to_vec();
        self.running().set_output(output);
        Ok(())
    }

    fn event(&mut self, topic: Given, data: Given) -> Result<(), Stop> {
        let data = self.range(data)?;
        let topic = self.name(topic, EVENT_TOPIC_BYTES)?;
        self.charge_bytes(topic.len() + data.len())?;
        let data = self.bytes(data)?.to_vec();
        self.running().add_event(topic, data)
    }

    fn state_read(&mut self, key: Given, room: Given) -> Result<i32, Stop> {
        let room = self.range(room)?;
        let key = self.key(key)?;
        self.charge_bytes(key.len())?;
        let key = self.bytes(key)?.to_vec();
        if self.running().read(&key)? == Found::No {
            return Ok(-1);
        }
        let length = self.running().buffer.len();
        if length as u64 > CONTRACT_VALUE_BYTES {
            return Err(Stop::Fault(Fault::StateTooLong(length)));
        }
        self.charge_bytes(length)?;
        self.fill_from_buffer(room)?;
        length_of(length)
    }

    fn state_write(&mut self, key: Given, value: Given) -> Result<(), Stop> {
        let value = self.range(value)?;
        let key = self.key(key)?;
        if value.len() as u64 > CONTRACT_VALUE_BYTES {
            return Err(Stop::Trap(OutcomeCode::TRAP_LIMIT));
        }
        self.running().may_write()?;
        self.charge_bytes(key.len() + value.len())?;
        let (key, value) = (self.bytes(key)?.to_vec(), self.bytes(value)?.to_vec());
        self.running().write(key, Some(value))
    }

    fn state_remove(&mut self, key: Given) -> Result<i32, Stop> {
        let key = self.key(key)?;
        // In a query it is a trap whether there is something to remove or not.
        self.running().may_write()?;
        self.charge_bytes(key.len())?;
        let key = self.bytes(key)?.to_vec();
        if self.running().read(&key)? == Found::No {
            return Ok(0);
        }
        self.running().write(key, None)?;
        Ok(1)
    }

    fn state_next(&mut self, prefix: Given, after: Given, room: Given) -> Result<i32, Stop> {
        let (prefix, after, room) = (self.range(prefix)?, self.range(after)?, self.range(room)?);
        let longest = prefix.len().max(after.len());
        if longest as u64 > CONTRACT_KEY_BYTES {
            return Err(Stop::Trap(OutcomeCode::TRAP_LIMIT));
        }
        self.charge_bytes(prefix.len() + after.len())?;
        let (prefix, after) = (self.bytes(prefix)?.to_vec(), self.bytes(after)?.to_vec());
        let after = Some(after).filter(|after| !after.is_empty());
        let (found, passed) = self.running().next_key(&prefix, after.as_deref())?;
        // Keys that this very call removed are passed over one by one: each is another look.
        self.charge(self.row.fuel_base.saturating_mul(passed))?;
        if found == Found::No {
            return Ok(-1);
        }
        let length = self.running().buffer.len();
        if length as u64 > CONTRACT_KEY_BYTES {
            return Err(Stop::Fault(Fault::StateTooLong(length)));
        }
        self.charge_bytes(length)?;
        if length > room.len() {
            return Err(misused());
        }
        self.fill_from_buffer(room)?;
        length_of(length)
    }

    fn block_height(&mut self) -> Result<i64, Stop> {
        i64::try_from(self.running().context.height.0).map_err(|_| engine_broken())
    }

    fn caller_organisation(&mut self, room: Given) -> Result<i32, Stop> {
        let room = self.range(room)?;
        let running = self.running();
        running.buffer.clear();
        if let Some(name) = &running.context.caller.organisation {
            running.buffer.extend_from_slice(name.as_bytes());
        }
        let length = running.buffer.len();
        self.charge_bytes(length)?;
        if length > room.len() {
            return Err(misused());
        }
        self.fill_from_buffer(room)?;
        length_of(length)
    }

    fn caller_has_role(&mut self, role: Given) -> Result<i32, Stop> {
        let role = self.range(role)?;
        if role.len() as u64 > NAME_BYTES {
            return Err(Stop::Trap(OutcomeCode::TRAP_LIMIT));
        }
        self.charge_bytes(role.len())?;
        let role = self.bytes(role)?;
        let roles = &self.caller.data().context.caller.roles;
        Ok(i32::from(
            roles.iter().any(|known| known.as_bytes() == role),
        ))
    }

    fn blake3(&mut self, bytes: Given, hash: i32) -> Result<(), Stop> {
        let bytes = self.range(bytes)?;
        self.range((hash, 32))?;
        self.charge_bytes(bytes.len())?;
        let digest = blake3::hash(self.bytes(bytes)?);
        self.fill(hash, digest.as_bytes())
    }

    fn ed25519_verify(&mut self, key: i32, message: Given, signature: i32) -> Result<i32, Stop> {
        let (key, signature) = (self.range((key, 32))?, self.range((signature, 64))?);
        let message = self.range(message)?;
        self.charge_bytes(message.len())?;
        let key = VerificationKey::try_from(self.bytes(key)?);
        let signature = Signature::from_slice(self.bytes(signature)?);
        let message = self.bytes(message)?;
        let verified = match (key, signature) {
            (Ok(key), Ok(signature)) => key.verify(&signature, message).is_ok(),
            _ => false,
        };
        Ok(i32::from(verified))
    }

    fn abort(&mut self, name: Given) -> Result<(), Stop> {
        Err(Stop::Abort(self.name(name, ABORT_NAME_BYTES)?))
    }
}
