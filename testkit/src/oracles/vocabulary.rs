//! Words and codes: what a code means is what the plain table says, however it is packed, and every search ends.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use abi::bind::Binding;
use abi::codebook::CodeBook;
use abi::interface::Interface;
use abi::limits::NAME_BYTES;
use abi::terms::CategoryTerm;
use parity_scale_codec::{Decode, Encode};
use policy_lang::vocabulary::search::{Entry, EntryKind, around, entries, find, nearest_word};
use policy_lang::vocabulary::vocabulary;

use super::ENGINE;
use crate::entropy::Entropy;

static ENTRIES: LazyLock<Vec<Entry>> = LazyLock::new(entries);

/// The smallest policy's words, with the codes of the vocabulary and none of its own.
static BINDING: LazyLock<Binding> = LazyLock::new(|| {
    let text = contracts::BLOODWORK;
    let policy = policy_lang::check(text, "bloodwork").policy;
    let contract = policy_lang::contract::compile(&policy.expect("a policy"), text);
    let wasm = contract.expect("it fits").wasm;
    let loaded = runtime::Policy::load(&ENGINE, &wasm).expect("it is admitted");
    Binding::new(loaded.interface().clone())
});

/// Codes of a book, at the most.
const CODES: usize = 60;

/// Looks codes up as `bytes` say, and asserts that a book of them packs to what a map holds, that the vocabulary's mean
/// what its table says, and that a search and a walk up the trees end. Returns whether any code was found.
///
/// # Panics
/// When it is otherwise: that is the finding.
pub fn codes_mean_what_the_table_says(bytes: &[u8]) -> bool {
    let mut choices = Entropy::new(bytes);
    let found = a_book_is_a_map(&mut choices);
    let known = the_vocabulary_is_its_table(&mut choices);
    searches_end(&mut choices);
    found || known
}

/// Addresses of code systems: some begin alike.
const SYSTEMS: [&str; 5] = [
    "http://loinc.org",
    "http://loinc.org/",
    "urn:a",
    "urn:b",
    "",
];

fn a_book_is_a_map(choices: &mut Entropy) -> bool {
    let count = choices.below(CODES);
    let categories = BINDING.interface().categories.len() as u32;
    let codes: Vec<(&str, String, u32)> = (0..count)
        .map(|_| {
            let system = *choices.pick(&SYSTEMS);
            (system, code(choices), choices.number() as u32 % categories)
        })
        .collect();
    let mut map: BTreeMap<(&str, &str), u32> = BTreeMap::new();
    for (system, code, category) in &codes {
        if !code.is_empty() && code.len() as u64 <= NAME_BYTES {
            map.entry((system, code)).or_insert(*category);
        }
    }
    let plain = codes.iter();
    let book = CodeBook::new(plain.map(|(system, code, category)| (*system, &**code, *category)));
    let again = CodeBook::decode(&mut book.encode().as_slice());
    assert_eq!(again.as_ref(), Ok(&book));
    assert_eq!(book.len(), map.len(), "{codes:?}");
    let listed = book.iter();
    let expected = map
        .iter()
        .map(|((system, code), category)| (*system, (*code).to_owned(), *category));
    assert!(listed.eq(expected), "{codes:?}");
    looked_up(book, &codes, &map, choices)
}

/// Every code of the book, and others beside it, in a policy that has the book.
fn looked_up(
    book: CodeBook,
    codes: &[(&str, String, u32)],
    map: &BTreeMap<(&str, &str), u32>,
    choices: &mut Entropy,
) -> bool {
    let interface = Interface {
        codes: book,
        ..BINDING.interface().clone()
    };
    let read = Interface::read(&interface.encode());
    let binding = Binding::new(read.expect("a book of known categories is sound"));
    let others: Vec<String> = (0..8).map(|_| code(choices)).collect();
    let all = codes.iter().map(|(_, code, _)| code).chain(&others);
    let mut is_found = false;
    for code in all {
        for system in SYSTEMS {
            let found = category(&binding, system, code);
            let expected = map.get(&(system, code.as_str())).copied();
            let unknown = binding.interface().unknown_category();
            assert_eq!(found, expected.unwrap_or(unknown), "{system} {code:?}");
            is_found |= expected.is_some();
        }
    }
    is_found
}

fn category(binding: &Binding, system: &str, code: &str) -> u32 {
    let term = CategoryTerm::Code {
        system: system.into(),
        code: code.into(),
    };
    binding.category(&term).expect("a code is never refused")
}

/// A code: of few letters, so that many begin alike; now and then long, or of other scripts.
fn code(choices: &mut Entropy) -> String {
    let letters = ["0", "1", "-", "A", "a", ".", "é", "\u{10ffff}"];
    let length = match choices.below(10) {
        1 => choices.position(NAME_BYTES as usize + 8),
        _ => choices.below(10),
    };
    (0..length).map(|_| *choices.pick(&letters)).collect()
}

/// A code of the vocabulary, or one with a slip, means what a walk through the whole table finds.
fn the_vocabulary_is_its_table(choices: &mut Entropy) -> bool {
    let table = &vocabulary().codes;
    let known = &table[choices.position(table.len())];
    let mut text = known.code.to_owned();
    match choices.below(5) {
        1 => drop(text.pop()),
        2 => text.push(*choices.pick(&['0', 'A', ' ', 'é'])),
        3 => text = text.to_lowercase(),
        4 => text = code(choices),
        _ => {}
    }
    let system = match choices.below(6) {
        1 => table[choices.position(table.len())].system,
        _ => known.system,
    };
    let mut rows = table.iter();
    let row = rows.find(|row| row.system == system && row.code == text);
    let found = category(&BINDING, system, &text);
    let interface = BINDING.interface();
    let name = interface.categories.get(found as usize);
    let name = name.map(|entry| entry.name.as_str());
    assert_eq!(name, row.map(|row| row.category), "{system} {text:?}");
    row.is_some()
}

fn searches_end(choices: &mut Entropy) {
    let words = [
        "lipid",
        "F10",
        "everything",
        "tr",
        "loinc",
        "",
        " ",
        "ß",
        "İ",
    ];
    let count = choices.below(4);
    let words: Vec<String> = (0..count)
        .map(|_| match choices.below(4) {
            1 => code(choices),
            2 => ENTRIES[choices.position(ENTRIES.len())].name.to_owned(),
            _ => (*choices.pick(&words)).to_owned(),
        })
        .collect();
    let found = find(&words, &ENTRIES);
    assert!(found.is_sorted_by_key(|(nearness, entry)| (*nearness, entry.kind)));
    if found.is_empty() {
        let nearest = nearest_word(&words, &ENTRIES);
        assert!(nearest.is_none_or(|word| !word.is_empty()));
    }
    let entry = &ENTRIES[choices.position(ENTRIES.len())];
    let outer = around(&ENTRIES, entry.kind, entry.name);
    assert!(outer.len() < 16, "{entry:?}: {outer:?}");
    // Each of them is an entry that lies within the one before; the last is what the entry lies within. A code lies
    // within a category, and another system may have a code that is written alike.
    let mut within = entry.within.filter(|_| entry.kind != EntryKind::Code);
    for name in outer.iter().rev().filter(|_| entry.kind != EntryKind::Code) {
        assert_eq!(within, Some(*name), "{entry:?}: {outer:?}");
        let is_outer = |other: &&Entry| other.kind == entry.kind && other.name == *name;
        let outer = ENTRIES.iter().find(is_outer);
        within = outer.expect("it is an entry").within;
    }
    assert!(within.is_none(), "{entry:?}: {outer:?}");
}
