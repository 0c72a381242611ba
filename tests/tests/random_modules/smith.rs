//! Modules of random operators, by `wasm-smith`, made such that admission takes a good share of them.
//!
//! What the generator cannot be told not to do is mended in the bytes, in place: an operator that grows
//! the memory becomes one of the same type, and a call that may lead back is sent to a later function of
//! the same type or becomes operators of its type, where there are such. One module in eight is not mended, or
//! made with something that admission refuses.

use std::fmt::Write;

use abi::host::{HOST_FUNCTIONS, ModuleKind, ValueType};
use testkit::entropy::{Entropy, seeded};
use wasm_smith::{Config, MemoryOffsetChoices, Module};
use wasmparser::{FuncType, Operator, Parser, Payload, TypeRef, ValType};

/// Bytes of a seed that make a module.
const MODULE_BYTES: usize = 1_600;

/// The module of a seed.
pub fn module(seed: u64) -> Vec<u8> {
    let bytes = seeded(seed, MODULE_BYTES);
    let (shape, code) = bytes.split_at(64);
    let mut choices = Entropy::new(shape);
    let oddity = choices.below(64);
    let config = config(&mut choices, oddity);
    let code = &code[..200 + 5 * choices.below(256)];
    let mut source = arbitrary::Unstructured::new(code);
    let module = Module::new(config, &mut source).expect("any bytes make a module");
    let mut wasm = module.to_bytes();
    if oddity != UNMENDED {
        mend(&mut wasm);
    }
    wasm
}

/// The oddity of a module that is left as the generator made it; those below it are features that are
/// not admitted.
const UNMENDED: usize = 7;

fn config(choices: &mut Entropy, oddity: usize) -> Config {
    let config = plain(choices);
    match oddity {
        0 => Config {
            allow_floats: true,
            ..config
        },
        1 => Config {
            bulk_memory_enabled: true,
            ..config
        },
        2 => Config {
            multi_value_enabled: true,
            ..config
        },
        3 => Config {
            max_tables: 1,
            reference_types_enabled: true,
            ..config
        },
        4 => Config {
            tail_call_enabled: true,
            ..config
        },
        5 => Config {
            simd_enabled: true,
            ..config
        },
        6 => Config {
            generate_custom_sections: true,
            saturating_float_to_int_enabled: true,
            ..config
        },
        _ => config,
    }
}

/// What admission lets through, as far as the generator can be told.
fn plain(choices: &mut Entropy) -> Config {
    Config {
        module_shape: Some(shape(choices)),
        allow_floats: false,
        allow_start_export: false,
        bulk_memory_enabled: false,
        compact_imports_enabled: false,
        exceptions_enabled: false,
        extended_const_enabled: false,
        gc_enabled: false,
        memory64_enabled: false,
        multi_value_enabled: false,
        reference_types_enabled: false,
        relaxed_simd_enabled: false,
        saturating_float_to_int_enabled: false,
        simd_enabled: false,
        tail_call_enabled: false,
        threads_enabled: false,
        wide_arithmetic_enabled: false,
        max_data_segments: if choices.below(8) == 1 { 2 } else { 0 },
        max_element_segments: 0,
        max_funcs: 6,
        max_globals: 4,
        max_instructions: 20 + choices.below(100),
        max_memories: 1,
        max_nesting_depth: 6,
        max_tables: 0,
        max_tags: 0,
        max_types: 10,
        memory_offset_choices: MemoryOffsetChoices(90, 1, 1),
        ..Config::default()
    }
}

