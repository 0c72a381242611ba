//! Letters by their script: two scripts in one name can look like one.

use super::script;

/// Of each script a letter of every block that it has letters in.
const LETTERS: &[(&str, &[u32])] = &[
    (
        "Latin",
        &[
            0x0041, 0x0250, 0x1D00, 0x1D2C, 0x1D62, 0x1D6B, 0x1D79, 0x1E00, 0x2071, 0x207F, 0x2090,
            0x212A, 0x2132, 0x214E, 0x2160, 0x2C60, 0xA722, 0xA78B, 0xAB30, 0xFB00, 0xFF21, 0xFF41,
        ],
    ),
    ("Greek", &[0x03B1, 0x03F0, 0x1D26, 0x1F00]),
    ("Coptic", &[0x03E2, 0x2C80]),
    ("Cyrillic", &[0x0430, 0x1C80, 0x1D2B, 0x1D78, 0xA640]),
    ("Armenian", &[0x0531, 0xFB13]),
    ("Hebrew", &[0x05D0, 0xFB1D]),
    ("Arabic", &[0x0627, 0x0750, 0x0870, 0xFB50]),
    ("Syriac", &[0x0710, 0x0860]),
    ("Thaana", &[0x0780]),
    ("Nko", &[0x07CA]),
    ("Devanagari", &[0x0905, 0xA8F2]),
    ("Bengali", &[0x0985]),
    ("Gurmukhi", &[0x0A05]),
    ("Gujarati", &[0x0A85]),
    ("Oriya", &[0x0B05]),
    ("Tamil", &[0x0B85]),
    ("Telugu", &[0x0C05]),
    ("Kannada", &[0x0C85]),
    ("Malayalam", &[0x0D05]),
    ("Sinhala", &[0x0D85]),
    ("Thai", &[0x0E01]),
    ("Lao", &[0x0E81]),
    ("Tibetan", &[0x0F40]),
    ("Myanmar", &[0x1000, 0xA9E0, 0xAA60]),
    ("Georgian", &[0x10D0, 0x1C90, 0x2D00]),
    ("Hangul", &[0x1100, 0x3131, 0xA960, 0xAC00]),
    ("Ethiopic", &[0x1200, 0x2D80, 0xAB01]),
    ("Cherokee", &[0x13A0, 0xAB70]),
    ("Canadian syllabics", &[0x1401, 0x18B0]),
    ("Khmer", &[0x1780]),
    ("Mongolian", &[0x1820]),
    ("Hiragana", &[0x3042]),
    ("Katakana", &[0x30A2, 0x31F0, 0xFF71]),
    ("Bopomofo", &[0x3105, 0x31A0]),
    ("Han", &[0x3005, 0x3021, 0x3400, 0x4E00, 0xF900, 0x2_0000]),
];

#[test]
fn a_letter_is_of_the_script_of_its_block() {
    for (name, letters) in LETTERS {
        for letter in *letters {
            let letter = char::from_u32(*letter).unwrap();
            assert_eq!(script(letter), Some(*name), "{letter} {letter:?}");
        }
    }
}

#[test]
fn what_goes_with_any_script_has_none() {
    for sign in ['7', '_', '-', '\u{0301}', '\u{02B0}', '\u{2019}'] {
        assert_eq!(script(sign), None, "{sign:?}");
    }
}
