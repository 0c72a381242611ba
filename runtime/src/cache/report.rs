//! What admission learned of a module, as bytes of an entry.
//!
//! ```text
//! kind         1    0 a policy, 1 any other contract
//!   policy     4×8  begin and end of the input, begin of the output, room from there
//!   contract   4    how many entries; each 4 bytes of length and its name
//! interface    1    whether there is one; if so 2×8, where it begins and ends in the module
//! measured    10×8  in the order of `Measurements`, native code left out
//! pure         1    0 or 1
//! data         4    how many ranges that hold its data segments, ascending, with a gap before each; each 2×8
//! reaches      4    how many entries; each 1, whether it is known where its stores fall; if so 2×8, a range that holds them
//! ```
//!
//! Numbers are little-endian. Entries are sealed: what does not read is a mistake of ours, and it costs
//! a compilation.

use std::ops::Range;

use crate::admit::Report;
use crate::module::{Kind, Layout, Measurements};
use crate::wipe::Data;

#[cfg(test)]
mod tests;

/// Writes a report; `None` when a length is beyond what it can say.
pub(super) fn write(report: &Report) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    match &report.kind {
        Kind::Policy(layout) => {
            out.push(0);
            put_range(&mut out, &layout.input)?;
            put(&mut out, u64::try_from(layout.output).ok()?);
            put(&mut out, layout.room_out);
        }
        Kind::Contract(entries) => {
            out.push(1);
            out.extend(u32::try_from(entries.len()).ok()?.to_le_bytes());
            for entry in entries {
                out.extend(u32::try_from(entry.len()).ok()?.to_le_bytes());
                out.extend(entry.as_bytes());
            }
        }
    }
    put_optional(&mut out, report.interface.as_ref())?;
    // Whoever adds a measurement is told of it here.
    let Measurements {
        bytes,
        functions,
        code_bytes,
        pages,
        data_bytes,
        call_depth,
        chain_locals,
        value_blocks,
        branch_targets,
        calls,
        native_bytes: _,
    } = report.measurements;
    put(&mut out, bytes);
    put(&mut out, u64::from(functions));
    put(&mut out, code_bytes);
    put(&mut out, u64::from(pages));
    put(&mut out, data_bytes);
    put(&mut out, u64::from(call_depth));
    put(&mut out, chain_locals);
    put(&mut out, value_blocks);
    put(&mut out, branch_targets);
    put(&mut out, calls);
    out.push(u8::from(report.is_pure));
    let data = report.data.ranges();
    out.extend(u32::try_from(data.len()).ok()?.to_le_bytes());
    for range in data {
        put_range(&mut out, range)?;
    }
    out.extend(u32::try_from(report.reaches.len()).ok()?.to_le_bytes());
    for reach in &report.reaches {
        put_optional(&mut out, reach.as_ref())?;
    }
    Some(out)
}

/// Reads a report, all of `bytes`.
pub(super) fn read(bytes: &[u8]) -> Option<Report> {
    let mut reader = Reader(bytes);
    let kind = match reader.byte()? {
        0 => Kind::Policy(Layout {
            input: reader.range()?,
            output: usize::try_from(reader.number()?).ok()?,
            room_out: reader.number()?,
        }),
        1 => Kind::Contract(reader.names()?),
        _ => return None,
    };
    let interface = reader.optional()?;
    let measurements = Measurements {
        bytes: reader.number()?,
        functions: reader.small()?,
        code_bytes: reader.number()?,
        pages: reader.small()?,
        data_bytes: reader.number()?,
        call_depth: reader.small()?,
        chain_locals: reader.number()?,
        value_blocks: reader.number()?,
        branch_targets: reader.number()?,
        calls: reader.number()?,
        native_bytes: 0,
    };
    let is_pure = reader.flag()?;
    let data = reader.data()?;
    let reaches = reader.many(Reader::optional)?;
    reader.0.is_empty().then_some(Report {
        kind,
        interface,
        measurements,
        is_pure,
        reaches,
        data,
    })
}

fn put(out: &mut Vec<u8>, number: u64) {
    out.extend(number.to_le_bytes());
}

fn put_range(out: &mut Vec<u8>, range: &Range<usize>) -> Option<()> {
    put(out, u64::try_from(range.start).ok()?);
    put(out, u64::try_from(range.end).ok()?);
    Some(())
}

fn put_optional(out: &mut Vec<u8>, range: Option<&Range<usize>>) -> Option<()> {
    out.push(u8::from(range.is_some()));
    range.map_or(Some(()), |range| put_range(out, range))
}

/// What is left to read.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn chunk<const N: usize>(&mut self) -> Option<&'a [u8; N]> {
        let (chunk, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(chunk)
    }

    fn byte(&mut self) -> Option<u8> {
        self.chunk::<1>().map(|[byte]| *byte)
    }

    fn flag(&mut self) -> Option<bool> {
        match self.byte()? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }

    fn number(&mut self) -> Option<u64> {
        self.chunk().map(|bytes| u64::from_le_bytes(*bytes))
    }

    fn small(&mut self) -> Option<u32> {
        u32::try_from(self.number()?).ok()
    }

    fn range(&mut self) -> Option<Range<usize>> {
        let start = usize::try_from(self.number()?).ok()?;
        let end = usize::try_from(self.number()?).ok()?;
        (start <= end).then_some(start..end)
    }

    fn optional(&mut self) -> Option<Option<Range<usize>>> {
        match self.flag()? {
            true => self.range().map(Some),
            false => Some(None),
        }
    }

    fn many<T>(&mut self, item: impl Fn(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let count = u32::from_le_bytes(*self.chunk()?);
        (0..count).map(|_| item(self)).collect()
    }

    /// Ranges just as they are written.
    fn data(&mut self) -> Option<Data> {
        let ranges = self.many(Reader::range)?;
        let data = Data::new(ranges.clone());
        (data.ranges() == ranges).then_some(data)
    }

    /// Names, in the order in which they are looked up.
    fn names(&mut self) -> Option<Vec<String>> {
        let count = u32::from_le_bytes(*self.chunk()?);
        let mut names: Vec<String> = Vec::new();
        for _ in 0..count {
            let length = u32::from_le_bytes(*self.chunk()?);
            let (name, rest) = self.0.split_at_checked(usize::try_from(length).ok()?)?;
            self.0 = rest;
            names.push(std::str::from_utf8(name).ok()?.to_owned());
        }
        names.is_sorted().then_some(names)
    }
}
