//! Deciding requests: the AuthZEN request and the facts in JSON, as `assent decide` takes them.

use std::ffi::{CString, c_char};

use assent::answer::answer;
use assent::asked::Asked;
use policy_lang::contract::policy_words;
use policy_lang::typed;
use runtime::PolicyError;

use super::boundary::{Status, Stopped, bytes, free, give, guarded, object, text};
use super::engine::Engine;

/// A policy contract, ready to decide.
pub struct Policy {
    policy: runtime::Policy,
    words: typed::Policy,
}

/// A decision.
pub struct Answer {
    allows: bool,
    fuel: u64,
    json: CString,
}

/// Admits and compiles a policy.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn assent_policy_load(
    engine: *const Engine,
    wasm: *const u8,
    length: usize,
    policy: *mut *mut Policy,
    error: *mut *mut c_char,
) -> Status {
    let load = || {
        // SAFETY: the header says what the pointers are.
        let (engine, wasm) = unsafe { (object(engine, "engine")?, bytes(wasm, length, "module")?) };
        let loaded = runtime::Policy::load(&engine.0, wasm).map_err(|error| match error {
            PolicyError::Fault(fault) => fault.into(),
            PolicyError::Refused(refusal) => {
                Stopped::refused(format!("{refusal} ({})", refusal.advice))
            }
            error => Stopped::refused(error.to_string()),
        })?;
        let words = policy_words(loaded.interface()).ok_or_else(|| {
            Stopped::refused("the module's time zone is not one that this version knows")
        })?;
        let loaded = Policy {
            policy: loaded,
            words,
        };
        // SAFETY: the header says what the pointer is.
        unsafe { give(policy, loaded) }
    };
    // SAFETY: the header says what the pointer is.
    unsafe { guarded(error, load) }
}

/// Frees a policy.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn assent_policy_free(policy: *mut Policy) {
    // SAFETY: the header says what the pointer is.
    unsafe { free(policy) }
}

/// Decides one request.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn assent_policy_decide(
    policy: *const Policy,
    request: *const u8,
    request_length: usize,
    facts: *const u8,
    facts_length: usize,
    answer: *mut *mut Answer,
    error: *mut *mut c_char,
) -> Status {
    let work = || {
        // SAFETY: the header says what the pointers are.
        let (policy, request, facts) = unsafe {
            (
                object(policy, "policy")?,
                bytes(request, request_length, "request")?,
                bytes(facts, facts_length, "facts")?,
            )
        };
        let facts = (!facts.is_empty()).then_some(facts);
        let decided = decide(policy, request, facts)?;
        // SAFETY: the header says what the pointer is.
        unsafe { give(answer, decided) }
    };
    // SAFETY: the header says what the pointer is.
    unsafe { guarded(error, work) }
}

fn decide(policy: &Policy, request: &[u8], facts: Option<&[u8]>) -> Result<Answer, Stopped> {
    let Policy { policy, words } = policy;
    // Names in the facts that the policy does not know count for nothing; nobody is there to be told.
    let mut asked = Asked::read(policy, words, request, facts, &mut |_| {})?;
    let decided = asked.decider.explain(&asked.bound)?;
    let explanation = decided.outcome.map_err(|code| {
        Stopped::refused(format!(
            "the contract failed with code {}: {}",
            code.0,
            code.meaning()
        ))
    })?;
    let json = answer(policy.interface(), &explanation, &policy.hash());
    let json = serde_json::to_string(&json).map_err(|error| Stopped::refused(error.to_string()))?;
    Ok(Answer {
        allows: explanation.verdict.outcome == abi::decision::Outcome::Allowed,
        fuel: decided.fuel.total().0,
        json: text(&json),
    })
}

/// Whether the request is allowed; not for null.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn assent_answer_allows(answer: *const Answer) -> bool {
    // SAFETY: the header says what the pointer is.
    unsafe { answer.as_ref() }.is_some_and(|answer| answer.allows)
}

/// The AuthZEN answer with rules, duties and reasons; lives as long as `answer`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn assent_answer_json(answer: *const Answer) -> *const c_char {
    // SAFETY: the header says what the pointer is.
    let answer = unsafe { answer.as_ref() };
    answer.map_or(std::ptr::null(), |answer| answer.json.as_ptr())
}

/// What the decision costs, in fuel.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn assent_answer_fuel(answer: *const Answer) -> u64 {
    // SAFETY: the header says what the pointer is.
    unsafe { answer.as_ref() }.map_or(0, |answer| answer.fuel)
}

/// Frees an answer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn assent_answer_free(answer: *mut Answer) {
    // SAFETY: the header says what the pointer is.
    unsafe { free(answer) }
}
