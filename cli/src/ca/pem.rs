//! PEM and DER: what is in a file of certificates.

use std::path::Path;

use pem_rfc7468::LineEnding;

use crate::failure::Failure;

/// What begins the last line of a block.
const END: &str = "-----END ";
/// The first byte of every certificate, key and list in DER: a sequence.
const SEQUENCE: u8 = 0x30;

/// The label of a certificate.
pub const CERTIFICATE: &str = "CERTIFICATE";
/// The label of a list of revoked certificates.
pub const LIST: &str = "X509 CRL";
/// The label of a public key.
pub const PUBLIC_KEY: &str = "PUBLIC KEY";
/// The label of a private key.
pub const PRIVATE_KEY: &str = "PRIVATE KEY";

/// One thing in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What it says to be; in DER nothing says it.
    pub label: Option<String>,
    /// Its bytes.
    pub der: Vec<u8>,
}

/// Reads all blocks of a file, PEM or DER.
///
/// # Errors
/// The file cannot be read, or is neither.
pub fn read(path: &Path) -> Result<Vec<Block>, Failure> {
    let bytes = std::fs::read(path).map_err(|error| Failure::file("read", path, &error))?;
    blocks(&bytes).ok_or_else(|| {
        let message = format!("{} is neither PEM nor DER", path.display());
        Failure::usage(message)
            .help("it begins with `-----BEGIN …-----`, or is a certificate in binary")
    })
}

/// The blocks of a text, or the one of DER.
pub fn blocks(bytes: &[u8]) -> Option<Vec<Block>> {
    if bytes.first() == Some(&SEQUENCE) {
        let der = bytes.to_vec();
        return Some(vec![Block { label: None, der }]);
    }
    let mut rest = std::str::from_utf8(bytes).ok()?;
    let mut blocks = Vec::new();
    // Tools write what a block says in front of it.
    while let Some(end) = rest.find(END) {
        let after = rest.get(end..)?;
        let length = after.find('\n').map_or(after.len(), |line| line + 1);
        let (block, more) = rest.split_at_checked(end + length)?;
        let begin = block.find("-----BEGIN ")?;
        let (label, der) = pem_rfc7468::decode_vec(block.get(begin..)?.as_bytes()).ok()?;
        let label = Some(label.to_owned());
        blocks.push(Block { label, der });
        rest = more;
    }
    (!blocks.is_empty()).then_some(blocks)
}

/// The text of one block.
///
/// # Errors
/// Never for what this program writes: a block of more bytes than a machine has.
pub fn text(label: &str, der: &[u8]) -> Result<String, Failure> {
    let text = pem_rfc7468::encode_string(label, LineEnding::LF, der);
    text.map_err(|error| Failure::failed(format!("cannot write PEM: {error}")))
}
