//! Reads one table of the vocabulary: fields between tabs, every row complete, or an error.

/// The mark of a field that is empty.
const EMPTY: &str = "-";

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

/// Reads `text`, whose first line after comments names `columns`, and makes one item of each row after it.
pub(super) fn read<const COLUMNS: usize, T>(
    text: &'static str,
    columns: [&'static str; COLUMNS],
    mut item: impl FnMut([&'static str; COLUMNS]) -> Result<T, TableError>,
) -> Result<Vec<T>, TableError> {
    let mut lines = text.lines().filter(|line| !line.starts_with('#'));
    let header = lines.next().and_then(fields::<COLUMNS>);
    if header != Some(columns) {
        return Err(TableError::Header);
    }
    lines
        .map(|line| item(fields(line).ok_or(TableError::Row(line))?))
        .collect()
}

/// The fields of a line, none of them blank. Goes through its bytes once: every process that compiles a policy reads
/// thousands of lines.
fn fields<const COLUMNS: usize>(line: &'static str) -> Option<[&'static str; COLUMNS]> {
    let mut fields = [""; COLUMNS];
    let mut free = fields.iter_mut();
    let mut start = 0;
    for (at, byte) in line.bytes().chain([b'\t']).enumerate() {
        if byte != b'\t' {
            continue;
        }
        let field = line.get(start..at)?;
        let is_space = |byte: Option<&u8>| byte.is_none_or(u8::is_ascii_whitespace);
        let bytes = field.as_bytes();
        if is_space(bytes.first()) || is_space(bytes.last()) {
            return None;
        }
        *free.next()? = field;
        start = at + 1;
    }
    free.next().is_none().then_some(fields)
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
