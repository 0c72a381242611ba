//! Bytes -> contents: every section that can be read, up to the first that cannot.

use std::collections::BTreeMap;

use abi::host::{HOST_FUNCTIONS, INTERFACE_SECTION, NAMESPACE};
use wasmparser::{
    CompositeInnerType, ConstExpr, CustomSectionReader, DataKind, Error, ExternalKind, FromReader,
    FuncType, FunctionBody, Imports, KnownCustom, Operator, Parser, Payload, SectionLimited,
    TypeRef, ValType, WasmFeatures,
};

use super::names::Names;
use super::{Export, Function, Import, Section, Segment};

/// What was read.
#[derive(Default)]
pub(super) struct Contents<'a> {
    pub(super) sections: Vec<Section>,
    pub(super) imports: Vec<Import>,
    pub(super) exports: Vec<Export>,
    pub(super) memories: Vec<(u64, Option<u64>)>,
    pub(super) globals: Vec<Global>,
    pub(super) functions: Vec<Function>,
    pub(super) bodies: Vec<FunctionBody<'a>>,
    pub(super) data: Vec<Data<'a>>,
    pub(super) names: Names,
    /// The content of the section that makes a module a policy.
    pub(super) interface: Option<&'a [u8]>,
    pub(super) unread: Option<(u64, String)>,
    /// `None` for what is no function's type.
    types: Vec<Option<String>>,
    /// The type of each function that the module defines.
    function_types: Vec<u32>,
    /// Imported functions come first in the numbering.
    imported_functions: u32,
    /// So do imported globals.
    pub(super) imported_globals: u32,
}

/// A global.
pub(super) struct Global {
    pub(super) mutable: bool,
    /// What it begins as, as the bits of an i64, when that is one constant.
    pub(super) value: Option<i64>,
}

/// A data segment with its bytes.
pub(super) struct Data<'a> {
    pub(super) segment: Segment,
    pub(super) bytes: &'a [u8],
}

/// Reads what can be read.
pub(super) fn contents(bytes: &[u8]) -> Contents<'_> {
    let mut contents = Contents::default();
    let mut parser = Parser::new(0);
    parser.set_features(WasmFeatures::all());
    for payload in parser.parse_all(bytes) {
        let added = payload.and_then(|payload| contents.add(payload, bytes.len() as u64));
        if let Err(error) = added {
            contents.unread = Some((error.offset(), error.message().to_owned()));
            break;
        }
    }
    contents.name_functions();
    contents
}

impl<'a> Contents<'a> {
    /// Takes a part of a module of so many bytes.
    fn add(&mut self, payload: Payload<'a>, all: u64) -> Result<(), Error> {
        let range = payload.as_section().map(|(_, range)| range);
        let mut section = |name: &str, items: Option<u32>| {
            if let Some(range) = &range {
                self.sections.push(Section {
                    name: name.to_owned(),
                    offset: range.start,
                    // A section of code may say that it is longer than what is there.
                    bytes: range.end.min(all).saturating_sub(range.start),
                    items: items.map(u64::from),
                });
            }
        };
        match payload {
            Payload::TypeSection(reader) => {
                section("types", Some(reader.count()));
                self.add_types(reader)
            }
            Payload::ImportSection(reader) => {
                section("imports", Some(reader.count()));
                each(reader, |imports| self.add_imports(imports))
            }
            Payload::FunctionSection(reader) => {
                section("functions", Some(reader.count()));
                each(reader, |ty| {
                    self.function_types.push(ty);
                    Ok(())
                })
            }
            Payload::MemorySection(reader) => {
                section("memories", Some(reader.count()));
                each(reader, |memory| {
                    self.memories.push((memory.initial, memory.maximum));
                    Ok(())
                })
            }
            Payload::GlobalSection(reader) => {
                section("globals", Some(reader.count()));
                each(reader, |global| {
                    self.globals.push(Global {
                        mutable: global.ty.mutable,
                        value: constant(&global.init_expr),
                    });
                    Ok(())
                })
            }
            Payload::ExportSection(reader) => {
                section("exports", Some(reader.count()));
                each(reader, |export| {
                    self.exports.push(Export {
                        name: export.name.to_owned(),
                        kind: kind(export.kind),
                        index: export.index,
                    });
                    Ok(())
                })
            }
            Payload::DataSection(reader) => {
                section("data", Some(reader.count()));
                each(reader, |data| {
                    self.add_data(&data);
                    Ok(())
                })
            }
            Payload::CodeSectionStart { count, .. } => {
                section("code", Some(count));
                Ok(())
            }
            Payload::CodeSectionEntry(body) => {
                self.add_body(body);
                Ok(())
            }
            Payload::CustomSection(reader) => {
                let name: String = reader.name().escape_debug().take(80).collect();
                section(&format!("custom \"{name}\""), None);
                self.add_custom(&reader);
                Ok(())
            }
            Payload::TableSection(reader) => {
                section("tables", Some(reader.count()));
                Ok(())
            }
            Payload::ElementSection(reader) => {
                section("elements", Some(reader.count()));
                Ok(())
            }
            Payload::TagSection(reader) => {
                section("tags", Some(reader.count()));
                Ok(())
            }
            Payload::StartSection { .. } => {
                section("start", None);
                Ok(())
            }
            Payload::DataCountSection { .. } => {
                section("data count", None);
                Ok(())
            }
            // What has no place of its own, the version and the end, is no section.
            _ => {
                section("unknown", None);
                Ok(())
            }
        }
    }

