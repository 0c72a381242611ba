//! The two ways to fail: a [`Refusal`] blames the module, a [`Fault`] blames us.
//!
//! What a contract does wrong while it runs is neither: it is an outcome code, ordinary data.

use thiserror::Error;

/// A module is not admitted. Its deployer is to blame; nothing has changed.
///
/// The message speaks of the module only, never of this machine or of the engine's insides.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{message}")]
#[non_exhaustive]
pub struct Refusal {
    /// The rule that refuses, one of [`crate::RULES`].
    pub rule: &'static str,
    /// The function concerned, by its number in the module, imports counted.
    pub function: Option<u32>,
    /// The byte of the module where the trouble is.
    pub offset: u64,
    /// What is wrong, in one line.
    pub message: String,
    /// What to do about it.
    pub advice: &'static str,
}

/// We are broken: the node must stop, and no receipt says anything of it.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Fault {
    /// The sandbox does not open on this machine.
    #[error("the sandbox does not open on this machine: {0}")]
    Open(String),
    /// An admitted module does not compile.
    #[error("an admitted module does not compile")]
    Compile,
    /// As many instances live as the sandbox has room for; dropping one makes room.
    #[error("no room for another instance")]
    NoRoom,
    /// An admitted module cannot be instantiated.
    #[error("an admitted module cannot be instantiated")]
    Instantiate,
    /// The native stack overflowed, although admission bounds it: the thread has too little of it.
    #[error("the native stack overflowed in an admitted module")]
    Stack,
    /// The engine stopped in a way that no admitted module can bring about.
    #[error("the engine stopped in an unexpected way")]
    Engine,
    /// An instance is used after a fault.
    #[error("the instance is gone after an earlier fault")]
    Gone,
    /// A fact is longer than facts may be.
    #[error("a fact of {0} bytes is longer than facts may be")]
    FactTooLong(usize),
    /// A key or a value of the state is longer than those of contracts may be.
    #[error("a key or value of {0} bytes is longer than those of contracts may be")]
    StateTooLong(usize),
    /// The module is called as a policy and is none, or the other way round.
    #[error("the module is not of the kind that it is used as")]
    Kind,
    /// This machine starts no thread, or one of them died.
    #[error("a thread for deciding could not be started, or died")]
    Thread,
    /// The source of facts, or the state, failed.
    #[error("the host's data failed")]
    Host(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Fault {
    /// A fault of the source of facts or of the state.
    pub fn host(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Fault {
        Fault::Host(cause.into())
    }
}

/// Why [`crate::Engine::admit`] gives no module.
#[derive(Debug, Error)]
pub enum AdmitError {
    /// The module is not acceptable.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// We are broken.
    #[error(transparent)]
    Fault(#[from] Fault),
}
