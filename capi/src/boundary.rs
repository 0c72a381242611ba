//! What every function at the boundary does: pointers to slices, failures to statuses and texts.

use std::ffi::{CStr, CString, c_char};
use std::panic::{AssertUnwindSafe, catch_unwind};

use assent::failure::Failure;
use runtime::Fault;

/// What a function came to. Only `Ok` says that something was done.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// It was done.
    Ok = 0,
    /// What was given is not acceptable: the module, the request, the facts.
    Refused = 1,
    /// The library or the caller's state is broken.
    Fault = 2,
    /// The function was called wrongly.
    Misused = 3,
}

/// Bytes that somebody else owns.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Bytes {
    /// The first of them; anything when there are none.
    pub data: *const u8,
    /// How many.
    pub length: usize,
}

impl Bytes {
    pub(crate) fn of(bytes: &[u8]) -> Bytes {
        Bytes {
            data: bytes.as_ptr(),
            length: bytes.len(),
        }
    }

    pub(crate) const NONE: Bytes = Bytes {
        data: std::ptr::null(),
        length: 0,
    };
}

/// Why a function did not do what it was called for.
#[derive(Debug)]
pub(crate) struct Stopped {
    status: Status,
    message: String,
}

impl Stopped {
    pub(crate) fn refused(message: impl Into<String>) -> Stopped {
        Stopped {
            status: Status::Refused,
            message: message.into(),
        }
    }

    pub(crate) fn misused(message: impl Into<String>) -> Stopped {
        Stopped {
            status: Status::Misused,
            message: message.into(),
        }
    }
}

impl From<Fault> for Stopped {
    fn from(fault: Fault) -> Stopped {
        Stopped {
            status: Status::Fault,
            message: fault.to_string(),
        }
    }
}

/// A request or facts that are none.
impl From<Failure> for Stopped {
    fn from(failure: Failure) -> Stopped {
        let help = failure.help.map(|help| format!(" ({help})"));
        Stopped::refused(failure.message + &help.unwrap_or_default())
    }
}

/// Does `work`; what stopped it is told by the status and, where `error` is not null, in a text.
///
/// # Safety
/// `error` is null or may be written to.
pub(crate) unsafe fn guarded(
    error: *mut *mut c_char,
    work: impl FnOnce() -> Result<(), Stopped>,
) -> Status {
    let panicked = |_| {
        Err(Stopped {
            status: Status::Fault,
            message: "the library panicked, which is a fault of it".into(),
        })
    };
    let result = catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(panicked);
    let (status, message) = match result {
        Ok(()) => (Status::Ok, None),
        Err(Stopped { status, message }) => (status, Some(message)),
    };
    if !error.is_null() {
        let message = message.map_or(std::ptr::null_mut(), |message| text(&message).into_raw());
        // SAFETY: it is not null, so that it may be written to.
        unsafe { error.write(message) };
    }
    status
}

/// A text for C; a zero byte in it is replaced.
pub(crate) fn text(text: &str) -> CString {
    CString::new(text.replace('\0', "\u{FFFD}")).unwrap_or_default()
}

/// The object behind a pointer.
///
/// # Safety
/// The pointer is null, or came from this library and is not freed.
pub(crate) unsafe fn object<'a, T>(pointer: *const T, what: &str) -> Result<&'a T, Stopped> {
    // SAFETY: it is null, for which there is `None`, or what it points to lives.
    unsafe { pointer.as_ref() }.ok_or_else(|| Stopped::misused(format!("the {what} is null")))
}

/// The bytes at a pointer.
///
/// # Safety
/// The pointer is null, or as many bytes can be read from it for as long as `'a`.
pub(crate) unsafe fn bytes<'a>(
    data: *const u8,
    length: usize,
    what: &str,
) -> Result<&'a [u8], Stopped> {
    if length == 0 {
        return Ok(&[]);
    }
    if data.is_null() || isize::try_from(length).is_err() {
        return Err(Stopped::misused(format!(
            "the {what} is null and not empty, or longer than memory can be"
        )));
    }
    // SAFETY: it is not null, and so many bytes can be read from it.
    Ok(unsafe { std::slice::from_raw_parts(data, length) })
}

/// The text at a pointer; `None` for null.
///
/// # Safety
/// The pointer is null, or a text that ends with a zero byte and lives as long as `'a`.
pub(crate) unsafe fn optional_text<'a>(
    pointer: *const c_char,
    what: &str,
) -> Result<Option<&'a str>, Stopped> {
    if pointer.is_null() {
        return Ok(None);
    }
    // SAFETY: it is not null, so that a text is there.
    let text = unsafe { CStr::from_ptr(pointer) };
    let text = text.to_str();
    text.map(Some)
        .map_err(|_| Stopped::misused(format!("the {what} is not UTF-8")))
}

/// Hands an object over to C.
///
/// # Safety
/// `place` is null or may be written to.
pub(crate) unsafe fn give<T>(place: *mut *mut T, object: T) -> Result<(), Stopped> {
    if place.is_null() {
        return Err(Stopped::misused(
            "there is no place for the result: it is null",
        ));
    }
    // SAFETY: it is not null, so that it may be written to.
    unsafe { place.write(Box::into_raw(Box::new(object))) };
    Ok(())
}

/// Frees an object that was handed over; null is nothing.
///
/// # Safety
/// The pointer is null, or came from [`give`] and is not freed yet.
pub(crate) unsafe fn free<T>(pointer: *mut T) {
    if !pointer.is_null() {
        // SAFETY: it came from a box, and nobody has freed it.
        drop(unsafe { Box::from_raw(pointer) });
    }
}

/// Frees the text of an error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn assent_text_free(text: *mut c_char) {
    if !text.is_null() {
        // SAFETY: it came from `guarded`, and nobody has freed it.
        drop(unsafe { CString::from_raw(text) });
    }
}
