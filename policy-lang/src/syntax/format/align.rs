//! Columns that were made by hand in declarations, kept as columns. Part of laying out a text.
//!
//! Nothing is put into columns that was not. Lines that follow one another and go on in the same column, at least one of them
//! after several spaces, are a column. Lines of one kind are a column all of them or none. A column is made as narrow as it can be.

use std::ops::Range;

use super::LINE_CHARS;
use super::page::{BEFORE_COMMENT, Page};
use super::plan::{Plan, span};
use crate::syntax::tree::{PolicySyntax, Statement};

/// Spaces that are written in addition to what stands between two tokens anyway.
#[derive(Default)]
pub(super) struct Pads {
    /// By the token that they stand before; sorted.
    tokens: Vec<(usize, usize)>,
    /// By the token after the gap that the comment stands in; sorted.
    comments: Vec<(usize, usize)>,
}

impl Pads {
    /// Spaces before a token.
    pub fn before_token(&self, index: usize) -> usize {
        find(&self.tokens, index)
    }

    /// Spaces before the comment that trails the token before this one.
    pub fn before_comment(&self, index: usize) -> usize {
        find(&self.comments, index)
    }
}

fn find(pads: &[(usize, usize)], index: usize) -> usize {
    let found = pads.binary_search_by_key(&index, |(index, _)| *index);
    found
        .ok()
        .and_then(|at| pads.get(at))
        .map_or(0, |(_, pad)| *pad)
}

/// One place of a line that may belong to a column.
struct Cell {
    /// The column in the source; nothing where the line was not one.
    was: Option<usize>,
    /// The least column.
    least: usize,
    /// Whether several spaces stand before it in the source.
    is_padded: bool,
    /// The width from here to the end of the line.
    tail: usize,
    /// What lines of one kind have in common; nothing where a line has no kind.
    kind: Option<(String, String)>,
}

impl Cell {
    /// Whether two cells stand one below the other in the source.
    fn is_below(&self, other: &Cell) -> bool {
        self.was.is_some() && self.was == other.was
    }
}

/// A declaration that stands on a line by itself.
struct Row {
    tokens: Range<usize>,
    /// The token after the name and its colon; the end when there is none.
    rest: usize,
    /// Whether it stands on a line by itself in the source, too.
    was_row: bool,
}

/// Finds the columns of a text.
pub(super) fn pads(page: &Page<'_>, plan: &Plan, tree: &PolicySyntax) -> Pads {
    let mut pads = Pads::default();
    let mut block: Vec<Row> = Vec::new();
    for statement in &tree.statements {
        let row = row(page, statement);
        let goes_on = row
            .as_ref()
            .is_some_and(|row| follows(page, plan, row.tokens.start));
        if !goes_on {
            align(page, &std::mem::take(&mut block), &mut pads);
        }
        block.extend(row);
    }
    align(page, &block, &mut pads);
    pads
}

fn row(page: &Page<'_>, statement: &Statement) -> Option<Row> {
    if matches!(
        statement,
        Statement::Rule(_) | Statement::Form(_) | Statement::Example(_)
    ) {
        return None;
    }
    let span = span(statement);
    let tokens = page.index(span.start)..page.index(span.end);
    let breaks = |index: usize| page.gap(index).breaks;
    let colon = usize::from(page.sign(tokens.start + 2) == ":");
    page.fits(tokens.clone(), 0).then(|| Row {
        rest: tokens.end.min(tokens.start + 2 + colon),
        was_row: (tokens.start == 0 || breaks(tokens.start)) && !tokens.clone().skip(1).any(breaks),
        tokens,
    })
}

/// Whether nothing but a line break, and a comment that trails the line before, stands before a token.
fn follows(page: &Page<'_>, plan: &Plan, index: usize) -> bool {
    let gap = page.gap(index);
    !gap.blank && !plan.stands_apart(index) && gap.comments.iter().all(|remark| remark.trails)
}

fn align(page: &Page<'_>, rows: &[Row], pads: &mut Pads) {
    let names: Vec<Cell> = rows.iter().map(|row| name(page, row)).collect();
    let columns = self::columns(&names);
    let starts = columns.iter().zip(rows);
    let rests: Vec<Cell> = starts
        .map(|(column, row)| rest(page, row, *column))
        .collect();
    for ((column, name), row) in columns.iter().zip(&names).zip(rows) {
        pads.tokens
            .push((row.tokens.start + 1, column - name.least));
    }
    let columns = self::columns(&rests);
    let mut ends = Vec::with_capacity(rows.len());
    for ((column, rest), row) in columns.iter().zip(&rests).zip(rows) {
        if row.rest < row.tokens.end {
            pads.tokens.push((row.rest, column - rest.least));
            ends.push(column + rest.tail);
        } else {
            ends.push(rest.least - 1);
        }
    }
    pads.tokens.sort_unstable();
    align_comments(page, rows, &ends, pads);
}

