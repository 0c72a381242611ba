//! Calls: no function reaches itself, and the deepest chain is short, so that no stack overflows
//! whatever a code generator does with a frame.

use abi::limits::{CALL_DEPTH, CHAIN_LOCALS};

use super::code::Function;
use super::outline::Outline;
use super::rule;
use crate::error::Refusal;

/// The deepest call chain that begins at a function.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Chain {
    /// Functions in the longest chain.
    pub(super) depth: u32,
    /// Most locals and parameters along a chain; it need not be the longest.
    pub(super) locals: u64,
}

/// What is known of a function while its calls are followed.
#[derive(Clone, Copy)]
enum Mark {
    New,
    /// On the chain that is being followed: to meet it again is recursion.
    Open,
    Done(Chain),
}

/// Checks every call chain and gives the deepest.
pub(super) fn check(outline: &Outline<'_>, functions: &[Function]) -> Result<Chain, Refusal> {
    let mut graph = Graph {
        functions,
        imported: outline.imported(),
        marks: vec![Mark::New; functions.len()],
    };
    let mut deepest = Chain::default();
    for index in 0..functions.len() {
        let chain = graph.follow(index, 0)?;
        deepest.depth = deepest.depth.max(chain.depth);
        deepest.locals = deepest.locals.max(chain.locals);
    }
    Ok(deepest)
}

struct Graph<'a> {
    functions: &'a [Function],
    imported: u32,
    marks: Vec<Mark>,
}

impl Graph<'_> {
    /// The deepest chain from function `index`, which is `above` functions down already. It never
    /// goes deeper than the limit that it checks.
    fn follow(&mut self, index: usize, above: u64) -> Result<Chain, Refusal> {
        let Some((function, mark)) = self.functions.get(index).zip(self.marks.get_mut(index))
        else {
            // The module is not valid; the last rule says so.
            return Ok(Chain::default());
        };
        if let Mark::Done(chain) = *mark {
            return self.bounded(index, chain, above);
        }
        *mark = Mark::Open;
        self.bounded(
            index,
            Chain {
                depth: 1,
                locals: function.locals,
            },
            above,
        )?;

        let mut below = Chain::default();
        for (callee, offset) in &function.calls {
            // A function of the host has its own bounds and calls no contract.
            let Some(callee) = callee.checked_sub(self.imported) else {
                continue;
            };
            let callee = callee as usize;
            if matches!(self.marks.get(callee), Some(Mark::Open)) {
                return Err(self.refuse(index, *offset));
            }
            let chain = self.follow(callee, above + 1)?;
            below.depth = below.depth.max(chain.depth);
            below.locals = below.locals.max(chain.locals);
        }
        let chain = Chain {
            depth: below.depth + 1,
            locals: below.locals + function.locals,
        };
        if let Some(mark) = self.marks.get_mut(index) {
            *mark = Mark::Done(chain);
        }
        self.bounded(index, chain, above)
    }

    fn bounded(&self, index: usize, chain: Chain, above: u64) -> Result<Chain, Refusal> {
        let depth = above + u64::from(chain.depth);
        rule::CALL_CHAIN
            .limit("functions in a call chain", depth, CALL_DEPTH, 0)
            .and_then(|()| {
                let what = "locals and parameters along a call chain";
                rule::CALL_CHAIN.limit(what, chain.locals, CHAIN_LOCALS, 0)
            })
            .map_err(|refusal| refusal.in_function(self.imported + index as u32))?;
        Ok(chain)
    }

    fn refuse(&self, index: usize, offset: u64) -> Refusal {
        let refusal = rule::RECURSION.refuse(offset, "a call leads back to its own function");
        refusal.in_function(self.imported + index as u32)
    }
}
