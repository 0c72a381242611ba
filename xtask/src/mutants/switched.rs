//! Rewrites a source file so that all of its mutants are in it, each behind a switch.
//!
//! `a + b` becomes
//!
//! ```text
//! (match ::mutant_switch::pick(17) { 17 => ((a) - (b)), 18 => ((a) * (b)), _ => (a + b) })
//! ```
//!
//! where only the last branch has further switches inside, so that the text grows in proportion to how deep expressions
//! nest and no faster. A switch changes the tree of an expression, where cargo-mutants changes its text: of `a - b * c`
//! they make `a - b + c`, this `a - (b + c)`.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::listed::Mutant;
use super::spots::{self, Around, Spot};
use crate::failure::Failure;

/// Why a mutant has no switch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Refusal {
    /// The compiler refuses it whichever way it is written.
    DoesNotCompile,
    /// It may compile alone; as a switch it does not, or would be evaluated by the compiler.
    NoSwitch,
}

/// A file with switches.
#[derive(Debug)]
pub struct Switched {
    /// Its text.
    pub text: String,
    /// By the mutant, the number of the switch that it is a branch of.
    pub switches: BTreeMap<u32, u32>,
    /// What has no switch.
    pub refused: BTreeMap<u32, Refusal>,
}

/// Another text in the place of what stands in a range, when a mutant is on.
#[derive(Debug)]
struct Change {
    range: Range<usize>,
    /// Outer ones first, where several have the same range.
    order: usize,
    shape: Shape,
    /// The mutants, and what each says.
    branches: Vec<(u32, String)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    /// An expression.
    Expression,
    /// A statement before others.
    Statement,
    /// A condition behind a pattern that has none.
    Condition,
}

/// Puts the mutants of a file into it, but for those that are `refused` already.
///
/// # Errors
/// The file cannot be parsed, or a mutant is not where the list says.
pub fn switch(
    file: &str,
    source: &str,
    mutants: &[&Mutant],
    refused: &BTreeMap<u32, Refusal>,
) -> Result<Switched, Failure> {
    let parsed = syn::parse_file(source)
        .map_err(|cause| Failure::new(format!("{file} cannot be parsed: {cause}")))?;
    let spots = spots::find(&parsed);
    let mut switched = Switched {
        text: String::new(),
        switches: BTreeMap::new(),
        refused: BTreeMap::new(),
    };
    let mut changes: BTreeMap<(usize, usize, usize), Change> = BTreeMap::new();
    for mutant in mutants {
        let spot = spots.get(&(mutant.genre, mutant.start)).ok_or_else(|| {
            let name = &mutant.name;
            Failure::new(format!(
                "{file}:{}: nothing there is what `{name}` changes: the list of mutants is older than the file",
                mutant.start.0
            ))
        })?;
        if let Some(refusal) = refused
            .get(&mutant.number)
            .copied()
            .or(refusal(mutant, spot))
        {
            switched.refused.insert(mutant.number, refusal);
            continue;
        }
        let change = change(source, mutant, &spot.around);
        // At one place what is put in comes first, and a longer range is the outer one.
        let inside = match change.range.is_empty() {
            true => 0,
            false => usize::MAX - change.range.end,
        };
        let key = (change.range.start, inside, change.order);
        let first = changes.entry(key).or_insert_with(|| Change {
            branches: Vec::new(),
            ..change.clone_without_branches()
        });
        first.branches.extend(change.branches);
        switched.switches.insert(mutant.number, first.branches[0].0);
    }
    let changes: Vec<Change> = changes.into_values().collect();
    let mut out = String::with_capacity(source.len() * 3);
    let mut rest = changes.as_slice();
    write(source, 0..source.len(), &mut rest, &mut out);
    switched.text = out;
    Ok(switched)
}

impl Change {
    fn clone_without_branches(&self) -> Change {
        Change {
            range: self.range.clone(),
            order: self.order,
            shape: self.shape,
            branches: Vec::new(),
        }
    }
}

fn refusal(mutant: &Mutant, spot: &Spot) -> Option<Refusal> {
    match spot.around {
        _ if spot.is_const => Some(Refusal::NoSwitch),
        // Two values of one trait have two types.
        Around::Body { .. } if mutant.returns.contains("impl ") => Some(Refusal::NoSwitch),
        // A condition does not count as a way out, so that an arm would seem to be missing.
        Around::Arm { falls: false, .. } => Some(Refusal::NoSwitch),
        // `let` may be joined by "and" alone.
        Around::Binary { binds: true, .. } => Some(Refusal::DoesNotCompile),
        _ => None,
    }
}

