//! What crosses the sandbox wall and what is hashed.
//!
//! Every room of the workspace may import this one; it imports none of them. A value that is
//! hashed, signed, stored or handed to a contract has its layout here, and `docs/format.md`
//! pictures the same bytes.
//!
//! | module | holds |
//! | --- | --- |
//! | [`hash`] | 32-byte hashes, one domain for each use |
//! | [`ids`] | heights, instants, fuel, keys, pseudonyms |
//! | [`code`] | outcome codes: decisions, traps, rejects |
//! | [`codebook`] | codes that mean a category, packed and searched where they lie |
//! | [`calendar`] | days, and the clock of a time zone, without a library |
//! | [`set`] | sets of dense ids as sorted intervals |
//! | [`terms`] | requests and consents in names, as people sign them |
//! | [`form`] | consent forms: sentences with blanks, and how they are filled |
//! | [`interface`] | the section of a policy contract that turns names into its ids |
//! | [`bind`] | names to ids: the contract's input |
//! | [`decision`] | the contract's output: outcome, rules, reasons |
//! | [`receipt`] | what a block records of each transaction |
//! | [`host`] | the functions that a contract may import |
//! | [`limits`] | every limit and price, with its unit |

pub mod bind;
pub mod calendar;
pub mod code;
pub mod codebook;
pub mod decision;
pub mod form;
pub mod hash;
pub mod host;
pub mod ids;
pub mod interface;
pub mod limits;
pub mod receipt;
pub mod set;
pub mod terms;

pub use code::OutcomeCode;
pub use hash::{Domain, Hash, commitment};
pub use ids::{Fuel, Height, Instant, PatientId, PublicKey, Signature};
