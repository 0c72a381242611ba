//! Reads a module section by section, no further than the limits on counts.

use abi::limits::{CODE_BYTES, CUSTOM_SECTIONS};
use abi::limits::{DATA_SEGMENTS, EXPORTS, FUNCTIONS, GLOBALS, IMPORTS, TYPES};
use wasmparser::{
    ConstExpr, CustomSectionReader, Data, Encoding, Export, FromReader, FuncType, FunctionBody,
    Global, Import, MemoryType, Operator, Parser, Payload, SectionLimited, WasmFeatures,
};

use super::rule::{self, Rule};
use crate::error::Refusal;

/// Something of the module with the offset of its first byte.
pub(super) struct At<T> {
    pub(super) offset: u64,
    pub(super) item: T,
}

/// A module's sections, read but not judged.
#[derive(Default)]
pub(super) struct Outline<'a> {
    /// `None` stands for a type that is not a function's.
    pub(super) types: Vec<At<Option<FuncType>>>,
    pub(super) imports: Vec<At<Import<'a>>>,
    /// The type of each function that the module defines.
    pub(super) functions: Vec<At<u32>>,
    pub(super) memories: Vec<At<MemoryType>>,
    pub(super) globals: Vec<At<Global<'a>>>,
    pub(super) exports: Vec<At<Export<'a>>>,
    pub(super) bodies: Vec<FunctionBody<'a>>,
    pub(super) data: Vec<At<Data<'a>>>,
    pub(super) customs: Vec<CustomSectionReader<'a>>,
}

/// Reads the outline of `bytes`.
///
/// # Errors
/// Reject: the bytes are no module, a section is not admitted, or there is too much of something.
pub(super) fn read(bytes: &[u8]) -> Result<Outline<'_>, Refusal> {
    let mut outline = Outline::default();
    let mut parser = Parser::new(0);
    // Everything is read, so that a rule can name what the module must not use.
    parser.set_features(WasmFeatures::all());
    for payload in parser.parse_all(bytes) {
        outline.add(payload.map_err(malformed)?)?;
    }
    Ok(outline)
}

/// The refusal of bytes that do not read as a module.
pub(super) fn malformed(error: wasmparser::Error) -> Refusal {
    rule::FORMAT.refuse(error.offset() as u64, error.message())
}

impl<'a> Outline<'a> {
    /// How many functions are imported; they come first in the numbering.
    pub(super) fn imported(&self) -> u32 {
        self.imports.len() as u32
    }

    /// The type of function `index`, imports counted.
    pub(super) fn function_type(&self, index: u32) -> Option<&FuncType> {
        let index = (index as usize).checked_sub(self.imports.len())?;
        self.type_at(self.functions.get(index)?.item)
    }

    /// The function type numbered `index`.
    pub(super) fn type_at(&self, index: u32) -> Option<&FuncType> {
        self.types.get(index as usize)?.item.as_ref()
    }

    /// Bytes of code, all functions together.
    pub(super) fn code_bytes(&self) -> u64 {
        self.bodies
            .iter()
            .map(|body| body.range().len() as u64)
            .sum()
    }

    fn add(&mut self, payload: Payload<'a>) -> Result<(), Refusal> {
        match payload {
            Payload::Version {
                encoding: Encoding::Module,
                ..
            } => Ok(()),
            Payload::Version { range, .. } => {
                Err(rule::FORMAT.refuse(range.start as u64, "a component is no contract"))
            }
            Payload::TypeSection(section) => self.add_types(section),
            Payload::ImportSection(section) => self.add_imports(section),
            Payload::FunctionSection(section) => gather(
                section,
                &mut self.functions,
                &rule::FUNCTION,
                "functions",
                FUNCTIONS,
            ),
            Payload::MemorySection(section) => {
                gather(section, &mut self.memories, &rule::MEMORY, "memories", 1)
            }
            Payload::GlobalSection(section) => gather(
                section,
                &mut self.globals,
                &rule::GLOBAL,
                "globals",
                GLOBALS,
            ),
            Payload::ExportSection(section) => gather(
                section,
                &mut self.exports,
                &rule::EXPORT,
                "exports",
                EXPORTS,
            ),
            Payload::DataSection(section) => gather(
                section,
                &mut self.data,
                &rule::DATA,
                "data segments",
                DATA_SEGMENTS,
            ),
            Payload::CodeSectionStart { count, range, .. } => {
                let offset = range.start as u64;
                rule::FUNCTION.limit("functions", u64::from(count), FUNCTIONS, offset)
            }
            Payload::CodeSectionEntry(body) => self.add_body(body),
            Payload::CustomSection(section) => self.add_custom(section),
            Payload::StartSection { range, .. } => {
                Err(rule::START.refuse(range.start as u64, "the module has a start function"))
            }
            Payload::End(_) => Ok(()),
            Payload::TableSection(section) => refuse_section("tables", section.range().start),
            Payload::ElementSection(section) => refuse_section("elements", section.range().start),
            Payload::TagSection(section) => refuse_section("tags", section.range().start),
            Payload::DataCountSection { range, .. } => refuse_section("a data count", range.start),
            Payload::UnknownSection { range, .. } => refuse_section("an unknown kind", range.start),
            _ => refuse_section("an unknown kind", 0),
        }
    }

