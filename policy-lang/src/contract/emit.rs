//! Image + evaluator -> Wasm: the sections of `evaluator.wat` with this policy's memory, constants
//! and tables in place of its empty ones, and the interface as a custom section.

use std::sync::LazyLock;

use abi::host::INTERFACE_SECTION;
use abi::interface::Interface;
use parity_scale_codec::Encode;
use wasm_encoder::{
    ConstExpr, CustomSection, DataSection, GlobalSection, GlobalType, MemorySection, MemoryType,
    Module, RawSection, SectionId, ValType,
};
use wasmparser::{Parser, Payload};

use super::layout::{Constant, Image};

/// The evaluator's text.
pub(super) const EVALUATOR: &str = include_str!("evaluator.wat");

/// The evaluator's sections: id and bytes, in their order; custom ones are `(0, name and bytes)`.
static SECTIONS: LazyLock<Vec<(u8, Vec<u8>)>> = LazyLock::new(|| {
    // The text is part of this crate and a test assembles it: neither step can fail at run time.
    let module = wat::parse_str(EVALUATOR).unwrap_or_default();
    sections(&module)
});

/// Assembles the module.
pub(super) fn emit(image: &Image, interface: &Interface) -> Vec<u8> {
    let mut module = Module::new();
    for (id, bytes) in SECTIONS.iter() {
        match SectionId::try_from_number(*id) {
            Some(SectionId::Memory) => {
                module.section(&memory(image));
            }
            Some(SectionId::Global) => {
                module.section(&globals(image));
            }
            Some(SectionId::Custom) => continue,
            _ => {
                module.section(&RawSection {
                    id: *id,
                    data: bytes,
                });
            }
        }
    }
    let mut data = DataSection::new();
    data.active(
        0,
        &ConstExpr::i32_const(image.data_address as i32),
        image.data.iter().copied(),
    );
    module.section(&data);
    let bytes = interface.encode();
    module.section(&CustomSection {
        name: INTERFACE_SECTION.into(),
        data: (&bytes).into(),
    });
    for (_, bytes) in SECTIONS
        .iter()
        .filter(|(id, _)| *id == SectionId::Custom as u8)
    {
        module.section(&RawSection {
            id: SectionId::Custom as u8,
            data: bytes,
        });
    }
    module.finish()
}

fn memory(image: &Image) -> MemorySection {
    let mut section = MemorySection::new();
    section.memory(MemoryType {
        minimum: image.pages,
        maximum: Some(image.pages),
        memory64: false,
        shared: false,
        page_size_log2: None,
    });
    section
}

fn globals(image: &Image) -> GlobalSection {
    let mut section = GlobalSection::new();
    for (_, constant) in &image.constants {
        let (val_type, value) = match constant {
            Constant::I32(value) => (ValType::I32, ConstExpr::i32_const(*value as i32)),
            Constant::I64(value) => (ValType::I64, ConstExpr::i64_const(*value as i64)),
        };
        section.global(
            GlobalType {
                val_type,
                mutable: false,
                shared: false,
            },
            &value,
        );
    }
    section
}

/// The sections of a module as their ids and bodies.
fn sections(module: &[u8]) -> Vec<(u8, Vec<u8>)> {
    let mut sections = Vec::new();
    for payload in Parser::new(0).parse_all(module).flatten() {
        if let Payload::CodeSectionEntry(_) = payload {
            continue;
        }
        if let Some((id, range)) = payload.as_section()
            && let Some(bytes) = module.get(range.start as usize..range.end as usize)
        {
            sections.push((id, bytes.to_vec()));
        }
    }
    sections
}

/// Section ids by number; `wasm-encoder` has them the other way round only.
trait FromNumber: Sized {
    fn try_from_number(id: u8) -> Option<Self>;
}

impl FromNumber for SectionId {
    fn try_from_number(id: u8) -> Option<SectionId> {
        [SectionId::Custom, SectionId::Memory, SectionId::Global]
            .into_iter()
            .find(|section| *section as u8 == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_evaluator_assembles_and_has_its_sections() {
        assert!(
            wat::parse_str(EVALUATOR).is_ok(),
            "{:?}",
            wat::parse_str(EVALUATOR)
        );
        let ids: Vec<u8> = SECTIONS.iter().map(|(id, _)| *id).collect();
        assert_eq!(ids, [1, 2, 3, 5, 6, 7, 10, 0]);
    }
}