    fn add_types(&mut self, reader: wasmparser::TypeSectionReader<'a>) -> Result<(), Error> {
        each(reader, |group| {
            for ty in group.into_types() {
                self.types.push(match &ty.composite_type.inner {
                    CompositeInnerType::Func(function) => Some(signature(function)),
                    _ => None,
                });
            }
            Ok(())
        })
    }

    fn add_imports(&mut self, imports: Imports<'a>) -> Result<(), Error> {
        match imports {
            Imports::Single(_, import) => self.add_import(import.module, import.name, import.ty),
            Imports::Compact1 { module, items } => {
                for item in items {
                    let item = item?;
                    self.add_import(module, item.name, item.ty);
                }
            }
            Imports::Compact2 { module, ty, names } => {
                for name in names {
                    self.add_import(module, name?, ty);
                }
            }
        }
        Ok(())
    }

    fn add_import(&mut self, module: &str, name: &str, ty: TypeRef) {
        let ty = match ty {
            TypeRef::Func(index) | TypeRef::FuncExact(index) => {
                self.imported_functions = self.imported_functions.saturating_add(1);
                format!("function {}", self.type_at(index))
            }
            TypeRef::Table(_) => "table".into(),
            TypeRef::Memory(_) => "memory".into(),
            TypeRef::Global(_) => {
                self.imported_globals = self.imported_globals.saturating_add(1);
                "global".into()
            }
            TypeRef::Tag(_) => "tag".into(),
        };
        let row = HOST_FUNCTIONS.iter().find(|row| row.name == name);
        self.imports.push(Import {
            module: module.to_owned(),
            name: name.to_owned(),
            ty,
            row: row.filter(|_| module == NAMESPACE),
        });
    }

    fn add_data(&mut self, data: &wasmparser::Data<'a>) {
        let address = match &data.kind {
            DataKind::Active { offset_expr, .. } => {
                constant(offset_expr).map(|address| address as u32)
            }
            DataKind::Passive => None,
        };
        self.data.push(Data {
            segment: Segment {
                address,
                bytes: data.data.len() as u64,
            },
            bytes: data.data,
        });
    }

    fn add_body(&mut self, body: FunctionBody<'a>) {
        let position = self.bodies.len();
        let ty = self.function_types.get(position);
        let ty = ty.map_or_else(|| "of an unknown type".into(), |ty| self.type_at(*ty));
        let range = body.range();
        self.functions.push(Function {
            index: self.imported_functions.saturating_add(position as u32),
            name: None,
            ty,
            offset: range.start,
            bytes: range.end.saturating_sub(range.start),
        });
        self.bodies.push(body);
    }

    fn add_custom(&mut self, reader: &CustomSectionReader<'a>) {
        if reader.name() == INTERFACE_SECTION {
            self.interface = Some(reader.data());
        }
        if let KnownCustom::Name(names) = reader.as_known() {
            self.names.add(names);
        }
    }

    fn type_at(&self, index: u32) -> String {
        let found = self.types.get(index as usize).cloned().flatten();
        found.unwrap_or_else(|| "of an unknown type".into())
    }

    /// Gives functions their names, or else what they are exported as.
    fn name_functions(&mut self) {
        let functions = self
            .exports
            .iter()
            .filter(|export| export.kind == "function");
        let exported: BTreeMap<u32, &str> = functions
            .rev()
            .map(|export| (export.index, export.name.as_str()))
            .collect();
        for function in &mut self.functions {
            let name = self.names.functions.get(&function.index).cloned();
            let exported = || exported.get(&function.index).map(|name| (*name).to_owned());
            function.name = name.or_else(exported);
        }
    }
}

/// Does `add` with each item of a section.
fn each<'a, T: FromReader<'a>>(
    section: SectionLimited<'a, T>,
    mut add: impl FnMut(T) -> Result<(), Error>,
) -> Result<(), Error> {
    section.into_iter().try_for_each(|item| add(item?))
}

fn kind(kind: ExternalKind) -> &'static str {
    match kind {
        ExternalKind::Func | ExternalKind::FuncExact => "function",
        ExternalKind::Table => "table",
        ExternalKind::Memory => "memory",
        ExternalKind::Global => "global",
        ExternalKind::Tag => "tag",
    }
}

/// Parameters and results: `(i32 i64) -> i32`.
fn signature(function: &FuncType) -> String {
    let words = |types: &[ValType]| {
        let words: Vec<String> = types.iter().map(ToString::to_string).collect();
        words.join(" ")
    };
    let results = match function.results() {
        [] => "nothing".into(),
        results => words(results),
    };
    format!("({}) -> {results}", words(function.params()))
}

/// The value of an expression that is one constant, as the bits of an i64.
fn constant(expression: &ConstExpr<'_>) -> Option<i64> {
    let mut reader = expression.get_operators_reader();
    match reader.read().ok()? {
        Operator::I32Const { value } => Some(i64::from(value)),
        Operator::I64Const { value } => Some(value),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
