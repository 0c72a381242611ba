//! What admission learned of a module, as bytes of an entry.
//!
//! ```text
//! kind         1    0 a policy, 1 any other contract
//!   policy     4×8  begin and end of the input, begin of the output, room from there
//!   contract   4    how many entries; each 4 bytes of length and its name
//! interface    1    whether there is one; if so 2×8, where it begins and ends in the module
//! measured    10×8  in the order of `Measurements`, native code left out
//! pure         1    0 or 1
//! zeros        8    the address below which the memory begins as zeros
//! reaches      4    how many entries; each 8 bytes, the address below which all lies that it may write, or all ones
//! ```
//!
//! Numbers are little-endian. Entries are sealed: what does not read is a mistake of ours, and it costs
//! a compilation.

use std::ops::Range;

use crate::admit::Report;
use crate::module::{Kind, Layout, Measurements};

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
    out.push(u8::from(report.interface.is_some()));
    if let Some(range) = &report.interface {
        put_range(&mut out, range)?;
    }
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
    put(&mut out, u64::from(report.zeros));
    out.extend(u32::try_from(report.reaches.len()).ok()?.to_le_bytes());
    for reach in &report.reaches {
        put(&mut out, reach.map_or(u64::MAX, u64::from));
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
    let interface = match reader.flag()? {
        true => Some(reader.range()?),
        false => None,
    };
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
    let zeros = reader.small()?;
    let reaches = reader.reaches()?;
    reader.0.is_empty().then_some(Report {
        kind,
        interface,
        measurements,
        is_pure,
        reaches,
        zeros,
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

    fn reaches(&mut self) -> Option<Vec<Option<u32>>> {
        let count = u32::from_le_bytes(*self.chunk()?);
        let reach = |number: u64| match number {
            u64::MAX => Some(None),
            number => u32::try_from(number).ok().map(Some),
        };
        (0..count).map(|_| reach(self.number()?)).collect()
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
