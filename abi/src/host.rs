//! The functions that a contract may import: one table, from which the linker takes them and
//! admission checks them. There is no clock, no randomness and no input or output in it.

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

/// One row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HostFunction {
    /// Its name inside [`NAMESPACE`].
    pub name: &'static str,
    /// Its parameters.
    pub parameters: &'static [ValueType],
    /// Its result, if it has one.
    pub result: Option<ValueType>,
    /// Fuel for each call.
    pub fuel_base: u64,
    /// Fuel for each byte that is copied.
    pub fuel_byte: u64,
    /// The protocol version that brought it.
    pub since: u16,
    /// What it does.
    pub doc: &'static str,
}

/// Every function of the host.
pub const HOST_FUNCTIONS: &[HostFunction] = &[HostFunction {
    name: "fact",
    parameters: &[ValueType::I32, ValueType::I32, ValueType::I32],
    result: Some(ValueType::I32),
    fuel_base: 500,
    fuel_byte: 1,
    since: 1,
    doc: "fact(id, pointer, capacity) -> length: copies the attested fact `id` about this request \
          to `pointer` and returns its length in bytes, or -1 when the fact is not known. A fact \
          longer than `capacity`, or a range outside the memory, is a trap.",
}];

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

/// Exports that every policy contract has.
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
