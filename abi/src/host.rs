//! The functions that a contract may import: one table, from which the linker takes them and
//! admission checks them; the reference page and the headers for other languages are made from it. There is no clock, no randomness and no input or output in it.

/// The namespace that every import comes from.
pub const NAMESPACE: &str = "assent";

/// A value type of a host function. Integers only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueType {
    /// A 32-bit integer.
    I32,
    /// A 64-bit integer.
    I64,
}

/// A kind of module; each may import its own functions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ModuleKind {
    /// A policy: it decides a request and changes nothing.
    Policy,
    /// Any other contract.
    Contract,
}

/// One row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HostFunction {
    /// Its name inside [`NAMESPACE`].
    pub name: &'static str,
    /// Which kind of module may import it.
    pub kind: ModuleKind,
    /// Its parameters, each with its name.
    pub parameters: &'static [(&'static str, ValueType)],
    /// Its result, if it has one.
    pub result: Option<ValueType>,
    /// Whether it writes to the contract's memory.
    pub writes_memory: bool,
    /// Fuel for each call.
    pub fuel_base: u64,
    /// Fuel for each byte that is read, written, copied or hashed.
    pub fuel_byte: u64,
    /// The protocol version that brought it.
    pub since: u16,
    /// What it does.
    pub doc: &'static str,
}

/// Declares the rows: `name(parameter: type, …) -> type, kind, memory, base + byte, doc`.
macro_rules! host_functions {
    ($($name:ident($($parameter:ident: $type:ident),*) $(-> $result:ident)?,
       $kind:ident, $memory:ident, $base:literal + $byte:literal, $doc:literal;)*) => {
        /// Every function of the host.
        pub const HOST_FUNCTIONS: &[HostFunction] = &[$(HostFunction {
            name: stringify!($name),
            kind: ModuleKind::$kind,
            parameters: &[$((stringify!($parameter), ValueType::$type)),*],
            result: host_functions!(@result $($result)?),
            writes_memory: host_functions!(@$memory),
            fuel_base: $base,
            fuel_byte: $byte,
            since: 1,
            doc: $doc,
        }),*];
    };
    (@result) => { None };
    (@result $result:ident) => { Some(ValueType::$result) };
    (@fills) => { true };
    (@reads) => { false };
}

// A pointer and a length, or a pointer and a capacity, name bytes of the contract's memory: unsigned,
// and a trap (TRAP_HOST) when they reach beyond it, also where nothing is copied in the end. A range
// is checked before the function does anything, and what its bytes cost is taken before they are copied. After the
// ranges come the limits (TRAP_LIMIT): a key has 1 to CONTRACT_KEY_BYTES bytes; values, prefixes, roles,
// topics, names and output have limits of their own in `limits`. A topic or a name that is not one is a
// trap (TRAP_HOST). Only then is it a trap to write in a query, and only then are the bytes paid for. The limits
// on all that a call writes and tells are checked last.
host_functions! {
    fact(id: I32, pointer: I32, capacity: I32) -> I32, Policy, fills, 500 + 1,
        "Copies the attested fact `id` about this request to `pointer` and returns its length in bytes, or -1 when \
         the fact is not known. A fact longer than `capacity` is a trap.";
    input_length() -> I32, Contract, reads, 50 + 0,
        "Returns how many bytes of input this call has.";
    input_read(pointer: I32, offset: I32, length: I32), Contract, fills, 100 + 1,
        "Copies `length` bytes of the input, from byte `offset` on, to `pointer`. To read beyond the input is a trap.";
    output(pointer: I32, length: I32), Contract, reads, 200 + 1,
        "Makes these bytes the output of this call; an earlier output is forgotten.";
    event(topic: I32, topic_length: I32, data: I32, data_length: I32), Contract, reads, 500 + 2,
        "Appends an event: a topic (lower-case letters, digits and `_`, at least one byte) and data. Events of a call \
         that does not succeed are forgotten.";
    state_read(key: I32, key_length: I32, pointer: I32, capacity: I32) -> I32, Contract, fills, 2_000 + 1,
        "Copies the value of `key` to `pointer`, as much of it as `capacity` allows, and returns the length of the \
         whole value, or -1 when there is none. It costs by the length of key and whole value.";
    state_write(key: I32, key_length: I32, value: I32, value_length: I32), Contract, reads, 4_000 + 4,
        "Sets the value of `key`. In a query it is a trap (TRAP_QUERY).";
    state_remove(key: I32, key_length: I32) -> I32, Contract, reads, 4_000 + 4,
        "Removes `key`; returns 1 when it had a value, otherwise 0. In a query it is a trap (TRAP_QUERY).";
    state_next(prefix: I32, prefix_length: I32, after: I32, after_length: I32, pointer: I32, capacity: I32) -> I32, Contract, fills, 3_000 + 1,
        "Copies to `pointer` the first key, in the order of bytes, that begins with `prefix` and comes after the key \
         `after` (any key, when `after_length` is 0); returns its length, or -1 when there is none. The whole key is \
         copied, prefix included; a key longer than `capacity` is a trap. Each key that is passed over because this \
         call removed it costs the base price once more.";
    block_time() -> I64, Contract, reads, 50 + 0,
        "Returns the block's time, in seconds since 1970-01-01T00:00:00Z.";
    block_height() -> I64, Contract, reads, 50 + 0,
        "Returns the block's height.";
    chain_id(pointer: I32), Contract, fills, 100 + 0,
        "Copies the 32 bytes of the chain's id to `pointer`.";
    caller_key(pointer: I32), Contract, fills, 100 + 0,
        "Copies to `pointer` the 32 bytes of the public key that signed this call.";
    caller_organisation(pointer: I32, capacity: I32) -> I32, Contract, fills, 200 + 1,
        "Copies to `pointer` the name of the organisation that the caller is enrolled with, and returns its length: 0 \
         when there is none. A name longer than `capacity` is a trap.";
    caller_has_role(role: I32, role_length: I32) -> I32, Contract, reads, 200 + 1,
        "Returns 1 when the caller is enrolled with this role, otherwise 0.";
    blake3(pointer: I32, length: I32, hash: I32), Contract, fills, 500 + 1,
        "Writes to `hash` the 32 bytes of the BLAKE3 hash of these bytes.";
    ed25519_verify(key: I32, message: I32, message_length: I32, signature: I32) -> I32, Contract, reads, 60_000 + 4,
        "Returns 1 when the 64 bytes at `signature` are a signature of the message by the key of 32 bytes at `key`, by \
         the rules of ZIP-215, otherwise 0. Under these rules a key of small order, all zeros for one, signs anything: \
         ask only about keys from a source that you trust.";
    abort(name: I32, name_length: I32), Contract, reads, 100 + 0,
        "Ends the call: it fails, with this name (lower-case letters, digits and `_`, at least one byte) for why. \
         Nothing of what it did is kept; it costs what it used.";
}

