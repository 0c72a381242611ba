//! The places of a source file at which a switch can stand: for each change that cargo-mutants lists, the expression
//! around it.

use std::collections::BTreeMap;
use std::ops::Range;

use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{BinOp, Block, Expr, UnOp};

use super::listed::{Genre, Place};

/// What stands around a change. Ranges are of bytes in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Around {
    /// An operator between two operands.
    Binary {
        whole: Range<usize>,
        left: Range<usize>,
        right: Range<usize>,
        /// It assigns, so that it has no value.
        assigns: bool,
        /// A pattern is matched in one of the operands, which no other operator may join.
        binds: bool,
    },
    /// An operator before its operand.
    Unary {
        whole: Range<usize>,
        operand: Range<usize>,
    },
    /// An arm, and where its pattern ends.
    Arm {
        pattern_end: usize,
        /// What it would take falls to an arm without condition.
        falls: bool,
    },
    /// The condition of an arm.
    Guard { whole: Range<usize> },
    /// A struct expression with a base.
    Field { whole: Range<usize> },
    /// The statements of a function.
    Body { start: usize },
}

/// A place, and whether it is evaluated by the compiler, where no switch can be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// What stands there.
    pub around: Around,
    /// Whether the compiler evaluates it.
    pub is_const: bool,
}

/// The spots of a file, by kind and by the place that cargo-mutants names for them.
pub type Spots = BTreeMap<(Genre, Place), Spot>;

/// Finds the spots of a file.
pub fn find(file: &syn::File) -> Spots {
    let mut finder = Finder {
        spots: Spots::new(),
        depth: 0,
    };
    finder.visit_file(file);
    finder.spots
}

struct Finder {
    spots: Spots,
    /// How many constant contexts the visit is inside.
    depth: usize,
}

impl Finder {
    fn add(&mut self, genre: Genre, at: Span, around: Around) {
        let start = at.start();
        let spot = Spot {
            around,
            is_const: self.depth > 0,
        };
        self.spots
            .insert((genre, (start.line, start.column + 1)), spot);
    }

    fn body(&mut self, block: &Block) {
        if let Some(first) = block.stmts.first() {
            let start = first.span().byte_range().start;
            self.add(Genre::FnValue, first.span(), Around::Body { start });
        }
    }

    fn constant(&mut self, is_const: bool, visit: impl FnOnce(&mut Finder)) {
        self.depth += usize::from(is_const);
        visit(self);
        self.depth -= usize::from(is_const);
    }
}

/// Whether it joins conditions of which one matches a pattern.
fn binds(expression: &Expr) -> bool {
    match expression {
        Expr::Let(_) => true,
        Expr::Binary(binary) if matches!(binary.op, BinOp::And(_)) => {
            binds(&binary.left) || binds(&binary.right)
        }
        _ => false,
    }
}

fn assigns(op: &BinOp) -> bool {
    matches!(
        op,
        BinOp::AddAssign(_)
            | BinOp::SubAssign(_)
            | BinOp::MulAssign(_)
            | BinOp::DivAssign(_)
            | BinOp::RemAssign(_)
            | BinOp::BitXorAssign(_)
            | BinOp::BitAndAssign(_)
            | BinOp::BitOrAssign(_)
            | BinOp::ShlAssign(_)
            | BinOp::ShrAssign(_)
    )
}

impl<'ast> Visit<'ast> for Finder {
    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.constant(item.sig.constness.is_some(), |finder| {
            finder.body(&item.block);
            visit::visit_item_fn(finder, item);
        });
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.constant(item.sig.constness.is_some(), |finder| {
            finder.body(&item.block);
            visit::visit_impl_item_fn(finder, item);
        });
    }

    fn visit_trait_item_fn(&mut self, item: &'ast syn::TraitItemFn) {
        if let Some(block) = &item.default {
            self.body(block);
        }
        visit::visit_trait_item_fn(self, item);
    }

    fn visit_expr_binary(&mut self, item: &'ast syn::ExprBinary) {
        let around = Around::Binary {
            whole: item.span().byte_range(),
            left: item.left.span().byte_range(),
            right: item.right.span().byte_range(),
            assigns: assigns(&item.op),
            binds: binds(&item.left) || binds(&item.right),
        };
        self.add(Genre::Binary, item.op.span(), around);
        visit::visit_expr_binary(self, item);
    }

    fn visit_expr_unary(&mut self, item: &'ast syn::ExprUnary) {
        if matches!(item.op, UnOp::Not(_) | UnOp::Neg(_)) {
            let around = Around::Unary {
                whole: item.span().byte_range(),
                operand: item.expr.span().byte_range(),
            };
            self.add(Genre::Unary, item.op.span(), around);
        }
        visit::visit_expr_unary(self, item);
    }

    fn visit_expr_match(&mut self, item: &'ast syn::ExprMatch) {
        let falls = item
            .arms
            .iter()
            .any(|arm| matches!(arm.pat, syn::Pat::Wild(_)) && arm.guard.is_none());
        for arm in &item.arms {
            let pattern_end = arm.pat.span().byte_range().end;
            self.add(Genre::Arm, arm.span(), Around::Arm { pattern_end, falls });
            if let Some((_, guard)) = &arm.guard {
                let whole = guard.span().byte_range();
                self.add(Genre::Guard, guard.span(), Around::Guard { whole });
            }
        }
        visit::visit_expr_match(self, item);
    }

    fn visit_expr_struct(&mut self, item: &'ast syn::ExprStruct) {
        if item.rest.is_some() {
            for field in &item.fields {
                let whole = item.span().byte_range();
                self.add(Genre::Field, field.span(), Around::Field { whole });
            }
        }
        visit::visit_expr_struct(self, item);
    }

    fn visit_item_const(&mut self, item: &'ast syn::ItemConst) {
        self.constant(true, |finder| visit::visit_item_const(finder, item));
    }

    fn visit_item_static(&mut self, item: &'ast syn::ItemStatic) {
        self.constant(true, |finder| visit::visit_item_static(finder, item));
    }

    fn visit_impl_item_const(&mut self, item: &'ast syn::ImplItemConst) {
        self.constant(true, |finder| visit::visit_impl_item_const(finder, item));
    }

    fn visit_trait_item_const(&mut self, item: &'ast syn::TraitItemConst) {
        self.constant(true, |finder| visit::visit_trait_item_const(finder, item));
    }

    fn visit_expr_const(&mut self, item: &'ast syn::ExprConst) {
        self.constant(true, |finder| visit::visit_expr_const(finder, item));
    }

    fn visit_variant(&mut self, item: &'ast syn::Variant) {
        self.constant(true, |finder| visit::visit_variant(finder, item));
    }

    fn visit_pat(&mut self, item: &'ast syn::Pat) {
        self.constant(true, |finder| visit::visit_pat(finder, item));
    }

    fn visit_type(&mut self, item: &'ast syn::Type) {
        self.constant(true, |finder| visit::visit_type(finder, item));
    }

    fn visit_generic_argument(&mut self, item: &'ast syn::GenericArgument) {
        self.constant(true, |finder| visit::visit_generic_argument(finder, item));
    }

    fn visit_attribute(&mut self, item: &'ast syn::Attribute) {
        self.constant(true, |finder| visit::visit_attribute(finder, item));
    }

    fn visit_expr_repeat(&mut self, item: &'ast syn::ExprRepeat) {
        self.visit_expr(&item.expr);
        self.constant(true, |finder| finder.visit_expr(&item.len));
    }
}
