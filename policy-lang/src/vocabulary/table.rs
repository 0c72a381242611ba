//! Reads one table of the vocabulary: fields between tabs, every row complete, or an error.

/// The mark of a field that is empty.
const EMPTY: &str = "-";

/// A table's rows, each with a field for each column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Table<const COLUMNS: usize> {
    pub(super) rows: Vec<[&'static str; COLUMNS]>,
}

/// Why a table cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TableError {
    /// The line that names the columns is missing or names others.
    Header,
    /// A row has more or fewer fields than there are columns, or a blank one.
    Row(&'static str),
    /// A code is of a code system that has no word.
    UnknownSystem,
}

impl<const COLUMNS: usize> Table<COLUMNS> {
    /// Reads `text`, whose first line after comments names `columns`.
    pub(super) fn read(
        text: &'static str,
        columns: [&'static str; COLUMNS],
    ) -> Result<Self, TableError> {
        let mut lines = text.lines().filter(|line| !line.starts_with('#'));
        let header = lines.next().and_then(fields::<COLUMNS>);
        if header != Some(columns) {
            return Err(TableError::Header);
        }
        let rows = lines.map(|line| fields(line).ok_or(TableError::Row(line)));
        Ok(Self {
            rows: rows.collect::<Result<_, _>>()?,
        })
    }
}

fn fields<const COLUMNS: usize>(line: &'static str) -> Option<[&'static str; COLUMNS]> {
    let mut fields = [""; COLUMNS];
    let mut parts = line.split('\t');
    for field in &mut fields {
        *field = parts.next()?;
    }
    let is_blank = |field: &&str| field.is_empty() || field.trim() != *field;
    let is_row = parts.next().is_none() && !fields.iter().any(is_blank);
    is_row.then_some(fields)
}

/// A field that may be empty.
pub(super) fn optional(field: &'static str) -> Option<&'static str> {
    (field != EMPTY).then_some(field)
}

/// A field of several words between spaces, or none.
pub(super) fn list(field: &'static str) -> Vec<&'static str> {
    optional(field)
        .map(|words| words.split(' ').collect())
        .unwrap_or_default()
}