fn name(page: &Page<'_>, row: &Row) -> Cell {
    let token = row.tokens.start + 1;
    Cell {
        was: row.was_row.then(|| page.column(token)),
        least: page.width(row.tokens.start..token) + 1,
        is_padded: row.was_row && page.spaces_before(token) > 1,
        tail: page.width(token..row.tokens.end),
        kind: None,
    }
}

/// What follows the name of a line that has its name at `column`; a line that ends there could go on there.
fn rest(page: &Page<'_>, row: &Row, column: usize) -> Cell {
    let name = row.tokens.start + 1..row.rest;
    let least = column + page.width(name) + 1;
    if row.rest == row.tokens.end {
        return Cell {
            was: row
                .was_row
                .then(|| page.column_after(row.rest.saturating_sub(1)) + 1),
            least,
            is_padded: false,
            tail: 0,
            kind: None,
        };
    }
    let word = |index: usize| page.word(index).to_owned();
    Cell {
        was: row.was_row.then(|| page.column(row.rest)),
        least,
        is_padded: row.was_row && page.spaces_before(row.rest) > 1,
        tail: page.width(row.rest..row.tokens.end),
        kind: Some((word(row.tokens.start), word(row.rest))),
    }
}

/// Comments that trail lines that follow one another.
fn align_comments(page: &Page<'_>, rows: &[Row], ends: &[usize], pads: &mut Pads) {
    let mut block: Vec<(usize, Cell)> = Vec::new();
    for (row, end) in rows.iter().zip(ends) {
        let mut gap = row.tokens.end;
        while page.sign(gap) == "." {
            gap += 1;
        }
        match comment(page, gap, end + gap - row.tokens.end) {
            Some(cell) => block.push((gap, cell)),
            None => place_comments(&std::mem::take(&mut block), pads),
        }
    }
    place_comments(&block, pads);
    pads.comments.sort_unstable();
}

fn comment(page: &Page<'_>, gap: usize, end: usize) -> Option<Cell> {
    let remark = page.gap(gap).comments.first()?;
    let was = page.column_of(remark.start);
    remark.trails.then(|| Cell {
        was: Some(was),
        least: end + BEFORE_COMMENT,
        is_padded: was > page.column_after(gap.saturating_sub(1)) + BEFORE_COMMENT,
        tail: 0,
        kind: None,
    })
}

fn place_comments(block: &[(usize, Cell)], pads: &mut Pads) {
    let columns = columns(block.iter().map(|(_, cell)| cell));
    for ((gap, cell), column) in block.iter().zip(columns) {
        pads.comments.push((*gap, column - cell.least));
    }
}

/// The column of each cell of lines that follow one another.
fn columns<'c>(cells: impl IntoIterator<Item = &'c Cell>) -> Vec<usize> {
    let cells: Vec<&Cell> = cells.into_iter().collect();
    let mut columns = Vec::with_capacity(cells.len());
    let kinds = cells.chunk_by(|one, other| one.kind.is_some() && one.kind == other.kind);
    let mut loose: Vec<&Cell> = Vec::new();
    for kind in kinds {
        if let [only] = kind {
            loose.push(only);
            continue;
        }
        columns.extend(loose_columns(&std::mem::take(&mut loose)));
        let is_column = kind
            .windows(2)
            .any(|pair| matches!(pair, [one, other] if one.is_below(other) && (one.is_padded || other.is_padded)));
        columns.extend(column(kind, is_column));
    }
    columns.extend(loose_columns(&loose));
    columns
}

fn loose_columns(cells: &[&Cell]) -> Vec<usize> {
    let same = cells.chunk_by(|one, other| one.is_below(other));
    same.flat_map(|same| {
        column(
            same,
            same.len() > 1 && same.iter().any(|cell| cell.is_padded),
        )
    })
    .collect()
}

/// One column for all, if they are to be one and no line gets too long.
fn column(cells: &[&Cell], is_column: bool) -> Vec<usize> {
    let column = cells.iter().map(|cell| cell.least).max().unwrap_or(0);
    let has_room = cells.iter().all(|cell| column + cell.tail <= LINE_CHARS);
    let place = |cell: &&Cell| {
        if is_column && has_room {
            column
        } else {
            cell.least
        }
    };
    cells.iter().map(place).collect()
}
