//! What a call came to, as C looks at it.

use super::{Bytes, CString, ContractStopped, Event, OutcomeCode, c_char, free, text};

/// What a call came to.
pub struct Outcome {
    /// Zero for a success.
    code: u16,
    abort: Option<CString>,
    output: Vec<u8>,
    fuel: u64,
    events: Vec<(CString, Vec<u8>)>,
    writes: Vec<(Vec<u8>, Option<Vec<u8>>)>,
}

impl From<runtime::Outcome> for Outcome {
    fn from(outcome: runtime::Outcome) -> Outcome {
        let (code, abort, output) = match outcome.result {
            Ok(output) => (0, None, output),
            Err(ContractStopped::Trap(OutcomeCode(code))) => (code, None, Vec::new()),
            Err(ContractStopped::Abort(name)) => {
                (OutcomeCode::ABORTED.0, Some(text(&name)), Vec::new())
            }
        };
        let events = outcome.events.into_iter();
        Outcome {
            code,
            abort,
            output,
            fuel: outcome.fuel.total().0,
            events: events
                .map(|Event { topic, data }| (text(&topic), data))
                .collect(),
            writes: outcome.writes.into_iter().collect(),
        }
    }
}

/// 0 for a success, otherwise the code that receipts have; for null the code of a trap.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn assent_outcome_code(outcome: *const Outcome) -> u16 {
    // SAFETY: the header says what the pointer is.
    let outcome = unsafe { outcome.as_ref() };
    outcome.map_or(OutcomeCode::TRAP_UNREACHABLE.0, |outcome| outcome.code)
}

/// The name that the contract aborted with, or null.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn assent_outcome_abort(outcome: *const Outcome) -> *const c_char {
    // SAFETY: the header says what the pointer is.
    let abort = unsafe { outcome.as_ref() }.and_then(|outcome| outcome.abort.as_ref());
    abort.map_or(std::ptr::null(), |name| name.as_ptr())
}

/// The output; none unless the call succeeded.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn assent_outcome_output(outcome: *const Outcome) -> Bytes {
    // SAFETY: the header says what the pointer is.
    let outcome = unsafe { outcome.as_ref() };
    outcome.map_or(Bytes::NONE, |outcome| Bytes::of(&outcome.output))
}

/// What the call costs, in fuel.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn assent_outcome_fuel(outcome: *const Outcome) -> u64 {
    // SAFETY: the header says what the pointer is.
    unsafe { outcome.as_ref() }.map_or(0, |outcome| outcome.fuel)
}

/// How many events there are.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn assent_outcome_events(outcome: *const Outcome) -> usize {
    // SAFETY: the header says what the pointer is.
    unsafe { outcome.as_ref() }.map_or(0, |outcome| outcome.events.len())
}

/// Looks at one event; false when there is none with this number.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn assent_outcome_event(
    outcome: *const Outcome,
    index: usize,
    topic: *mut *const c_char,
    data: *mut Bytes,
) -> bool {
    // SAFETY: the header says what the pointer is.
    let event = unsafe { outcome.as_ref() }.and_then(|outcome| outcome.events.get(index));
    let Some((name, bytes)) = event else {
        return false;
    };
    // SAFETY: the header says that both are null or may be written to.
    unsafe {
        set(topic, name.as_ptr());
        set(data, Bytes::of(bytes));
    }
    true
}

/// How many keys are written or removed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn assent_outcome_writes(outcome: *const Outcome) -> usize {
    // SAFETY: the header says what the pointer is.
    unsafe { outcome.as_ref() }.map_or(0, |outcome| outcome.writes.len())
}

/// Looks at one of them; false when there is none with this number.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn assent_outcome_write(
    outcome: *const Outcome,
    index: usize,
    key: *mut Bytes,
    value: *mut Bytes,
    is_removed: *mut bool,
) -> bool {
    // SAFETY: the header says what the pointer is.
    let write = unsafe { outcome.as_ref() }.and_then(|outcome| outcome.writes.get(index));
    let Some((name, bytes)) = write else {
        return false;
    };
    // SAFETY: the header says that they are null or may be written to.
    unsafe {
        set(key, Bytes::of(name));
        set(value, bytes.as_deref().map_or(Bytes::NONE, Bytes::of));
        set(is_removed, bytes.is_none());
    }
    true
}

/// # Safety
/// `place` is null or may be written to.
unsafe fn set<T>(place: *mut T, value: T) {
    if !place.is_null() {
        // SAFETY: it is not null.
        unsafe { place.write(value) };
    }
}

/// Frees an outcome.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn assent_outcome_free(outcome: *mut Outcome) {
    // SAFETY: the header says what the pointer is.
    unsafe { free(outcome) }
}
