//! An organisation's authority in a folder: its key, its root certificate, what it has issued.
//!
//! ```text
//! root.pem       the root certificate: for everybody, and for the ledger
//! root.key       its private key, PKCS#8: for nobody but the owner
//! register.json  every certificate that was issued, and which are revoked
//! revoked.pem    the newest list of revoked certificates, signed
//! ```
//!
//! Issuing is the edge's: it needs a clock, random numbers and files. What is issued is read again by
//! [`msp`], which shares no code with what issues, before it is handed out.
//!
//! | module | holds |
//! | --- | --- |
//! | [`folder`] | the folder, for one process at a time |
//! | [`issue`] | certificates and lists, made and signed |
//! | [`key`] | private and public keys in files |
//! | [`pem`] | PEM and DER |
//! | [`register`] | what was issued |
//! | [`files`] | files that are never overwritten, and files that are replaced whole |
//! | [`time`] | the time at which a command runs |

pub mod files;
pub mod folder;
pub mod issue;
pub mod key;
pub mod pem;
pub mod register;
pub mod time;

#[cfg(test)]
mod tests;

/// Bytes as lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
