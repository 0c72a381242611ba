//! Certificates and lists for tests, written byte by byte: with every field as it should be, or as it should not.
//!
//! This shares no code with what reads them, so that a mistake in one is not hidden by the same mistake in the other.

use abi::Instant;
use ed25519_zebra::{SigningKey, VerificationKeyBytes};

use crate::profile::MEMBER_PURPOSE_DER;

/// 2025-01-01 to 2034-12-31: a root.
pub const ROOT_PERIOD: (&str, &str) = ("250101000000Z", "341231235959Z");
/// 2026-01-01 to 2026-12-31: a member.
pub const MEMBER_PERIOD: (&str, &str) = ("260101000000Z", "261231235959Z");
/// The first and the last second of a member's certificate.
pub const MEMBER_FIRST: Instant = Instant(1_767_225_600);
/// See [`MEMBER_FIRST`].
pub const MEMBER_LAST: Instant = Instant(1_798_761_599);
/// 2026-03-01: within all periods.
pub const NOW: Instant = Instant(1_772_323_200);

/// Seeds of keys: of a root, of another, of an intermediate, of a member.
pub const ROOT: u8 = 1;
/// See [`ROOT`].
pub const OTHER: u8 = 2;
/// See [`ROOT`].
pub const OFFICE: u8 = 3;
/// See [`ROOT`].
pub const MEMBER: u8 = 4;

const BASIC_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 19];
const KEY_USAGE: &[u8] = &[0x55, 0x1d, 15];
const EXTENDED_KEY_USAGE: &[u8] = &[0x55, 0x1d, 37];
const SUBJECT_ALT_NAME: &[u8] = &[0x55, 0x1d, 17];

/// `keyCertSign` and `cRLSign`.
pub const AUTHORITY_USAGE: &[u8] = &[3, 2, 1, 0x06];
/// `digitalSignature`.
pub const MEMBER_USAGE: &[u8] = &[3, 2, 7, 0x80];

/// A certificate before it is signed.
#[derive(Clone)]
pub struct Draft {
    pub version: Vec<u8>,
    pub serial: Vec<u8>,
    pub algorithm: Vec<u8>,
    pub issuer: Vec<u8>,
    pub period: (String, String),
    pub subject: Vec<u8>,
    pub key: Vec<u8>,
    pub ids: Vec<u8>,
    pub extensions: Vec<Vec<u8>>,
}

/// The root of Riverside.
pub fn root() -> Draft {
    let name = name(&[organisation("Riverside")]);
    Draft {
        version: tlv(0xa0, &integer(&[2])),
        serial: integer(&[1]),
        algorithm: ed25519(),
        issuer: name.clone(),
        period: owned(ROOT_PERIOD),
        subject: name,
        key: key_info(&public(ROOT)),
        ids: Vec::new(),
        extensions: vec![constraints(true, None), usage(AUTHORITY_USAGE)],
    }
}

/// An intermediate of Riverside, which the root issues.
pub fn office() -> Draft {
    Draft {
        serial: integer(&[2]),
        subject: name(&[organisation("Riverside"), common_name("office")]),
        key: key_info(&public(OFFICE)),
        ..root()
    }
}

/// A member of Riverside with two roles, which the root issues.
pub fn member() -> Draft {
    Draft {
        serial: integer(&[0x4a, 0x11]),
        period: owned(MEMBER_PERIOD),
        subject: name(&[organisation("Riverside"), common_name("dr-lee")]),
        key: key_info(&public(MEMBER)),
        extensions: vec![
            usage(MEMBER_USAGE),
            purposes(&[MEMBER_PURPOSE_DER]),
            roles(&["doctor", "head of ward"]),
        ],
        ..root()
    }
}

