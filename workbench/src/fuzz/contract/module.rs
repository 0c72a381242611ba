//! What can be read off a module: names of functions, and the words and numbers that its code knows.

use std::collections::{BTreeMap, BTreeSet};

use wasmparser::{
    BinaryReaderError, Data, DataKind, ExternalKind, FunctionBody, KnownCustom, Name, Operator,
    Parser, Payload, TypeRef,
};

/// The most words that are kept.
const WORDS_MAX: usize = 1_024;

/// The longest word.
const WORD_BYTES: usize = 64;

/// The greatest number that may be the length of an input.
const LENGTH_MAX: usize = 1_024;

/// Words and numbers.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// Texts that the code names by place and length, whole data, pieces of it that can be read.
    pub(super) words: Vec<Vec<u8>>,
    /// Small numbers: lengths, counts, places.
    pub(super) lengths: Vec<usize>,
    /// Other numbers, little-endian, 4 or 8 bytes.
    pub(super) numbers: Vec<Vec<u8>>,
}

impl Words {
    /// The words of a module.
    pub(super) fn of(wasm: &[u8]) -> Result<Words, BinaryReaderError> {
        let mut data: Vec<(usize, &[u8])> = Vec::new();
        let mut code = Constants::default();
        code.lengths.extend([0, 1, 4, 8, 32]);
        for payload in Parser::new(0).parse_all(wasm) {
            match payload? {
                Payload::DataSection(segments) => {
                    for segment in segments {
                        data.extend(placed(&segment?)?);
                    }
                }
                Payload::CodeSectionEntry(body) => code.add(&body)?,
                _ => {}
            }
        }
        Ok(Words {
            words: words(&data, &code.pairs),
            lengths: code.lengths.into_iter().collect(),
            numbers: code.numbers.into_iter().take(WORDS_MAX).collect(),
        })
    }
}

/// The bytes of a segment, and where they are in the memory.
fn placed<'d>(segment: &Data<'d>) -> Result<Option<(usize, &'d [u8])>, BinaryReaderError> {
    let DataKind::Active { offset_expr, .. } = &segment.kind else {
        return Ok(None);
    };
    let place = match offset_expr.get_operators_reader().read()? {
        Operator::I32Const { value } => Some(value as u32 as usize),
        _ => None,
    };
    Ok(place.map(|place| (place, segment.data)))
}

/// The constants of code.
#[derive(Debug, Default)]
struct Constants {
    /// Two of 32 bits, one right after another: a place and a length, perhaps.
    pairs: BTreeSet<(usize, usize)>,
    lengths: BTreeSet<usize>,
    numbers: BTreeSet<Vec<u8>>,
}

impl Constants {
    fn add(&mut self, body: &FunctionBody<'_>) -> Result<(), BinaryReaderError> {
        let mut before = None;
        for operator in body.get_operators_reader()? {
            let now = match operator? {
                Operator::I32Const { value } => {
                    let number = value as u32 as usize;
                    self.lengths
                        .extend((number <= LENGTH_MAX).then_some(number));
                    self.numbers.insert(value.to_le_bytes().into());
                    Some(number)
                }
                Operator::I64Const { value } => {
                    self.numbers.insert(value.to_le_bytes().into());
                    None
                }
                _ => None,
            };
            self.pairs.extend(before.zip(now));
            before = now;
        }
        Ok(())
    }
}

fn words(data: &[(usize, &[u8])], pairs: &BTreeSet<(usize, usize)>) -> Vec<Vec<u8>> {
    let mut words: BTreeSet<Vec<u8>> = BTreeSet::new();
    for (place, length) in pairs
        .iter()
        .filter(|(_, length)| (1..=WORD_BYTES).contains(length))
    {
        for (start, bytes) in data {
            let from = place.checked_sub(*start);
            let found = from.and_then(|from| bytes.get(from..from + length));
            words.extend(found.map(<[u8]>::to_vec));
        }
    }
    for (_, bytes) in data {
        if (1..=WORD_BYTES).contains(&bytes.len()) {
            words.insert(bytes.to_vec());
        }
        let is_readable = |byte: &u8| byte.is_ascii_graphic();
        let readable = bytes.split(|byte| !is_readable(byte));
        let readable = readable.filter(|word| (2..=WORD_BYTES).contains(&word.len()));
        words.extend(readable.map(<[u8]>::to_vec));
    }
    words.into_iter().take(WORDS_MAX).collect()
}

/// The names of the functions that a module defines, in their order: its own, or exported, or a number. No two are the same.
pub(super) fn names(wasm: &[u8]) -> Result<Vec<String>, BinaryReaderError> {
    let mut names: BTreeMap<u32, String> = BTreeMap::new();
    let (mut imported, mut defined) = (0, 0);
    for payload in Parser::new(0).parse_all(wasm) {
        match payload? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::FunctionSection(functions) => defined = functions.count(),
            Payload::ExportSection(exports) => {
                for export in exports {
                    let export = export?;
                    if export.kind == ExternalKind::Func {
                        names.insert(export.index, export.name.to_owned());
                    }
                }
            }
            Payload::CustomSection(custom) => {
                if let KnownCustom::Name(sections) = custom.as_known() {
                    // Nothing depends on this section: what of it cannot be read is left out.
                    for section in sections.into_iter().flatten() {
                        if let Name::Function(functions) = section {
                            for naming in functions.into_iter().flatten() {
                                let name = || naming.name.to_owned();
                                names.entry(naming.index).or_insert_with(name);
                            }
                        }
                    }
                }
            }
            _ => {}
        }
    }
    let mut known = BTreeSet::new();
    let name = |index: u32| {
        let name = names.get(&index).cloned();
        let name = name.unwrap_or_else(|| format!("function {index}"));
        match known.insert(name.clone()) {
            true => name,
            false => format!("{name} (function {index})"),
        }
    };
    Ok((imported..imported + defined).map(name).collect())
}
