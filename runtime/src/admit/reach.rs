//! Where a function's stores fall, so that a memory can be put back by writing zeros there.
//!
//! ```text
//! operators --Values--> Reach of a function --entries--> Reach of each entry, what it calls included
//! ```
//!
//! Where a store falls is known when its address is: a constant, a global that never changes, what `i32.and` leaves of
//! anything under a bound, or a sum or a choice of such. No value of a local, of the memory or of a call is known.

use std::ops::Range;

use wasmparser::{BlockType, MemArg, Operator, ValType};

use super::code::Function;
use super::outline::{At, Outline, constant};
use crate::wipe::hull;

/// A range that holds all addresses that may be written; `None` when it may be any.
pub(super) type Reach = Option<Range<u64>>;

/// What an operand may be, unsigned; `None` when it may be anything.
pub(super) type Bound = Option<Span>;

/// From the least value to the greatest.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    least: u32,
    greatest: u32,
}

impl From<i32> for Span {
    fn from(value: i32) -> Span {
        let value = value as u32;
        Span {
            least: value,
            greatest: value,
        }
    }
}

impl Span {
    /// Below what is below `self` in every bit, too.
    fn masked(self) -> Span {
        Span { least: 0, ..self }
    }

    fn and(self, other: Span) -> Span {
        Span {
            least: 0,
            greatest: self.greatest.min(other.greatest),
        }
    }

    /// `None` when the sum may wrap around.
    fn plus(self, other: Span) -> Option<Span> {
        // The least sum is no greater than the greatest.
        Some(Span {
            greatest: self.greatest.checked_add(other.greatest)?,
            least: self.least.checked_add(other.least)?,
        })
    }

    fn or_else(self, other: Span) -> Span {
        Span {
            least: self.least.min(other.least),
            greatest: self.greatest.max(other.greatest),
        }
    }
}

/// The values of those globals that never change.
pub(super) fn constants(outline: &Outline<'_>) -> Vec<Bound> {
    let value = |At { item, .. }: &At<wasmparser::Global<'_>>| {
        let is_known = !item.ty.mutable && item.ty.content_type == ValType::I32;
        let value = constant(&item.init_expr).filter(|_| is_known);
        let value = value.and_then(|value| i32::try_from(value).ok());
        value.map(Span::from)
    };
    outline.globals.iter().map(value).collect()
}

/// Follows the bounds of the operands of one function, beside the validator, which knows how many there are.
pub(super) struct Values<'a> {
    constants: &'a [Bound],
    operands: Vec<Bound>,
    /// Whether each block that is open gives a value.
    blocks: Vec<bool>,
    reach: Reach,
}

/// What an operator puts on the stack.
enum Puts {
    Nothing,
    /// At most one value; where it puts none, what is the highest then counts as not known.
    Value(Bound),
}