    fn add_types(&mut self, section: wasmparser::TypeSectionReader<'a>) -> Result<(), Refusal> {
        let mut groups = Vec::new();
        gather(section, &mut groups, &rule::TYPE, "function types", TYPES)?;
        for At { offset, item } in groups {
            let mut types = item.into_types();
            let only = types
                .next()
                .filter(|ty| ty.is_final && ty.supertype_idx.is_none());
            let function = only.map(|ty| ty.composite_type).filter(|ty| !ty.shared);
            let function = function.and_then(|ty| match ty.inner {
                wasmparser::CompositeInnerType::Func(function) => Some(function),
                _ => None,
            });
            let item = function.filter(|_| types.next().is_none());
            self.types.push(At { offset, item });
        }
        Ok(())
    }

    fn add_imports(&mut self, section: wasmparser::ImportSectionReader<'a>) -> Result<(), Refusal> {
        let mut groups = Vec::new();
        gather(section, &mut groups, &rule::IMPORT, "imports", IMPORTS)?;
        for At { offset, item } in groups {
            let wasmparser::Imports::Single(_, item) = item else {
                return Err(rule::IMPORT.refuse(offset, "imports are grouped"));
            };
            self.imports.push(At { offset, item });
        }
        Ok(())
    }

    fn add_body(&mut self, body: FunctionBody<'a>) -> Result<(), Refusal> {
        let offset = body.range().start as u64;
        self.bodies.push(body);
        rule::FUNCTION.limit("bytes of code", self.code_bytes(), CODE_BYTES, offset)
    }

    fn add_custom(&mut self, section: CustomSectionReader<'a>) -> Result<(), Refusal> {
        let offset = section.range().start as u64;
        self.customs.push(section);
        let found = self.customs.len() as u64;
        rule::CUSTOM.limit("custom sections", found, CUSTOM_SECTIONS, offset)
    }
}

/// Reads the items of a section, but none when there are too many.
fn gather<'a, T: FromReader<'a>>(
    section: SectionLimited<'a, T>,
    items: &mut Vec<At<T>>,
    rule: &Rule,
    what: &str,
    max: u64,
) -> Result<(), Refusal> {
    let found = items.len() as u64 + u64::from(section.count());
    rule.limit(what, found, max, section.range().start as u64)?;
    for item in section.into_iter_with_offsets() {
        let (offset, item) = item.map_err(malformed)?;
        items.push(At {
            offset: offset as u64,
            item,
        });
    }
    Ok(())
}

fn refuse_section(what: &str, offset: usize) -> Result<(), Refusal> {
    Err(rule::SECTION.refuse(offset as u64, format!("the module has a section of {what}")))
}

/// The value of an expression that is one constant, as the bits of an i64.
pub(super) fn constant(expression: &ConstExpr<'_>) -> Option<i64> {
    let mut reader = expression.get_operators_reader();
    let value = match reader.read().ok()? {
        Operator::I32Const { value } => i64::from(value),
        Operator::I64Const { value } => value,
        _ => return None,
    };
    matches!(reader.read(), Ok(Operator::End))
        .then_some(value)
        .filter(|_| reader.eof())
}
