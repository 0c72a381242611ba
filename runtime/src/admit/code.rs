//! Code: which operators, and the shape of a function, whose compile time is not linear in it.

use abi::limits::{BLOCKS, BRANCH_TABLE, FUNCTION_BYTES, LOCALS, NESTING};
use wasmparser::{BlockType, FunctionBody, Operator};

use super::outline::{Outline, malformed};
use super::rule;
use super::types::is_integer;
use crate::error::Refusal;
use crate::operators;

/// What the rules on calls and on compiling need of a function.
#[derive(Default)]
pub(super) struct Function {
    /// Locals and parameters.
    pub(super) locals: u64,
    /// The functions that it calls, by number, with the offset of the call.
    pub(super) calls: Vec<(u32, u64)>,
    /// Blocks, loops and ifs.
    pub(super) blocks: u64,
    /// Branches and returns, each entry of a branch table among them.
    pub(super) branches: u64,
    /// Divisions, and shifts by what is no constant: they want their values in certain registers.
    pub(super) pinned: u64,
    /// Entries of branch tables.
    pub(super) targets: u64,
    /// Whether it writes to the memory or to a global.
    pub(super) writes: bool,
}

/// Checks the code of every function that the module defines.
pub(super) fn check(outline: &Outline<'_>) -> Result<Vec<Function>, Refusal> {
    let mut functions = Vec::with_capacity(outline.bodies.len());
    for (position, body) in outline.bodies.iter().enumerate() {
        let index = outline.imported() + position as u32;
        let parameters = outline
            .function_type(index)
            .map_or(0, |ty| ty.params().len() as u64);
        functions.push(function(body, parameters).map_err(|refusal| refusal.in_function(index))?);
    }
    Ok(functions)
}

fn function(body: &FunctionBody<'_>, parameters: u64) -> Result<Function, Refusal> {
    let offset = body.range().start as u64;
    let bytes = body.range().len() as u64;
    rule::FUNCTION.limit("bytes in a function", bytes, FUNCTION_BYTES, offset)?;
    let mut function = Function {
        locals: parameters + locals(body)?,
        ..Function::default()
    };
    rule::LOCALS.limit("locals and parameters", function.locals, LOCALS, offset)?;

    let mut shape = Shape::default();
    for operator in body
        .get_operators_reader()
        .map_err(malformed)?
        .into_iter_with_offsets()
    {
        let (operator, offset) = operator.map_err(malformed)?;
        let offset = offset as u64;
        if operators::price(&operator).is_none() {
            let (name, proposal) = operators::name(&operator);
            let message = format!("the operator `{name}` ({proposal}) is not admitted");
            return Err(rule::OPERATOR.refuse(offset, message));
        }
        shape.add(&operator, offset)?;
        match operator {
            Operator::Call { function_index } => function.calls.push((function_index, offset)),
            operator => function.writes |= operators::writes(&operator),
        }
    }
    Ok(Function {
        blocks: shape.blocks,
        branches: shape.branches,
        pinned: shape.pinned,
        targets: shape.targets,
        ..function
    })
}

/// Counts the locals that a function declares; a declaration of billions takes a few bytes.
fn locals(body: &FunctionBody<'_>) -> Result<u64, Refusal> {
    let mut sum = 0;
    let mut groups = body.get_locals_reader().map_err(malformed)?;
    for _ in 0..groups.get_count() {
        let offset = groups.original_position();
        let (count, ty) = groups.read().map_err(malformed)?;
        if !is_integer(ty) {
            let message = format!("a local has the value type {ty}");
            return Err(rule::LOCALS.refuse(offset as u64, message));
        }
        sum += u64::from(count);
    }
    Ok(sum)
}

/// The blocks of a function so far.
#[derive(Default)]
struct Shape {
    depth: u64,
    blocks: u64,
    branches: u64,
    pinned: u64,
    targets: u64,
    /// The operator before was a constant.
    after_constant: bool,
}

impl Shape {
    fn add(&mut self, operator: &Operator<'_>, offset: u64) -> Result<(), Refusal> {
        // A shift by a constant has the number in the instruction itself.
        let is_shift = operators::shifts(operator) && !self.after_constant;
        let is_pinned = operators::divides(operator) || is_shift;
        self.pinned += u64::from(is_pinned);
        self.after_constant = matches!(
            operator,
            Operator::I32Const { .. } | Operator::I64Const { .. }
        );
        match operator {
            Operator::Block { blockty } | Operator::Loop { blockty } | Operator::If { blockty } => {
                self.depth += 1;
                self.blocks += 1;
                rule::BLOCK.limit("blocks inside one another", self.depth, NESTING, offset)?;
                rule::BLOCK.limit("blocks in a function", self.blocks, BLOCKS, offset)?;
                block_type(*blockty, offset)
            }
            Operator::End => {
                self.depth = self.depth.saturating_sub(1);
                Ok(())
            }
            Operator::Br { .. } | Operator::BrIf { .. } | Operator::Return => {
                self.branches += 1;
                Ok(())
            }
            Operator::BrTable { targets } => {
                let entries = u64::from(targets.len()) + 1;
                self.targets += entries;
                self.branches += entries;
                rule::BRANCH_TABLE.limit("entries of a branch table", entries, BRANCH_TABLE, offset)
            }
            _ => Ok(()),
        }
    }
}

fn block_type(ty: BlockType, offset: u64) -> Result<(), Refusal> {
    match ty {
        BlockType::Empty => Ok(()),
        BlockType::Type(ty) if is_integer(ty) => Ok(()),
        BlockType::Type(ty) => {
            Err(rule::BLOCK.refuse(offset, format!("a block gives a value of type {ty}")))
        }
        BlockType::FuncType(_) => {
            Err(rule::BLOCK.refuse(offset, "a block takes parameters or gives several results"))
        }
    }
}
