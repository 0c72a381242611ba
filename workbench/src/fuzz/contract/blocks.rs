//! A copy of a module with a mark in each straight piece of its code: where a piece is entered, a byte behind the module's own
//! memory becomes 1. Nothing else changes: no import, no number of a function, no value on the stack.
//!
//! ```text
//! memory  | the module's own pages | marks |          i32.const 0  i32.const 1  i32.store8 offset=MARK
//! ```
//!
//! The copy is for looking. It could tell itself apart by reading beyond its own memory; so a copy that differs from the
//! runtime is not believed before the module itself has differed, too.

use std::ops::Range;

use wasm_encoder::{
    CodeSection, Encode, Instruction, MemArg, MemArgTarget, MemorySection, MemoryType, Module,
    RawSection, SectionId,
};
use wasmparser::{BinaryReaderError, FunctionBody, Operator, Parser, Payload};

use super::module::names;

/// Bytes of a page of memory.
const PAGE: usize = 65_536;

/// A module with marks.
pub(super) struct Marked {
    pub(super) wasm: Vec<u8>,
    /// Where the marks are in its memory.
    pub(super) marks: Range<usize>,
    /// For each mark the name of its function.
    pub(super) functions: Vec<String>,
}

/// Puts marks into a module that was admitted.
pub(super) fn mark(wasm: &[u8]) -> Result<Marked, BinaryReaderError> {
    let names = names(wasm)?;
    let mut own_pages = 0;
    for payload in Parser::new(0).parse_all(wasm) {
        if let Payload::MemorySection(memories) = payload? {
            for memory in memories {
                own_pages += memory?.initial as usize;
            }
        }
    }
    let mut code = Code {
        wasm,
        first: own_pages * PAGE,
        functions: Vec::new(),
    };
    let mut bodies = CodeSection::new();
    let mut sections: Vec<(u8, Range<usize>)> = Vec::new();
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload?;
        if let Payload::CodeSectionEntry(body) = &payload {
            let name = names.get(bodies.len() as usize);
            let name = name.map(String::as_str).unwrap_or_default();
            bodies.raw(&code.body(body, name)?);
        } else if let Some((id, range)) = payload.as_section().filter(|(id, _)| *id != 0) {
            sections.push((id, place(&range)));
        }
    }
    let marks = code.first..code.first + code.functions.len();
    let pages = own_pages + code.functions.len().div_ceil(PAGE);
    let mut module = Module::new();
    for (id, range) in sections {
        if id == SectionId::Memory as u8 {
            module.section(&memory(pages as u64));
        } else if id == SectionId::Code as u8 {
            module.section(&bodies);
        } else {
            let data = wasm.get(range).unwrap_or_default();
            module.section(&RawSection { id, data });
        }
    }
    Ok(Marked {
        wasm: module.finish(),
        marks,
        functions: code.functions,
    })
}

/// Places in a module, which fits into memory.
fn place(range: &Range<u64>) -> Range<usize> {
    range.start as usize..range.end as usize
}

/// One memory of so many pages and no more.
fn memory(pages: u64) -> MemorySection {
    let mut memories = MemorySection::new();
    memories.memory(MemoryType {
        minimum: pages,
        maximum: Some(pages),
        memory64: false,
        shared: false,
        page_size_log2: None,
    });
    memories
}

/// Code under way, with the marks so far.
struct Code<'w> {
    wasm: &'w [u8],
    /// The address of the first mark.
    first: usize,
    functions: Vec<String>,
}

impl Code<'_> {
    /// The function with its marks.
    fn body(&mut self, body: &FunctionBody<'_>, name: &str) -> Result<Vec<u8>, BinaryReaderError> {
        let mut operators = body.get_operators_reader()?;
        let mut at = operators.original_position() as usize;
        let mut out = self.copied(body.range().start as usize..at);
        self.put(&mut out, name);
        while !operators.eof() {
            let begins_piece = matches!(
                operators.read()?,
                Operator::Loop { .. }
                    | Operator::If { .. }
                    | Operator::Else
                    | Operator::End
                    | Operator::BrIf { .. }
            );
            let end = operators.original_position() as usize;
            out.extend(self.copied(at..end));
            at = end;
            // Behind the last `end` the function is over.
            if begins_piece && !operators.eof() {
                self.put(&mut out, name);
            }
        }
        Ok(out)
    }

    fn copied(&self, range: Range<usize>) -> Vec<u8> {
        self.wasm.get(range).unwrap_or_default().to_vec()
    }

    fn put(&mut self, out: &mut Vec<u8>, name: &str) {
        let address = self.first + self.functions.len();
        self.functions.push(name.to_owned());
        let memarg = MemArg {
            offset: address as u64,
            align: 0,
            target: MemArgTarget::Memory(0),
            ordering: None,
        };
        let mark = [
            Instruction::I32Const(0),
            Instruction::I32Const(1),
            Instruction::I32Store8(memarg),
        ];
        mark.iter().for_each(|instruction| instruction.encode(out));
    }
}
