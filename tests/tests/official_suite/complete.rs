//! A module with what makes it a contract: a memory of one page, and one entry that does nothing.
//!
//! What the suite tests stays as it is: types, imports, tables, globals, start, elements, code, data. The memory, the exports
//! and the custom sections are replaced.

use wasmparser::{BinaryReader, Parser, Payload};

/// Numbers of sections, in the order in which they must stand.
const ORDER: &[u8] = &[1, 2, 3, 4, 5, 13, 6, 7, 8, 9, 12, 10, 11];

const TYPES: u8 = 1;
const FUNCTIONS: u8 = 3;
const MEMORY: u8 = 5;
const EXPORTS: u8 = 7;
const CODE: u8 = 10;

/// The completed module; nothing when its sections cannot be read.
pub fn completed(module: &[u8]) -> Option<Vec<u8>> {
    let sections = sections(module)?;
    let counts = counts(module)?;
    let entry = number(counts.imported + counts.defined);
    let mut bytes = b"\0asm\x01\0\0\0".to_vec();
    for id in ORDER {
        let found = sections
            .iter()
            .find(|(of, _)| of == id)
            .map(|(_, contents)| *contents);
        let contents = match *id {
            TYPES => Some(appended(found, &[0x60, 0, 0])?),
            FUNCTIONS => Some(appended(found, &number(counts.types))?),
            // One memory, whose maximum is its minimum: one page.
            MEMORY => Some(vec![1, 1, 1, 1]),
            EXPORTS => Some([b"\x02\x06memory\x02\0\x03run\0".as_slice(), &entry].concat()),
            CODE => Some(appended(found, &[2, 0, 0x0b])?),
            _ => found.map(<[u8]>::to_vec),
        };
        if let Some(contents) = contents {
            bytes.push(*id);
            bytes.extend(number(contents.len() as u32));
            bytes.extend(contents);
        }
    }
    Some(bytes)
}

/// The sections by number, custom ones left out.
fn sections(module: &[u8]) -> Option<Vec<(u8, &[u8])>> {
    let contents = module.strip_prefix(b"\0asm\x01\0\0\0")?;
    let mut reader = BinaryReader::new(contents, 0);
    let mut sections = Vec::new();
    while !reader.eof() {
        let id = reader.read_u8().ok()?;
        let size = reader.read_var_u32().ok()?;
        let contents = reader.read_bytes(size as usize).ok()?;
        if id != 0 {
            sections.push((id, contents));
        }
    }
    Some(sections)
}

/// How many of what a module has.
#[derive(Default)]
struct Counts {
    types: u32,
    imported: u32,
    defined: u32,
}

fn counts(module: &[u8]) -> Option<Counts> {
    let mut counts = Counts::default();
    for payload in Parser::new(0).parse_all(module) {
        match payload.ok()? {
            Payload::TypeSection(section) => {
                for group in section {
                    counts.types += group.ok()?.types().len() as u32;
                }
            }
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    let is_function = matches!(import.ok()?.ty, wasmparser::TypeRef::Func(_));
                    counts.imported += u32::from(is_function);
                }
            }
            Payload::FunctionSection(section) => counts.defined = section.count(),
            _ => {}
        }
    }
    Some(counts)
}

/// A vector with one item more.
fn appended(vector: Option<&[u8]>, item: &[u8]) -> Option<Vec<u8>> {
    let mut reader = BinaryReader::new(vector.unwrap_or(&[0]), 0);
    let count = reader.read_var_u32().ok()?;
    let items = reader.read_bytes(reader.bytes_remaining()).ok()?;
    Some([&number(count.checked_add(1)?), items, item].concat())
}

/// A number as modules have it.
fn number(mut value: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let low = (value & 0x7f) as u8;
        value >>= 7;
        if value == 0 {
            bytes.push(low);
            return bytes;
        }
        bytes.push(low | 0x80);
    }
}