impl<'a> Values<'a> {
    pub(super) fn new(constants: &'a [Bound]) -> Values<'a> {
        Values {
            constants,
            operands: Vec::new(),
            blocks: Vec::new(),
            reach: Some(0..0),
        }
    }

    /// Where the stores so far fall.
    pub(super) fn reach(self) -> Reach {
        self.reach
    }

    /// Takes the next operator; `check` has the validator do so, and gives how many operands there are then.
    pub(super) fn take<E>(
        &mut self,
        operator: &Operator<'_>,
        check: impl FnOnce() -> Result<u64, E>,
    ) -> Result<u64, E> {
        if let Some((memory, bytes)) = store(operator) {
            self.store(memory, bytes);
        }
        let puts = self.puts(operator);
        let height = check()?;
        // INVARIANT: a limit of admission bounds the operands.
        self.operands.resize(height as usize, None);
        if let (Puts::Value(bound), Some(highest)) = (puts, self.operands.last_mut()) {
            *highest = bound;
        }
        Ok(height)
    }

    fn store(&mut self, memory: &MemArg, bytes: u64) {
        let range = self.operand(1).map(|address| {
            // The engine adds the offset without wrapping around.
            let at = |address: u32| u64::from(address).saturating_add(memory.offset);
            at(address.least)..at(address.greatest).saturating_add(bytes)
        });
        self.reach = both(self.reach.take(), range.as_ref());
    }

    /// The operand with `above` others over it.
    fn operand(&self, above: usize) -> Bound {
        let index = self.operands.len().checked_sub(above + 1)?;
        self.operands.get(index).copied().flatten()
    }

    fn puts(&mut self, operator: &Operator<'_>) -> Puts {
        Puts::Value(match operator {
            Operator::I32Const { value } => Some(Span::from(*value)),
            Operator::GlobalGet { global_index } => {
                let value = self.constants.get(*global_index as usize);
                value.copied().flatten()
            }
            Operator::LocalTee { .. } => self.operand(0),
            Operator::I32And => match (self.operand(0), self.operand(1)) {
                (Some(one), Some(other)) => Some(one.and(other)),
                (one, other) => one.or(other).map(Span::masked),
            },
            Operator::I32Add => {
                let sum = self.operand(0).zip(self.operand(1));
                sum.and_then(|(one, other)| one.plus(other))
            }
            Operator::Select => {
                let either = self.operand(1).zip(self.operand(2));
                either.map(|(one, other)| one.or_else(other))
            }
            Operator::Block { blockty } | Operator::Loop { blockty } | Operator::If { blockty } => {
                self.blocks.push(!matches!(blockty, BlockType::Empty));
                return Puts::Nothing;
            }
            Operator::End => match self.blocks.pop() {
                Some(true) => None,
                _ => return Puts::Nothing,
            },
            Operator::Else
            | Operator::Nop
            | Operator::Drop
            | Operator::LocalSet { .. }
            | Operator::GlobalSet { .. }
            | Operator::BrIf { .. } => return Puts::Nothing,
            other if store(other).is_some() => return Puts::Nothing,
            _ => None,
        })
    }
}

/// What a store of the admitted operators writes.
fn store<'o>(operator: &'o Operator<'_>) -> Option<(&'o MemArg, u64)> {
    match operator {
        Operator::I32Store8 { memarg } | Operator::I64Store8 { memarg } => Some((memarg, 1)),
        Operator::I32Store16 { memarg } | Operator::I64Store16 { memarg } => Some((memarg, 2)),
        Operator::I32Store { memarg } | Operator::I64Store32 { memarg } => Some((memarg, 4)),
        Operator::I64Store { memarg } => Some((memarg, 8)),
        _ => None,
    }
}

fn both(one: Reach, other: Option<&Range<u64>>) -> Reach {
    Some(hull(one?, other?))
}

/// Where the stores of each of `entries`, by their numbers with imports counted, fall with those of all that it calls. What functions
/// of the host write is seen when they do it. No function calls itself: that is checked before.
pub(super) fn entries(
    entries: &[u32],
    functions: &[Function],
    reaches: &[Reach],
    imported: u32,
) -> Vec<Reach> {
    let mut graph = Graph {
        functions,
        reaches,
        imported,
        found: vec![None; functions.len()],
    };
    entries.iter().map(|entry| graph.follow(*entry)).collect()
}

struct Graph<'a> {
    functions: &'a [Function],
    reaches: &'a [Reach],
    imported: u32,
    /// What was found out already: the function's reach.
    found: Vec<Option<Reach>>,
}

impl Graph<'_> {
    fn follow(&mut self, number: u32) -> Reach {
        let Some(index) = number.checked_sub(self.imported) else {
            return Some(0..0);
        };
        let index = index as usize;
        if let Some(Some(found)) = self.found.get(index) {
            return found.clone();
        }
        let mut reach = self.reaches.get(index).cloned().flatten();
        let functions = self.functions;
        for (callee, _) in functions
            .get(index)
            .map_or(&[][..], |function| &function.calls)
        {
            reach = both(reach, self.follow(*callee).as_ref());
        }
        if let Some(found) = self.found.get_mut(index) {
            *found = Some(reach.clone());
        }
        reach
    }
}
