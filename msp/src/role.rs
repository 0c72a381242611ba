//! Roles as URIs: `urn:assent:role:` and the role's name, percent-encoded.
//!
//! Every tool that shows a certificate shows the URIs of its subject alternative names, and every
//! tool that issues one can write them. A role has one URI: letters, digits and `-._~` stand as they
//! are, every other byte as `%` and two upper-case hexadecimal digits (RFC 3986, section 2.1).

use abi::terms::{Name, is_enrolled_name};

#[cfg(test)]
mod tests;

/// What the URI of a role begins with.
pub const ROLE_PREFIX: &str = "urn:assent:role:";

/// The URI of the role called `name`.
pub fn role_uri(name: &str) -> String {
    let mut uri = String::from(ROLE_PREFIX);
    for byte in name.bytes() {
        match is_plain(byte) {
            true => uri.push(char::from(byte)),
            false => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

/// The role that `uri` is of; `None` for any other URI, and for another spelling of a role's.
pub fn role_of_uri(uri: &str) -> Option<Name> {
    let mut rest = uri.strip_prefix(ROLE_PREFIX)?.bytes();
    let mut bytes = Vec::new();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => hex_value(rest.next()?)? << 4 | hex_value(rest.next()?)?,
            byte => byte,
        });
    }
    let name = String::from_utf8(bytes).ok()?;
    (is_enrolled_name(&name) && role_uri(&name) == uri).then_some(name)
}

fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
}

fn hex_value(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}
