//! Every limit and every price, with its unit and its reason. No other file has a magic number
//! that a contract, a block or a person can run into.
//!
//! A change here changes which modules are admitted or what they cost: it needs a new protocol
//! version, since two nodes with different limits would disagree.

/// The version of these limits and prices; part of a compiled module's identity.
pub const PROTOCOL_VERSION: u16 = 1;

/// One limit: its name, its value and why it is what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// Name with its unit, as errors print it.
    pub name: &'static str,
    /// The greatest value that is admitted.
    pub max: u64,
    /// Why.
    pub reason: &'static str,
}

/// Declares a limit as a constant and enters it into [`LIMITS`].
macro_rules! limits {
    ($($name:ident = $max:expr, $unit:literal, $reason:literal;)*) => {
        $(#[doc = concat!("At most this many ", $unit, ". ", $reason)] pub const $name: u64 = $max;)*
        /// All limits, in the order of this file.
        pub const LIMITS: &[Limit] = &[$(Limit { name: $unit, max: $max, reason: $reason }),*];
    };
}

limits! {
    MODULE_BYTES = 16 << 20, "bytes in a module", "a policy of 100,000 rules takes about 6 MiB";
    CODE_BYTES = 32 << 10, "bytes of code in a module", "the time to compile grows with the code: 32 KiB without a single branch take up to 35 ms";
    FUNCTIONS = 256, "functions in a module", "72 KB of tiny functions took more than a second to compile";
    FUNCTION_BYTES = 6 << 10, "bytes in one function", "the code generator is not linear in a function's size: two of 16 KiB, long sums of sums, took six seconds to compile";
    PARAMETERS = 16, "parameters of a function", "frames stay small";
    RESULTS = 1, "results of a function", "one result is enough, and keeps block types simple";
    LOCALS = 64, "locals of a function, parameters included", "live values times blocks bounds the compile time";
    OPERANDS = 64, "values on the operand stack of a function", "the same, and frames stay small";
    NESTING = 24, "blocks inside one another", "nested loops were measured to compile in cubic time";
    BLOCKS = 512, "blocks, loops and ifs in one function", "the same";
    BRANCH_TABLE = 64, "entries of a branch table", "each is an edge of the control-flow graph";
    BRANCH_TARGETS = 1024, "entries of all branch tables of a module", "the same; 45,000 took 170 ms to compile";
    CALLS = 2048, "calls in the code of a module", "what is alive is moved out of the way of each";
    VALUE_BLOCKS = 80 << 10, "values and 64 more, times blocks, branches, divisions and shifts, over the functions of a module", "each value is followed through each block and along each branch, and either costs as much by itself as 64 values do; 250,000 without the 64 took more than half a second to compile";
    TYPES = 64, "function types", "a contract needs few";
    IMPORTS = 32, "imports", "the host offers fewer";
    EXPORTS = 32, "exports", "the host looks for fewer";
    GLOBALS = 64, "globals", "constants of the evaluator";
    DATA_SEGMENTS = 64, "data segments", "tables are contiguous";
    MEMORY_PAGES = 512, "pages of 64 KiB of memory", "32 MiB: tables of 100,000 rules and scratch space";
    CALL_DEPTH = 32, "functions in the deepest call chain", "recursion is refused, so that the depth is known before it runs";
    CHAIN_LOCALS = 512, "locals and parameters along the deepest call chain", "bounds the native stack, whatever the compiler does with a frame";
    CUSTOM_SECTIONS = 16, "custom sections", "the policy's own and the names";
    INPUT_BYTES = 16 << 10, "bytes of input to a call", "a request with every category takes less than 1 KiB";
    OUTPUT_BYTES = 1 << 20, "bytes of output of a call", "two bits for each rule of the largest policy, and reasons";
    FACT_BYTES = 128 << 10, "bytes of one fact", "all consents of a patient";
    CONSENTS_PER_PATIENT = 256, "consents that the ledger keeps of one patient", "a decision may read all of them";
    ACCESSES_PER_PATIENT = 4096, "past accesses that the ledger counts of one patient", "a decision may read all of them; the oldest go first";
    CONSENT_RECORD_BYTES = 128 << 10, "bytes of the consents that the ledger keeps of one patient", "every consent writes the list anew, and a block holds what it writes";
    TREATMENTS_PER_PATIENT = 1024, "treatment relations that the ledger keeps of one patient", "a decision may read all of them";
    TRANSACTION_BYTES = 20 << 20, "bytes of a transaction", "a policy is deployed in one";
    BLOCK_TRANSACTIONS = 10_000, "transactions in a block", "a block is decoded and verified at once";
    BLOCK_BYTES = 64 << 20, "bytes of a block", "a block is decoded and verified at once";
    BLOCK_SECONDS_AHEAD = 10, "seconds that a block's time may be ahead of the clock of a validator who votes for it", "what ends soon must not end early";
    BLOCK_SECONDS_BEHIND = 60, "seconds that a block's time may be behind the clock of a validator who votes for it", "what has ended must not be asked for any more; a few failed rounds take less";
    NAME_BYTES = 128, "bytes of a name", "names are words; an officer reads them";
    LIST_ITEMS = 256, "items of a list in a request or a consent", "a request for every category has about 60";
    NARROWINGS = 16, "clauses that narrow the data of a consent, and names in one of them", "one of each kind, of a few names, is what people say";
    PLAIN_TRANSACTION_BYTES = 256 << 10, "bytes of a transaction that deploys nothing", "the longest consent within the other limits takes about 235 KiB";
    ORGANISATION_DEPTH = 16, "organisations inside one another", "a right to speak for another is found by walking up";
    ENTRY_NAME_BYTES = 64, "bytes of the name of an export", "entries are words";
    ABORT_NAME_BYTES = 32, "bytes of the name that a contract aborts with", "a word or three, fit for a receipt";
    CONTRACT_INPUT_BYTES = 64 << 10, "bytes of input to a contract that is no policy", "one page of memory";
    CONTRACT_OUTPUT_BYTES = 64 << 10, "bytes of output of a contract that is no policy", "one page of memory";
    CONTRACT_KEY_BYTES = 128, "bytes of a key of a contract's state", "the ledger puts the contract and the lane before it";
    CONTRACT_VALUE_BYTES = 64 << 10, "bytes of a value of a contract's state", "one page of memory";
    CALL_WRITES = 256, "keys that one call writes or removes", "a block holds what its calls write";
    CALL_WRITE_BYTES = 256 << 10, "bytes of keys and values that one call writes, those of a key written again counted again", "a block holds what its calls write";
    EVENTS = 64, "events of one call", "few enough for a receipt";
    EVENT_TOPIC_BYTES = 32, "bytes of an event's topic", "a word or three";
    EVENT_BYTES = 16 << 10, "bytes of topics and data of all events of one call", "few enough for a receipt";
    VOTERS = 64, "voters of a quorum", "an approval looks at each";
    PROPOSAL_SECONDS = 90 * 86_400, "seconds that a proposal is open", "what nobody closes would stay for ever";
    SCHEDULED = 64, "activations that wait for their height", "every block looks whether one is due";
    DELEGATIONS_PER_PATIENT = 64, "delegations that the ledger keeps of one patient", "every act of a delegate reads all of them";
    FACTS_PER_PATIENT = 64, "attested facts, brackets of age and commitments that the ledger keeps of one patient, each", "a decision may read all of them";
    EMERGENCIES_PER_PATIENT = 256, "accesses in an emergency that wait for a review, kept of one patient", "the oldest go first; receipts keep all";
    CERTIFICATE_BYTES = 16 << 10, "bytes of a certificate", "one with the longest names and all the roles that it may have takes 13 KiB";
    CHAIN_CERTIFICATES = 4, "certificates from a member's own up to the root, which is not counted", "a root, an office of it and a department are more than organisations use, and each is a signature to verify";
    MEMBER_ROLES = 32, "roles in a certificate", "people have few, and each takes up to 400 bytes there";
    SERIAL_BYTES = 20, "bytes of the serial number of a certificate", "RFC 5280, section 4.1.2.2";
    REVOCATION_LIST_BYTES = 128 << 10, "bytes of a list of revoked certificates", "it fits into a transaction and has room for 3,000";
    STATE_KEY_BYTES = 192, "bytes of a key of the state", "a lane, a kind and a name";
}

/// Fuel that one call of a policy may use.
///
/// A decision of a hospital's policy uses some 5,000, whatever the number of its rules. The explanation of a "no"
/// looks at every rule that is about the requester and the data, which is about 1,000 for each: with more than some
/// 45,000 of those it is a trap. To decide is still possible then, but whoever asks for reasons, as the command and the
/// library for C do, is told that the contract failed, and gets no answer.
pub const DECIDE_FUEL: u64 = 50_000_000;

/// Fuel that one call of a contract that is no policy may use.
pub const CALL_FUEL: u64 = 50_000_000;

/// Fuel charged for each page of memory that a call begins with: somebody has to put it back.
pub const PAGE_FUEL: u64 = 20;

/// Fuel charged for entering a contract at all, whatever it does.
pub const CALL_BASE_FUEL: u64 = 1_000;

/// Fuel charged for each byte of input.
pub const INPUT_BYTE_FUEL: u64 = 1;

/// Fuel charged for each byte of output.
pub const OUTPUT_BYTE_FUEL: u64 = 1;

/// Fuel charged for each byte of a module that is deployed, admitted or not: every node reads and checks it.
pub const DEPLOY_BYTE_FUEL: u64 = 10;

/// Fuel charged for each byte of code of a module that is admitted: every node compiles it.
pub const DEPLOY_CODE_BYTE_FUEL: u64 = 2_000;

/// What a call costs and may cost beside its operators and the host's functions, and what deploying costs, by name.
pub const CALL_PRICES: &[(&str, u64)] = &[
    ("decide", DECIDE_FUEL),
    ("call", CALL_FUEL),
    ("base", CALL_BASE_FUEL),
    ("page", PAGE_FUEL),
    ("byte of input", INPUT_BYTE_FUEL),
    ("byte of output", OUTPUT_BYTE_FUEL),
    ("byte deployed", DEPLOY_BYTE_FUEL),
    ("byte of code deployed", DEPLOY_CODE_BYTE_FUEL),
];

/// Native stack for contracts, in bytes; far above what [`CHAIN_LOCALS`] can use.
pub const WASM_STACK_BYTES: usize = 1 << 20;
