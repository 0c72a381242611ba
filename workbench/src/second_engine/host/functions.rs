//! The functions themselves, each in the order of docs/host.md: ranges, limits, names, whether it is a
//! query, the price of the bytes given, the deed, which includes the limits on all that a call writes
//! and tells. The base price is paid before.

use std::collections::BTreeSet;

use abi::OutcomeCode;
use abi::limits::{
    ABORT_NAME_BYTES, CALL_WRITE_BYTES, CALL_WRITES, CONTRACT_KEY_BYTES, CONTRACT_OUTPUT_BYTES,
    CONTRACT_VALUE_BYTES, EVENT_BYTES, EVENT_TOPIC_BYTES, EVENTS, NAME_BYTES,
};
use ed25519_zebra::{Signature, VerificationKey};
use runtime::{Event, Stopped};

use super::{Asked, Call, Stop, demand};

const HOST: OutcomeCode = OutcomeCode::TRAP_HOST;
const LIMIT: OutcomeCode = OutcomeCode::TRAP_LIMIT;

/// There is none, or it is not known.
const NONE: i64 = -1;

/// What a function does with its arguments; the answer of one without a result is not looked at.
pub(super) type Function = fn(&mut Call<'_>, &[u32]) -> Result<i64, Stop>;

/// The function of this name.
///
/// # Panics
/// When there is none: the table has a row that this host does not know.
pub(super) fn named(name: &str) -> Function {
    match name {
        "input_length" => |call, _| Ok(call.world.input.len() as i64),
        "block_time" => |call, _| Ok(call.world.context.time.0),
        "block_height" => |call, _| Ok(call.world.context.height.0 as i64),
        "chain_id" => |call, at| put_32(call, at, call.world.context.chain.0),
        "caller_key" => |call, at| put_32(call, at, call.world.context.caller.key),
        "input_read" => input_read,
        "output" => output,
        "event" => event,
        "state_read" => state_read,
        "state_write" => state_write,
        "state_remove" => state_remove,
        "state_next" => state_next,
        "caller_organisation" => caller_organisation,
        "caller_has_role" => caller_has_role,
        "blake3" => hash,
        "ed25519_verify" => ed25519_verify,
        "abort" => abort,
        other => panic!("the second host does not know `{other}`"),
    }
}

fn put_32(call: &mut Call<'_>, at: &[u32], bytes: [u8; 32]) -> Result<i64, Stop> {
    let place = call.range(at[0], 32)?;
    call.put(place, &bytes);
    Ok(0)
}

fn input_read(call: &mut Call<'_>, at: &[u32]) -> Result<i64, Stop> {
    let (offset, length) = (at[1] as usize, at[2] as usize);
    let place = call.range(at[0], at[2])?;
    let input = call.world.input.get(offset..offset + length);
    let input = input.ok_or(Stop::trap(HOST))?.to_vec();
    call.pay_bytes(length)?;
    call.put(place, &input);
    Ok(0)
}

fn output(call: &mut Call<'_>, at: &[u32]) -> Result<i64, Stop> {
    let place = call.range(at[0], at[1])?;
    demand(place.len() as u64 <= CONTRACT_OUTPUT_BYTES, LIMIT)?;
    call.pay_bytes(place.len())?;
    call.world.output = call.bytes(place);
    Ok(0)
}

fn event(call: &mut Call<'_>, at: &[u32]) -> Result<i64, Stop> {
    let (topic, data) = (call.range(at[0], at[1])?, call.range(at[2], at[3])?);
    let given = topic.len() + data.len();
    let told = call.world.events.iter();
    let told: usize = told.map(|event| event.topic.len() + event.data.len()).sum();
    demand(topic.len() as u64 <= EVENT_TOPIC_BYTES, LIMIT)?;
    let topic = name(call.bytes(topic))?;
    call.pay_bytes(given)?;
    demand((call.world.events.len() as u64) < EVENTS, LIMIT)?;
    demand((told + given) as u64 <= EVENT_BYTES, LIMIT)?;
    let data = call.bytes(data);
    call.world.events.push(Event { topic, data });
    Ok(0)
}

fn state_read(call: &mut Call<'_>, at: &[u32]) -> Result<i64, Stop> {
    let (key, place) = (call.range(at[0], at[1])?, call.range(at[2], at[3])?);
    let key = key_of(call.bytes(key))?;
    call.pay_bytes(key.len())?;
    call.world.ask(Asked::Key(key.clone()));
    let Some(value) = seen(call, &key) else {
        return Ok(NONE);
    };
    call.pay_bytes(value.len())?;
    let fits = value.len().min(place.len());
    call.put(place, &value[..fits]);
    Ok(value.len() as i64)
}

fn state_write(call: &mut Call<'_>, at: &[u32]) -> Result<i64, Stop> {
    let (key, value) = (call.range(at[0], at[1])?, call.range(at[2], at[3])?);
    let key = key_of(call.bytes(key))?;
    demand(value.len() as u64 <= CONTRACT_VALUE_BYTES, LIMIT)?;
    demand(!call.world.is_query, OutcomeCode::TRAP_QUERY)?;
    call.pay_bytes(key.len() + value.len())?;
    let value = call.bytes(value);
    write(call, key, Some(value))
}

fn state_remove(call: &mut Call<'_>, at: &[u32]) -> Result<i64, Stop> {
    let key = call.range(at[0], at[1])?;
    let key = key_of(call.bytes(key))?;
    demand(!call.world.is_query, OutcomeCode::TRAP_QUERY)?;
    call.pay_bytes(key.len())?;
    // What is not there is not removed, and counts as nothing.
    if seen(call, &key).is_none() {
        return Ok(0);
    }
    write(call, key, None)?;
    Ok(1)
}

fn state_next(call: &mut Call<'_>, at: &[u32]) -> Result<i64, Stop> {
    let (prefix, after) = (call.range(at[0], at[1])?, call.range(at[2], at[3])?);
    let place = call.range(at[4], at[5])?;
    for range in [&prefix, &after] {
        demand(range.len() as u64 <= CONTRACT_KEY_BYTES, LIMIT)?;
    }
    call.pay_bytes(prefix.len() + after.len())?;
    let (prefix, after) = (call.bytes(prefix), call.bytes(after));
    // Every key that is in the state or that the call touched, in order; plain, not fast.
    let found = call.world.state.keys().chain(call.world.written.keys());
    let fits = |key: &&Vec<u8>| key.starts_with(&prefix) && (after.is_empty() || **key > after);
    let keys: BTreeSet<Vec<u8>> = found.filter(fits).cloned().collect();
    for key in keys {
        if seen(call, &key).is_some() {
            call.pay_bytes(key.len())?;
            demand(key.len() <= place.len(), HOST)?;
            call.put(place, &key);
            return Ok(key.len() as i64);
        }
        call.pay(call.row.fuel_base)?;
    }
    Ok(NONE)
}

fn caller_organisation(call: &mut Call<'_>, at: &[u32]) -> Result<i64, Stop> {
    let place = call.range(at[0], at[1])?;
    let Some(name) = call.world.context.caller.organisation.clone() else {
        return Ok(0);
    };
    call.pay_bytes(name.len())?;
    demand(name.len() <= place.len(), HOST)?;
    call.put(place, name.as_bytes());
    Ok(name.len() as i64)
}

fn caller_has_role(call: &mut Call<'_>, at: &[u32]) -> Result<i64, Stop> {
    let role = call.range(at[0], at[1])?;
    demand(role.len() as u64 <= NAME_BYTES, LIMIT)?;
    call.pay_bytes(role.len())?;
    let role = call.bytes(role);
    call.world.ask(Asked::Role(role.clone()));
    let mut roles = call.world.context.caller.roles.iter();
    Ok(i64::from(roles.any(|one| one.as_bytes() == role)))
}

fn hash(call: &mut Call<'_>, at: &[u32]) -> Result<i64, Stop> {
    let (bytes, place) = (call.range(at[0], at[1])?, call.range(at[2], 32)?);
    call.pay_bytes(bytes.len())?;
    let hash = blake3::hash(&call.bytes(bytes));
    call.put(place, hash.as_bytes());
    Ok(0)
}

/// The library is the runtime's own: those that verify in another way give other verdicts.
fn ed25519_verify(call: &mut Call<'_>, at: &[u32]) -> Result<i64, Stop> {
    let (key, message) = (call.range(at[0], 32)?, call.range(at[1], at[2])?);
    let signature = call.range(at[3], 64)?;
    call.pay_bytes(message.len())?;
    let key = VerificationKey::try_from(call.bytes(key).as_slice());
    let signature = Signature::try_from(call.bytes(signature).as_slice());
    let message = call.bytes(message);
    let is_valid = key
        .is_ok_and(|key| signature.is_ok_and(|signature| key.verify(&signature, &message).is_ok()));
    Ok(i64::from(is_valid))
}

fn abort(call: &mut Call<'_>, at: &[u32]) -> Result<i64, Stop> {
    let why = call.range(at[0], at[1])?;
    demand(why.len() as u64 <= ABORT_NAME_BYTES, LIMIT)?;
    let why = name(call.bytes(why))?;
    Err(Stop(Stopped::Abort(why)))
}

/// A key of the state, which has at least one byte.
fn key_of(bytes: Vec<u8>) -> Result<Vec<u8>, Stop> {
    demand(
        (1..=CONTRACT_KEY_BYTES).contains(&(bytes.len() as u64)),
        LIMIT,
    )?;
    Ok(bytes)
}

/// A topic, or a name to abort with.
fn name(bytes: Vec<u8>) -> Result<String, Stop> {
    let of_a_name = |byte: &u8| b"abcdefghijklmnopqrstuvwxyz0123456789_".contains(byte);
    demand(!bytes.is_empty() && bytes.iter().all(of_a_name), HOST)?;
    String::from_utf8(bytes).map_err(|_| Stop::trap(HOST))
}

/// Notes a change, unless the call has too many of them, or too long ones.
fn write(call: &mut Call<'_>, key: Vec<u8>, value: Option<Vec<u8>>) -> Result<i64, Stop> {
    let world = &mut call.world;
    world.written_bytes += (key.len() + value.as_ref().map_or(0, Vec::len)) as u64;
    demand(world.written_bytes <= CALL_WRITE_BYTES, LIMIT)?;
    world.written.insert(key, value);
    demand(world.written.len() as u64 <= CALL_WRITES, LIMIT)?;
    Ok(0)
}

/// The value of `key` as the call sees it: its own writes first.
fn seen(call: &Call<'_>, key: &[u8]) -> Option<Vec<u8>> {
    match call.world.written.get(key) {
        Some(written) => written.clone(),
        None => call.world.state.get(key).cloned(),
    }
}
