//! Validity: the engine's own validator, with no feature but those that admission lets through.

use abi::limits::OPERANDS;
use wasmparser::{FuncToValidate, FunctionBody, Parser, ValidPayload, Validator, WasmFeatures};
use wasmparser::{FuncValidatorAllocations, ValidatorResources};

use super::reach::{Bound, Reach, Values};
use super::rule;
use crate::error::Refusal;

/// What admitted modules may use beyond WebAssembly 1.0 without floats.
pub(crate) const FEATURES: WasmFeatures = WasmFeatures::SIGN_EXTENSION;

/// What following the operands of a function shows.
pub(super) struct Operands {
    /// The most values on the operand stack.
    pub(super) highest: u64,
    /// Where its own stores fall.
    pub(super) reach: Reach,
}

/// Validates the module, and follows the operands of each function; `constants` are its globals.
pub(super) fn check(bytes: &[u8], constants: &[Bound]) -> Result<Vec<Operands>, Refusal> {
    let mut followed = Vec::new();
    let mut validator = Validator::new_with_features(FEATURES);
    let mut parser = Parser::new(0);
    parser.set_features(FEATURES);
    let mut allocations = FuncValidatorAllocations::default();
    for payload in parser.parse_all(bytes) {
        let payload = payload.map_err(invalid)?;
        if let ValidPayload::Func(function, body) = validator.payload(&payload).map_err(invalid)? {
            let index = function.index;
            let operands;
            (operands, allocations) =
                check_function(function, &body, allocations, Values::new(constants))
                    .map_err(|refusal| refusal.in_function(index))?;
            followed.push(operands);
        }
    }
    Ok(followed)
}

fn check_function(
    function: FuncToValidate<ValidatorResources>,
    body: &FunctionBody<'_>,
    allocations: FuncValidatorAllocations,
    mut values: Values<'_>,
) -> Result<(Operands, FuncValidatorAllocations), Refusal> {
    let mut highest = 0;
    let mut validator = function.into_validator(allocations);
    let mut reader = body.get_binary_reader();
    validator.read_locals(&mut reader).map_err(invalid)?;
    let mut operators = body.get_operators_reader().map_err(invalid)?;
    while !operators.eof() {
        let (operator, offset) = operators.read_with_offset().map_err(invalid)?;
        let height = values.take(&operator, || {
            validator.op(offset, &operator).map_err(invalid)?;
            let height = u64::from(validator.operand_stack_height());
            rule::OPERANDS.limit(
                "values on the operand stack",
                height,
                OPERANDS,
                offset as u64,
            )?;
            Ok(height)
        })?;
        highest = highest.max(height);
    }
    operators.finish().map_err(invalid)?;
    let operands = Operands {
        highest,
        reach: values.reach(),
    };
    Ok((operands, validator.into_allocations()))
}

fn invalid(error: wasmparser::Error) -> Refusal {
    rule::VALIDITY.refuse(error.offset() as u64, error.message())
}