impl Draft {
    /// The bytes of the certificate, signed with the key of a seed.
    pub fn sign(&self, seed: u8) -> Vec<u8> {
        let extensions = match self.extensions.is_empty() {
            true => Vec::new(),
            false => tlv(0xa3, &sequence(&self.extensions)),
        };
        let (from, until) = &self.period;
        let signed = sequence(&[
            self.version.clone(),
            self.serial.clone(),
            self.algorithm.clone(),
            self.issuer.clone(),
            sequence(&[time(from), time(until)]),
            self.subject.clone(),
            self.key.clone(),
            self.ids.clone(),
            extensions,
        ]);
        seal(&signed, &self.algorithm, seed)
    }

    /// With one more extension.
    pub fn with(mut self, extension: Vec<u8>) -> Draft {
        self.extensions.push(extension);
        self
    }

    /// With an extension in the place of the one that has the same identifier.
    pub fn instead(mut self, extension: Vec<u8>) -> Draft {
        let place = self
            .extensions
            .iter()
            .position(|one| number(one) == number(&extension));
        self.extensions[place.expect("there is one")] = extension;
        self
    }

    /// Without the extension `2.5.29.number`.
    pub fn without(mut self, which: u8) -> Draft {
        self.extensions.retain(|one| number(one) != Some(which));
        self
    }
}

/// A list of revoked certificates before it is signed.
#[derive(Clone)]
pub struct List {
    pub version: Vec<u8>,
    pub issuer: Vec<u8>,
    pub this: String,
    pub next: Option<String>,
    pub entries: Vec<Vec<u8>>,
    pub extensions: Vec<Vec<u8>>,
}

/// A list of Riverside's root with two entries, of February and March 2026.
pub fn list() -> List {
    List {
        version: integer(&[1]),
        issuer: root().subject,
        this: "260201000000Z".into(),
        next: Some("260401000000Z".into()),
        entries: vec![entry(&[0x4a, 0x11], &[]), entry(&[0, 0xff], &[])],
        extensions: vec![extension(&[0x55, 0x1d, 20], false, &integer(&[1]))],
    }
}

/// An entry of a list.
pub fn entry(serial: &[u8], extensions: &[Vec<u8>]) -> Vec<u8> {
    let mut parts = vec![integer(serial), time("260131000000Z")];
    if !extensions.is_empty() {
        parts.push(sequence(extensions));
    }
    sequence(&parts)
}

impl List {
    /// The bytes of the list, signed with the key of a seed.
    pub fn sign(&self, seed: u8) -> Vec<u8> {
        let mut parts = vec![
            self.version.clone(),
            ed25519(),
            self.issuer.clone(),
            time(&self.this),
        ];
        parts.extend(self.next.as_deref().map(time));
        if !self.entries.is_empty() {
            parts.push(sequence(&self.entries));
        }
        if !self.extensions.is_empty() {
            parts.push(tlv(0xa0, &sequence(&self.extensions)));
        }
        seal(&sequence(&parts), &ed25519(), seed)
    }
}

/// The public key of a seed.
pub fn public(seed: u8) -> [u8; 32] {
    VerificationKeyBytes::from(&signer(seed)).into()
}

fn signer(seed: u8) -> SigningKey {
    SigningKey::from([seed; 32])
}

/// What is signed, with its signature behind it.
pub fn seal(signed: &[u8], algorithm: &[u8], seed: u8) -> Vec<u8> {
    let signature = signer(seed).sign(signed).to_bytes();
    sequence(&[
        signed.to_vec(),
        algorithm.to_vec(),
        tlv(3, &[&[0][..], &signature].concat()),
    ])
}

/// An element of DER, in the shortest form.
pub fn tlv(tag: u8, contents: &[u8]) -> Vec<u8> {
    let length = contents.len();
    let mut bytes = vec![tag];
    match length {
        0..=0x7f => bytes.push(length as u8),
        0x80..=0xff => bytes.extend([0x81, length as u8]),
        _ => bytes.extend([0x82, (length >> 8) as u8, length as u8]),
    }
    bytes.extend(contents);
    bytes
}

