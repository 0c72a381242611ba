//! What a name in quotes may hold: one script, NFC, nothing invisible. Two names that look the same to the officer who signs
//! must be the same to the contract, so the lookalikes are refused on the way from text to syntax.

use super::unicode_tables::{COMBINING_CLASS, COMPOSED_PAIRS, REPLACED};

/// Why a text in quotes cannot be a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NameFault {
    /// There is nothing in the quotes.
    Empty,
    /// A character that cannot be seen.
    Invisible(char),
    /// A space at the start, at the end, or after another.
    Space,
    /// Written with combining marks that have a composed form, or with characters that have been replaced.
    NotComposed,
    /// Letters of two scripts.
    Mixed(&'static str, &'static str),
}

/// Finds the first reason why `text` cannot be a name in quotes.
pub(super) fn fault(text: &str) -> Option<NameFault> {
    if text.is_empty() {
        return Some(NameFault::Empty);
    }
    if let Some(invisible) = text.chars().find(|&character| is_invisible(character)) {
        return Some(NameFault::Invisible(invisible));
    }
    if text.starts_with(' ') || text.ends_with(' ') || text.contains("  ") {
        return Some(NameFault::Space);
    }
    if text.is_ascii() {
        return None;
    }
    if !is_nfc(text) {
        return Some(NameFault::NotComposed);
    }
    mixed_scripts(text).map(|(one, other)| NameFault::Mixed(one, other))
}

/// Whether a character leaves no mark of its own: controls, format and default-ignorable characters, spaces other than the
/// plain one, fillers, private and unassigned ones that most fonts lack.
pub(crate) fn is_invisible(character: char) -> bool {
    character.is_control()
        || (character.is_whitespace() && character != ' ')
        || matches!(u32::from(character),
            0x00AD | 0x034F | 0x061C | 0x115F | 0x1160 | 0x17B4 | 0x17B5 | 0x180B..=0x180F
            | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x206F | 0x2800 | 0x3164
            | 0xE000..=0xF8FF | 0xFE00..=0xFE0F | 0xFEFF | 0xFFA0 | 0xFFF0..=0xFFFB
            | 0x1BCA0..=0x1BCA3 | 0x1D173..=0x1D17A | 0xE0000..=0xE0FFF | 0xF0000..=0x10FFFF)
}

/// Whether a character reorders the text around it when it is shown.
pub(super) fn reorders(character: char) -> bool {
    matches!(u32::from(character), 0x061C | 0x200E | 0x200F | 0x202A..=0x202E | 0x2066..=0x2069)
}

/// Whether a text is in Unicode's normalization form C.
///
/// # Source
/// UAX #15: no character that the form replaces, marks in canonical order, no pair that composes.
fn is_nfc(text: &str) -> bool {
    let mut starter: Option<u32> = None;
    let mut last_class = 0;
    for character in text.chars().map(u32::from) {
        let class = combining_class(character);
        let adjacent = last_class == 0 || (class != 0 && last_class < class);
        let composes = adjacent && starter.is_some_and(|starter| compose(starter, character));
        if is_replaced(character) || composes || (class != 0 && last_class > class) {
            return false;
        }
        if class == 0 {
            starter = Some(character);
        }
        last_class = class;
    }
    true
}

fn is_replaced(character: u32) -> bool {
    let after = REPLACED.partition_point(|&(first, _)| first <= character);
    after
        .checked_sub(1)
        .and_then(|at| REPLACED.get(at))
        .is_some_and(|&(_, last)| character <= last)
}

fn combining_class(character: u32) -> u8 {
    let after = COMBINING_CLASS.partition_point(|&(first, _, _)| first <= character);
    let range = after.checked_sub(1).and_then(|at| COMBINING_CLASS.get(at));
    range
        .filter(|&&(_, last, _)| character <= last)
        .map_or(0, |&(_, _, class)| class)
}

fn compose(first: u32, second: u32) -> bool {
    hangul_composes(first, second) || COMPOSED_PAIRS.binary_search(&(first, second)).is_ok()
}

fn hangul_composes(first: u32, second: u32) -> bool {
    let leading_and_vowel =
        (0x1100..=0x1112).contains(&first) && (0x1161..=0x1175).contains(&second);
    let open_syllable = (0xAC00..=0xD7A3).contains(&first) && (first - 0xAC00).is_multiple_of(28);
    leading_and_vowel || (open_syllable && (0x11A8..=0x11C2).contains(&second))
}

/// Scripts that are written together: Japanese, Korean and Chinese each mix Han characters with their own.
const TOGETHER: &[&[&str]] = &[
    &["Han", "Hiragana", "Katakana"],
    &["Han", "Hangul"],
    &["Han", "Bopomofo"],
];

