//! Imports: only rows of the host's table, with the types that the table gives them.

use abi::host::{HOST_FUNCTIONS, HostFunction, ModuleKind, NAMESPACE, ValueType};
use wasmparser::{FuncType, TypeRef, ValType};

use super::outline::{At, Outline};
use super::rule::{self, quote};
use crate::error::Refusal;

/// Checks every import, and gives whether one of them writes to the memory.
pub(super) fn check(outline: &Outline<'_>, kind: ModuleKind) -> Result<bool, Refusal> {
    let mut writes = false;
    for At { offset, item } in &outline.imports {
        let refuse = |what: &str| {
            let name = format!("{}.{}", quote(item.module), quote(item.name));
            Err(rule::IMPORT.refuse(*offset, format!("the import {name} {what}")))
        };
        let TypeRef::Func(index) = item.ty else {
            return refuse("is not a function");
        };
        let row = HOST_FUNCTIONS.iter().find(|row| row.name == item.name);
        let Some(row) = row.filter(|_| item.module == NAMESPACE) else {
            return refuse("is not offered by the host");
        };
        if !outline.type_at(index).is_some_and(|ty| is_type_of(ty, row)) {
            return refuse("has another type than the host's function");
        }
        if row.kind != kind {
            return refuse(match kind {
                ModuleKind::Policy => "is not for policies",
                ModuleKind::Contract => "is for policies alone",
            });
        }
        writes |= row.writes_memory;
    }
    Ok(writes)
}

fn is_type_of(ty: &FuncType, row: &HostFunction) -> bool {
    ty.params()
        .iter()
        .copied()
        .eq(row.parameters.iter().map(|(_, ty)| native(ty)))
        && ty
            .results()
            .iter()
            .copied()
            .eq(row.result.iter().map(native))
}

fn native(ty: &ValueType) -> ValType {
    match ty {
        ValueType::I32 => ValType::I32,
        ValueType::I64 => ValType::I64,
    }
}