/// A sequence.
pub fn sequence(parts: &[Vec<u8>]) -> Vec<u8> {
    tlv(0x30, &parts.concat())
}

/// A whole number by its bytes.
pub fn integer(bytes: &[u8]) -> Vec<u8> {
    tlv(2, bytes)
}

/// `id-Ed25519` without parameters.
pub fn ed25519() -> Vec<u8> {
    sequence(&[tlv(6, &[0x2b, 0x65, 0x70])])
}

/// A `SubjectPublicKeyInfo`.
pub fn key_info(key: &[u8]) -> Vec<u8> {
    sequence(&[ed25519(), tlv(3, &[&[0][..], key].concat())])
}

/// UTCTime when it has two digits for the year, GeneralizedTime when four.
pub fn time(text: &str) -> Vec<u8> {
    let tag = if text.len() == 13 { 0x17 } else { 0x18 };
    tlv(tag, text.as_bytes())
}

/// A name of parts, each alone in its set.
pub fn name(attributes: &[Vec<u8>]) -> Vec<u8> {
    let sets: Vec<Vec<u8>> = attributes.iter().map(|one| tlv(0x31, one)).collect();
    sequence(&sets)
}

/// An attribute `2.5.4.number` with a string of some kind.
pub fn attribute(number: u8, tag: u8, text: &[u8]) -> Vec<u8> {
    sequence(&[tlv(6, &[0x55, 4, number]), tlv(tag, text)])
}

/// O, in UTF-8.
pub fn organisation(name: &str) -> Vec<u8> {
    attribute(10, 0x0c, name.as_bytes())
}

/// CN, in UTF-8.
pub fn common_name(name: &str) -> Vec<u8> {
    attribute(3, 0x0c, name.as_bytes())
}

/// An extension.
pub fn extension(id: &[u8], critical: bool, contents: &[u8]) -> Vec<u8> {
    let critical = if critical {
        tlv(1, &[0xff])
    } else {
        Vec::new()
    };
    sequence(&[tlv(6, id), critical, tlv(4, contents)])
}

/// `basicConstraints`.
pub fn constraints(ca: bool, length: Option<u8>) -> Vec<u8> {
    let ca = if ca { tlv(1, &[0xff]) } else { Vec::new() };
    let length = length.map_or(Vec::new(), |length| integer(&[length]));
    extension(BASIC_CONSTRAINTS, true, &sequence(&[ca, length]))
}

/// `keyUsage` by its bits.
pub fn usage(bits: &[u8]) -> Vec<u8> {
    extension(KEY_USAGE, true, bits)
}

/// `extendedKeyUsage`.
pub fn purposes(ids: &[&[u8]]) -> Vec<u8> {
    let ids: Vec<Vec<u8>> = ids.iter().map(|id| tlv(6, id)).collect();
    extension(EXTENDED_KEY_USAGE, false, &sequence(&ids))
}

/// `subjectAltName` with URIs as they are given.
pub fn uris(uris: &[String]) -> Vec<u8> {
    let names: Vec<Vec<u8>> = uris.iter().map(|uri| tlv(0x86, uri.as_bytes())).collect();
    alternative_names(&names)
}

/// `subjectAltName` with names of any kind.
pub fn alternative_names(names: &[Vec<u8>]) -> Vec<u8> {
    extension(SUBJECT_ALT_NAME, false, &sequence(names))
}

/// `subjectAltName` with roles.
pub fn roles(names: &[&str]) -> Vec<u8> {
    let all: Vec<String> = names
        .iter()
        .map(|name| crate::role::role_uri(name))
        .collect();
    uris(&all)
}

/// The number of an extension `2.5.29.number`.
fn number(extension: &[u8]) -> Option<u8> {
    let id = [6, 3, 0x55, 0x1d];
    let place = extension.windows(4).position(|window| window == id)?;
    extension.get(place + 4).copied()
}

fn owned((from, until): (&str, &str)) -> (String, String) {
    (from.into(), until.into())
}
