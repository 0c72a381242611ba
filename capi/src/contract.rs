//! Calling contracts that are no policies, over a state that the caller keeps.

use std::ffi::{CString, c_char, c_int, c_void};
use std::sync::Arc;

use abi::{Fuel, Hash, Height, Instant, OutcomeCode};
use runtime::{
    AdmitError, AdmittedModule, CallerIdentity, Context, Event, Fault, Found, Invocation, Mode,
    StateReader, Stopped as ContractStopped,
};

use super::boundary::{
    Bytes, Status, Stopped, bytes, free, give, guarded, object, optional_text, text,
};
use super::engine::Engine;

mod outcome;

pub use outcome::*;

/// A contract, ready to be called.
pub struct Contract(AdmittedModule);

/// One call.
#[repr(C)]
pub struct Call {
    /// The name of the entry.
    pub entry: *const c_char,
    /// Its input.
    pub input: Bytes,
    /// Whether it may not write.
    pub is_query: bool,
    /// The chain's id.
    pub chain: [u8; 32],
    /// The block's height.
    pub height: u64,
    /// The block's time, in seconds since 1970.
    pub time: i64,
    /// The public key of who calls.
    pub caller_key: [u8; 32],
    /// The caller's organisation, or null.
    pub caller_organisation: *const c_char,
    /// The caller's roles.
    pub caller_roles: *const *const c_char,
    /// How many roles there are.
    pub caller_role_count: usize,
    /// Fuel that the call may use.
    pub fuel: u64,
}

/// The caller's state, by functions: each gives 1 and what it found, 0 when there is nothing, and anything else when it is
/// broken. What it found must stay as it is until the next call of one of them.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct CallbackState {
    /// Handed to the functions.
    pub context: *mut c_void,
    /// Finds the value of a key.
    pub read: Option<unsafe extern "C" fn(*mut c_void, Bytes, *mut Bytes) -> c_int>,
    /// Finds the first key that begins with a prefix and is greater than another; that is null for any.
    pub next_key:
        Option<unsafe extern "C" fn(*mut c_void, Bytes, *const Bytes, *mut Bytes) -> c_int>,
}

impl CallbackState {
    /// Takes what a function answered.
    fn answer(answered: c_int, found: Bytes, out: &mut Vec<u8>) -> Result<Found, Fault> {
        match answered {
            0 => Ok(Found::No),
            1 => {
                // SAFETY: the header says that a function which answers 1 has set the bytes, and that they stay.
                let found = unsafe { bytes(found.data, found.length, "answer of the state") };
                out.extend_from_slice(found.map_err(|_| broken())?);
                Ok(Found::Yes)
            }
            _ => Err(broken()),
        }
    }
}

fn broken() -> Fault {
    Fault::host("a function of the state failed")
}

impl StateReader for CallbackState {
    fn read(&self, key: &[u8], out: &mut Vec<u8>) -> Result<Found, Fault> {
        let read = self.read.ok_or_else(broken)?;
        let mut value = Bytes::NONE;
        // SAFETY: the caller gave the function for this.
        let answered = unsafe { read(self.context, Bytes::of(key), &mut value) };
        CallbackState::answer(answered, value, out)
    }

    fn next_key(
        &self,
        prefix: &[u8],
        after: Option<&[u8]>,
        out: &mut Vec<u8>,
    ) -> Result<Found, Fault> {
        let next_key = self.next_key.ok_or_else(broken)?;
        let after = after.map(Bytes::of);
        let after = after.as_ref().map_or(std::ptr::null(), std::ptr::from_ref);
        let mut key = Bytes::NONE;
        // SAFETY: the caller gave the function for this.
        let answered = unsafe { next_key(self.context, Bytes::of(prefix), after, &mut key) };
        CallbackState::answer(answered, key, out)
    }
}