fn change(source: &str, mutant: &Mutant, around: &Around) -> Change {
    let replacement = &mutant.replacement;
    let (range, order, shape, text) = match around {
        Around::Body { start } => {
            let text = format!("return {replacement}");
            (*start..*start, 0, Shape::Statement, text)
        }
        Around::Arm { pattern_end, .. } => {
            let range = *pattern_end..*pattern_end;
            (range, 0, Shape::Condition, String::new())
        }
        Around::Guard { whole } => (whole.clone(), 1, Shape::Expression, replacement.clone()),
        Around::Field { whole } => {
            let cut = offset(source, mutant.start)..offset(source, mutant.end);
            let text = format!(
                "{}{}",
                &source[whole.start..cut.start],
                &source[cut.end..whole.end]
            );
            (whole.clone(), 2, Shape::Expression, text)
        }
        Around::Binary {
            whole,
            left,
            right,
            assigns,
            ..
        } => {
            let (left, right) = (&source[left.clone()], &source[right.clone()]);
            let text = match assigns {
                true => format!("{{ {left} {replacement} {right}; }}"),
                false => format!("({left}) {replacement} ({right})"),
            };
            (whole.clone(), 3, Shape::Expression, text)
        }
        Around::Unary { whole, operand } => {
            let text = source[operand.clone()].to_owned();
            (whole.clone(), 3, Shape::Expression, text)
        }
    };
    Change {
        range,
        order,
        shape,
        branches: vec![(mutant.number, text)],
    }
}

/// The byte at a place of cargo-mutants.
fn offset(source: &str, place: (usize, usize)) -> usize {
    let mut start = 0;
    let mut lines = source.split_inclusive('\n');
    for line in lines.by_ref().take(place.0 - 1) {
        start += line.len();
    }
    let line = lines.next().unwrap_or_default();
    let column = line.char_indices().nth(place.1 - 1);
    start + column.map_or(line.len(), |(at, _)| at)
}

/// Writes a range of the source with the changes in it, which `rest` begins with.
fn write(source: &str, range: Range<usize>, rest: &mut &[Change], out: &mut String) {
    let mut at = range.start;
    while let Some((change, behind)) = rest.split_first() {
        if change.range.start >= range.end {
            break;
        }
        *rest = behind;
        out.push_str(&source[at..change.range.start]);
        let mut inside = String::new();
        if !change.range.is_empty() {
            write(source, change.range.clone(), rest, &mut inside);
        }
        out.push_str(&written(change, &inside));
        at = change.range.end;
    }
    out.push_str(&source[at..range.end]);
}

fn written(change: &Change, inside: &str) -> String {
    let switch = change.branches.first().map_or(0, |(number, _)| *number);
    let branches: String = change
        .branches
        .iter()
        .map(|(number, text)| {
            format!(
                " {number} => {}({text}){},",
                opening(*number),
                closing(*number)
            )
        })
        .collect();
    let pick = format!("::mutant_switch::pick({switch})");
    let text = match change.shape {
        Shape::Expression => format!("(match {pick} {{{branches} _ => ({inside}) }})"),
        Shape::Statement => format!("match {pick} {{{branches} _ => {{}} }}; "),
        Shape::Condition => {
            let marks = format!("{}{}", opening(switch), closing(switch));
            format!(" if {marks}{pick} != {switch}")
        }
    };
    format!("/*s{switch}<*/{text}/*>s{switch}*/")
}

fn opening(number: u32) -> String {
    format!("/*m{number}<*/")
}

fn closing(number: u32) -> String {
    format!("/*>m{number}*/")
}

/// The mutants that stand around a byte of a switched text, or that are branches of the innermost switch around it.
pub fn around(text: &str, at: usize, switches: &BTreeMap<u32, u32>) -> BTreeSet<u32> {
    let enclosing = |mark: char| {
        let numbers = switches.iter().filter_map(|(mutant, switch)| match mark {
            'm' => Some(*mutant),
            _ => (mutant == switch).then_some(*switch),
        });
        numbers
            .filter_map(|number| {
                let start = text.find(&format!("/*{mark}{number}<*/"))?;
                let end = text.find(&format!("/*>{mark}{number}*/"))?;
                (start <= at && at <= end).then_some((start, number))
            })
            .max()
            .map(|(_, number)| number)
    };
    if let Some(number) = enclosing('m') {
        return BTreeSet::from([number]);
    }
    let innermost = enclosing('s');
    let of = switches
        .iter()
        .filter(|(_, switch)| Some(**switch) == innermost);
    of.map(|(mutant, _)| *mutant).collect()
}
