//! Proofs about a ledger in words: which key is meant, and what a proven value says.
//!
//! Whether a proof holds is decided by [`ledger::ProofFile::verify`] alone; this says what it is that
//! holds. Names in a proof come from others, so that signs which a terminal would obey are replaced.

mod consent;
mod key;
mod request;
mod value;

use std::io::Write;
use std::path::Path;

use ledger::{Claim, Header, ProofFile};
use serde_json::{Value, json};

use crate::failure::Failure;

pub use key::{parse_key, parse_patient};
pub use request::Asked;

#[cfg(test)]
mod tests;

/// A claim in words and for programs.
#[derive(Debug)]
pub struct Said {
    /// One sentence.
    pub sentence: String,
    /// What belongs to it, a line each.
    pub lines: Vec<String>,
    /// The key: its `kind`, and what names it.
    pub key: Value,
    /// The value, null when there is none.
    pub value: Value,
}

/// What a file claims.
pub fn said(file: &ProofFile) -> Said {
    match &file.claim {
        Claim::State { key, value, .. } => value::said(key, value.as_deref()),
        Claim::Receipt(claim) => request::said(claim),
        Claim::Past(claim) => past(&claim.earlier),
    }
}

/// What was before a block.
fn past(earlier: &Header) -> Said {
    let (height, block) = (earlier.height.0, earlier.hash().to_string());
    Said {
        sentence: format!("it goes on from block {height}, with nothing before that one rewritten"),
        lines: vec![
            format!("time         {}", time(earlier.time)),
            format!("block hash   {block}"),
        ],
        key: json!({ "kind": "past", "height": height }),
        value: json!({
            "height": height,
            "time": time(earlier.time),
            "block": block,
            "root": earlier.state_root.to_string(),
        }),
    }
}

/// The header and the claim for programs, without a verdict.
pub fn report(file: &ProofFile) -> Value {
    let said = said(file);
    let header = &file.header;
    let is_present = match &file.claim {
        Claim::State { value, .. } => value.is_some(),
        Claim::Receipt(_) | Claim::Past(_) => true,
    };
    json!({
        "chain": header.chain.to_string(),
        "height": header.height.0,
        "time": time(header.time),
        "block": header.hash().to_string(),
        "root": header.state_root.to_string(),
        "proposer": header.proposer.to_string(),
        "key": said.key,
        "present": is_present,
        "value": said.value,
        "says": said.sentence,
    })
}

/// Writes a proof to `path`, and to `out` what it proves, in words or as JSON.
///
/// # Errors
/// One of the two cannot be written.
pub fn write(
    file: &ProofFile,
    path: &Path,
    as_json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let bytes = file.to_bytes();
    std::fs::write(path, &bytes).map_err(|error| Failure::file("write", path, &error))?;
    let output = path.display().to_string();
    if as_json {
        let mut report = report(file);
        if let Value::Object(fields) = &mut report {
            fields.insert("bytes".into(), json!(bytes.len()));
            fields.insert("output".into(), json!(output));
        }
        writeln!(out, "{report}")?;
        return Ok(());
    }
    let said = said(file);
    writeln!(out, "{}", said.sentence)?;
    for line in said.lines {
        writeln!(out, "  {line}")?;
    }
    for line in block_lines(&file.header) {
        writeln!(out, "{line}")?;
    }
    writeln!(out, "written to {output}, {} bytes", bytes.len())?;
    Ok(())
}

/// The block of a file, as lines for people.
pub fn block_lines(header: &Header) -> Vec<String> {
    vec![
        format!("height       {}", header.height.0),
        format!("time         {}", time(header.time)),
        format!("state root   {}", header.state_root),
        format!("block hash   {}", header.hash()),
        format!("chain        {}", header.chain),
        format!("proposer     {}", header.proposer),
    ]
}

/// An instant as people write it; the seconds, when no calendar reaches so far.
pub(crate) fn time(instant: abi::Instant) -> String {
    jiff::Timestamp::from_second(instant.0)
        .map_or_else(|_| instant.0.to_string(), |time| time.to_string())
}

/// `text` without signs that a terminal would obey or hide.
pub(crate) fn visible(text: &str) -> String {
    let is_obeyed = |sign: char| match sign {
        '\u{ad}' | '\u{61c}' | '\u{feff}' => true,
        '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' => true,
        _ => sign.is_control(),
    };
    text.chars()
        .map(|sign| match is_obeyed(sign) {
            true => char::REPLACEMENT_CHARACTER,
            false => sign,
        })
        .collect()
}