/// Admits and compiles a contract that is no policy.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn assent_contract_load(
    engine: *const Engine,
    wasm: *const u8,
    length: usize,
    contract: *mut *mut Contract,
    error: *mut *mut c_char,
) -> Status {
    let load = || {
        // SAFETY: the header says what the pointers are.
        let (engine, wasm) = unsafe { (object(engine, "engine")?, bytes(wasm, length, "module")?) };
        let module = engine.0.admit(wasm).map_err(|error| match error {
            AdmitError::Fault(fault) => fault.into(),
            AdmitError::Refused(refusal) => {
                Stopped::refused(format!("{refusal} ({})", refusal.advice))
            }
        })?;
        if module.is_policy() {
            return Err(Stopped::refused("the module is a policy"));
        }
        // SAFETY: the header says what the pointer is.
        unsafe { give(contract, Contract(module)) }
    };
    // SAFETY: the header says what the pointer is.
    unsafe { guarded(error, load) }
}

/// Frees a contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn assent_contract_free(contract: *mut Contract) {
    // SAFETY: the header says what the pointer is.
    unsafe { free(contract) }
}

/// Makes one call. A trap and an abort are outcomes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn assent_contract_call(
    contract: *const Contract,
    call: *const Call,
    state: *const CallbackState,
    outcome: *mut *mut Outcome,
    error: *mut *mut c_char,
) -> Status {
    let work = || {
        // SAFETY: the header says what the pointers are.
        let (contract, call, state) = unsafe {
            (
                object(contract, "contract")?,
                object(call, "call")?,
                object(state, "state")?,
            )
        };
        // SAFETY: the header says what the pointers in it are.
        let called = unsafe { made(&contract.0, call, *state)? };
        // SAFETY: the header says what the pointer is.
        unsafe { give(outcome, Outcome::from(called)) }
    };
    // SAFETY: the header says what the pointer is.
    unsafe { guarded(error, work) }
}

/// # Safety
/// The pointers of `call` are what the header says.
unsafe fn made(
    module: &AdmittedModule,
    call: &Call,
    state: CallbackState,
) -> Result<runtime::Outcome, Stopped> {
    // SAFETY: the header says what the pointers are.
    let (entry, input, organisation, roles) = unsafe {
        let entry = optional_text(call.entry, "entry")?;
        let organisation = optional_text(call.caller_organisation, "organisation")?;
        let input = bytes(call.input.data, call.input.length, "input")?;
        (entry, input, organisation, roles(call)?)
    };
    let caller = CallerIdentity {
        key: call.caller_key,
        organisation: organisation.map(str::to_owned),
        roles,
    };
    let context = Context {
        chain: Hash(call.chain),
        height: Height(call.height),
        time: Instant(call.time),
        caller,
    };
    let invocation = Invocation {
        entry: entry.ok_or_else(|| Stopped::misused("the entry is null"))?,
        input,
        mode: if call.is_query {
            Mode::Query
        } else {
            Mode::Transaction
        },
        context: Arc::new(context),
    };
    Ok(module.contract(state)?.call(&invocation, Fuel(call.fuel))?)
}

/// # Safety
/// The roles of `call` are what the header says.
unsafe fn roles(call: &Call) -> Result<std::collections::BTreeSet<String>, Stopped> {
    if call.caller_role_count == 0 {
        return Ok(Default::default());
    }
    if call.caller_roles.is_null() || isize::try_from(call.caller_role_count).is_err() {
        return Err(Stopped::misused("the roles are null, and there are some"));
    }
    // SAFETY: they are not null, and there are so many.
    let roles = unsafe { std::slice::from_raw_parts(call.caller_roles, call.caller_role_count) };
    let role = |pointer: &*const c_char| {
        // SAFETY: the header says that each is a text.
        let role = unsafe { optional_text(*pointer, "role")? };
        let role = role.ok_or_else(|| Stopped::misused("a role is null"))?;
        Ok(role.to_owned())
    };
    roles.iter().map(role).collect()
}
