//! The operators that a contract may use, and what each costs: one table, from which admission and
//! metering are both taken. An operator that is not in it is refused.
//!
//! Prices follow what an operator costs at worst, so that the fuel of a call bounds its time: a load
//! may miss every cache, and the next one wait for what it finds; a store may miss as well, but nothing
//! waits for it; a division takes tens of cycles, a call checks the fuel.

use wasmparser::Operator;
use wasmtime::{OperatorCost, VariableOperatorCost};

/// Makes, from the rows `Operator price`, the admission, the costs and the printed table.
macro_rules! operators {
    ($($name:ident $price:literal)*) => {
        /// The price of `operator`; `None` when it is not admitted.
        pub(crate) fn price(operator: &Operator<'_>) -> Option<u8> {
            match operator {
                $(Operator::$name { .. } => Some($price),)*
                _ => None,
            }
        }

        /// Every admitted operator with its price, in fuel.
        pub(crate) const PRICES: &[(&str, u8)] = &[$((stringify!($name), $price)),*];

        /// What the engine charges. What is refused costs the most that there is.
        pub(crate) fn costs() -> OperatorCost {
            OperatorCost { $($name: $price,)* ..dearest() }
        }
    };
}

operators! {
    Unreachable 1 Nop 1 Block 1 Loop 1 If 1 Else 1 End 1
    Br 1 BrIf 1 BrTable 3 Return 1 Call 10
    Drop 1 Select 1 LocalGet 1 LocalSet 1 LocalTee 1 GlobalGet 1 GlobalSet 1 MemorySize 1
    I32Const 1 I64Const 1

    I32Load 10 I64Load 10 I32Load8S 10 I32Load8U 10 I32Load16S 10 I32Load16U 10
    I64Load8S 10 I64Load8U 10 I64Load16S 10 I64Load16U 10 I64Load32S 10 I64Load32U 10
    I32Store 3 I64Store 3 I32Store8 3 I32Store16 3 I64Store8 3 I64Store16 3 I64Store32 3

    I32Eqz 1 I32Eq 1 I32Ne 1 I32LtS 1 I32LtU 1 I32GtS 1 I32GtU 1 I32LeS 1 I32LeU 1 I32GeS 1 I32GeU 1
    I64Eqz 1 I64Eq 1 I64Ne 1 I64LtS 1 I64LtU 1 I64GtS 1 I64GtU 1 I64LeS 1 I64LeU 1 I64GeS 1 I64GeU 1

    I32Clz 1 I32Ctz 1 I32Popcnt 1 I32Add 1 I32Sub 1 I32Mul 1 I32And 1 I32Or 1 I32Xor 1
    I32Shl 1 I32ShrS 1 I32ShrU 1 I32Rotl 1 I32Rotr 1 I32DivS 10 I32DivU 10 I32RemS 10 I32RemU 10
    I64Clz 1 I64Ctz 1 I64Popcnt 1 I64Add 1 I64Sub 1 I64Mul 1 I64And 1 I64Or 1 I64Xor 1
    I64Shl 1 I64ShrS 1 I64ShrU 1 I64Rotl 1 I64Rotr 1 I64DivS 10 I64DivU 10 I64RemS 10 I64RemU 10

    I32WrapI64 1 I64ExtendI32S 1 I64ExtendI32U 1
    I32Extend8S 1 I32Extend16S 1 I64Extend8S 1 I64Extend16S 1 I64Extend32S 1
}

/// What every function takes when it is entered, in fuel, beside the operators that run in it: the engine's own price.
pub const FUNCTION_FUEL: u64 = 1;

/// What an operator costs, in fuel, by its name among the readers' (`I32Add`, `LocalGet`); `None` when it is not
/// admitted. The engine takes it when the operator is reached; those that cannot be reached cost nothing.
pub fn operator_price(name: &str) -> Option<u64> {
    let row = PRICES.iter().find(|(operator, _)| *operator == name);
    row.map(|(_, price)| u64::from(*price))
}

/// Whether `operator` writes to the memory or to a global.
pub(crate) fn writes(operator: &Operator<'_>) -> bool {
    let (name, _) = name(operator);
    name.contains("store") || matches!(operator, Operator::GlobalSet { .. })
}

/// Whether `operator` is a division or a remainder.
pub(crate) fn divides(operator: &Operator<'_>) -> bool {
    let (name, _) = name(operator);
    name.contains("_div_") || name.contains("_rem_")
}

/// Whether `operator` shifts or rotates.
pub(crate) fn shifts(operator: &Operator<'_>) -> bool {
    let (name, _) = name(operator);
    name.contains("_sh") || name.contains("_rot")
}

/// Makes the table in which everything costs the most, and the names as the text format has them.
macro_rules! every_operator {
    ($(@$proposal:ident $name:ident $({ $($field:ident: $type:ty),* })? => $visit:ident ($($shape:tt)*))*) => {
        fn dearest() -> OperatorCost {
            OperatorCost { $($name: u8::MAX,)* variable: DEAREST_VARIABLE }
        }

        /// What `operator` is called, and the proposal that brought it.
        pub(crate) fn name(operator: &Operator<'_>) -> (&'static str, &'static str) {
            match operator {
                $(Operator::$name { .. } => (
                    stringify!($visit).trim_start_matches("visit_"),
                    stringify!($proposal),
                ),)*
                _ => ("unknown", "unknown"),
            }
        }
    };
}
wasmparser::for_each_operator!(every_operator);

const DEAREST_VARIABLE: VariableOperatorCost = VariableOperatorCost {
    memory_copy_per_byte: u8::MAX,
    memory_fill_per_byte: u8::MAX,
    memory_init_per_byte: u8::MAX,
    memory_grow_per_page: u8::MAX,
    table_copy_per_element: u8::MAX,
    table_fill_per_element: u8::MAX,
    table_init_per_element: u8::MAX,
    table_grow_per_element: u8::MAX,
    array_copy_per_element: u8::MAX,
    array_fill_per_element: u8::MAX,
    array_new_data_per_element: u8::MAX,
    array_init_data_per_element: u8::MAX,
    array_new_elem_per_element: u8::MAX,
    array_init_elem_per_element: u8::MAX,
    array_new_default_per_element: u8::MAX,
    array_new_per_element: u8::MAX,
};
