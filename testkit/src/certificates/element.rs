//! DER as a tree of elements, to be damaged and put together again with right lengths.

use crate::entropy::Entropy;

/// The bit of a tag that says that there are elements inside.
const CONSTRUCTED: u8 = 0x20;
/// The tag of bytes, in which extensions have elements, too.
const OCTETS: u8 = 4;
/// Elements that the damage may double or put in, so that a case stays small.
const PARTS: usize = 64;

/// A tag with what is inside it.
#[derive(Clone, Debug)]
pub struct Element {
    tag: u8,
    inside: Inside,
}

#[derive(Clone, Debug)]
enum Inside {
    Parts(Vec<Element>),
    Bytes(Vec<u8>),
}

impl Element {
    /// An element with bytes.
    pub fn of(tag: u8, bytes: Vec<u8>) -> Element {
        Element {
            tag,
            inside: Inside::Bytes(bytes),
        }
    }

    /// The one element that all of `bytes` are.
    pub fn parse(bytes: &[u8]) -> Option<Element> {
        match parse_all(bytes)?.as_slice() {
            [one] => Some(one.clone()),
            _ => None,
        }
    }

    /// The elements inside.
    pub fn parts_mut(&mut self) -> Option<&mut Vec<Element>> {
        match &mut self.inside {
            Inside::Parts(parts) => Some(parts),
            Inside::Bytes(_) => None,
        }
    }

    /// Its bytes, with the shortest lengths.
    pub fn bytes(&self) -> Vec<u8> {
        let inside = match &self.inside {
            Inside::Parts(parts) => parts.iter().flat_map(Element::bytes).collect(),
            Inside::Bytes(bytes) => bytes.clone(),
        };
        let length = inside.len();
        let mut bytes = vec![self.tag];
        match length {
            0..=0x7f => bytes.push(length as u8),
            0x80..=0xff => bytes.extend([0x81, length as u8]),
            _ => bytes.extend([0x82, (length >> 8) as u8, length as u8]),
        }
        bytes.extend(inside);
        bytes
    }

    /// Does one thing to one of the elements inside, at any depth.
    pub fn damage(&mut self, choices: &mut Entropy) {
        match &mut self.inside {
            Inside::Bytes(bytes) => damage_bytes(bytes, &mut self.tag, choices),
            Inside::Parts(parts) if parts.is_empty() => self.tag ^= 1 << choices.below(8),
            Inside::Parts(parts) => {
                let place = choices.below(parts.len());
                match choices.below(8) {
                    0 => drop(parts.remove(place)),
                    1 if parts.len() < PARTS => parts.insert(place, parts[place].clone()),
                    2 => {
                        let other = choices.below(parts.len());
                        parts.swap(place, other);
                    }
                    _ => parts[place].damage(choices),
                }
            }
        }
    }
}

fn damage_bytes(bytes: &mut Vec<u8>, tag: &mut u8, choices: &mut Entropy) {
    let place = choices.below(bytes.len().min(256));
    match (choices.below(8), bytes.is_empty()) {
        (0, _) => *tag ^= 1 << choices.below(8),
        (1, _) => bytes.push(choices.byte()),
        (2, false) => drop(bytes.remove(place)),
        (3, false) => bytes[place] = choices.byte(),
        (4, _) => bytes.clear(),
        // Digits stay digits, and letters letters: names, roles and times that are still some.
        (5, false) => bytes[place] ^= 1,
        (_, false) => bytes[place] ^= 1 << choices.below(8),
        (_, true) => bytes.push(0),
    }
}

fn parse_all(mut bytes: &[u8]) -> Option<Vec<Element>> {
    let mut parts = Vec::new();
    while let [tag, rest @ ..] = bytes {
        let (inside, after) = split(rest)?;
        let nested = match *tag {
            tag if tag & CONSTRUCTED != 0 => Some(parse_all(inside)?),
            OCTETS => parse_all(inside).filter(|parts| !parts.is_empty()),
            _ => None,
        };
        let inside = nested.map_or_else(|| Inside::Bytes(inside.to_vec()), Inside::Parts);
        parts.push(Element { tag: *tag, inside });
        bytes = after;
    }
    Some(parts)
}

/// What a length, and the bytes that it counts, stand in front of.
fn split(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    match *bytes {
        [0x82, high, low, ref rest @ ..] => {
            rest.split_at_checked(usize::from(high) << 8 | usize::from(low))
        }
        [0x81, length, ref rest @ ..] => rest.split_at_checked(usize::from(length)),
        [length @ 0..=0x7f, ref rest @ ..] => rest.split_at_checked(usize::from(length)),
        _ => None,
    }
}
