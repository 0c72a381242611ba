//! Bytes in JSON: a text, parts in a row, or an object that says how they are made.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// Bytes that one value may stand for; contracts take far fewer.
const MOST: usize = 1 << 20;

/// Bytes as they are written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Bytes {
    /// Nothing.
    #[default]
    None,
    /// These.
    Plain(Vec<u8>),
    /// The public key of a caller, by its name in the script.
    Caller(String),
    /// One after another.
    Parts(Vec<Bytes>),
}

impl Bytes {
    /// The bytes, with the keys of `callers`.
    ///
    /// # Errors
    /// A caller is not one of them, or it is more than anybody needs.
    pub fn resolve(&self, callers: &BTreeMap<String, [u8; 32]>) -> Result<Vec<u8>, String> {
        let mut out = Vec::new();
        self.append(callers, &mut out)?;
        Ok(out)
    }

    fn append(
        &self,
        callers: &BTreeMap<String, [u8; 32]>,
        out: &mut Vec<u8>,
    ) -> Result<(), String> {
        match self {
            Bytes::None => {}
            Bytes::Plain(bytes) => out.extend_from_slice(bytes),
            Bytes::Caller(name) => {
                let key = callers.get(name);
                out.extend(key.ok_or_else(|| format!("no caller is called `{name}`"))?);
            }
            Bytes::Parts(parts) => parts
                .iter()
                .try_for_each(|part| part.append(callers, out))?,
        }
        match out.len() > MOST {
            true => Err(format!("more than {MOST} bytes")),
            false => Ok(()),
        }
    }
}

/// The object forms; exactly one of them is meant.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Made {
    hex: Option<String>,
    u8: Option<u8>,
    u16: Option<u16>,
    u32: Option<u32>,
    u64: Option<u64>,
    i64: Option<i64>,
    byte: Option<u8>,
    times: Option<usize>,
    caller: Option<String>,
    time: Option<String>,
}

impl Made {
    fn bytes(self) -> Result<Bytes, String> {
        let hex = self.hex.map(|text| unhex(&text)).transpose()?;
        let time = self.time.map(|text| seconds(&text)).transpose()?;
        let repeated = match (self.byte, self.times) {
            (Some(byte), Some(times)) if times <= MOST => Some(vec![byte; times]),
            (Some(_), Some(_)) => return Err(format!("`times` is more than {MOST}")),
            (None, None) => None,
            _ => return Err("`byte` and `times` belong together".into()),
        };
        let plain = [
            hex,
            self.u8.map(|number| number.to_le_bytes().to_vec()),
            self.u16.map(|number| number.to_le_bytes().to_vec()),
            self.u32.map(|number| number.to_le_bytes().to_vec()),
            self.u64.map(|number| number.to_le_bytes().to_vec()),
            self.i64.map(|number| number.to_le_bytes().to_vec()),
            time.map(|seconds| seconds.to_le_bytes().to_vec()),
            repeated,
        ];
        let plain = plain.into_iter().flatten().map(Bytes::Plain);
        let mut all = plain.chain(self.caller.map(Bytes::Caller));
        match (all.next(), all.next()) {
            (Some(bytes), None) => Ok(bytes),
            _ => Err(
                "one of `hex`, `u8`, `u16`, `u32`, `u64`, `i64`, `time`, `caller`, `byte` with `times`"
                    .into(),
            ),
        }
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Bytes, D::Error> {
        struct Written;
        impl<'de> Visitor<'de> for Written {
            type Value = Bytes;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("bytes: a text, a list of bytes, or an object like {\"hex\": \"09ab\"}")
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Bytes, E> {
                Ok(Bytes::Plain(text.into()))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Bytes, A::Error> {
                let mut parts = Vec::new();
                while let Some(part) = seq.next_element()? {
                    parts.push(part);
                }
                Ok(Bytes::Parts(parts))
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Bytes, A::Error> {
                let made = Made::deserialize(MapAccessDeserializer::new(map))?;
                made.bytes().map_err(A::Error::custom)
            }
        }
        deserializer.deserialize_any(Written)
    }
}

/// The 32 bytes of 64 hexadecimal digits.
pub(super) fn unhex_32(text: &str) -> Result<[u8; 32], String> {
    let bytes = unhex(text)?;
    <[u8; 32]>::try_from(bytes).map_err(|bytes| format!("{} bytes, not 32", bytes.len()))
}

/// Bytes from pairs of hexadecimal digits; spaces between pairs are ignored.
fn unhex(text: &str) -> Result<Vec<u8>, String> {
    let digits: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    let pair = |pair: &[char]| match pair {
        [high, low] => Some((high.to_digit(16)? << 4 | low.to_digit(16)?) as u8),
        _ => None,
    };
    let bytes: Option<Vec<u8>> = digits.chunks(2).map(pair).collect();
    bytes.ok_or_else(|| "pairs of hexadecimal digits are meant".into())
}

/// The seconds since 1970 of an instant in RFC 3339, which must be whole.
pub(super) fn seconds(text: &str) -> Result<i64, String> {
    let instant: jiff::Timestamp = text
        .parse()
        .map_err(|_| "a time like 2026-05-04T12:00:00Z is meant".to_owned())?;
    match instant.subsec_nanosecond() {
        0 => Ok(instant.as_second()),
        _ => Err("a time of whole seconds is meant".into()),
    }
}

/// Bytes for people: text in quotation marks when all of it can be read, otherwise hexadecimal; of much,
/// how much it is.
pub fn shown(bytes: &[u8]) -> String {
    const MANY: usize = 96;
    let (head, more) = match bytes.get(..MANY) {
        Some(head) if bytes.len() > MANY => (head, format!("… ({} bytes)", bytes.len())),
        _ => (bytes, String::new()),
    };
    match head.iter().all(|byte| matches!(byte, b' '..=b'~')) {
        true => format!("\"{}\"{more}", head.escape_ascii()),
        false => format!("{}{more}", hex(head)),
    }
}

/// Hexadecimal digits.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