/// Two scripts of one text that are not written together, if there are such.
fn mixed_scripts(text: &str) -> Option<(&'static str, &'static str)> {
    let mut seen: Vec<&'static str> = Vec::new();
    for script in text.chars().filter_map(script) {
        if let Some(other) = seen.iter().find(|seen| !together(seen, script)) {
            return Some((other, script));
        }
        if !seen.contains(&script) {
            seen.push(script);
        }
    }
    None
}

fn together(one: &str, other: &str) -> bool {
    let family = |family: &&[&str]| family.contains(&one) && family.contains(&other);
    one == other || TOGETHER.iter().any(family)
}

/// The script of a letter; nothing for digits, marks, punctuation and signs, which go with any script.
///
/// Letters outside these blocks count as one more script, so that mixing them with a known one is refused.
fn script(character: char) -> Option<&'static str> {
    if !character.is_alphabetic() || combining_class(u32::from(character)) != 0 {
        return None;
    }
    Some(match u32::from(character) {
        0x0041..=0x024F | 0x0250..=0x02AF | 0x1D00..=0x1D25 | 0x1D2C..=0x1D5C => "Latin",
        0x1D62..=0x1D65 | 0x1D6B..=0x1D77 | 0x1D79..=0x1DBE | 0x1E00..=0x1EFF => "Latin",
        0x2071 | 0x207F | 0x2090..=0x209C | 0x212A..=0x212B | 0x2132 | 0x214E => "Latin",
        0x2160..=0x2188 | 0x2C60..=0x2C7F | 0xA722..=0xA787 | 0xA78B..=0xA7FF => "Latin",
        0xAB30..=0xAB64 | 0xFB00..=0xFB06 | 0xFF21..=0xFF3A | 0xFF41..=0xFF5A => "Latin",
        0x02B0..=0x02FF => return None,
        0x0370..=0x03E1 | 0x03F0..=0x03FF | 0x1D26..=0x1D2A | 0x1F00..=0x1FFF => "Greek",
        0x03E2..=0x03EF | 0x2C80..=0x2CFF => "Coptic",
        0x0400..=0x052F | 0x1C80..=0x1C8F | 0x1D2B | 0x1D78 | 0x2DE0..=0x2DFF => "Cyrillic",
        0xA640..=0xA69F => "Cyrillic",
        0x0531..=0x058F | 0xFB13..=0xFB17 => "Armenian",
        0x0590..=0x05FF | 0xFB1D..=0xFB4F => "Hebrew",
        0x0600..=0x06FF | 0x0750..=0x077F | 0x0870..=0x08FF | 0xFB50..=0xFEFC => "Arabic",
        0x0700..=0x074F | 0x0860..=0x086F => "Syriac",
        0x0780..=0x07BF => "Thaana",
        0x07C0..=0x07FF => "Nko",
        0x0900..=0x097F | 0xA8E0..=0xA8FF => "Devanagari",
        0x0980..=0x09FF => "Bengali",
        0x0A00..=0x0A7F => "Gurmukhi",
        0x0A80..=0x0AFF => "Gujarati",
        0x0B00..=0x0B7F => "Oriya",
        0x0B80..=0x0BFF => "Tamil",
        0x0C00..=0x0C7F => "Telugu",
        0x0C80..=0x0CFF => "Kannada",
        0x0D00..=0x0D7F => "Malayalam",
        0x0D80..=0x0DFF => "Sinhala",
        0x0E00..=0x0E7F => "Thai",
        0x0E80..=0x0EFF => "Lao",
        0x0F00..=0x0FFF => "Tibetan",
        0x1000..=0x109F | 0xA9E0..=0xA9FF | 0xAA60..=0xAA7F => "Myanmar",
        0x10A0..=0x10FF | 0x1C90..=0x1CBF | 0x2D00..=0x2D2F => "Georgian",
        0x1100..=0x11FF | 0x3131..=0x318E | 0xA960..=0xA97F | 0xAC00..=0xD7FF => "Hangul",
        0x1200..=0x139F | 0x2D80..=0x2DDF | 0xAB01..=0xAB2F => "Ethiopic",
        0x13A0..=0x13FF | 0xAB70..=0xABBF => "Cherokee",
        0x1400..=0x167F | 0x18B0..=0x18FF => "Canadian syllabics",
        0x1780..=0x17FF => "Khmer",
        0x1800..=0x18AF => "Mongolian",
        0x3041..=0x309F => "Hiragana",
        0x30A0..=0x30FF | 0x31F0..=0x31FF | 0xFF66..=0xFF9F => "Katakana",
        0x3105..=0x312F | 0x31A0..=0x31BF => "Bopomofo",
        0x2E80..=0x2FDF | 0x3005..=0x3007 | 0x3021..=0x3029 | 0x3400..=0x9FFF => "Han",
        0xF900..=0xFAFF | 0x2_0000..=0x3_FFFF => "Han",
        _ => "another script",
    })
}

#[cfg(test)]
mod tests;
