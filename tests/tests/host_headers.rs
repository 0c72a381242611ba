//! The declarations of the host's functions for C and for AssemblyScript are what the table says. With `BLESS=1` they
//! are written instead of compared.

use abi::host::{HOST_FUNCTIONS, HostFunction, ModuleKind, NAMESPACE, ValueType};

use crate::host_page::{compare, price};

const C: &str = "contracts/include/assent.h";
const ASSEMBLY_SCRIPT: &str = "contracts/include/assent.ts";

/// Parameters of 32 bits that are numbers: these, and what ends with `_length`. All others are places in memory.
const NUMBERS: &[&str] = &["length", "capacity", "offset"];

/// The places that the host writes to, by function and parameter.
const WRITTEN: &[(&str, &str)] = &[
    ("input_read", "pointer"),
    ("state_read", "pointer"),
    ("state_next", "pointer"),
    ("chain_id", "pointer"),
    ("caller_key", "pointer"),
    ("caller_organisation", "pointer"),
    ("blake3", "hash"),
];

const C_BEGINS: &str = "\
/* The functions that a contract may import, for C compiled to wasm32. Generated from the table of the host;
 * what holds for all of them stands in docs/host.md. A contract exports its memory, and its entries as
 * functions that take and give nothing: ASSENT_ENTRY(set_days) { … }. */
#ifndef ASSENT_H
#define ASSENT_H

#include <stdint.h>

#ifdef __cplusplus
#error \"assent.h is for C: a contract in C++ needs a runtime that the sandbox does not have\"
#endif

/** Begins an entry, which is called by this name; in C it is called assent_entry_NAME.
 *
 * The linker exports what is visible (--export-dynamic), and everything else is hidden (-fvisibility=hidden).
 * An attribute export_name would do as well, but makes the compiler ask for a table, which is not admitted. */
#define ASSENT_ENTRY(name) \\
    void assent_entry_##name(void) __asm__(#name) __attribute__((visibility(\"default\"))); \\
    void assent_entry_##name(void)
";

const ASSEMBLY_SCRIPT_BEGINS: &str = "\
// The functions that a contract may import, for AssemblyScript. Generated from the table of the host; what holds
// for all of them stands in docs/host.md.
";

fn is_place(name: &str, value: ValueType) -> bool {
    value == ValueType::I32 && !NUMBERS.contains(&name) && !name.ends_with("_length")
}

/// The functions for contracts: one that imported what is for policies would not be admitted.
fn for_contracts() -> impl Iterator<Item = &'static HostFunction> {
    let rows = HOST_FUNCTIONS.iter();
    rows.filter(|row| row.kind == ModuleKind::Contract)
}

fn c_parameter(row: &HostFunction, name: &str, value: ValueType) -> String {
    let kind = match value {
        ValueType::I32 if WRITTEN.contains(&(row.name, name)) => "void *",
        ValueType::I32 if is_place(name, value) => "const void *",
        ValueType::I32 => "uint32_t ",
        ValueType::I64 => "uint64_t ",
    };
    format!("{kind}{name}")
}

fn c_declaration(row: &HostFunction) -> String {
    let parameters = row.parameters.iter();
    let parameters: Vec<String> = parameters
        .map(|(name, value)| c_parameter(row, name, *value))
        .collect();
    let parameters = match parameters.as_slice() {
        [] => "void".to_owned(),
        parameters => parameters.join(", "),
    };
    let result = match row.result {
        None => "void",
        Some(ValueType::I32) => "int32_t",
        Some(ValueType::I64) => "int64_t",
    };
    // The host does not come back from it: the compiler may rely on that.
    let ends = if row.name == "abort" {
        ", noreturn"
    } else {
        ""
    };
    format!(
        "\n/** {}\n *\n * Price: {}. Since version {}. */\n\
         __attribute__((import_module(\"{NAMESPACE}\"), import_name(\"{name}\"){ends}))\n\
         {result} {NAMESPACE}_{name}({parameters});\n",
        row.doc,
        price(row),
        row.since,
        name = row.name
    )
}

fn assembly_script_declaration(row: &HostFunction) -> String {
    let kind = |name: &str, value: ValueType| match value {
        ValueType::I32 if is_place(name, value) => "usize",
        ValueType::I32 => "u32",
        ValueType::I64 => "u64",
    };
    let parameters: Vec<String> = row
        .parameters
        .iter()
        .map(|(name, value)| format!("{name}: {}", kind(name, *value)))
        .collect();
    let result = match row.result {
        None => "void",
        Some(ValueType::I32) => "i32",
        Some(ValueType::I64) => "i64",
    };
    format!(
        "\n/** {}\n *\n * Price: {}. Since version {}. */\n\
         @external(\"{NAMESPACE}\", \"{name}\")\n\
         export declare function {name}({}): {result};\n",
        row.doc,
        price(row),
        row.since,
        parameters.join(", "),
        name = row.name
    )
}

#[test]
fn the_header_for_c_is_the_table_s() {
    let declarations: String = for_contracts().map(c_declaration).collect();
    compare(C, &format!("{C_BEGINS}{declarations}\n#endif\n"));
}

#[test]
fn the_declarations_for_assembly_script_are_the_table_s() {
    let declarations: String = for_contracts().map(assembly_script_declaration).collect();
    compare(
        ASSEMBLY_SCRIPT,
        &format!("{ASSEMBLY_SCRIPT_BEGINS}{declarations}"),
    );
}

/// Which places the host writes to is said here, whether a function writes at all in the table: both agree.
#[test]
fn the_places_that_are_written_are_those_of_functions_that_write() {
    for row in for_contracts() {
        let written: Vec<&str> = row
            .parameters
            .iter()
            .filter(|(name, _)| WRITTEN.contains(&(row.name, name)))
            .map(|(name, _)| *name)
            .collect();
        assert_eq!(
            written.len(),
            usize::from(row.writes_memory),
            "{}",
            row.name
        );
    }
    let all: usize = for_contracts()
        .map(|row| usize::from(row.writes_memory))
        .sum();
    assert_eq!(WRITTEN.len(), all);
}