/// Whether `name` can be the name of an entry, an event's topic or an abort: lower-case ASCII letters, digits and
/// `_`, at least one byte.
pub fn is_name(name: &[u8]) -> bool {
    !name.is_empty()
        && name
            .iter()
            .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'))
}

/// The facts that the ledger attests about a request, by the id that `fact` takes.
pub mod fact {
    /// Whether the requester treats the patient: a u32, 0 or 1.
    pub const TREATS: u32 = 1;
    /// The patient's consents, bound to the contract's ids: see [`crate::bind::Binding::consents`].
    pub const CONSENTS: u32 = 2;
    /// The patient's birth date: a u32 as [`crate::calendar::Date`] packs it.
    pub const BIRTH_DATE: u32 = 3;
    /// Whether the patient is deceased: a u32, 0 or 1.
    pub const DECEASED: u32 = 4;
    /// The first of the declared facts, by their ids: an i64. Yes and no are 1 and 0, a date is as
    /// [`crate::calendar::Date`] packs it, equal texts have equal numbers: see
    /// [`crate::interface::FactEntry`].
    pub const DECLARED: u32 = 0x1000;
    /// The first of the counters, by their ids: a u32.
    pub const COUNTER: u32 = 0x2000;
    /// The first of the forms, by their ids: a u32, 0 or 1: whether the patient has signed the form
    /// and not withdrawn it.
    pub const SIGNED: u32 = 0x3000;
}

/// Exports that the host looks for. A module with [`DECIDE`](export::DECIDE) or [`EXPLAIN`](export::EXPLAIN) is a
/// policy and has all of these; any other exports its memory and functions that take and give nothing,
/// which can be called by their names.
pub mod export {
    /// The memory.
    pub const MEMORY: &str = "memory";
    /// An immutable i32 global: where the host writes the input.
    pub const INPUT: &str = "input";
    /// An immutable i32 global: how many bytes of input fit.
    pub const INPUT_CAPACITY: &str = "input_capacity";
    /// An immutable i32 global: where the host reads the output.
    pub const OUTPUT: &str = "output";
    /// `decide(input length) -> output length`.
    pub const DECIDE: &str = "decide";
    /// `explain(input length) -> output length`.
    pub const EXPLAIN: &str = "explain";
}

/// The custom section that holds a policy's [`crate::interface::Interface`].
pub const INTERFACE_SECTION: &str = "assent.policy";