/// The memory and the entries that a module must have, and some of the host's functions to import.
fn shape(choices: &mut Entropy) -> Vec<u8> {
    let mut text = String::from("(module\n");
    let rows = HOST_FUNCTIONS.iter();
    for row in rows.filter(|row| row.kind == ModuleKind::Contract) {
        if choices.below(3) != 1 {
            continue;
        }
        let parameters: String = row.parameters.iter().map(|(_, ty)| native(*ty)).collect();
        let result = row
            .result
            .map_or(String::new(), |ty| format!("(result{})", native(ty)));
        writeln!(
            text,
            r#"(import "assent" "{}" (func (param{parameters}) {result}))"#,
            row.name
        )
        .expect("a string takes everything");
    }
    text.push_str(r#"(memory (export "memory") 1 1)"#);
    for entry in 0..=choices.below(3) {
        text.push_str(&format!(r#"(func (export "e{entry}"))"#));
    }
    text.push(')');
    wat::parse_str(text).expect("a module")
}

fn native(ty: ValueType) -> &'static str {
    match ty {
        ValueType::I32 => " i32",
        ValueType::I64 => " i64",
    }
}

/// A byte to change: where, and what it becomes.
type Change = (usize, u8);

fn mend(wasm: &mut [u8]) {
    for (at, byte) in changes(wasm) {
        wasm[at] = byte;
    }
}

/// What is known of a module's functions while it is read.
#[derive(Default)]
struct Functions {
    types: Vec<FuncType>,
    /// The type of every function, imports first.
    of: Vec<u32>,
    imported: usize,
}

fn changes(wasm: &[u8]) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut functions = Functions::default();
    let mut bodies = 0;
    for payload in Parser::new(0).parse_all(wasm) {
        match payload.expect("a module") {
            Payload::TypeSection(section) => {
                let types = section.into_iter_err_on_gc_types();
                functions.types.extend(types.map(|ty| ty.expect("a type")));
            }
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    if let TypeRef::Func(ty) = import.expect("an import").ty {
                        functions.of.push(ty);
                    }
                }
                functions.imported = functions.of.len();
            }
            Payload::FunctionSection(section) => {
                let types = section.into_iter();
                functions.of.extend(types.map(|ty| ty.expect("a type")));
            }
            Payload::CodeSectionEntry(body) => {
                let index = functions.imported + bodies;
                bodies += 1;
                let operators = body.get_operators_reader().expect("a body");
                for operator in operators.into_iter_with_offsets() {
                    let (operator, offset) = operator.expect("an operator");
                    changes.extend(functions.mended(&operator, offset as usize, index));
                }
            }
            _ => {}
        }
    }
    changes
}

const NOP: u8 = 0x01;
const DROP: u8 = 0x1a;
const I32_EQZ: u8 = 0x45;

impl Functions {
    /// What becomes of the two bytes of an operator of function `index`; nothing when it may stay.
    fn mended(&self, operator: &Operator, offset: usize, index: usize) -> Vec<Change> {
        let both = |bytes: [u8; 2]| vec![(offset, bytes[0]), (offset + 1, bytes[1])];
        match operator {
            Operator::MemoryGrow { .. } => both([I32_EQZ, NOP]),
            Operator::Call { function_index } => {
                let callee = *function_index as usize;
                if callee < self.imported || callee > index {
                    return Vec::new();
                }
                let ty = self.of[callee];
                let mut later = index + 1..self.of.len();
                if let Some(other) = later.find(|other| self.of[*other] == ty) {
                    // INVARIANT: a module of so few functions numbers them in one byte.
                    return vec![(offset + 1, other as u8)];
                }
                same_type(&self.types[ty as usize]).map_or(Vec::new(), both)
            }
            _ => Vec::new(),
        }
    }
}

/// Two bytes of operators that take and give what a function of this type does.
fn same_type(ty: &FuncType) -> Option<[u8; 2]> {
    use ValType::{I32, I64};
    Some(match (ty.params(), ty.results()) {
        ([], []) => [NOP, NOP],
        ([_], []) => [DROP, NOP],
        ([_, _], []) => [DROP, DROP],
        // Constants, and operators on one or two numbers, by their codes.
        ([], [I32]) => [0x41, 7],
        ([], [I64]) => [0x42, 7],
        ([I32], [I32]) => [I32_EQZ, NOP],
        ([I64], [I32]) => [0x50, NOP],
        ([I32], [I64]) => [0xac, NOP],
        ([I64], [I64]) => [0x79, NOP],
        ([I32, I32], [I32]) => [0x6a, NOP],
        ([I64, I64], [I64]) => [0x7c, NOP],
        ([I64, I64], [I32]) => [0x51, NOP],
        _ => return None,
    })
}
