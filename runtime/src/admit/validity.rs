//! Validity: the engine's own validator, with no feature but those that admission lets through.

use abi::limits::OPERANDS;
use wasmparser::{FuncToValidate, FunctionBody, Parser, ValidPayload, Validator, WasmFeatures};
use wasmparser::{FuncValidatorAllocations, ValidatorResources};

use super::rule;
use crate::error::Refusal;

/// What admitted modules may use beyond WebAssembly 1.0 without floats.
pub(crate) const FEATURES: WasmFeatures = WasmFeatures::SIGN_EXTENSION;

/// Validates the module, and gives the most values on the operand stack of each function.
pub(super) fn check(bytes: &[u8]) -> Result<Vec<u64>, Refusal> {
    let mut heights = Vec::new();
    let mut validator = Validator::new_with_features(FEATURES);
    let mut parser = Parser::new(0);
    parser.set_features(FEATURES);
    let mut allocations = FuncValidatorAllocations::default();
    for payload in parser.parse_all(bytes) {
        let payload = payload.map_err(invalid)?;
        if let ValidPayload::Func(function, body) = validator.payload(&payload).map_err(invalid)? {
            let index = function.index;
            let height;
            (height, allocations) = check_function(function, &body, allocations)
                .map_err(|refusal| refusal.in_function(index))?;
            heights.push(height);
        }
    }
    Ok(heights)
}

fn check_function(
    function: FuncToValidate<ValidatorResources>,
    body: &FunctionBody<'_>,
    allocations: FuncValidatorAllocations,
) -> Result<(u64, FuncValidatorAllocations), Refusal> {
    let mut highest = 0;
    let mut validator = function.into_validator(allocations);
    let mut reader = body.get_binary_reader();
    validator.read_locals(&mut reader).map_err(invalid)?;
    let mut operators = body.get_operators_reader().map_err(invalid)?;
    while !operators.eof() {
        let (operator, offset) = operators.read_with_offset().map_err(invalid)?;
        validator.op(offset, &operator).map_err(invalid)?;
        let height = u64::from(validator.operand_stack_height());
        highest = highest.max(height);
        rule::OPERANDS.limit(
            "values on the operand stack",
            height,
            OPERANDS,
            offset as u64,
        )?;
    }
    operators.finish().map_err(invalid)?;
    Ok((highest, validator.into_allocations()))
}

fn invalid(error: wasmparser::Error) -> Refusal {
    rule::VALIDITY.refuse(error.offset() as u64, error.message())
}
